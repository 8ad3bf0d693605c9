//! A command that was started.

use super::shared::Handle;
use crate::error::{Error, Sent};
use crate::reply::read;
use qapi_runtime::{Command, Decode};
use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// A command that was started: a future of what it returns. Waited for as `&mut call`, it can be waited for again after
/// a timeout; without a timeout of its own it waits as long as the connection lasts. Dropping it takes the command out
/// of the queue, or has its reply discarded.
pub struct Call<C> {
    handle: Arc<Handle>,
    id: u64,
    name: Cow<'static, str>,
    command: PhantomData<fn() -> C>,
}

impl<C> fmt::Debug for Call<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("name", &self.name).field("id", &self.id).finish_non_exhaustive()
    }
}

impl<C> Call<C> {
    pub(super) fn new(handle: &Arc<Handle>, id: u64, name: Cow<'static, str>) -> Self {
        Call { handle: handle.clone(), id, name, command: PhantomData }
    }

    /// How much of the command has been written.
    #[must_use]
    pub fn sent(&self) -> Sent {
        self.handle.lock().session.engine.sent(self.id)
    }

    /// Lets the command run without waiting for it; its reply is discarded. Merely dropping the call would withdraw a
    /// command that has not been written yet.
    pub fn detach(mut self) {
        self.handle.lock().session.engine.forget(self.id);
        self.id = 0;
    }

    pub(super) fn overdue(&self) -> Error {
        self.handle.lock().session.engine.overdue(self.id)
    }

    pub(super) fn poll_outcome(&mut self, cx: &mut Context<'_>) -> Poll<Result<String, Error>> {
        let mut state = self.handle.lock();
        if !state.session.engine.knows(self.id) {
            return Poll::Ready(Err(Error::Taken));
        }
        match state.session.engine.take(self.id) {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                if let Some(token) = state.session.engine.token(self.id) {
                    match &mut token.waker {
                        Some(waker) => waker.clone_from(cx.waker()),
                        waker => *waker = Some(cx.waker().clone()),
                    }
                }
                Poll::Pending
            }
        }
    }
}

impl<C: Command<Response: Decode>> Call<C> {
    /// Waits for the reply for this long.
    ///
    /// # Errors
    /// Those of [`Client::execute`](super::Client::execute). After [`Error::TimedOut`] it can be waited for again;
    /// after any other outcome there is nothing left to wait for, which is [`Error::Taken`].
    pub async fn wait_for(&mut self, timeout: Duration) -> Result<C::Response, Error> {
        match tokio::time::timeout(timeout, &mut *self).await {
            Ok(result) => result,
            Err(_) => Err(self.overdue()),
        }
    }

    /// Waits for the reply, for this long if there is a limit.
    pub(super) async fn within(mut self, timeout: Option<Duration>) -> Result<C::Response, Error> {
        match timeout {
            Some(timeout) => self.wait_for(timeout).await,
            None => self.await,
        }
    }
}

impl<C: Command<Response: Decode>> Future for Call<C> {
    type Output = Result<C::Response, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_outcome(cx).map(|outcome| {
            let text = outcome?;
            let read = read::<C>(&self.name, &text);
            self.handle.lock().session.engine.recycle(text);
            read
        })
    }
}

impl<C> Drop for Call<C> {
    fn drop(&mut self) {
        let mut state = self.handle.lock();
        if state.session.engine.knows(self.id) {
            state.session.engine.abandon(self.id);
            // Now another command may have room.
            state.settle();
            state.wake_task();
        }
    }
}
