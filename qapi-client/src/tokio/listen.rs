//! Servers that connect to the client, and servers that the client starts.

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

/// A socket to which a server connects, as with `-qmp unix:PATH`. It exists before the server starts, so neither has to
/// wait for the other.
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

    /// Waits for a QMP server to connect, and negotiates with it.
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
/// connects to it through a pair of sockets, which can carry file descriptors. It is up to the caller to wait for the
/// child.
///
/// # Errors
/// [`Error::Io`] if the program does not start; otherwise as [`Client::connect`], and the child is killed.
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
