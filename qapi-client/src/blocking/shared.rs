//! The connection that clones of a client share. Of the threads that wait, one reads for all.
//!
//! A change must keep true: the lock is never held while waiting for the peer; at most one thread reads; and a thread
//! that stops reading wakes the others, so that one of them goes on.

use super::transport::Transport;
use crate::connecting::Deadline;
use crate::engine::{Notice, Speaks};
use crate::error::Error;
use crate::options::Options;
use crate::session::{BUFFER, Descriptor, Session};
use std::io::{self, ErrorKind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A connection.
#[derive(Debug)]
pub(super) struct Shared {
    transport: Box<dyn Transport>,
    state: Mutex<State>,
    /// A thread has stopped reading, or something has changed.
    changed: Condvar,
    pub options: Options,
}

/// What the lock guards.
#[derive(Debug)]
pub(super) struct State {
    pub session: Session<Option<Descriptor>>,
    /// Whether a thread reads.
    reading: bool,
    /// How many threads wait for it to stop.
    waiting: usize,
    buffer: Vec<u8>,
}

impl Shared {
    pub fn new(transport: Box<dyn Transport>, speaks: Speaks, options: &Options) -> Arc<Self> {
        let state =
            State { session: Session::new(speaks, options), reading: false, waiting: 0, buffer: vec![0; BUFFER] };
        Arc::new(Shared { transport, state: Mutex::new(state), changed: Condvar::new(), options: options.clone() })
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        // A thread that panicked did so in its own code: nothing here panics in the middle of a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(all(unix, feature = "fd"))]
    pub fn carries_descriptors(&self) -> bool {
        self.transport.carries_descriptors()
    }

    /// Waits until `done` returns something; `None` if the deadline comes first.
    pub fn wait<R>(
        &self,
        deadline: Deadline,
        mut done: impl FnMut(&mut Session<Option<Descriptor>>) -> Option<R>,
    ) -> Option<R> {
        let mut state = self.lock();
        loop {
            self.flush(&mut state);
            if let Some(result) = done(&mut state.session) {
                return Some(result);
            }
            self.flush(&mut state);
            let timeout = deadline.0.map(|_| deadline.remaining());
            if timeout == Some(Duration::ZERO) {
                return None;
            }
            state = self.go_on(state, timeout);
        }
    }

    /// Reads, or waits until another thread has read, or until there is room to write.
    fn go_on<'s>(&'s self, mut state: MutexGuard<'s, State>, timeout: Option<Duration>) -> MutexGuard<'s, State> {
        let pending = state.session.engine.output().is_some();
        if state.reading && !pending {
            state.waiting += 1;
            let mut state = match timeout {
                Some(timeout) => self.changed.wait_timeout(state, timeout).unwrap_or_else(PoisonError::into_inner).0,
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
            state.waiting -= 1;
            return state;
        }
        let reads = !std::mem::replace(&mut state.reading, true);
        let mut buffer = if reads { std::mem::take(&mut state.buffer) } else { Vec::new() };
        drop(state);
        let waited = if pending { self.transport.wait_writable(reads, timeout) } else { Ok(()) };
        let timeout = if pending { Some(Duration::ZERO) } else { timeout };
        let read = match waited {
            Ok(()) if reads => self.transport.read(&mut buffer, timeout),
            Ok(()) => Err(ErrorKind::WouldBlock.into()),
            Err(error) => Err(error),
        };
        let mut state = self.lock();
        self.received(&mut state, read, &buffer);
        if reads {
            (state.reading, state.buffer) = (false, buffer);
            // Waking costs a system call even if nobody waits.
            if state.waiting > 0 {
                self.changed.notify_all();
            }
        }
        state
    }

    fn received(&self, state: &mut State, read: io::Result<usize>, buffer: &[u8]) {
        if !read.as_ref().is_err_and(is_nothing) {
            state.session.received(read, buffer);
        }
        state.settle();
        if state.session.engine.is_ended() {
            // However it ended, the server is free for another client.
            self.transport.close();
        }
    }

    /// Writes what can be written now.
    pub fn flush(&self, state: &mut State) {
        while let Some(output) = state.session.engine.output() {
            let written = match output.descriptor_of {
                Some(id) => {
                    let bytes = output.bytes.to_vec();
                    self.write_with_descriptor(state, id, &bytes)
                }
                None => self.transport.write(output.bytes),
            };
            match written {
                Err(error) if error.kind() != ErrorKind::Interrupted && is_nothing(&error) => break,
                written => state.session.wrote(written),
            }
        }
        state.settle();
    }

    #[cfg(all(unix, feature = "fd"))]
    fn write_with_descriptor(&self, state: &mut State, id: u64, bytes: &[u8]) -> io::Result<usize> {
        use std::os::fd::AsFd;
        let token = state.session.engine.token(id);
        let Some(descriptor) = token.and_then(|token| token.take()) else { return self.transport.write(bytes) };
        let written = self.transport.write_with_descriptor(bytes, descriptor.as_fd());
        // Once a byte was taken, the peer has its own copy. Ours is closed here.
        if written.as_ref().is_err_and(is_nothing)
            && let Some(token) = state.session.engine.token(id)
        {
            *token = Some(descriptor);
        }
        written
    }

    #[cfg(not(all(unix, feature = "fd")))]
    fn write_with_descriptor(&self, _: &mut State, _: u64, bytes: &[u8]) -> io::Result<usize> {
        self.transport.write(bytes)
    }

    /// Ends the connection.
    pub fn close(&self, reason: Error) {
        let mut state = self.lock();
        state.session.engine.end(Some(reason));
        state.settle();
        self.transport.close();
        self.changed.notify_all();
    }
}

impl State {
    /// Passes events on to the subscribers.
    fn settle(&mut self) {
        while let Some(notice) = self.session.engine.notice() {
            if let Notice::Event(event) = notice {
                self.session.hub.publish(&event);
            }
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.transport.close();
    }
}

/// Whether an error only means that nothing could be read or written now.
fn is_nothing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}
