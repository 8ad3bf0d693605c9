//! Connections that begin at the other end: a server that calls, or one that is started here.

use super::client::Client;
use super::connect::insist;
use super::shared::Shared;
use super::transport::Transport;
#[cfg(unix)]
use crate::connecting;
use crate::connecting::Deadline;
use crate::engine::Speaks;
use crate::error::Error;
use crate::options::Options;
use std::net::{TcpListener, ToSocketAddrs};
#[cfg(unix)]
use {std::os::unix::net::UnixListener, std::path::Path};

/// A socket on which a server is to call, as with `-qmp unix:PATH`. It is there before the server starts, so there is
/// no race for the connection.
///
/// ```no_run
/// use qapi_client::{Options, blocking::Listener};
/// use std::process::Command;
///
/// let listener = Listener::unix("/run/vm.sock")?;
/// let child = Command::new("qemu-system-x86_64").args(["-qmp", "unix:/run/vm.sock"]).spawn()?;
/// let client = listener.accept(&Options::new())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    pub fn unix(path: impl AsRef<Path>) -> Result<Self, Error> {
        UnixListener::bind(path).map(Listener::Unix).map_err(|error| Error::io("cannot listen", error))
    }

    /// Listens on an address such as `127.0.0.1:0`.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn tcp(address: impl ToSocketAddrs) -> Result<Self, Error> {
        TcpListener::bind(address).map(Listener::Tcp).map_err(|error| Error::io("cannot listen", error))
    }

    /// Waits for a QMP server to call, and speaks with it.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub fn accept(&self, options: &Options) -> Result<Client, Error> {
        let deadline = Deadline::after(options.connect_timeout);
        let transport = self.accept_transport(options, deadline)?;
        Client::greet(Shared::new(transport, Speaks::Qmp { oob: options.oob }, options), deadline)
    }

    fn accept_transport(&self, options: &Options, deadline: Deadline) -> Result<Box<dyn Transport>, Error> {
        let nonblocking = match self {
            #[cfg(unix)]
            Listener::Unix(listener) => listener.set_nonblocking(true),
            Listener::Tcp(listener) => listener.set_nonblocking(true),
        };
        nonblocking.map_err(|error| Error::io("cannot listen", error))?;
        insist(options, deadline, || match self {
            #[cfg(unix)]
            Listener::Unix(listener) => listener.accept().and_then(|(stream, _)| stream.try_into()),
            Listener::Tcp(listener) => listener.accept().and_then(|(stream, _)| stream.try_into()),
        })
    }
}

/// Starts a program that speaks QMP on its standard input and output, such as `qemu-system-x86_64 -qmp stdio`, and
/// speaks with it over a pair of sockets, which can carry file descriptors. The child is the caller's to wait for.
///
/// # Errors
/// [`Error::Io`] if the program does not start; else as [`Client::connect`], and the child is ended.
#[cfg(unix)]
pub fn spawn(command: &mut std::process::Command, options: &Options) -> Result<(std::process::Child, Client), Error> {
    let (child, ours) = connecting::spawn(command)?;
    connecting::with_child(child, Client::over(ours, options))
}
