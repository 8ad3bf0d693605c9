//! What becomes of a command after it was written: replies, outcomes, and callers that no longer wait.

use super::call::{Orphan, Outcome, State};
use super::{Engine, Notice, Speaks};
use crate::error::{Error, Sent};
use crate::framing::Overview;

/// The largest text that is kept to be used again.
const RECYCLED: usize = 1 << 20;

impl<T> Engine<T> {
    /// Commands that may have reached the server and were not answered.
    pub(super) fn on_wire(&self) -> impl Iterator<Item = u64> {
        let posted = self.calls.iter().filter(|(_, call)| matches!(call.state, State::Posted));
        posted.map(|(id, _)| *id).filter(|id| self.outbox.sent(*id) == Sent::Fully)
    }

    /// A reply: it belongs to the command with its id.
    pub(super) fn reply(&mut self, message: Overview<'_>) {
        let id = match (self.speaks, message.member("id")) {
            (Speaks::Agent, None) => self.on_wire().next(),
            // Our commands to an agent have no id.
            (Speaks::Agent, Some(_)) => None,
            (Speaks::Qmp { .. }, Some(id)) => number(id),
            (Speaks::Qmp { .. }, None) => return self.without_id(message),
        };
        let id = id.filter(|id| {
            let posted = self.calls.get(id).is_some_and(|call| matches!(call.state, State::Posted));
            posted && self.outbox.sent(*id) == Sent::Fully
        });
        match id {
            Some(id) => {
                let outcome = self.text(message.bytes());
                self.finish(id, outcome);
            }
            None => self.discard(message.bytes()),
        }
        self.settle_orphan();
    }

    /// A reply without an id. A success is discarded. An error may mean that the server could not read a command: it
    /// goes to that command, once there is only one left that it can belong to.
    fn without_id(&mut self, message: Overview<'_>) {
        if message.has("return") || self.orphan.is_some() {
            return self.discard(message.bytes());
        }
        let candidates: Vec<u64> = self.on_wire().collect();
        self.orphan = Some(Orphan { candidates, text: message.bytes().to_vec() });
        self.settle_orphan();
    }

    fn settle_orphan(&mut self) {
        let Some(mut orphan) = self.orphan.take() else { return };
        let calls = &self.calls;
        orphan.candidates.retain(|id| calls.get(id).is_some_and(|call| matches!(call.state, State::Posted)));
        match orphan.candidates[..] {
            [] => self.discard(&orphan.text),
            [id] => {
                let outcome = self.text(&orphan.text);
                self.finish(id, outcome);
            }
            _ => self.orphan = Some(orphan),
        }
    }

    /// A command is done.
    pub(super) fn finish(&mut self, id: u64, outcome: Outcome) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        match call.state {
            State::Done(_) => return,
            State::Posted => self.in_flight -= usize::from(!call.manner.oob),
            State::Waiting => {}
        }
        if self.descriptor == Some(id) {
            self.descriptor = None;
        }
        call.span.done(outcome.as_ref().map(String::len));
        call.state = State::Done(outcome);
        if call.forgotten {
            self.calls.remove(&id);
        } else {
            self.notices.push_back(Notice::Done(id));
        }
    }

    /// The text of a reply.
    fn text(&mut self, bytes: &[u8]) -> Outcome {
        match std::str::from_utf8(bytes) {
            Ok(told) => {
                let mut text = std::mem::take(&mut self.spare);
                text.push_str(told);
                Ok(text)
            }
            Err(error) => Err(Error::protocol(error.to_string(), bytes)),
        }
    }

    /// Takes back the text of an outcome, so that the next reply can use its memory. Freeing and allocating large
    /// buffers costs more than reading what is in them.
    pub fn recycle(&mut self, mut text: String) {
        if text.capacity() > self.spare.capacity() && text.capacity() <= RECYCLED {
            text.clear();
            self.spare = text;
        }
    }

    /// The outcome of a command that is done. It can be taken once.
    pub fn take(&mut self, id: u64) -> Option<Outcome> {
        match self.calls.get(&id)?.state {
            State::Done(_) => match self.calls.remove(&id)?.state {
                State::Done(outcome) => Some(outcome),
                State::Waiting | State::Posted => None,
            },
            State::Waiting | State::Posted => None,
        }
    }

    /// Whether the command's outcome has not been taken yet.
    #[must_use]
    pub fn knows(&self, id: u64) -> bool {
        self.calls.contains_key(&id)
    }

    /// What the caller keeps for a command.
    pub fn token(&mut self, id: u64) -> Option<&mut T> {
        self.calls.get_mut(&id).map(|call| &mut call.token)
    }

    /// How much of a command has been written.
    #[must_use]
    pub fn sent(&self, id: u64) -> Sent {
        match self.calls.get(&id).map(|call| &call.state) {
            Some(State::Waiting) => Sent::Not,
            _ => self.outbox.sent(id),
        }
    }

    /// Gives up a command. If nothing of it was written, nothing will be; otherwise its reply is discarded.
    pub fn abandon(&mut self, id: u64) {
        if self.sent(id) == Sent::Not && self.calls.contains_key(&id) {
            self.queue.retain(|waiting| *waiting != id);
            self.urgent.retain(|waiting| *waiting != id);
            self.outbox.withdraw(Some(id));
            // Gives back its place in the window.
            self.forget(id);
            self.finish(id, Err(Error::ClosedHere));
        } else {
            self.forget(id);
            if self.speaks == Speaks::Agent && self.calls.contains_key(&id) {
                // Its reply has no id, so it must have come before the next command is written.
                self.desynchronise(&Error::ClosedHere);
            }
        }
    }

    /// Lets a command run without keeping its outcome.
    pub fn forget(&mut self, id: u64) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.forgotten = true;
        if let State::Done(_) = call.state {
            self.calls.remove(&id);
        }
    }
}

/// An id that may be one of ours: a whole number as we write it.
fn number(id: &str) -> Option<u64> {
    id.parse().ok().filter(|number: &u64| number.to_string() == id)
}
