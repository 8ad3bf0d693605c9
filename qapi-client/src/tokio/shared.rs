//! The connection that clones of a client share, and the task that reads and writes for them.
//!
//! A change must keep true: code that adds something to write wakes the task; everything that waits is woken when the
//! connection ends, even if the runtime drops the task; and the task ends when nobody uses the connection any more.

use super::stream::Stream;
use crate::engine::{Notice, Speaks};
use crate::error::{Awaited, Error};
use crate::options::Options;
use crate::session::{BUFFER, Descriptor, Session};
use std::future::{Future, poll_fn};
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// What is kept for a command.
#[derive(Debug, Default)]
pub(super) struct Token {
    pub waker: Option<Waker>,
    #[cfg_attr(not(feature = "fd"), expect(dead_code, reason = "there are no descriptors"))]
    pub descriptor: Option<Descriptor>,
}

/// A connection, for as long as it is used. Dropping this closes it.
#[derive(Debug)]
pub(super) struct Handle(Arc<Shared>);

#[derive(Debug)]
pub(super) struct Shared {
    state: Mutex<State>,
    pub options: Options,
    #[cfg(all(unix, feature = "fd"))]
    pub carries_descriptors: bool,
}

/// What the lock guards.
#[derive(Debug)]
pub(super) struct State {
    pub session: Session<Token>,
    /// Wakes the task.
    task: Option<Waker>,
    /// Wakers for when the session begins or ends.
    waiting: Vec<Waker>,
}

impl std::ops::Deref for Handle {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Handle {
    /// Starts the task. Must be called within a runtime.
    pub fn new(stream: Stream, speaks: Speaks, options: &Options) -> Arc<Handle> {
        let state = State { session: Session::new(speaks, options), task: None, waiting: Vec::new() };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            options: options.clone(),
            #[cfg(all(unix, feature = "fd"))]
            carries_descriptors: stream.carries_descriptors(),
        });
        tokio::spawn(Task { shared: shared.clone(), stream, buffer: vec![0; BUFFER], unflushed: false });
        Arc::new(Handle(shared))
    }
}

impl Shared {
    pub fn lock(&self) -> MutexGuard<'_, State> {
        // A thread that panicked did so in its own code: nothing here panics in the middle of a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `done` returns something. It is called again when the session begins and when it ends.
    pub async fn wait<R>(&self, mut done: impl FnMut(&mut Session<Token>) -> Option<R>) -> R {
        poll_fn(|cx| {
            let mut state = self.lock();
            let result = done(&mut state.session);
            // It may have added something to write.
            state.wake_task();
            match result {
                Some(result) => Poll::Ready(result),
                None => {
                    state.wait_by(cx.waker());
                    Poll::Pending
                }
            }
        })
        .await
    }

    /// Ends the connection.
    pub fn close(&self) {
        let mut state = self.lock();
        state.session.engine.end(Some(Error::ClosedHere));
        state.settle();
        state.wake_task();
    }

    /// The error for a caller who waits for `awaited`, if the connection has ended.
    pub fn ended(&self, awaited: impl FnOnce() -> Awaited) -> Option<Error> {
        self.lock().session.engine.ended(awaited)
    }
}

impl State {
    /// Wakes the task if it has something to do.
    pub fn wake_task(&mut self) {
        if let Some(task) = &self.task
            && (self.session.engine.is_ended() || self.session.engine.output().is_some())
        {
            task.wake_by_ref();
        }
    }

    /// Registers a waker for when the session begins or ends.
    pub fn wait_by(&mut self, waker: &Waker) {
        if !self.waiting.iter().any(|waiting| waiting.will_wake(waker)) {
            self.waiting.push(waker.clone());
        }
    }

    /// Passes on what has happened: events to subscribers, outcomes to callers.
    pub fn settle(&mut self) {
        while let Some(notice) = self.session.engine.notice() {
            match notice {
                Notice::Event(event) => self.session.hub.publish(&event),
                Notice::Done(id) => {
                    if let Some(waker) = self.session.engine.token(id).and_then(|token| token.waker.take()) {
                        waker.wake();
                    }
                }
                Notice::Ready => self.waiting.drain(..).for_each(Waker::wake),
            }
        }
        if self.session.engine.is_ended() {
            self.waiting.drain(..).for_each(Waker::wake);
            self.session.hub.wake_all();
        }
        if self.session.engine.needs_sync() && !self.session.engine.is_synchronising() {
            self.waiting.drain(..).for_each(Waker::wake);
        }
    }
}

/// Reads and writes until the session has ended.
struct Task {
    shared: Arc<Shared>,
    stream: Stream,
    buffer: Vec<u8>,
    /// Whether the stream may buffer something that was written.
    unflushed: bool,
}

impl Future for Task {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let task = &mut *self;
        let shared = task.shared.clone();
        loop {
            {
                let mut state = shared.lock();
                if !state.task.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
                    state.task = Some(cx.waker().clone());
                }
                task.write(&mut state, cx);
                state.settle();
                if state.session.engine.is_ended() {
                    return Poll::Ready(());
                }
            }
            let Poll::Ready(read) = task.stream.poll_read(cx, &mut task.buffer) else { return Poll::Pending };
            let mut state = shared.lock();
            state.session.received(read, &task.buffer);
            state.settle();
        }
    }
}

impl Task {
    /// Writes what can be written now.
    fn write(&mut self, state: &mut State, cx: &mut Context<'_>) {
        while let Some(output) = state.session.engine.output() {
            let written = match output.descriptor_of {
                Some(id) => {
                    let bytes = output.bytes.to_vec();
                    self.write_with_descriptor(state, cx, id, &bytes)
                }
                None => self.stream.poll_write(cx, output.bytes),
            };
            match written {
                Poll::Pending => return,
                Poll::Ready(written) => {
                    self.unflushed |= matches!(written, Ok(1..));
                    state.session.wrote(written);
                }
            }
        }
        if self.unflushed {
            match self.stream.poll_flush(cx) {
                Poll::Pending => {}
                Poll::Ready(Ok(())) => self.unflushed = false,
                Poll::Ready(Err(error)) => {
                    self.unflushed = false;
                    state.session.engine.write_failed(error);
                }
            }
        }
    }

    #[cfg(all(unix, feature = "fd"))]
    fn write_with_descriptor(
        &mut self,
        state: &mut State,
        cx: &mut Context<'_>,
        id: u64,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        use std::os::fd::AsFd;
        let token = state.session.engine.token(id);
        let Some(descriptor) = token.and_then(|token| token.descriptor.take()) else {
            return self.stream.poll_write(cx, bytes);
        };
        let written = self.stream.poll_write_with_descriptor(cx, bytes, descriptor.as_fd());
        // Once a byte was taken, the peer has its own copy. Ours is closed here.
        if written.is_pending()
            && let Some(token) = state.session.engine.token(id)
        {
            token.descriptor = Some(descriptor);
        }
        written
    }

    #[cfg(not(all(unix, feature = "fd")))]
    fn write_with_descriptor(
        &mut self,
        _: &mut State,
        cx: &mut Context<'_>,
        _: u64,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream.poll_write(cx, bytes)
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        // Unless the session has ended, the runtime is shutting down.
        let mut state = self.shared.lock();
        state.task = None;
        state.session.engine.end(Some(Error::io("the runtime has stopped", ErrorKind::Interrupted.into())));
        state.settle();
    }
}
