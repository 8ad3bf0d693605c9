//! Accepting clients at an address.
//!
//! Each client is served on threads of its own; see [`crate::blocking`]. Once a [`Listening`] is dropped, no client
//! must be accepted or served any more.

use crate::server::Server;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// A server that accepts clients at an address. It ends with this value: no more clients are accepted, and those that
/// are connected are cut off.
pub struct Listening {
    server: Arc<Server>,
    is_ending: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
    /// Connects to the server, so that it notices that it is to end. Returns whether that succeeded.
    wake: Box<dyn Fn() -> bool + Send + Sync>,
    address: Option<SocketAddr>,
}

impl Server {
    /// Accepts clients at a TCP address, each on threads of its own.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub fn listen_tcp(self: &Arc<Self>, address: impl ToSocketAddrs) -> io::Result<Listening> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let accept = move || listener.accept().map(|(stream, _)| stream);
        let wake = move || TcpStream::connect(address).is_ok();
        Ok(self.listen(accept, |server, stream| server.serve_tcp(&stream), wake, Some(address)))
    }

    /// Accepts clients at a Unix socket of this path, which must not exist yet.
    ///
    /// # Errors
    /// As [`Server::listen_tcp`].
    #[cfg(unix)]
    pub fn listen_unix(self: &Arc<Self>, path: impl AsRef<std::path::Path>) -> io::Result<Listening> {
        use std::os::unix::net::{UnixListener, UnixStream};
        let path = path.as_ref().to_owned();
        let listener = UnixListener::bind(&path)?;
        let accept = move || listener.accept().map(|(stream, _)| stream);
        let wake = move || {
            let called = UnixStream::connect(&path).is_ok();
            drop(std::fs::remove_file(&path));
            called
        };
        Ok(self.listen(accept, |server, stream| server.serve_unix(&stream), wake, None))
    }

    fn listen<S: Send + 'static>(
        self: &Arc<Self>,
        accept: impl Fn() -> io::Result<S> + Send + 'static,
        serve: impl Fn(&Server, S) -> io::Result<()> + Send + Sync + 'static,
        wake: impl Fn() -> bool + Send + Sync + 'static,
        address: Option<SocketAddr>,
    ) -> Listening {
        let (server, is_ending) = (self.clone(), Arc::new(AtomicBool::new(false)));
        let (ending, serve) = (is_ending.clone(), Arc::new(serve));
        let accepting = std::thread::spawn(move || {
            loop {
                let accepted = accept();
                if ending.load(Ordering::Acquire) {
                    return;
                }
                let Ok(stream) = accepted else {
                    // For example too many open files, which may pass.
                    std::thread::sleep(std::time::Duration::from_millis(20));
                    continue;
                };
                let (server, serve) = (server.clone(), serve.clone());
                // There is nobody to tell why reading from a client failed.
                std::thread::spawn(move || drop(serve(&server, stream)));
            }
        });
        Listening { server: self.clone(), is_ending, accepting: Some(accepting), wake: Box::new(wake), address }
    }
}

impl Listening {
    /// The address of a server over TCP, with its port.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// Waits until the server ends, which it does not by itself.
    pub fn wait(mut self) {
        if let Some(accepting) = self.accepting.take() {
            // It does not panic.
            drop(accepting.join());
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.is_ending.store(true, Ordering::Release);
        // If it cannot be woken, because the socket was removed, the thread goes on waiting and does no harm.
        if (self.wake)()
            && let Some(accepting) = self.accepting.take()
        {
            drop(accepting.join());
        }
        self.server.hub.close_all();
    }
}
