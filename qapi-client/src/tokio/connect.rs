//! From an address to a client: one deadline for all of it, and one connection.

use super::client::Client;
use super::shared::Handle;
use super::stream::Stream;
use crate::connecting::{Deadline, PAUSE, is_passing, told};
use crate::error::{Awaited, Error, Sent};
use crate::options::{Address, Options};
use std::future::Future;
use std::io;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
#[cfg(unix)]
use tokio::net::{UnixListener, UnixStream};

/// Connects: a server that is not there yet, or has no room for another client, is asked again until the deadline.
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

/// Tries something until it succeeds, or fails in a way that time does not mend.
async fn insist<R, F: Future<Output = io::Result<R>>>(
    options: &Options,
    deadline: Deadline,
    attempt: impl Fn() -> F,
) -> Result<R, Error> {
    let mut last = None;
    loop {
        match watched(options, deadline, attempt()).await? {
            Some(Ok(result)) => return Ok(result),
            Some(Err(error)) if is_passing(&error) => last = Some(Arc::new(error)),
            Some(Err(error)) => return Err(Error::io("cannot connect", error)),
            None => return Err(Error::TimedOut { awaited: Awaited::Connection, sent: Sent::Not, last }),
        }
        if !options.is_alive() {
            return Err(Error::Dead);
        }
        tokio::time::sleep(PAUSE.min(deadline.remaining())).await;
    }
}

/// Waits for something until the deadline, which gives `None`, and looks now and then whether the server is still there.
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
    let ready = handle.wait(|state| {
        let awaited = state.engine.handshake_awaits();
        match state.engine.ended(|| awaited) {
            Some(error) => Some(Err(told(error))),
            None => state.engine.is_ready().then_some(Ok(())),
        }
    });
    let ready = watched(&handle.options, deadline, ready).await?;
    ready.unwrap_or_else(|| Err(Error::timed_out(handle.lock().engine.handshake_awaits(), Sent::Not)))
}

/// A socket on which a server is to call, as with `-qmp unix:PATH`. It is there before the server starts, so there is
/// no race for the connection.
#[derive(Debug)]
pub enum Listener {
    /// On a Unix socket.
    #[cfg(unix)]
    Unix(UnixListener),
    /// On TCP.
    Tcp(TcpListener),
}

impl Listener {
    /// Listens on a path that does not exist yet.
    ///
    /// # Errors
    /// [`Error::Io`].
    #[cfg(unix)]
    pub fn unix(path: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        UnixListener::bind(path).map(Listener::Unix).map_err(|error| Error::io("cannot listen", error))
    }

    /// Listens on an address such as `127.0.0.1:0`.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub async fn tcp(address: impl tokio::net::ToSocketAddrs) -> Result<Self, Error> {
        TcpListener::bind(address).await.map(Listener::Tcp).map_err(|error| Error::io("cannot listen", error))
    }

    /// Waits for a QMP server to call, and speaks with it.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub async fn accept(&self, options: &Options) -> Result<Client, Error> {
        let deadline = Deadline::after(options.connect_timeout);
        let stream = insist(options, deadline, || async move {
            match self {
                #[cfg(unix)]
                Listener::Unix(listener) => listener.accept().await.map(|(stream, _)| Stream::from(stream)),
                Listener::Tcp(listener) => listener.accept().await.map(|(stream, _)| Stream::from(stream)),
            }
        })
        .await?;
        Client::greet(stream, options, deadline).await
    }
}

/// Starts a program that speaks QMP on its standard input and output, such as `qemu-system-x86_64 -qmp stdio`, and
/// speaks with it over a pair of sockets, which can carry file descriptors. The child is the caller's to wait for.
///
/// # Errors
/// [`Error::Io`] if the program does not start; else as [`Client::connect`], and the child is ended.
#[cfg(unix)]
pub async fn spawn(
    command: &mut std::process::Command,
    options: &Options,
) -> Result<(std::process::Child, Client), Error> {
    let io = |error| Error::io("cannot start the program", error);
    let (mut child, ours) = crate::connecting::spawn(command)?;
    let stream = ours.set_nonblocking(true).and_then(|()| UnixStream::from_std(ours)).map_err(io);
    let client = match stream {
        Ok(stream) => Client::over(stream, options).await,
        Err(error) => Err(error),
    };
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
