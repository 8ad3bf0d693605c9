//! Subscriptions of a tokio client.

use super::client::Client;
use super::shared::Handle;
use crate::connecting::Deadline;
use crate::error::{Awaited, Error, Sent};
use crate::events::{Item, Received, Wanted};
use qapi_runtime::{Command, Decode, Encode};
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// Events of a connection, in order.
pub struct Events<E> {
    handle: Arc<Handle>,
    id: u64,
    event: PhantomData<fn() -> E>,
}

impl<E> fmt::Debug for Events<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("id", &self.id).finish_non_exhaustive()
    }
}

impl<E> Events<E> {
    pub(super) fn new(handle: &Arc<Handle>, wanted: Wanted) -> Self {
        let id = handle.lock().hub.subscribe(wanted);
        Events { handle: handle.clone(), id, event: PhantomData }
    }

    /// Waits for something in the queue.
    pub(super) async fn item_until(&self, deadline: Deadline) -> Result<Item, Error> {
        let item = tokio::time::timeout(deadline.remaining(), poll_fn(|cx| self.poll_item(cx))).await;
        item.unwrap_or_else(|_| Err(Error::timed_out(Awaited::Event, Sent::Not)))
    }

    fn poll_item(&self, cx: &mut Context<'_>) -> Poll<Result<Item, Error>> {
        let mut state = self.handle.lock();
        if let Some(item) = state.hub.take(self.id) {
            return Poll::Ready(Ok(item));
        }
        if let Some(error) = state.engine.ended(|| Awaited::Event) {
            return Poll::Ready(Err(error));
        }
        state.hub.wake_by(self.id, cx.waker());
        Poll::Pending
    }
}

impl<E: Decode> Events<E> {
    /// Waits for the next event. If the future is dropped, no event is lost.
    ///
    /// # Errors
    /// The reason why the connection ended.
    pub async fn next(&mut self) -> Result<Received<E>, Error> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Waits for the next event for this long.
    ///
    /// # Errors
    /// [`Error::TimedOut`], or the reason why the connection ended.
    pub async fn next_for(&mut self, timeout: Duration) -> Result<Received<E>, Error> {
        self.item_until(Deadline::after(timeout)).await.map(Item::read)
    }

    /// What [`Events::next`] waits for; with this the events can be made a `Stream`.
    ///
    /// # Errors
    /// As [`Events::next`].
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Received<E>, Error>> {
        self.poll_item(cx).map_ok(Item::read)
    }
}

impl<E> Drop for Events<E> {
    fn drop(&mut self) {
        self.handle.lock().hub.unsubscribe(self.id);
    }
}

/// Which events an expectation is about.
type Matches<T> = Box<dyn Fn(&T) -> bool + Send + Sync>;

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
    pub async fn execute<C>(self, command: &C) -> Result<Expected<T, C::Response>, Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        let names = const { &[T::NAME] };
        let events = Events::new(&self.client.handle, Wanted::Named(names));
        let response = self.client.execute(command).await?;
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
    pub async fn wait_for(&self, timeout: Duration) -> Result<T, Error> {
        let deadline = Deadline::after(timeout);
        loop {
            let data = match self.events.item_until(deadline).await? {
                Item::Event(raw) => raw.data()?,
                Item::Lost(count) => return Err(Error::Lost { count }),
            };
            if (self.matches)(&data) {
                return Ok(data);
            }
        }
    }
}
