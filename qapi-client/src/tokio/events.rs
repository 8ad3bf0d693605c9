//! Subscriptions of a tokio client.

use super::shared::Handle;
use crate::connecting::Deadline;
use crate::error::{Awaited, Error, Sent};
use crate::events::{Item, Received, Wanted};
use qapi_runtime::Decode;
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
        let id = handle.lock().session.hub.subscribe(wanted);
        Events { handle: handle.clone(), id, event: PhantomData }
    }

    /// Waits for the next item of the queue.
    pub(super) async fn item_until(&self, deadline: Deadline) -> Result<Item, Error> {
        let item = tokio::time::timeout(deadline.remaining(), poll_fn(|cx| self.poll_item(cx))).await;
        item.unwrap_or_else(|_| Err(Error::timed_out(Awaited::Event, Sent::Not)))
    }

    fn poll_item(&self, cx: &mut Context<'_>) -> Poll<Result<Item, Error>> {
        let mut state = self.handle.lock();
        if let Some(item) = state.session.hub.take(self.id) {
            return Poll::Ready(Ok(item));
        }
        if let Some(error) = state.session.engine.ended(|| Awaited::Event) {
            return Poll::Ready(Err(error));
        }
        state.session.hub.wake_by(self.id, cx.waker());
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
        self.handle.lock().session.hub.unsubscribe(self.id);
    }
}
