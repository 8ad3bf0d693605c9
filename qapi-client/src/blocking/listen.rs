//! Servers that connect to the client, and servers that the client starts.

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

/// A socket to which a server connects, as with `-qmp unix:PATH`. It exists before the server starts, so neither has to
/// wait for the other.
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

    /// Waits for a QMP server to connect, and negotiates with it.
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
/// connects to it through a pair of sockets, which can carry file descriptors. It is up to the caller to wait for the
/// child.
///
/// # Errors
/// [`Error::Io`] if the program does not start; otherwise as [`Client::connect`], and the child is killed.
#[cfg(unix)]
pub fn spawn(command: &mut std::process::Command, options: &Options) -> Result<(std::process::Child, Client), Error> {
    let (child, ours) = connecting::spawn(command)?;
    connecting::with_child(child, Client::over(ours, options))
}
