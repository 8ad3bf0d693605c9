//! Waiting for file descriptors with a time limit.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io;
use std::os::fd::BorrowedFd;
use std::time::Duration;

/// Waits until a descriptor is ready; `false` if the time is over first.
pub(super) fn is_ready(descriptor: BorrowedFd<'_>, flags: PollFlags, timeout: Option<Duration>) -> io::Result<bool> {
    let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
    match poll(&mut [PollFd::new(&descriptor, flags)], timeout.as_ref()) {
        Ok(count) => Ok(count > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Waits until one descriptor can be written, or the other one, if any, can be read. May return early.
pub(super) fn wait_writable(
    write: BorrowedFd<'_>,
    read: Option<BorrowedFd<'_>>,
    timeout: Option<Duration>,
) -> io::Result<()> {
    let mut wanted = vec![PollFd::new(&write, PollFlags::OUT)];
    wanted.extend(read.as_ref().map(|read| PollFd::new(read, PollFlags::IN)));
    let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
    match poll(&mut wanted, timeout.as_ref()) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
