//! Connecting to an address, and the handshake that follows. One deadline covers all of it.

use super::shared::Handle;
use super::stream::Stream;
use crate::connecting::{Attempts, Deadline, PAUSE};
use crate::error::{Error, Sent};
use crate::options::{Address, Options};
use std::future::Future;
use std::io;
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;

/// Connects. While the server is not there yet, or has no room for another client, tries again until the deadline.
pub(super) async fn connect(address: &Address, options: &Options, deadline: Deadline) -> Result<Stream, Error> {
    insist(options, deadline, || async move {
        match address {
            #[cfg(unix)]
            Address::Unix(path) => UnixStream::connect(path).await.map(Stream::from),
            #[cfg(not(unix))]
            Address::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
            Address::Tcp(host_and_port) => TcpStream::connect(host_and_port).await.map(Stream::from),
        }
    })
    .await
}

/// Tries again and again, until it succeeds, fails in a way that does not pass, or the deadline is over.
pub(super) async fn insist<R, F: Future<Output = io::Result<R>>>(
    options: &Options,
    deadline: Deadline,
    attempt: impl Fn() -> F,
) -> Result<R, Error> {
    let mut attempts = Attempts::default();
    loop {
        match watched(options, deadline, attempt()).await? {
            Some(Ok(result)) => return Ok(result),
            Some(Err(error)) => attempts.failed(error, options)?,
            None => return Err(attempts.timed_out()),
        }
        tokio::time::sleep(PAUSE.min(deadline.remaining())).await;
    }
}

/// Waits for something until the deadline, which gives `None`, and looks now and then whether the server is still
/// there.
async fn watched<R>(
    options: &Options,
    deadline: Deadline,
    future: impl Future<Output = R>,
) -> Result<Option<R>, Error> {
    let mut future = std::pin::pin!(future);
    loop {
        let slice = if options.alive.is_some() { PAUSE.min(deadline.remaining()) } else { deadline.remaining() };
        match tokio::time::timeout(slice, &mut future).await {
            Ok(result) => return Ok(Some(result)),
            Err(_) if !options.is_alive() => return Err(Error::Dead),
            Err(_) if deadline.is_over() => return Ok(None),
            Err(_) => {}
        }
    }
}

/// Waits until the server has greeted and capabilities are negotiated.
pub(super) async fn handshake(handle: &Handle, deadline: Deadline) -> Result<(), Error> {
    let ready = handle.wait(|session| session.greeted());
    let ready = watched(&handle.options, deadline, ready).await?;
    ready.unwrap_or_else(|| Err(Error::timed_out(handle.lock().session.engine.handshake_awaits(), Sent::Not)))
}
