//! What the client reports to the `tracing` crate. Without the feature of that name, these functions do nothing.
//!
//! Names, numbers, sizes and durations are reported. Messages may hold passwords, so their text goes to a target of its
//! own at level `TRACE`, and only if [`Options::log_bodies`](crate::Options::log_bodies) was set.

use crate::error::Error;

/// The life of a command.
#[derive(Debug)]
pub struct Span {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
    #[cfg(feature = "tracing")]
    start: std::time::Instant,
}

#[cfg(feature = "tracing")]
impl Span {
    pub fn new(name: &str, id: u64, text: &[u8]) -> Self {
        let empty = tracing::field::Empty;
        let span = tracing::debug_span!(
            target: "qapi_client",
            "command",
            name,
            id,
            request_bytes = text.len(),
            reply_bytes = empty,
            duration_us = empty,
            outcome = empty
        );
        Span { span, start: std::time::Instant::now() }
    }

    /// Records that the command is done: with a reply of this many bytes, or with an error.
    pub fn done(&self, reply: Result<usize, &Error>) {
        let duration = u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.span.record("duration_us", duration);
        match reply {
            Ok(bytes) => {
                self.span.record("reply_bytes", bytes);
                self.span.record("outcome", "replied");
            }
            Err(Error::ClosedHere) => {
                self.span.record("outcome", "withdrawn");
            }
            Err(_) => {
                self.span.record("outcome", "failed");
            }
        }
        self.span.in_scope(|| tracing::debug!(target: "qapi_client", duration_us = duration, "command done"));
    }
}

#[cfg(not(feature = "tracing"))]
impl Span {
    pub fn new(_: &str, _: u64, _: &[u8]) -> Self {
        Span {}
    }

    pub fn done(&self, _: Result<usize, &Error>) {}
}

/// Records that a message was discarded, because no call expects it.
pub fn discarded(bytes: &[u8]) {
    #[cfg(feature = "tracing")]
    tracing::debug!(target: "qapi_client", bytes = bytes.len(), "a message that no call expects was discarded");
    let _ = bytes;
}

/// Records that an event was dropped, because a subscriber's queue is full.
pub fn lost(event: &str) {
    #[cfg(feature = "tracing")]
    tracing::debug!(target: "qapi_client", event, "a subscriber's queue is full; an event was dropped");
    let _ = event;
}

/// Records that the connection has ended.
pub fn ended(reason: Option<&Error>) {
    #[cfg(feature = "tracing")]
    match reason {
        Some(reason) => tracing::debug!(target: "qapi_client", %reason, "the connection ended"),
        None => tracing::debug!(target: "qapi_client", "the connection ended"),
    }
    let _ = reason;
}

/// Records bytes that were read or written. Called only if the user asked for it.
pub fn body(direction: &'static str, bytes: &[u8]) {
    #[cfg(feature = "tracing")]
    tracing::trace!(target: "qapi_client::bodies", direction, text = %String::from_utf8_lossy(bytes));
    let _ = (direction, bytes);
}
