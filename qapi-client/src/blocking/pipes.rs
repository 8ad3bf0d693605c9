//! A pair of pipes as the stream of a blocking client.

use super::poll::{is_ready, wait_writable};
use super::transport::Transport;
use rustix::event::PollFlags;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One end of a pipe; `None` once it is closed.
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
#[derive(Debug)]
pub struct Pipes {
    read: End,
    write: End,
}

impl Pipes {
    /// Reads from one descriptor and writes to the other.
    pub fn new(read: impl Into<OwnedFd>, write: impl Into<OwnedFd>) -> Self {
        let end = |descriptor: OwnedFd| Mutex::new(Some(Arc::new(File::from(descriptor))));
        Pipes { read: end(read.into()), write: end(write.into()) }
    }

    /// How many bytes a pipe takes without blocking once `poll` says that it is writable (POSIX: `_POSIX_PIPE_BUF`).
    const PIECE: usize = 512;

    /// How often a waiting thread checks whether another thread has closed the pipes.
    const SLICE: Duration = Duration::from_millis(500);

    fn of(end: &End) -> io::Result<Arc<File>> {
        let end = end.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        end.clone().ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Transport for Pipes {
    fn read(&self, buffer: &mut [u8], timeout: Option<Duration>) -> io::Result<usize> {
        let pipe = Pipes::of(&self.read)?;
        let timeout = timeout.unwrap_or(Pipes::SLICE).min(Pipes::SLICE);
        if !is_ready(pipe.as_fd(), PollFlags::IN, Some(timeout))? {
            return Err(io::ErrorKind::TimedOut.into());
        }
        (&*pipe).read(buffer)
    }

    fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        let pipe = Pipes::of(&self.write)?;
        if !is_ready(pipe.as_fd(), PollFlags::OUT, Some(Duration::ZERO))? {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        (&*pipe).write(bytes.get(..Pipes::PIECE).unwrap_or(bytes))
    }

    fn wait_writable(&self, or_read: bool, timeout: Option<Duration>) -> io::Result<()> {
        let read = if or_read { Some(Pipes::of(&self.read)?) } else { None };
        wait_writable(Pipes::of(&self.write)?.as_fd(), read.as_ref().map(|read| read.as_fd()), timeout)
    }

    fn close(&self) {
        for end in [&self.read, &self.write] {
            end.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        }
    }
}

impl TryFrom<Pipes> for Box<dyn Transport> {
    type Error = io::Error;

    fn try_from(pipes: Pipes) -> io::Result<Self> {
        Ok(Box::new(pipes))
    }
}
