//! Connecting, as far as it is the same for both clients: deadlines, which failures may pass, and child processes.
//!
//! Nothing here waits.

use crate::error::{Awaited, Error, Sent};
use crate::options::Options;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long to wait between two attempts, and between two looks at whether the server is still there.
pub(crate) const PAUSE: Duration = Duration::from_millis(20);

/// When waiting ends, if it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(pub(crate) Option<Instant>);

impl Deadline {
    /// A deadline this far from now. If no clock reaches that far, there is none.
    pub(crate) fn after(timeout: Duration) -> Self {
        Deadline(Instant::now().checked_add(timeout))
    }

    pub(crate) fn remaining(self) -> Duration {
        self.0.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()))
    }

    pub(crate) fn is_over(self) -> bool {
        self.remaining().is_zero()
    }

    /// The earlier of this deadline and one this far from now.
    pub(crate) fn no_later_than(self, timeout: Duration) -> Self {
        let slice = Instant::now() + timeout;
        Deadline(Some(self.0.map_or(slice, |deadline| deadline.min(slice))))
    }
}

/// Whether a later attempt to connect may succeed: the socket does not exist yet, nobody listens on it yet, or its
/// queue is full.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::ConnectionRefused | ErrorKind::WouldBlock | ErrorKind::Interrupted
    )
}

/// Attempts to connect, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    last: Option<Arc<io::Error>>,
}

impl Attempts {
    /// Takes note of an attempt that failed.
    ///
    /// # Errors
    /// Another attempt would fail as well: the failure is not one that passes, or the server is gone.
    pub(crate) fn failed(&mut self, error: io::Error, options: &Options) -> Result<(), Error> {
        if !is_passing(&error) {
            return Err(Error::io("cannot connect", error));
        }
        self.last = Some(Arc::new(error));
        if options.is_alive() { Ok(()) } else { Err(Error::Dead) }
    }

    /// The error once time is over.
    pub(crate) fn timed_out(self) -> Error {
        Error::TimedOut { awaited: Awaited::Connection, sent: Sent::Not, last: self.last }
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
    // Otherwise the command keeps the child's end open, and we would not notice when the child ends.
    command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null());
    Ok((child.map_err(io)?, ours))
}

/// The child with the client that speaks to it. If there is no client, the child is killed.
#[cfg(unix)]
pub(crate) fn with_child<C>(
    mut child: std::process::Child,
    client: Result<C, Error>,
) -> Result<(std::process::Child, C), Error> {
    match client {
        Ok(client) => Ok((child, client)),
        Err(error) => {
            // It may have ended by itself. Once it is killed, waiting for it takes no time.
            let _ = child.kill();
            let _ = child.wait();
            Err(error)
        }
    }
}
