//! A scripted server, to test programs that drive QEMU.
//!
//! A test says which commands it expects and what to answer to each. The mock speaks the protocol as a server does: it
//! greets, negotiates, checks arguments, and sends events. A command that is not expected is refused, and
//! [`Mock::verify`] reports it with what was expected instead.
//!
//! ```
//! use qapi_client::{Options, blocking::Client};
//! use qapi_runtime::Empty;
//! use qapi_server::{error, mock::Mock};
//! use qemu_qapi::qmp::commands::{DeviceDel, Stop};
//! use qemu_qapi::qmp::events;
//!
//! let mock = Mock::new();
//! mock.expect::<Stop>().emits(&events::Stop {}).returns(&Empty {});
//! mock.expect::<DeviceDel>().with(&DeviceDel::new("d0")).refuses(error("it is in use"));
//!
//! let client = Client::over(mock.connect()?, &Options::new())?;
//! client.execute(&Stop)?;
//! assert!(client.execute(&DeviceDel::new("d0")).is_err());
//! mock.verify();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod expect;
mod script;

pub use expect::{Expect, Untyped};

use crate::command::{Handler, Registered};
use crate::context::Handle;
use crate::listening::Listening;
use crate::server::Server;
use qapi_runtime::{Capability, Command, Greeting, Qmp, Version, VersionTriple};
use script::Script;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A scripted server.
pub struct Mock {
    server: Arc<Server>,
    script: Arc<Script>,
    listening: Mutex<Vec<Listening>>,
}

impl Default for Mock {
    fn default() -> Self {
        Mock::new()
    }
}

impl Mock {
    /// A mock of QEMU 10.2.2, which offers out-of-band execution.
    #[must_use]
    pub fn new() -> Self {
        let version = Version { qemu: VersionTriple { major: 10, minor: 2, micro: 2 }, package: "mock".to_owned() };
        Mock::greeting(Greeting { qmp: Qmp { version, capabilities: vec![Capability::Oob] } })
    }

    /// A mock that greets like this.
    #[must_use]
    pub fn greeting(greeting: Greeting) -> Self {
        Mock::of(Server::bare(Some(greeting), String::new()))
    }

    /// A mock of a guest agent, which answers `guest-sync` and `guest-sync-delimited` by itself.
    #[must_use]
    pub fn agent() -> Self {
        Mock::of(Server::agent("mock").without(&["guest-ping", "guest-info"]))
    }

    fn of(server: Server) -> Self {
        let script = Arc::new(Script::default());
        let playing = script.clone();
        let handler = Handler::Acting(Box::new(move |context, invocation, _| playing.play(context, invocation)));
        let fallback = Registered { allow_oob: true, ..Registered::named("", handler) };
        Mock { server: Arc::new(server.fall_back_on(fallback)), script, listening: Mutex::default() }
    }

    /// Expects a command of type `C`, after those expected before. The expectation counts once it has an answer:
    /// [`Expect::returns`], [`Expect::refuses`], [`Expect::is_silent`] or [`Expect::dies_after`].
    pub fn expect<C: Command>(&self) -> Expect<'_, C> {
        Expect::new(&self.script, C::NAME, false)
    }

    /// Expects a command that has no type.
    pub fn expect_raw(&self, name: &str) -> Expect<'_, Untyped> {
        Expect::new(&self.script, name, false)
    }

    /// Allows commands of type `C` at any time, any number of times. Expectations take precedence.
    pub fn always<C: Command>(&self) -> Expect<'_, C> {
        Expect::new(&self.script, C::NAME, true)
    }

    /// Commands that are expected within `expectations` may come in any order, but before those expected later.
    pub fn in_any_order(&self, expectations: impl FnOnce(&Mock)) {
        {
            let mut state = self.script.lock();
            state.groups.push_back(Vec::new());
            state.in_group = true;
        }
        expectations(self);
        let mut state = self.script.lock();
        state.in_group = false;
        state.groups.retain(|group| !group.is_empty());
    }

    /// A client's end of a new connection.
    ///
    /// # Errors
    /// There are no more sockets.
    #[cfg(unix)]
    pub fn connect(&self) -> io::Result<std::os::unix::net::UnixStream> {
        let (here, there) = std::os::unix::net::UnixStream::pair()?;
        let server = self.server.clone();
        // There is nobody to tell why reading from a client failed.
        std::thread::spawn(move || drop(server.serve_unix(&there)));
        Ok(here)
    }

    /// Accepts clients at a Unix socket of this path, as long as the mock lives.
    ///
    /// # Errors
    /// The socket cannot be made.
    #[cfg(unix)]
    pub fn listen_unix(&self, path: impl AsRef<std::path::Path>) -> io::Result<()> {
        let listening = self.server.listen_unix(path)?;
        self.listening.lock().unwrap_or_else(PoisonError::into_inner).push(listening);
        Ok(())
    }

    /// Accepts clients at a TCP address, as long as the mock lives. Returns the address with its port.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub fn listen_tcp(&self, address: impl std::net::ToSocketAddrs) -> io::Result<Option<std::net::SocketAddr>> {
        let listening = self.server.listen_tcp(address)?;
        let address = listening.address();
        self.listening.lock().unwrap_or_else(PoisonError::into_inner).push(listening);
        Ok(address)
    }

    /// The handle on the server, which sends events and cuts clients off at any time.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.server.handle()
    }

    /// The file descriptors that came with commands that were expected to bring some, in order.
    #[cfg(all(unix, feature = "fd"))]
    #[must_use]
    pub fn descriptors(&self) -> Vec<std::os::fd::OwnedFd> {
        std::mem::take(&mut self.script.lock().descriptors)
    }

    /// Waits until everything that is expected has come, or something else has. Returns whether all is well.
    #[must_use]
    pub fn wait(&self, timeout: Duration) -> bool {
        self.script.wait(timeout)
    }

    /// Whether everything has gone as expected.
    ///
    /// # Errors
    /// A report of what was expected and what came, if something unexpected came or something is missing.
    pub fn outcome(&self) -> Result<(), String> {
        self.script.lock().outcome()
    }

    /// Checks that everything has gone as expected.
    ///
    /// # Panics
    /// If it has not. The message says what was expected and what came.
    #[track_caller]
    pub fn verify(&self) {
        if let Err(report) = self.outcome() {
            panic!("{report}");
        }
    }
}
