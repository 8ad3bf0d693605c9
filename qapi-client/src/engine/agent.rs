//! Synchronising with a guest agent (QMP specification, "QGA Synchronization").
//!
//! A serial line may still hold replies to an earlier client, and the agent may still hold half of a command from it.
//! So the agent's parser is forced into a known state, and everything that comes is discarded until the agent repeats a
//! number that was never used before.

use super::call::State;
use super::{Engine, Notice, Phase, Speaks, Sync};
use crate::error::Error;
use crate::framing::{Frame, Overview, SENTINEL};
use qapi_runtime::{Response, json};

impl<T> Engine<T> {
    /// Asks the agent to repeat a number. The caller must choose one that was not used before.
    pub fn synchronise(&mut self, id: u64) {
        if self.is_ended() || self.speaks != Speaks::Agent || self.in_flight > 0 {
            return;
        }
        // The agent reads a signed number, so one bit is lost.
        let id = id >> 1;
        self.phase = Phase::Syncing(Sync { id: Some(id), marked: false });
        self.outbox.withdraw(None);
        let mut line = vec![SENTINEL];
        line.extend_from_slice(
            format!("{{\"execute\":\"guest-sync-delimited\",\"arguments\":{{\"id\":{id}}}}}\n").as_bytes(),
        );
        self.outbox.push(None, &line, false);
    }

    /// Whether the agent has to be asked to repeat a number before anything else is written.
    #[must_use]
    pub fn needs_sync(&self) -> bool {
        matches!(self.phase, Phase::Syncing(_))
    }

    /// Whether the agent has been asked to.
    #[must_use]
    pub fn is_synchronising(&self) -> bool {
        matches!(self.phase, Phase::Syncing(Sync { id: Some(_), .. }))
    }

    /// Forgets that the agent has been synchronised, so that it is asked again.
    pub fn doubt(&mut self) {
        if self.speaks == Speaks::Agent && self.is_ready() && self.in_flight == 0 {
            self.phase = Phase::Syncing(Sync::default());
        }
    }

    /// Writes nothing more before the next synchronisation. A command that was written, even in part, gets this error
    /// instead of its reply.
    pub(super) fn desynchronise(&mut self, error: &Error) {
        let posted = self.calls.iter().filter(|(_, call)| matches!(call.state, State::Posted));
        let posted: Vec<u64> = posted.map(|(id, _)| *id).collect();
        posted.into_iter().for_each(|id| self.finish(id, Err(error.clone())));
        if !self.is_ended() {
            self.phase = Phase::Syncing(Sync::default());
        }
    }

    /// During a synchronisation, everything but the reply to it is discarded.
    pub(super) fn syncing(&mut self, frame: Frame<'_>) {
        let Phase::Syncing(sync) = &mut self.phase else { return };
        let marked = std::mem::replace(&mut sync.marked, frame == Frame::Sentinel);
        let answered = match frame {
            Frame::Message(message) if marked => sync.id.is_some_and(|id| repeats(message, id)),
            _ => false,
        };
        if answered {
            self.phase = Phase::Ready;
            self.notices.push_back(Notice::Ready);
        }
    }
}

/// Whether a reply repeats a number.
fn repeats(message: Overview<'_>, id: u64) -> bool {
    json::from_slice::<Response<u64>>(message.bytes()).is_ok_and(|response| response.result == Ok(id))
}
