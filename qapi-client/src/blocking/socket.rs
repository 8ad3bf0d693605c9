//! Sockets as streams of a blocking client.

use super::transport::Transport;
use std::io;
#[cfg(not(unix))]
use std::io::{Read, Write};
use std::net::TcpStream;
#[cfg(all(unix, feature = "fd"))]
use std::os::fd::BorrowedFd;
use std::sync::Mutex;
use std::time::Duration;
#[cfg(unix)]
use {
    super::poll::wait_writable,
    rustix::net::{RecvFlags, SendFlags, recv, send},
    std::os::fd::AsFd,
    std::os::unix::net::UnixStream,
};

/// The read timeout that a socket has now. It is changed only when needed, because each change is a system call.
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
            // Less than was asked for, so that the next deadline of the same length needs no other.
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
        wait_writable(self.stream.as_fd(), or_read.then(|| self.stream.as_fd()), timeout)
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
        wait_writable(self.stream.as_fd(), or_read.then(|| self.stream.as_fd()), timeout)
    }

    fn close(&self) {
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

/// Without `poll`, each write waits a little.
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

#[cfg(unix)]
impl TryFrom<UnixStream> for Box<dyn Transport> {
    type Error = io::Error;

    fn try_from(stream: UnixStream) -> io::Result<Self> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(None)?;
        Ok(Box::new(Socket::new(stream)))
    }
}

impl TryFrom<TcpStream> for Box<dyn Transport> {
    type Error = io::Error;

    fn try_from(stream: TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(None)?;
        stream.set_nodelay(true)?;
        Ok(Box::new(Socket::new(stream)))
    }
}
