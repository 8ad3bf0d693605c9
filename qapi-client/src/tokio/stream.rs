//! Streams that a tokio client can use.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;

/// A stream of bytes in both directions.
#[non_exhaustive]
pub enum Stream {
    /// A Unix socket, which can carry file descriptors.
    #[cfg(unix)]
    Unix(UnixStream),
    /// A TCP connection.
    Tcp(TcpStream),
    /// Anything to read from and anything to write to, such as the standard output and input of a child.
    Other(Box<dyn AsyncRead + Send + Unpin>, Box<dyn AsyncWrite + Send + Unpin>),
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(unix)]
            Stream::Unix(stream) => stream.fmt(f),
            Stream::Tcp(stream) => stream.fmt(f),
            Stream::Other(..) => f.write_str("Other"),
        }
    }
}

#[cfg(unix)]
impl From<UnixStream> for Stream {
    fn from(stream: UnixStream) -> Self {
        Stream::Unix(stream)
    }
}

impl From<TcpStream> for Stream {
    fn from(stream: TcpStream) -> Self {
        // Without it a small command waits for the acknowledgement of the one before. It is faster, not more correct.
        let _ = stream.set_nodelay(true);
        Stream::Tcp(stream)
    }
}

impl Stream {
    /// Reads from one stream and writes to another.
    pub fn new(read: impl AsyncRead + Send + Unpin + 'static, write: impl AsyncWrite + Send + Unpin + 'static) -> Self {
        Stream::Other(Box::new(read), Box::new(write))
    }

    #[cfg(all(unix, feature = "fd"))]
    pub(super) fn carries_descriptors(&self) -> bool {
        matches!(self, Stream::Unix(_))
    }

    pub(super) fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut buffer = ReadBuf::new(buffer);
        ready!(match self {
            #[cfg(unix)]
            Stream::Unix(stream) => Pin::new(stream).poll_read(cx, &mut buffer),
            Stream::Tcp(stream) => Pin::new(stream).poll_read(cx, &mut buffer),
            Stream::Other(read, _) => Pin::new(read).poll_read(cx, &mut buffer),
        })?;
        Poll::Ready(Ok(buffer.filled().len()))
    }

    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self {
            #[cfg(unix)]
            Stream::Unix(stream) => Pin::new(stream).poll_write(cx, bytes),
            Stream::Tcp(stream) => Pin::new(stream).poll_write(cx, bytes),
            Stream::Other(_, write) => Pin::new(write).poll_write(cx, bytes),
        }
    }

    /// Flushes a stream of the user's; sockets have no buffer.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Stream::Other(_, write) => Pin::new(write).poll_flush(cx),
            _ => Poll::Ready(Ok(())),
        }
    }

    /// As [`Stream::poll_write`], sending a file descriptor with the first byte.
    #[cfg(all(unix, feature = "fd"))]
    pub(super) fn poll_write_with_descriptor(
        &mut self,
        cx: &mut Context<'_>,
        bytes: &[u8],
        descriptor: std::os::fd::BorrowedFd<'_>,
    ) -> Poll<io::Result<usize>> {
        use std::os::fd::AsFd;
        let Stream::Unix(stream) = self else { return Poll::Ready(Err(io::ErrorKind::Unsupported.into())) };
        loop {
            ready!(stream.poll_write_ready(cx))?;
            let interest = tokio::io::Interest::WRITABLE;
            match stream.try_io(interest, || crate::fd::send(stream.as_fd(), bytes, descriptor)) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                result => return Poll::Ready(result),
            }
        }
    }
}
