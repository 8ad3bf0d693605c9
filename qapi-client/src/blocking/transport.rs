//! What a blocking client asks of a stream.

use std::fmt;
use std::io;
#[cfg(unix)]
use std::os::fd::BorrowedFd;
use std::time::Duration;

/// A stream of bytes in both directions. One thread reads while another writes.
pub trait Transport: Send + Sync + fmt::Debug {
    /// Reads some bytes. Waits no longer than `timeout`: not at all if it is zero, for ever if there is none. Returns
    /// zero at the end of the stream.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] or [`io::ErrorKind::TimedOut`] if nothing came; any other if the stream is broken.
    fn read(&self, buffer: &mut [u8], timeout: Option<Duration>) -> io::Result<usize>;

    /// Writes what can be written without waiting for the peer.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] if that is nothing; any other if the stream is broken.
    fn write(&self, bytes: &[u8]) -> io::Result<usize>;

    /// As [`Transport::write`], sending a file descriptor with the first byte.
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

    /// Waits until something can be written (or read, if `or_read` is set), or the time is over. May return early.
    ///
    /// # Errors
    /// The stream is broken.
    fn wait_writable(&self, or_read: bool, timeout: Option<Duration>) -> io::Result<()>;

    /// Ends the stream in both directions, so that a thread that reads returns.
    fn close(&self);
}
