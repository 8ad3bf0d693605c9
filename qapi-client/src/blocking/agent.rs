//! The client for the guest agent.

use super::call::Call;
use super::shared::Shared;
use super::transport::Transport;
use crate::agent::{self, Farewell};
use crate::connecting::Deadline;
use crate::engine::{Manner, Speaks};
use crate::error::{Awaited, Error, Sent};
use crate::options::{Address, Options};
use crate::reply::{self, AnyCommand};
use crate::session::Session;
use qapi_runtime::{Command, Decode, Encode, Value};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// A connection to a guest agent.
///
/// One command is executed at a time; those of other threads wait. The agent is synchronised before the first command,
/// and whenever nobody waited for a reply, so that no reply is taken for that of another command.
#[derive(Debug, Clone)]
pub struct Agent {
    shared: Arc<Shared>,
    timeout: Option<Duration>,
}

impl Agent {
    /// Connects, with the usual [`Options`].
    ///
    /// # Errors
    /// [`Error::TimedOut`] with [`Awaited::Agent`] if there is no agent in the guest yet; else as
    /// [`Client::connect`](super::Client::connect).
    pub fn connect(address: impl Into<Address>) -> Result<Self, Error> {
        Agent::connect_with(address, &Options::new())
    }

    /// Connects.
    ///
    /// # Errors
    /// As [`Agent::connect`].
    pub fn connect_with(address: impl Into<Address>, options: &Options) -> Result<Self, Error> {
        let deadline = Deadline::after(options.connect_timeout);
        let transport = super::connect::connect(&address.into(), options, deadline)?;
        Agent::greet(transport, options, deadline)
    }

    /// Speaks with an agent over a socket or pipes that are connected: a `UnixStream`, a `TcpStream`, or
    /// [`Pipes`](super::Pipes).
    ///
    /// # Errors
    /// As [`Agent::connect`].
    pub fn over(
        stream: impl TryInto<Box<dyn Transport>, Error = std::io::Error>,
        options: &Options,
    ) -> Result<Self, Error> {
        let deadline = Deadline::after(options.connect_timeout);
        let transport = stream.try_into().map_err(|error| Error::io("cannot use the stream", error))?;
        Agent::greet(transport, options, deadline)
    }

    /// Speaks with an agent over a [`Transport`] of the caller's own.
    ///
    /// # Errors
    /// As [`Agent::connect`].
    pub fn over_transport(transport: impl Transport + 'static, options: &Options) -> Result<Self, Error> {
        let deadline = Deadline::after(options.connect_timeout);
        Agent::greet(Box::new(transport), options, deadline)
    }

    fn greet(transport: Box<dyn Transport>, options: &Options, deadline: Deadline) -> Result<Self, Error> {
        let shared = Shared::new(transport, Speaks::Agent, options);
        let agent = Agent { shared, timeout: options.call_timeout };
        agent.synchronise_until(deadline)?;
        Ok(agent)
    }

    /// The same connection, with another time limit for each command.
    #[must_use]
    pub fn timeout(&self, timeout: Duration) -> Agent {
        Agent { timeout: Some(timeout), ..self.clone() }
    }

    /// Waits until the agent answers, for instance after a reboot of the guest.
    ///
    /// # Errors
    /// [`Error::TimedOut`] if it does not, or the connection has ended.
    pub fn synchronise(&self, timeout: Duration) -> Result<(), Error> {
        self.shared.lock().session.engine.doubt();
        self.synchronise_until(Deadline::after(timeout))
    }

    fn synchronise_until(&self, deadline: Deadline) -> Result<(), Error> {
        loop {
            let slice = deadline.no_later_than(agent::INTERVAL);
            match self.shared.wait(slice, Session::synchronised) {
                Some(done) => return done,
                None if !self.shared.options.is_alive() => return Err(Error::Dead),
                None if deadline.is_over() => return Err(Error::timed_out(Awaited::Agent, Sent::Not)),
                None => {}
            }
        }
    }

    /// Executes a command and waits for what it returns.
    ///
    /// A command that sends no reply when it succeeds does not compile; [`Agent::execute_silent`] is for those:
    ///
    /// ```compile_fail,E0080
    /// # use qapi_client::blocking::Agent;
    /// # let agent = Agent::connect("/run/agent.sock")?;
    /// agent.execute(&qemu_qapi::qga::commands::GuestShutdown::default())?;
    /// # Ok::<(), qapi_client::Error>(())
    /// ```
    ///
    /// # Errors
    /// - [`Error::TimedOut`] with [`Awaited::Agent`]: there is no agent yet, or it no longer answers
    /// - [`Error::Disabled`]: the agent is configured not to execute the command, or does not do so while the guest's
    ///   file systems are frozen
    /// - [`Error::Unsupported`]: the agent does not know the command
    /// - otherwise as [`Client::execute`](super::Client::execute)
    pub fn execute<C>(&self, command: &C) -> Result<C::Response, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        let () = const { assert!(C::SUCCESS_RESPONSE, "the command has no reply to wait for") };
        self.explained(C::NAME, self.run::<C>(C::NAME.into(), |id| reply::write(command, false, id)))
    }

    /// Executes a command that is known only by name.
    ///
    /// # Errors
    /// As [`Agent::execute`].
    pub fn execute_raw(&self, name: &str, arguments: Option<&Value>) -> Result<Value, Error> {
        let run = self.run::<AnyCommand>(name.to_owned().into(), |id| reply::write_raw(name, arguments, id));
        self.explained(name, run)
    }

    /// Executes a command that sends no reply when it succeeds, such as `guest-shutdown`. Waits for `patience` in case
    /// the agent refuses it or hangs up.
    ///
    /// # Errors
    /// As [`Agent::execute`]; once the command was written, the end of the connection is not an error.
    pub fn execute_silent<C>(&self, command: &C, patience: Duration) -> Result<Farewell, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        let () = const { assert!(!C::SUCCESS_RESPONSE, "the command has a reply to wait for") };
        let agent = self.timeout(patience);
        let run = agent.run::<C>(C::NAME.into(), |id| reply::write(command, false, id));
        agent::farewell(self.explained(C::NAME, run))
    }

    fn run<C: Command<Response: Decode>>(
        &self,
        name: Cow<'static, str>,
        write: impl FnOnce(Option<u64>) -> Result<Vec<u8>, Error>,
    ) -> Result<C::Response, Error> {
        let deadline = self.timeout.map_or(Deadline(None), Deadline::after);
        let id = self.shared.lock().session.engine.start(name.clone(), Manner::default(), None, write)?;
        let mut call = Call::<C>::new(&self.shared, id, None, name.clone());
        loop {
            match call.outcome(deadline.no_later_than(agent::INTERVAL), Session::ask_agent) {
                Ok(text) => return reply::read::<C>(&name, &text),
                Err(Error::TimedOut { .. }) if !deadline.is_over() => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// If the agent says that it does not find a command, asks it whether it has the command.
    fn explained<R>(&self, name: &str, result: Result<R, Error>) -> Result<R, Error> {
        let result = match result {
            Err(error) if agent::is_not_found(&error) => error,
            result => return result,
        };
        let info = self.run::<AnyCommand>("guest-info".into(), |id| reply::write_raw("guest-info", None, id));
        Err(agent::explain(name, result, info))
    }

    /// Ends the connection.
    pub fn close(&self) {
        self.shared.close(Error::ClosedHere);
    }
}
