//! The client for the guest agent.

use super::call::Call;
use super::shared::{Handle, Token};
use super::stream::Stream;
use crate::agent::{self, Farewell};
use crate::connecting::Deadline;
use crate::engine::{Manner, Speaks};
use crate::error::{Awaited, Error, Sent};
use crate::options::{Address, Options};
use crate::reply::{self, AnyCommand};
use crate::session::Session;
use qapi_runtime::{Command, Decode, Encode, Value};
use std::borrow::Cow;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

/// A connection to a guest agent.
///
/// One command is executed at a time; those of other tasks wait. Before the first, and whenever an answer was not
/// waited for, the agent is synchronised, so that no reply is taken for another's.
#[derive(Debug, Clone)]
pub struct Agent {
    handle: Arc<Handle>,
    timeout: Option<Duration>,
}

impl Agent {
    /// Connects, with the usual [`Options`].
    ///
    /// # Errors
    /// [`Error::TimedOut`] with [`Awaited::Agent`] if there is no agent in the guest yet; else as
    /// [`Client::connect`](super::Client::connect).
    pub async fn connect(address: impl Into<Address>) -> Result<Self, Error> {
        Agent::connect_with(address, &Options::new()).await
    }

    /// Connects.
    ///
    /// # Errors
    /// As [`Agent::connect`].
    pub async fn connect_with(address: impl Into<Address>, options: &Options) -> Result<Self, Error> {
        let deadline = Deadline::after(options.connect_timeout);
        let stream = super::connect::connect(&address.into(), options, deadline).await?;
        Agent::greet(stream, options, deadline).await
    }

    /// Speaks with an agent over a stream that is connected.
    ///
    /// # Errors
    /// As [`Agent::connect`].
    pub async fn over(stream: impl Into<Stream>, options: &Options) -> Result<Self, Error> {
        Agent::greet(stream.into(), options, Deadline::after(options.connect_timeout)).await
    }

    async fn greet(stream: Stream, options: &Options, deadline: Deadline) -> Result<Self, Error> {
        let handle = Handle::new(stream, Speaks::Agent, options);
        let agent = Agent { handle, timeout: options.call_timeout };
        agent.synchronise_until(deadline).await?;
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
    pub async fn synchronise(&self, timeout: Duration) -> Result<(), Error> {
        self.handle.lock().session.engine.doubt();
        self.synchronise_until(Deadline::after(timeout)).await
    }

    async fn synchronise_until(&self, deadline: Deadline) -> Result<(), Error> {
        loop {
            let synced = self.handle.wait(Session::synchronised);
            match tokio::time::timeout(deadline.no_later_than(agent::INTERVAL).remaining(), synced).await {
                Ok(synced) => return synced,
                Err(_) if !self.handle.options.is_alive() => return Err(Error::Dead),
                Err(_) if deadline.is_over() => return Err(Error::timed_out(Awaited::Agent, Sent::Not)),
                Err(_) => {}
            }
        }
    }

    /// Executes a command and waits for what it returns. A command that has no reply when it succeeds does not compile;
    /// [`Agent::execute_silent`] is for those.
    ///
    /// # Errors
    /// - [`Error::TimedOut`] with [`Awaited::Agent`]: there is no agent yet, or it no longer answers
    /// - [`Error::Disabled`]: the agent is configured not to execute the command, or does not do so while the guest's
    ///   file systems are frozen
    /// - [`Error::Unsupported`]: the agent does not know the command
    /// - otherwise as [`Client::execute`](super::Client::execute)
    pub async fn execute<C>(&self, command: &C) -> Result<C::Response, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        let () = const { assert!(C::SUCCESS_RESPONSE, "the command has no reply to wait for") };
        let run = self.run::<C>(C::NAME.into(), |id| reply::write(command, false, id)).await;
        self.explained(C::NAME, run).await
    }

    /// Executes a command that is known only by name.
    ///
    /// # Errors
    /// As [`Agent::execute`].
    pub async fn execute_raw(&self, name: &str, arguments: Option<&Value>) -> Result<Value, Error> {
        let write = |id| reply::write_raw(name, arguments, id);
        let run = self.run::<AnyCommand>(name.to_owned().into(), write).await;
        self.explained(name, run).await
    }

    /// Executes a command that sends no reply when it succeeds, such as `guest-shutdown`. Waits for `patience` in case
    /// the agent refuses it or hangs up.
    ///
    /// # Errors
    /// As [`Agent::execute`]; once the command was written, the end of the connection is not an error.
    pub async fn execute_silent<C>(&self, command: &C, patience: Duration) -> Result<Farewell, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        let () = const { assert!(!C::SUCCESS_RESPONSE, "the command has a reply to wait for") };
        let agent = self.timeout(patience);
        let run = agent.run::<C>(C::NAME.into(), |id| reply::write(command, false, id)).await;
        agent::farewell(self.explained(C::NAME, run).await)
    }

    async fn run<C: Command<Response: Decode>>(
        &self,
        name: Cow<'static, str>,
        write: impl FnOnce(Option<u64>) -> Result<Vec<u8>, Error>,
    ) -> Result<C::Response, Error> {
        let deadline = self.timeout.map_or(Deadline(None), Deadline::after);
        let mut call = {
            let mut state = self.handle.lock();
            let id = state.session.engine.start(name.clone(), Manner::default(), Token::default(), write)?;
            state.wake_task();
            Call::<C>::new(&self.handle, id, name.clone())
        };
        loop {
            // Another task may have given up on its reply, so that the agent has to be synchronised now.
            let done = poll_fn(|cx| {
                let mut state = self.handle.lock();
                state.session.ask_agent();
                state.wake_task();
                state.wait_by(cx.waker());
                drop(state);
                call.poll_outcome(cx)
            });
            match tokio::time::timeout(deadline.no_later_than(agent::INTERVAL).remaining(), done).await {
                Ok(text) => return reply::read::<C>(&name, &text?),
                Err(_) if deadline.is_over() => return Err(call.overdue()),
                Err(_) => {}
            }
        }
    }

    /// If the agent says that it does not find a command, asks it whether it has the command.
    async fn explained<R>(&self, name: &str, result: Result<R, Error>) -> Result<R, Error> {
        let result = match result {
            Err(error) if agent::is_not_found(&error) => error,
            result => return result,
        };
        let write = |id| reply::write_raw("guest-info", None, id);
        let info = self.run::<AnyCommand>("guest-info".into(), write).await;
        Err(agent::explain(name, result, info))
    }

    /// Ends the connection.
    pub fn close(&self) {
        self.handle.close();
    }
}
