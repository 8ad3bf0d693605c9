//! Subscriptions of a blocking client.

use super::client::Client;
use super::shared::Shared;
use crate::connecting::Deadline;
use crate::error::{Awaited, Error, Sent};
use crate::events::{Item, Received, Wanted};
use qapi_runtime::{Command, Decode, Encode};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// Events of a connection, in order. As an iterator it waits for each; its last item is the reason why the connection
/// ended.
pub struct Events<E> {
    shared: Arc<Shared>,
    id: u64,
    ended: bool,
    event: PhantomData<fn() -> E>,
}

impl<E> fmt::Debug for Events<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Waits for something in a queue.
fn next_item(shared: &Shared, id: u64, deadline: Deadline) -> Result<Item, Error> {
    let item = shared.wait(deadline, |state| {
        let ended = || state.engine.ended(|| Awaited::Event).map(Err);
        state.hub.take(id).map(Ok).or_else(ended)
    });
    item.unwrap_or_else(|| Err(Error::timed_out(Awaited::Event, Sent::Not)))
}

pub(super) fn next<E: Decode>(shared: &Shared, id: u64, deadline: Deadline) -> Result<Received<E>, Error> {
    next_item(shared, id, deadline).map(Item::read)
}

impl<E> Events<E> {
    pub(super) fn new(shared: &Arc<Shared>, wanted: Wanted) -> Self {
        let id = shared.lock().hub.subscribe(wanted);
        Events { shared: shared.clone(), id, ended: false, event: PhantomData }
    }

    /// Waits for something in the queue.
    pub(super) fn item_until(&self, deadline: Deadline) -> Result<Item, Error> {
        next_item(&self.shared, self.id, deadline)
    }
}

impl<E: Decode> Events<E> {
    /// Waits for the next event for this long.
    ///
    /// # Errors
    /// [`Error::TimedOut`], or the reason why the connection ended.
    pub fn next_for(&mut self, timeout: Duration) -> Result<Received<E>, Error> {
        next(&self.shared, self.id, Deadline::after(timeout))
    }
}

impl<E: Decode> Iterator for Events<E> {
    type Item = Result<Received<E>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = next(&self.shared, self.id, Deadline(None));
        self.ended = next.is_err();
        Some(next)
    }
}

impl<E> Drop for Events<E> {
    fn drop(&mut self) {
        self.shared.lock().hub.unsubscribe(self.id);
    }
}

/// Which events an expectation is about.
type Matches<T> = Box<dyn Fn(&T) -> bool + Send>;

/// An event that the next command will lead to; made by [`Client::expect`].
pub struct Expect<'c, T> {
    client: &'c Client,
    matches: Matches<T>,
}

impl<T> fmt::Debug for Expect<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expect").finish_non_exhaustive()
    }
}

impl<'c, T: qapi_runtime::Event + Decode> Expect<'c, T> {
    pub(super) fn new(client: &'c Client, matches: Matches<T>) -> Self {
        Expect { client, matches }
    }

    /// Executes the command that leads to the event.
    ///
    /// # Errors
    /// As [`Client::execute`].
    pub fn execute<C>(self, command: &C) -> Result<Expected<T, C::Response>, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        let names = const { &[T::NAME] };
        let events = Events::new(&self.client.shared, Wanted::Named(names));
        let response = self.client.execute(command)?;
        Ok(Expected { response, events, matches: self.matches })
    }
}

/// An event that a command leads to.
pub struct Expected<T, R> {
    /// What the command returned.
    pub response: R,
    events: Events<T>,
    matches: Matches<T>,
}

impl<T, R: fmt::Debug> fmt::Debug for Expected<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected").field("response", &self.response).finish_non_exhaustive()
    }
}

impl<T: Decode, R> Expected<T, R> {
    /// Waits for the event for this long; it can be waited for again.
    ///
    /// # Errors
    /// [`Error::TimedOut`]; [`Error::Unfit`] if an event of that name does not fit its type; [`Error::Lost`] if more
    /// came than the queue holds; or the reason why the connection ended.
    pub fn wait_for(&self, timeout: Duration) -> Result<T, Error> {
        let deadline = Deadline::after(timeout);
        loop {
            let data = match self.events.item_until(deadline)? {
                Item::Event(raw) => raw.data()?,
                Item::Lost(count) => return Err(Error::Lost { count }),
            };
            if (self.matches)(&data) {
                return Ok(data);
            }
        }
    }
}
