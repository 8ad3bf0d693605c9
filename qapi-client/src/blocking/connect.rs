//! From an address to a client: one deadline for all of it, and one connection.

use super::client::Client;
use super::shared::Shared;
use super::transport::{Socket, Transport};
use crate::connecting::{Deadline, PAUSE, is_passing, told};
use crate::engine::Speaks;
use crate::error::{Awaited, Error, Sent};
use crate::options::{Address, Options};
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;
#[cfg(unix)]
use {
    super::Pipes,
    rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect as connect_socket, socket_with},
    std::os::unix::net::{UnixListener, UnixStream},
    std::path::Path,
};

/// Connects: a server that is not there yet, or has no room for another client, is asked again until the deadline.
pub(super) fn connect(address: &Address, options: &Options, deadline: Deadline) -> Result<Box<dyn Transport>, Error> {
    insist(options, deadline, || match address {
        #[cfg(unix)]
        Address::Unix(path) => unix(path).map(|stream| Box::new(Socket::new(stream)) as Box<dyn Transport>),
        #[cfg(not(unix))]
        Address::Unix(_) => Err(ErrorKind::Unsupported.into()),
        Address::Tcp(host_and_port) => tcp(host_and_port, deadline.remaining()),
    })
}

/// Tries something until it succeeds, or fails in a way that time does not mend.
fn insist<R>(options: &Options, deadline: Deadline, mut attempt: impl FnMut() -> io::Result<R>) -> Result<R, Error> {
    loop {
        let error = match attempt() {
            Ok(result) => return Ok(result),
            Err(error) if is_passing(&error) => error,
            Err(error) => return Err(Error::io("cannot connect", error)),
        };
        if !options.is_alive() {
            return Err(Error::Dead);
        }
        if deadline.is_over() {
            let last = Some(Arc::new(error));
            return Err(Error::TimedOut { awaited: Awaited::Connection, sent: Sent::Not, last });
        }
        std::thread::sleep(PAUSE.min(deadline.remaining()));
    }
}

/// A child must not inherit the connection. Not every system can say so when it makes a socket.
#[cfg(all(unix, not(target_vendor = "apple")))]
const FLAGS: SocketFlags = SocketFlags::CLOEXEC;
#[cfg(target_vendor = "apple")]
const FLAGS: SocketFlags = SocketFlags::empty();

/// Connects without waiting: a server whose queue is full would keep a waiting socket for as long as it likes.
#[cfg(unix)]
fn unix(path: &Path) -> io::Result<UnixStream> {
    let socket = socket_with(AddressFamily::UNIX, SocketType::STREAM, FLAGS, None)?;
    let stream = UnixStream::from(socket);
    stream.set_nonblocking(true)?;
    connect_socket(&stream, &SocketAddrUnix::new(path)?)?;
    stream.set_nonblocking(false)?;
    Ok(stream)
}

fn tcp(host_and_port: &str, timeout: Duration) -> io::Result<Box<dyn Transport>> {
    let mut last = io::Error::new(ErrorKind::NotFound, "the host has no address");
    let addresses: Vec<SocketAddr> = host_and_port.to_socket_addrs()?.collect();
    for address in addresses {
        let stream = match timeout {
            Duration::MAX => TcpStream::connect(address),
            timeout => TcpStream::connect_timeout(&address, timeout.max(Duration::from_millis(1))),
        };
        match stream {
            Ok(stream) => return stream.try_into(),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Waits until the server has greeted and capabilities are negotiated.
pub(super) fn handshake(shared: &Shared, deadline: Deadline) -> Result<(), Error> {
    loop {
        let slice = if shared.options.alive.is_some() { deadline.no_later_than(PAUSE) } else { deadline };
        let ready = shared.wait(slice, |state| {
            let awaited = state.engine.handshake_awaits();
            match state.engine.ended(|| awaited) {
                Some(error) => Some(Err(told(error))),
                None => state.engine.is_ready().then_some(Ok(())),
            }
        });
        match ready {
            Some(ready) => return ready,
            None if !shared.options.is_alive() => return Err(Error::Dead),
            None if deadline.is_over() => {
                return Err(Error::timed_out(shared.lock().engine.handshake_awaits(), Sent::Not));
            }
            None => {}
        }
    }
}

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
    let (mut child, ours) = crate::connecting::spawn(command)?;
    match Client::over(ours, options) {
        Ok(client) => Ok((child, client)),
        Err(error) => {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
            Err(error)
        }
    }
}

#[cfg(unix)]
impl TryFrom<UnixStream> for Box<dyn Transport> {
    type Error = io::Error;

    fn try_from(stream: UnixStream) -> io::Result<Self> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(None)?;
        Ok(Box::new(Socket::new(stream)))
    }
}

impl TryFrom<TcpStream> for Box<dyn Transport> {
    type Error = io::Error;

    fn try_from(stream: TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(None)?;
        stream.set_nodelay(true)?;
        Ok(Box::new(Socket::new(stream)))
    }
}

#[cfg(unix)]
impl TryFrom<Pipes> for Box<dyn Transport> {
    type Error = io::Error;

    fn try_from(pipes: Pipes) -> io::Result<Self> {
        Ok(Box::new(pipes))
    }
}
