//! Messages on their way out: bytes, and where in them each message begins and ends.

use crate::error::Sent;

/// Bytes to be written next.
#[derive(Debug, PartialEq, Eq)]
pub struct Output<'e> {
    /// The bytes.
    pub bytes: &'e [u8],
    /// The command whose file descriptor goes with the first of them.
    pub descriptor_of: Option<u64>,
}

/// Messages that wait to be written, the first perhaps in part.
#[derive(Debug, Default)]
pub struct Outbox {
    bytes: Vec<u8>,
    /// How much of `bytes` was written.
    done: usize,
    messages: Vec<Message>,
}

/// A message in the outbox.
#[derive(Debug)]
struct Message {
    /// The command; `None` for a message of the engine's own.
    id: Option<u64>,
    start: usize,
    end: usize,
    descriptor: bool,
}

impl Outbox {
    pub fn is_empty(&self) -> bool {
        self.done == self.bytes.len()
    }

    pub fn push(&mut self, id: Option<u64>, text: &[u8], descriptor: bool) {
        if self.is_empty() {
            self.clear();
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(text);
        self.messages.push(Message { id, start, end: self.bytes.len(), descriptor });
    }

    pub fn clear(&mut self) {
        self.bytes.clear();
        self.messages.clear();
        self.done = 0;
        // One large command should not hold its memory for ever.
        self.bytes.shrink_to(1 << 16);
    }

    /// What can be written at once. A descriptor is sent with the first byte, so its message begins a new piece.
    pub fn next(&self) -> Option<Output<'_>> {
        if self.is_empty() {
            return None;
        }
        let descriptors = self.messages.iter().filter(|message| message.descriptor);
        let next = descriptors.clone().map(|message| message.start).find(|start| *start > self.done);
        let here = descriptors.clone().find(|message| message.start == self.done);
        Some(Output {
            bytes: &self.bytes[self.done..next.unwrap_or(self.bytes.len())],
            descriptor_of: here.and_then(|message| message.id),
        })
    }

    pub fn advance(&mut self, count: usize) {
        self.done = (self.done + count).min(self.bytes.len());
        self.messages.retain(|message| message.end > self.done);
    }

    /// How much of a message was written. One that is no longer here was written in full.
    pub fn sent(&self, id: u64) -> Sent {
        match self.messages.iter().find(|message| message.id == Some(id)) {
            Some(message) if message.start >= self.done => Sent::Not,
            Some(_) => Sent::Partly,
            None => Sent::Fully,
        }
    }

    /// Removes messages of which nothing was written: those of a command, or the engine's own.
    pub fn withdraw(&mut self, id: Option<u64>) {
        while let Some(at) = self.messages.iter().position(|message| message.id == id && message.start >= self.done) {
            let Message { start, end, .. } = self.messages.remove(at);
            self.bytes.drain(start..end);
            for later in &mut self.messages[at..] {
                later.start -= end - start;
                later.end -= end - start;
            }
        }
    }
}
