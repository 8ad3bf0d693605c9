//! What is still to be sent to one client.
//!
//! Putting something here never waits for the client, so that a slow client holds up nothing else. After a reply,
//! [`Outbox::has_room`] waits for that client alone. Events cannot wait: a client that lets too many pile up is cut
//! off.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
#[cfg(feature = "tokio")]
use std::task::{Context, Poll};

/// What is still to be sent to one client.
pub struct Outbox {
    state: Mutex<State>,
    /// Notified of every change of the state.
    changed: Condvar,
    /// How many bytes may pile up.
    backlog: usize,
    line_end: &'static str,
}

#[derive(Default)]
struct State {
    pending: Vec<u8>,
    /// How many of these bytes are events.
    events: usize,
    /// Whether the client has negotiated, so that it gets events.
    wants_events: bool,
    /// Whether the next message is the last.
    ends_after_reply: bool,
    /// Nothing more is accepted, but what is pending is still sent.
    is_ending: bool,
    /// Nothing more is sent.
    is_closed: bool,
    /// Whether somebody is writing.
    is_busy: bool,
    /// The task that sends.
    waker: Option<Waker>,
    /// The task that waits for room.
    waiting: Vec<Waker>,
    hang_up: Option<Box<dyn FnOnce() + Send>>,
}

impl Outbox {
    /// An outbox for a client that is cut off when `backlog` bytes have piled up.
    pub fn new(backlog: usize, line_end: &'static str) -> Self {
        Outbox { state: Mutex::default(), changed: Condvar::new(), backlog, line_end }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change is complete before anything can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, state: &mut State) {
        state.waker.take().into_iter().chain(state.waiting.drain(..)).for_each(Waker::wake);
        self.changed.notify_all();
    }

    /// Sets what is called to cut the connection.
    pub fn on_hang_up(&self, hang_up: impl FnOnce() + Send + 'static) {
        self.lock().hang_up = Some(Box::new(hang_up));
    }

    /// From now on the client gets events.
    pub fn want_events(&self) {
        self.lock().wants_events = true;
    }

    /// Adds a message, which the next flush sends.
    pub fn push(&self, prefix: &[u8], message: &str) {
        let mut state = self.lock();
        if state.is_ending || state.is_closed {
            return;
        }
        state.pending.extend_from_slice(prefix);
        state.pending.extend_from_slice(message.as_bytes());
        state.pending.extend_from_slice(self.line_end.as_bytes());
        self.settle(&mut state);
    }

    /// Adds bytes after which nothing more is sent.
    pub fn push_last(&self, bytes: &[u8]) {
        let mut state = self.lock();
        if !state.is_ending && !state.is_closed {
            state.pending.extend_from_slice(bytes);
            state.is_ending = true;
            self.tell(&mut state);
        }
    }

    /// What a message ends with.
    pub fn line_end(&self) -> &'static str {
        self.line_end
    }

    /// Notes that a command without a reply has been executed.
    pub fn no_reply(&self) {
        self.settle(&mut self.lock());
    }

    fn settle(&self, state: &mut State) {
        if state.ends_after_reply {
            state.is_ending = true;
            self.changed.notify_all();
        }
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }

    /// Adds an event, or cuts the client off if too much has piled up.
    pub fn push_event(&self, event: &str) {
        let mut state = self.lock();
        if !state.wants_events || state.is_ending || state.is_closed {
            return;
        }
        if state.events + event.len() > self.backlog {
            drop(state);
            return self.close();
        }
        state.events += event.len();
        state.pending.extend_from_slice(event.as_bytes());
        state.pending.extend_from_slice(self.line_end.as_bytes());
        self.tell(&mut state);
    }

    /// Makes the next reply the last message.
    pub fn end_after_reply(&self) {
        self.lock().ends_after_reply = true;
    }

    /// Sends what is pending and nothing after it.
    pub fn end(&self) {
        let mut state = self.lock();
        state.is_ending = true;
        self.tell(&mut state);
    }

    /// Sends nothing more, and cuts the connection.
    pub fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        state.pending = Vec::new();
        let hang_up = state.hang_up.take();
        self.tell(&mut state);
        drop(state);
        if let Some(hang_up) = hang_up {
            hang_up();
        }
    }

    /// Whether nothing more is accepted.
    pub fn is_ended(&self) -> bool {
        let state = self.lock();
        state.is_ending || state.is_closed
    }

    /// Sends what is pending with `write`, unless another thread is sending, which then sends this as well.
    pub fn flush(&self, mut write: impl FnMut(&[u8]) -> std::io::Result<()>) {
        let mut state = self.lock();
        if state.is_busy {
            return;
        }
        state.is_busy = true;
        while !state.pending.is_empty() && !state.is_closed {
            let mut bytes = std::mem::take(&mut state.pending);
            state.events = 0;
            drop(state);
            let written = write(&bytes);
            state = self.lock();
            state.is_closed |= written.is_err();
            if state.pending.is_empty() && bytes.capacity() <= 1 << 16 {
                bytes.clear();
                state.pending = bytes;
            }
        }
        state.is_busy = false;
        // Everything has been sent, so the client and those that wait for it can learn that this was all.
        let hang_up = if state.is_ending { state.hang_up.take() } else { None };
        self.tell(&mut state);
        drop(state);
        if let Some(hang_up) = hang_up {
            hang_up();
        }
    }

    /// Waits until there is something to send and no other thread is sending. `false` means that there is nothing more.
    pub fn wait(&self) -> bool {
        let state = self.lock();
        let idle = |state: &mut State| {
            // The thread that is sending takes what is pending, too.
            !state.is_closed && (state.is_busy || state.pending.is_empty() && !state.is_ending)
        };
        let state = self.changed.wait_while(state, idle).unwrap_or_else(PoisonError::into_inner);
        !state.is_closed && !state.pending.is_empty()
    }

    /// Whether so much is pending that it should be sent even if more is about to follow.
    pub fn is_worth_flushing(&self) -> bool {
        self.lock().pending.len() > self.backlog.min(1 << 16)
    }

    /// Waits until the client has taken enough for another reply.
    pub fn has_room(&self) {
        let state = self.lock();
        let full = |state: &mut State| !state.is_closed && state.pending.len() > self.backlog;
        drop(self.changed.wait_while(state, full).unwrap_or_else(PoisonError::into_inner));
    }

    /// As [`Outbox::wait`], for a task. Returns what to send, or `None` if there is nothing more.
    #[cfg(feature = "tokio")]
    pub fn poll(&self, context: &Context<'_>) -> Poll<Option<Vec<u8>>> {
        let mut state = self.lock();
        if state.is_closed {
            return Poll::Ready(None);
        }
        if !state.pending.is_empty() {
            let bytes = std::mem::take(&mut state.pending);
            state.events = 0;
            self.tell(&mut state);
            return Poll::Ready(Some(bytes));
        }
        if state.is_ending {
            return Poll::Ready(None);
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }

    /// As [`Outbox::has_room`], for a task.
    #[cfg(feature = "tokio")]
    pub fn poll_room(&self, context: &Context<'_>) -> Poll<()> {
        let mut state = self.lock();
        if state.is_closed || state.pending.len() <= self.backlog {
            return Poll::Ready(());
        }
        state.waiting.push(context.waker().clone());
        Poll::Pending
    }
}
