//! Streams that a blocking client can use: what is asked of them, and sockets and pipes that do it.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::Duration;
#[cfg(unix)]
use {
    rustix::event::{PollFd, PollFlags, Timespec, poll},
    rustix::net::{RecvFlags, SendFlags, recv, send},
    std::fs::File,
    std::os::fd::{AsFd, BorrowedFd, OwnedFd},
    std::os::unix::net::UnixStream,
    std::sync::Arc,
};

/// A stream of bytes in both directions. One thread reads while another writes.
pub trait Transport: Send + Sync + fmt::Debug {
    /// Reads some bytes; waits no longer than `timeout`, not at all if it is zero, without end if there is none. Zero
    /// bytes are the end of the stream.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] or [`io::ErrorKind::TimedOut`] if nothing came; else the stream is broken.
    fn read(&self, buffer: &mut [u8], timeout: Option<Duration>) -> io::Result<usize>;

    /// Writes what can be written without waiting for the peer.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] if that is nothing; else the stream is broken.
    fn write(&self, bytes: &[u8]) -> io::Result<usize>;

    /// As [`Transport::write`], with a file descriptor that goes with the first byte.
    ///
    /// # Errors
    /// [`io::ErrorKind::Unsupported`] if the stream cannot carry descriptors.
    #[cfg(unix)]
    fn write_with_descriptor(&self, bytes: &[u8], descriptor: BorrowedFd<'_>) -> io::Result<usize> {
        let _ = (bytes, descriptor);
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Whether the stream can carry file descriptors.
    fn carries_descriptors(&self) -> bool {
        false
    }

    /// Waits until something can be written, or read if `or_read` is set, or the time is over. It may return early.
    ///
    /// # Errors
    /// The stream is broken.
    fn wait_writable(&self, or_read: bool, timeout: Option<Duration>) -> io::Result<()>;

    /// Ends the stream in both directions, so that a thread that reads returns.
    fn close(&self);
}

/// How long a socket waits by itself. It is only changed when that is needed, since each change is a system call.
#[derive(Debug, Default)]
struct Patience(Mutex<Option<Duration>>);

impl Patience {
    /// Makes a socket wait no longer than `timeout`, and not much less.
    fn set(&self, timeout: Option<Duration>, set: impl FnOnce(Option<Duration>) -> io::Result<()>) -> io::Result<()> {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let fits = match (*now, timeout) {
            (None, None) => true,
            (Some(now), Some(timeout)) => now <= timeout && timeout <= now * 2,
            _ => false,
        };
        if !fits {
            // Less than was asked for, so that the next deadline of the same length does not need another.
            let patience = timeout.map(|timeout| (timeout * 3 / 4).max(Duration::from_millis(1)));
            set(patience)?;
            *now = patience;
        }
        Ok(())
    }
}

/// A connected socket.
#[derive(Debug)]
pub(super) struct Socket<S> {
    stream: S,
    patience: Patience,
}

impl<S> Socket<S> {
    pub(super) fn new(stream: S) -> Self {
        Socket { stream, patience: Patience::default() }
    }
}

#[cfg(unix)]
impl<S: AsFd> Socket<S> {
    fn read_with(
        &self,
        buffer: &mut [u8],
        timeout: Option<Duration>,
        set: impl FnOnce(Option<Duration>) -> io::Result<()>,
    ) -> io::Result<usize> {
        let flags = if timeout == Some(Duration::ZERO) {
            RecvFlags::DONTWAIT
        } else {
            self.patience.set(timeout, set)?;
            RecvFlags::empty()
        };
        Ok(recv(&self.stream, buffer, flags)?.0)
    }

    fn write_now(&self, bytes: &[u8]) -> io::Result<usize> {
        Ok(send(&self.stream, bytes, SendFlags::DONTWAIT | SendFlags::NOSIGNAL)?)
    }
}

/// Waits for one or two descriptors.
#[cfg(unix)]
fn wait(write: BorrowedFd<'_>, read: Option<BorrowedFd<'_>>, timeout: Option<Duration>) -> io::Result<()> {
    let mut wanted = vec![PollFd::new(&write, PollFlags::OUT)];
    wanted.extend(read.as_ref().map(|read| PollFd::new(read, PollFlags::IN)));
    let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
    match poll(&mut wanted, timeout.as_ref()) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(unix)]
impl Transport for Socket<UnixStream> {
    fn read(&self, buffer: &mut [u8], timeout: Option<Duration>) -> io::Result<usize> {
        self.read_with(buffer, timeout, |patience| self.stream.set_read_timeout(patience))
    }

    fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.write_now(bytes)
    }

    #[cfg(feature = "fd")]
    fn write_with_descriptor(&self, bytes: &[u8], descriptor: BorrowedFd<'_>) -> io::Result<usize> {
        crate::fd::send(self.stream.as_fd(), bytes, descriptor)
    }

