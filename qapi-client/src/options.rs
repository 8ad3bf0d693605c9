//! Where to connect, and how a client behaves.

use crate::framing;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Where a server listens.
///
/// ```
/// use qapi_client::Address;
///
/// assert_eq!(Address::from("/run/vm.sock"), Address::Unix("/run/vm.sock".into()));
/// assert_eq!(Address::tcp("localhost:4444"), Address::Tcp("localhost:4444".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Address {
    /// The path of a Unix socket.
    Unix(PathBuf),
    /// A host and a port, `host:port`.
    Tcp(String),
}

impl Address {
    /// The path of a Unix socket.
    pub fn unix(path: impl Into<PathBuf>) -> Self {
        Address::Unix(path.into())
    }

    /// A host and a port, `host:port`.
    pub fn tcp(host_and_port: impl Into<String>) -> Self {
        Address::Tcp(host_and_port.into())
    }
}

/// A path is that of a Unix socket.
impl<P: AsRef<Path> + ?Sized> From<&P> for Address {
    fn from(path: &P) -> Self {
        Address::Unix(path.as_ref().to_owned())
    }
}

impl From<PathBuf> for Address {
    fn from(path: PathBuf) -> Self {
        Address::Unix(path)
    }
}

impl From<String> for Address {
    fn from(path: String) -> Self {
        Address::Unix(path.into())
    }
}

impl From<&Address> for Address {
    fn from(address: &Address) -> Self {
        address.clone()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Unix(path) => write!(f, "{}", path.display()),
            Address::Tcp(host_and_port) => f.write_str(host_and_port),
        }
    }
}

/// How a client behaves. Every method returns the changed options.
///
/// ```
/// use qapi_client::Options;
/// use std::time::Duration;
///
/// let options = Options::new()
///     .connect_timeout(Duration::from_secs(5))
///     .call_timeout(Duration::from_secs(60))
///     .event_queue(10_000);
/// ```
#[derive(Clone)]
pub struct Options {
    pub(crate) connect_timeout: Duration,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) limit: usize,
    pub(crate) event_queue: usize,
    pub(crate) oob: bool,
    pub(crate) log_bodies: bool,
    pub(crate) alive: Option<Arc<dyn Fn() -> bool + Send + Sync>>,
}

impl Default for Options {
    fn default() -> Self {
        Options::new()
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("connect_timeout", &self.connect_timeout)
            .field("call_timeout", &self.call_timeout)
            .field("limit", &self.limit)
            .field("event_queue", &self.event_queue)
            .field("oob", &self.oob)
            .field("log_bodies", &self.log_bodies)
            .finish_non_exhaustive()
    }
}

impl Options {
    /// Thirty seconds for connecting, no time limit for commands, messages of up to 128 MiB, queues of 1024 events, and
    /// out-of-band execution where it is offered.
    #[must_use]
    pub fn new() -> Self {
        Options {
            connect_timeout: Duration::from_secs(30),
            call_timeout: None,
            limit: framing::DEFAULT_LIMIT,
            event_queue: 1024,
            oob: true,
            log_bodies: false,
            alive: None,
        }
    }

    /// The time limit for all of connecting: the connection, the greeting and the negotiation, or an agent's first
    /// synchronisation.
    #[must_use]
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        Options { connect_timeout: timeout, ..self }
    }

    /// The time limit for a command, unless a call has its own. Without one, a call waits as long as the connection
    /// lasts: commands that wait for a disk may take minutes.
    #[must_use]
    pub fn call_timeout(self, timeout: Duration) -> Self {
        Options { call_timeout: Some(timeout), ..self }
    }

    /// How many bytes one message may have. A larger one ends the connection with
    /// [`Error::TooLarge`](crate::Error::TooLarge).
    #[must_use]
    pub fn limit(self, bytes: usize) -> Self {
        Options { limit: bytes, ..self }
    }

    /// How many events wait for a subscriber before the oldest is dropped. They also take no more bytes than
    /// [`Options::limit`] says.
    #[must_use]
    pub fn event_queue(self, events: usize) -> Self {
        Options { event_queue: events, ..self }
    }

    /// Whether to ask for out-of-band execution where it is offered.
    #[must_use]
    pub fn oob(self, oob: bool) -> Self {
        Options { oob, ..self }
    }

    /// Whether the texts of messages, which may hold passwords, are given to the `tracing` crate: at level `TRACE`,
    /// under the target `qapi_client::bodies`. Does nothing without the feature `tracing`.
    #[must_use]
    pub fn log_bodies(self, log: bool) -> Self {
        Options { log_bodies: log, ..self }
    }

    /// A check that is made every now and then while connecting: is the server still there? If it is not, connecting
    /// fails at once instead of at its time limit.
    ///
    /// ```no_run
    /// use qapi_client::{Options, blocking::Client};
    /// use std::process::Command;
    /// use std::sync::Mutex;
    ///
    /// let child = Mutex::new(Command::new("qemu-system-x86_64").args(["-qmp", "unix:/run/vm.sock,server=on"]).spawn()?);
    /// let options = Options::new().alive(move || matches!(child.lock().map(|mut child| child.try_wait()), Ok(Ok(None))));
    /// let client = Client::connect_with("/run/vm.sock", &options)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn alive(self, alive: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Options { alive: Some(Arc::new(alive)), ..self }
    }

    /// Whether the server is still there, as far as is known.
    pub(crate) fn is_alive(&self) -> bool {
        self.alive.as_ref().is_none_or(|alive| alive())
    }
}
