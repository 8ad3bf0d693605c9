//! Connecting to an address, and the handshake that follows. One deadline covers all of it.

use super::shared::Shared;
use super::socket::Socket;
use super::transport::Transport;
use crate::connecting::{Attempts, Deadline, PAUSE};
use crate::error::{Error, Sent};
use crate::options::{Address, Options};
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;
#[cfg(unix)]
use {
    rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect as connect_socket, socket_with},
    std::os::unix::net::UnixStream,
    std::path::Path,
};

/// Connects. While the server is not there yet, or has no room for another client, tries again until the deadline.
pub(super) fn connect(address: &Address, options: &Options, deadline: Deadline) -> Result<Box<dyn Transport>, Error> {
    insist(options, deadline, || match address {
        #[cfg(unix)]
        Address::Unix(path) => unix(path).map(|stream| Box::new(Socket::new(stream)) as Box<dyn Transport>),
        #[cfg(not(unix))]
        Address::Unix(_) => Err(ErrorKind::Unsupported.into()),
        Address::Tcp(host_and_port) => tcp(host_and_port, deadline.remaining()),
    })
}

/// Tries again and again, until it succeeds, fails in a way that does not pass, or the deadline is over.
pub(super) fn insist<R>(
    options: &Options,
    deadline: Deadline,
    mut attempt: impl FnMut() -> io::Result<R>,
) -> Result<R, Error> {
    let mut attempts = Attempts::default();
    loop {
        match attempt() {
            Ok(result) => return Ok(result),
            Err(error) => attempts.failed(error, options)?,
        }
        if deadline.is_over() {
            return Err(attempts.timed_out());
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
        match shared.wait(slice, |session| session.greeted()) {
            Some(ready) => return ready,
            None if !shared.options.is_alive() => return Err(Error::Dead),
            None if deadline.is_over() => {
                return Err(Error::timed_out(shared.lock().session.engine.handshake_awaits(), Sent::Not));
            }
            None => {}
        }
    }
}
