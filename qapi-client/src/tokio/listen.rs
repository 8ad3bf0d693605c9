//! Connections that begin at the other end: a server that calls, or one that is started here.

use super::client::Client;
use super::connect::insist;
use super::stream::Stream;
#[cfg(unix)]
use crate::connecting;
use crate::connecting::Deadline;
use crate::error::Error;
use crate::options::Options;
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::net::{UnixListener, UnixStream};

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
    let (child, ours) = connecting::spawn(command)?;
    let client = match ours.set_nonblocking(true).and_then(|()| UnixStream::from_std(ours)) {
        Ok(stream) => Client::over(stream, options).await,
        Err(error) => Err(Error::io("cannot start the program", error)),
    };
    connecting::with_child(child, client)
}
