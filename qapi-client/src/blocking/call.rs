//! A command that was started.

use super::shared::Shared;
use crate::connecting::Deadline;
use crate::error::{Error, Sent};
use crate::reply::read;
use crate::session::{Descriptor, Session};
use qapi_runtime::{Command, Decode};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// A command that was started. Dropping it takes it out of the queue, or has its reply discarded.
pub struct Call<C> {
    shared: Arc<Shared>,
    id: u64,
    timeout: Option<Duration>,
    name: std::borrow::Cow<'static, str>,
    command: PhantomData<fn() -> C>,
}

impl<C> fmt::Debug for Call<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("name", &self.name).field("id", &self.id).finish_non_exhaustive()
    }
}

impl<C: Command<Response: Decode>> Call<C> {
    pub(super) fn new(
        shared: &Arc<Shared>,
        id: u64,
        timeout: Option<Duration>,
        name: std::borrow::Cow<'static, str>,
    ) -> Self {
        Call { shared: shared.clone(), id, timeout, name, command: PhantomData }
    }

    /// Waits for the reply, no longer than the client's timeout.
    ///
    /// # Errors
    /// Those of [`Client::execute`](super::Client::execute). After [`Error::TimedOut`] it can be waited for again;
    /// after any other outcome there is nothing left to wait for, which is [`Error::Taken`].
    pub fn wait(&mut self) -> Result<C::Response, Error> {
        self.wait_until(self.timeout.map_or(Deadline(None), Deadline::after))
    }

    /// Waits for the reply for this long.
    ///
    /// # Errors
    /// As [`Call::wait`].
    pub fn wait_for(&mut self, timeout: Duration) -> Result<C::Response, Error> {
        self.wait_until(Deadline::after(timeout))
    }

    fn wait_until(&mut self, deadline: Deadline) -> Result<C::Response, Error> {
        let text = self.outcome(deadline, |_| {})?;
        let read = read::<C>(&self.name, &text);
        self.shared.lock().session.engine.recycle(text);
        read
    }

    /// Waits for the text of the reply. `before` is called whenever there is something new, before it is looked at.
    pub(super) fn outcome(
        &mut self,
        deadline: Deadline,
        mut before: impl FnMut(&mut Session<Option<Descriptor>>),
    ) -> Result<String, Error> {
        if !self.shared.lock().session.engine.knows(self.id) {
            return Err(Error::Taken);
        }
        let id = self.id;
        let outcome = self.shared.wait(deadline, |session| {
            before(session);
            session.engine.take(id)
        });
        match outcome {
            Some(outcome) => outcome,
            None => Err(self.shared.lock().session.engine.overdue(id)),
        }
    }

    /// How much of the command has been written.
    #[must_use]
    pub fn sent(&self) -> Sent {
        self.shared.lock().session.engine.sent(self.id)
    }

    /// Lets the command run without waiting for it; its reply is discarded. Merely dropping the call would withdraw a
    /// command that has not been written yet.
    pub fn detach(mut self) {
        self.shared.lock().session.engine.forget(self.id);
        self.id = 0;
    }
}

impl<C> Drop for Call<C> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        if state.session.engine.knows(self.id) {
            state.session.engine.abandon(self.id);
            // Now another command may have room.
            self.shared.flush(&mut state);
        }
    }
}
