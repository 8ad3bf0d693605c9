//! Subscriptions of a blocking client.

use super::shared::Shared;
use crate::connecting::Deadline;
use crate::error::{Awaited, Error, Sent};
use crate::events::{Item, Received, Wanted};
use qapi_runtime::Decode;
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

/// Waits for the next item of a queue.
fn next_item(shared: &Shared, id: u64, deadline: Deadline) -> Result<Item, Error> {
    let item = shared.wait(deadline, |session| {
        let ended = || session.engine.ended(|| Awaited::Event).map(Err);
        session.hub.take(id).map(Ok).or_else(ended)
    });
    item.unwrap_or_else(|| Err(Error::timed_out(Awaited::Event, Sent::Not)))
}

pub(super) fn next<E: Decode>(shared: &Shared, id: u64, deadline: Deadline) -> Result<Received<E>, Error> {
    next_item(shared, id, deadline).map(Item::read)
}

impl<E> Events<E> {
    pub(super) fn new(shared: &Arc<Shared>, wanted: Wanted) -> Self {
        let id = shared.lock().session.hub.subscribe(wanted);
        Events { shared: shared.clone(), id, ended: false, event: PhantomData }
    }

    /// Waits for the next item of the queue.
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
        self.shared.lock().session.hub.unsubscribe(self.id);
    }
}
