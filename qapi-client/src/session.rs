//! The state of a connection that both clients share: the engine, the subscriptions, and how the result of a read or
//! write changes them.
//!
//! Nothing here waits or does I/O: a client reads and writes, and reports the results here. A decision that does not
//! depend on how a client waits belongs here or in the engine, so that the blocking client and the one for tokio cannot
//! differ.

use crate::agent;
use crate::engine::{Engine, Manner, Speaks};
use crate::error::{Awaited, Error};
use crate::events::Hub;
use crate::options::Options;
use crate::reply;
use crate::trace;
use qapi_runtime::{Command, Encode, Greeting, Value};
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Instant;

/// A file descriptor to be sent with a command.
#[cfg(all(unix, feature = "fd"))]
pub(crate) type Descriptor = std::os::fd::OwnedFd;
#[cfg(not(all(unix, feature = "fd")))]
pub(crate) type Descriptor = std::convert::Infallible;

/// How many bytes are read at once.
pub(crate) const BUFFER: usize = 64 << 10;

/// One connection. `T` is what the shell keeps for each command.
#[derive(Debug)]
pub(crate) struct Session<T> {
    pub engine: Engine<T>,
    pub hub: Hub,
    log_bodies: bool,
    /// When the agent was last asked to synchronise.
    asked: Option<Instant>,
}

impl<T> Session<T> {
    pub fn new(speaks: Speaks, options: &Options) -> Self {
        Session {
            engine: Engine::new(speaks, options.limit),
            hub: Hub::new(options.event_queue, options.limit),
            log_bodies: options.log_bodies,
            asked: None,
        }
    }

    /// Handles the result of a read into `buffer`. Zero bytes mean the end of the stream.
    pub fn received(&mut self, read: io::Result<usize>, buffer: &[u8]) {
        match read {
            Ok(0) => self.engine.end_of_input(None),
            Ok(count) => {
                if self.log_bodies {
                    trace::body("received", &buffer[..count]);
                }
                self.engine.receive(&buffer[..count]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => self.engine.end_of_input(Some(error)),
        }
    }

    /// Handles the result of writing the engine's output.
    pub fn wrote(&mut self, written: io::Result<usize>) {
        match written {
            Ok(0) => self.engine.write_failed(ErrorKind::WriteZero.into()),
            Ok(count) => {
                if self.log_bodies
                    && let Some(output) = self.engine.output()
                {
                    trace::body("sent", &output.bytes[..count]);
                }
                self.engine.written(count);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => self.engine.write_failed(error),
        }
    }

    /// Starts a command, and returns its number.
    pub fn start<C: Command + Encode>(&mut self, command: &C, manner: Manner, token: T) -> Result<u64, Error> {
        self.engine.start(C::NAME, manner, token, |id| reply::write(command, manner.oob, id))
    }

    /// Starts a command that is known only by name.
    pub fn start_raw(&mut self, name: &str, arguments: Option<&Value>, token: T) -> Result<u64, Error> {
        let write = |id| reply::write_raw(name, arguments, id);
        self.engine.start(name.to_owned(), Manner::default(), token, write)
    }

    /// The server's greeting. No client exists before it has come.
    pub fn greeting(&self) -> Arc<Greeting> {
        self.engine.greeting().cloned().unwrap_or_else(|| unreachable!("a client without a greeting"))
    }

    /// How the handshake with a QMP server ended; `None` while it goes on.
    pub fn greeted(&self) -> Option<Result<(), Error>> {
        let ended = self.engine.ended(|| self.engine.handshake_awaits());
        self.ready_unless(ended.map(cause))
    }

    /// How the synchronisation with the agent ended; `None` while it goes on. Asks the agent when it is time to.
    pub fn synchronised(&mut self) -> Option<Result<(), Error>> {
        self.ask_agent();
        self.ready_unless(self.engine.ended(|| Awaited::Agent))
    }

    fn ready_unless(&self, ended: Option<Error>) -> Option<Result<(), Error>> {
        match ended {
            Some(error) => Some(Err(error)),
            None => self.engine.is_ready().then_some(Ok(())),
        }
    }

    /// Asks the agent to synchronise, if that is needed and it was not asked just now.
    pub fn ask_agent(&mut self) {
        let now = Instant::now();
        let due = self.asked.is_none_or(|last| now.duration_since(last) >= agent::INTERVAL);
        if self.engine.needs_sync() && (due || !self.engine.is_synchronising()) {
            self.asked = Some(now);
            self.engine.synchronise(agent::fresh_id());
        }
    }
}

/// The error of a handshake that ended: what the server said, without the remark that the connection has ended.
fn cause(error: Error) -> Error {
    match error {
        Error::Closed { reason: Some(reason), .. } if !matches!(*reason, Error::Io { .. }) => {
            Arc::unwrap_or_clone(reason)
        }
        error => error,
    }
}
