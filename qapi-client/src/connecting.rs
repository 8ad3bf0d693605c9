//! What both clients know about connecting.

use crate::error::Error;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long to wait between two attempts, and between two looks at whether the server is still there.
pub(crate) const PAUSE: Duration = Duration::from_millis(20);

/// When waiting ends, if it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(pub(crate) Option<Instant>);

impl Deadline {
    /// So long from now; never, if that is further away than time can be told.
    pub(crate) fn after(timeout: Duration) -> Self {
        Deadline(Instant::now().checked_add(timeout))
    }

    pub(crate) fn remaining(self) -> Duration {
        self.0.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()))
    }

    pub(crate) fn is_over(self) -> bool {
        self.remaining().is_zero()
    }

    /// This, or so long from now if that is earlier.
    pub(crate) fn no_later_than(self, timeout: Duration) -> Self {
        let slice = Instant::now() + timeout;
        Deadline(Some(self.0.map_or(slice, |deadline| deadline.min(slice))))
    }
}

/// Whether time may mend a failure to connect: the socket is not there yet, nobody listens on it yet, or the queue of
/// those who want to connect is full.
pub(crate) fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::ConnectionRefused | ErrorKind::WouldBlock | ErrorKind::Interrupted
    )
}

/// The error of a handshake that ended: what the server said is told by itself, without the remark that the connection
/// has ended.
pub(crate) fn told(error: Error) -> Error {
    match error {
        Error::Closed { reason: Some(reason), .. } if !matches!(*reason, Error::Io { .. }) => {
            Arc::unwrap_or_clone(reason)
        }
        error => error,
    }
}

/// Starts a program with one end of a pair of sockets as its standard input and output; gives the other.
#[cfg(unix)]
pub(crate) fn spawn(
    command: &mut std::process::Command,
) -> Result<(std::process::Child, std::os::unix::net::UnixStream), Error> {
    use std::os::fd::OwnedFd;
    let io = |error| Error::io("cannot start the program", error);
    let (ours, theirs) = std::os::unix::net::UnixStream::pair().map_err(io)?;
    let output = theirs.try_clone().map_err(io)?;
    let child = command.stdin(OwnedFd::from(theirs)).stdout(OwnedFd::from(output)).spawn();
    // The command would keep the child's end open, and the end of the child would not be seen.
    command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null());
    Ok((child.map_err(io)?, ours))
}