    fn carries_descriptors(&self) -> bool {
        cfg!(feature = "fd")
    }

    fn wait_writable(&self, or_read: bool, timeout: Option<Duration>) -> io::Result<()> {
        wait(self.stream.as_fd(), or_read.then(|| self.stream.as_fd()), timeout)
    }

    fn close(&self) {
        // It fails if the peer has closed already, which is as good.
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

#[cfg(unix)]
impl Transport for Socket<TcpStream> {
    fn read(&self, buffer: &mut [u8], timeout: Option<Duration>) -> io::Result<usize> {
        self.read_with(buffer, timeout, |patience| self.stream.set_read_timeout(patience))
    }

    fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.write_now(bytes)
    }

    fn wait_writable(&self, or_read: bool, timeout: Option<Duration>) -> io::Result<()> {
        wait(self.stream.as_fd(), or_read.then(|| self.stream.as_fd()), timeout)
    }

    fn close(&self) {
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

/// Without `poll`, writing waits a little by itself.
#[cfg(not(unix))]
impl Transport for Socket<TcpStream> {
    fn read(&self, buffer: &mut [u8], timeout: Option<Duration>) -> io::Result<usize> {
        let timeout = timeout.map(|timeout| timeout.max(Duration::from_millis(1)));
        self.patience.set(timeout, |patience| self.stream.set_read_timeout(patience))?;
        (&self.stream).read(buffer)
    }

    fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(Duration::from_millis(10)))?;
        match (&self.stream).write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::TimedOut => Err(io::ErrorKind::WouldBlock.into()),
            result => result,
        }
    }

    fn wait_writable(&self, _: bool, timeout: Option<Duration>) -> io::Result<()> {
        std::thread::sleep(timeout.unwrap_or(Duration::MAX).min(Duration::from_millis(10)));
        Ok(())
    }

    fn close(&self) {
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

/// One end, until it is closed.
#[cfg(unix)]
type End = Mutex<Option<Arc<File>>>;

/// Two pipes, such as the standard input and output of a child.
///
/// ```no_run
/// use qapi_client::{Options, blocking::{Client, Pipes}};
/// use std::process::{Command, Stdio};
///
/// let mut child = Command::new("qemu-system-x86_64")
///     .args(["-qmp", "stdio"])
///     .stdin(Stdio::piped())
///     .stdout(Stdio::piped())
///     .spawn()?;
/// let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else { unreachable!() };
/// let client = Client::over(Pipes::new(output, input), &Options::new())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(unix)]
#[derive(Debug)]
pub struct Pipes {
    read: End,
    write: End,
}

#[cfg(unix)]
impl Pipes {
    /// Reads from one descriptor and writes to the other.
    pub fn new(read: impl Into<OwnedFd>, write: impl Into<OwnedFd>) -> Self {
        let end = |descriptor: OwnedFd| Mutex::new(Some(Arc::new(File::from(descriptor))));
        Pipes { read: end(read.into()), write: end(write.into()) }
    }

    /// How many bytes a pipe takes without waiting once it says that it takes some (POSIX's `_POSIX_PIPE_BUF`).
    const PIECE: usize = 512;

    /// How long a thread waits before it looks whether another has closed the pipes.
    const SLICE: Duration = Duration::from_millis(500);

    fn of(end: &End) -> io::Result<Arc<File>> {
        let end = end.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        end.clone().ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

#[cfg(unix)]
impl Transport for Pipes {
    fn read(&self, buffer: &mut [u8], timeout: Option<Duration>) -> io::Result<usize> {
        let pipe = Pipes::of(&self.read)?;
        let timeout = timeout.unwrap_or(Pipes::SLICE).min(Pipes::SLICE);
        if !ready(pipe.as_fd(), PollFlags::IN, Some(timeout))? {
            return Err(io::ErrorKind::TimedOut.into());
        }
        (&*pipe).read(buffer)
    }

    fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        let pipe = Pipes::of(&self.write)?;
        if !ready(pipe.as_fd(), PollFlags::OUT, Some(Duration::ZERO))? {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        (&*pipe).write(bytes.get(..Pipes::PIECE).unwrap_or(bytes))
    }

    fn wait_writable(&self, or_read: bool, timeout: Option<Duration>) -> io::Result<()> {
        let read = if or_read { Some(Pipes::of(&self.read)?) } else { None };
        wait(Pipes::of(&self.write)?.as_fd(), read.as_ref().map(|read| read.as_fd()), timeout)
    }

    fn close(&self) {
        for end in [&self.read, &self.write] {
            end.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        }
    }
}

/// Waits until a descriptor is ready; false if the time is over before.
#[cfg(unix)]
fn ready(descriptor: BorrowedFd<'_>, flags: PollFlags, timeout: Option<Duration>) -> io::Result<bool> {
    let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
    match poll(&mut [PollFd::new(&descriptor, flags)], timeout.as_ref()) {
        Ok(count) => Ok(count > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
