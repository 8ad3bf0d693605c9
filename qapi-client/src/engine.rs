//! The protocol without I/O: bytes in, messages out.
//!
//! The engine numbers the commands, decides which of them may be written, and matches replies with commands. It handles
//! greeting, negotiation and synchronisation. It does not read, write, wait or look at a clock; a shell around it does
//! that for threads or for tokio.
//!
//! A change must keep true: a reply goes to the command whose id it carries, or is discarded. No more than [`WINDOW`]
//! in-band commands are unanswered, so that one out of band is read at once. A command whose first byte was written is
//! written to its end. When the stream ends, every command gets the reason.

mod agent;
mod call;
mod calls;
mod event;
mod handshake;
mod outbox;

pub use call::{Manner, Outcome};
pub use event::RawEvent;
pub use outbox::Output;

use crate::error::{Awaited, Error, Sent};
use crate::framing::{Frame, Framer, Overview, TooLarge};
use crate::trace;
use call::{Call, Orphan, State};
use outbox::Outbox;
use qapi_runtime::Greeting;
use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// How many in-band commands may be unanswered (QMP specification, "Out-of-band execution"). A server with more of them
/// may stop reading.
pub const WINDOW: usize = 8;

/// Which protocol the engine speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// QMP, as `qemu-system-*` and `qemu-storage-daemon` do; out-of-band execution is asked for where it is offered.
    Qmp {
        /// Whether to ask for it.
        oob: bool,
    },
    /// The guest agent's protocol: no greeting, no ids, one command at a time, and none before a synchronisation.
    Agent,
}

/// Something that happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum Notice {
    /// The handshake or a synchronisation is over; commands are written.
    Ready,
    /// An event.
    Event(RawEvent),
    /// The command with this number is done; [`Engine::take`] returns its outcome.
    Done(u64),
}

/// Where a session stands.
#[derive(Debug)]
enum Phase {
    /// The server has not spoken.
    Greeting,
    /// `qmp_capabilities` is on its way; whether out-of-band execution was asked for.
    Negotiating {
        oob: bool,
    },
    /// The agent has to be synchronised before anything else.
    Syncing(Sync),
    Ready,
    Ended(Option<Arc<Error>>),
}

/// How far a synchronisation has got.
#[derive(Debug, Default)]
pub struct Sync {
    /// The number that the agent has to repeat, once it has been asked.
    id: Option<u64>,
    /// Whether a sentinel has just come.
    marked: bool,
}

/// The state of one connection. `T` is what the caller keeps for each command.
#[derive(Debug)]
pub struct Engine<T> {
    speaks: Speaks,
    limit: usize,
    phase: Phase,
    framer: Framer,
    outbox: Outbox,
    greeting: Option<Arc<Greeting>>,
    oob: bool,
    calls: HashMap<u64, Call<T>>,
    /// Commands that wait, in order.
    queue: VecDeque<u64>,
    /// Commands that wait to be written out of band.
    urgent: VecDeque<u64>,
    /// In-band commands that are in the outbox or written, and not answered.
    in_flight: usize,
    /// The command whose file descriptor the server may not have taken yet.
    descriptor: Option<u64>,
    orphan: Option<Orphan>,
    last_id: u64,
    notices: VecDeque<Notice>,
    discarded: u64,
    write_failure: Option<Arc<Error>>,
    /// The buffer of a reply that was read, to be used for the next.
    spare: String,
}

impl<T> Engine<T> {
    /// A new session. Messages from the peer may have up to `limit` bytes.
    #[must_use]
    pub fn new(speaks: Speaks, limit: usize) -> Self {
        let phase = match speaks {
            Speaks::Qmp { .. } => Phase::Greeting,
            Speaks::Agent => Phase::Syncing(Sync::default()),
        };
        Engine {
            speaks,
            limit,
            phase,
            framer: Framer::new(limit),
            outbox: Outbox::default(),
            greeting: None,
            oob: false,
            calls: HashMap::new(),
            queue: VecDeque::new(),
            urgent: VecDeque::new(),
            in_flight: 0,
            descriptor: None,
            orphan: None,
            last_id: 0,
            notices: VecDeque::new(),
            discarded: 0,
            write_failure: None,
            spare: String::new(),
        }
    }

    /// Handles bytes that were read.
    pub fn receive(&mut self, bytes: &[u8]) {
        let mut framer = std::mem::replace(&mut self.framer, Framer::new(0));
        framer.feed(bytes);
        while !matches!(self.phase, Phase::Ended(_)) {
            match framer.next_frame() {
                Ok(None) => break,
                Ok(Some(frame)) => self.frame(frame),
                Err(TooLarge) => self.end(Some(Error::TooLarge { limit: self.limit })),
            }
        }
        self.framer = framer;
    }

    fn frame(&mut self, frame: Frame<'_>) {
        if let Phase::Syncing(_) = self.phase {
            return self.syncing(frame);
        }
        match frame {
            Frame::Message(message) => self.message(message),
            Frame::Garbage(bytes) => self.garbage(bytes),
            Frame::Sentinel if self.speaks == Speaks::Agent => {}
            Frame::Sentinel => self.garbage(&[crate::framing::SENTINEL]),
        }
    }

    fn message(&mut self, message: Overview<'_>) {
        if message.has("event") {
            match RawEvent::new(message) {
                Ok(event) => self.notices.push_back(Notice::Event(event)),
                Err(error) => self.end(Some(error)),
            }
        } else if message.has("return") || message.has("error") {
            match self.phase {
                Phase::Negotiating { oob } => self.negotiated(message, oob),
                Phase::Ready => self.reply(message),
                _ => self.discard(message.bytes()),
            }
        } else if message.has("QMP") {
            self.greeted(message);
        } else {
            self.discard(message.bytes());
        }
    }

    /// After garbage, nothing that a QMP server sends can be relied on. An agent can be synchronised again.
    fn garbage(&mut self, bytes: &[u8]) {
        let problem = "neither a JSON object nor white space";
        let error = Error::protocol(problem, bytes);
        match self.speaks {
            Speaks::Qmp { .. } => self.end(Some(error)),
            Speaks::Agent => {
                self.desynchronise(&error);
            }
        }
    }

    fn discard(&mut self, bytes: &[u8]) {
        self.discarded += 1;
        trace::discarded(bytes);
    }

    /// How many messages were discarded: replies with an id that is not ours, or to commands that nobody waits for.
    #[must_use]
    pub fn discarded(&self) -> u64 {
        self.discarded
    }

    /// The next thing that happened.
    pub fn notice(&mut self) -> Option<Notice> {
        self.notices.pop_front()
    }

    /// The server's greeting.
    #[must_use]
    pub fn greeting(&self) -> Option<&Arc<Greeting>> {
        self.greeting.as_ref()
    }

    /// Whether out-of-band execution has been negotiated.
    #[must_use]
    pub fn oob(&self) -> bool {
        self.oob
    }

    /// Whether commands are written.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self.phase, Phase::Ready)
    }

    /// Whether the session is over.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended(_))
    }

    /// The error for a caller who waits for `awaited`, if the session is over.
    #[must_use]
    pub fn ended(&self, awaited: impl FnOnce() -> Awaited) -> Option<Error> {
        match &self.phase {
            Phase::Ended(reason) => Some(Error::Closed { awaited: awaited(), sent: Sent::Not, reason: reason.clone() }),
            _ => None,
        }
    }

    /// What an unfinished handshake waits for.
    #[must_use]
    pub fn handshake_awaits(&self) -> Awaited {
        match (self.speaks, &self.greeting) {
            (Speaks::Agent, _) => Awaited::Agent,
            (_, None) => Awaited::Greeting,
            (_, Some(_)) => Awaited::Reply("qmp_capabilities".to_owned()),
        }
    }

    /// The server has closed its side, or reading failed.
    pub fn end_of_input(&mut self, failure: Option<std::io::Error>) {
        let unfinished = self.framer.unfinished();
        let reason = match failure {
            Some(error) => Some(Error::io("cannot read", error)),
            None if !unfinished.is_empty() => Some(Error::protocol("the stream ends within a message", unfinished)),
            None => None,
        };
        match (reason, self.write_failure.take()) {
            (None, Some(failure)) => self.end_with(Some(failure)),
            (reason, _) => self.end(reason),
        }
    }

    /// Writing failed. Replies may still come, so commands that were written keep waiting; all others are done.
    pub fn write_failed(&mut self, error: std::io::Error) {
        let failure = Arc::new(Error::io("cannot write", error));
        let unwritten: Vec<u64> = self.calls.keys().copied().filter(|id| self.sent(*id) != Sent::Fully).collect();
        for id in unwritten {
            let closed = self.closed(id, Some(failure.clone()));
            self.finish(id, Err(closed));
        }
        self.queue.clear();
        self.urgent.clear();
        self.outbox.clear();
        self.write_failure = Some(failure);
    }

    /// Ends the session: every command that is not done gets the reason.
    pub fn end(&mut self, reason: Option<Error>) {
        self.end_with(reason.map(Arc::new));
    }

    fn end_with(&mut self, reason: Option<Arc<Error>>) {
        if self.is_ended() {
            return;
        }
        trace::ended(reason.as_deref());
        let waiting: Vec<u64> = self.calls.keys().copied().collect();
        for id in waiting {
            let closed = self.closed(id, reason.clone());
            self.finish(id, Err(closed));
        }
        self.queue.clear();
        self.urgent.clear();
        self.outbox.clear();
        self.phase = Phase::Ended(reason);
    }

    fn closed(&self, id: u64, reason: Option<Arc<Error>>) -> Error {
        Error::Closed { awaited: self.awaits(id), sent: self.sent(id), reason }
    }

    /// What a command waits for.
    fn awaits(&self, id: u64) -> Awaited {
        Awaited::Reply(self.calls.get(&id).map(|call| call.name.to_string()).unwrap_or_default())
    }

    /// The error for a caller whose time limit has passed. The command stays as it is.
    #[must_use]
    pub fn overdue(&self, id: u64) -> Error {
        match self.phase {
            Phase::Syncing(_) => Error::timed_out(Awaited::Agent, self.sent(id)),
            _ => Error::timed_out(self.awaits(id), self.sent(id)),
        }
    }

    /// Adds a command, which is written when its turn comes. `write` makes its text from its number.
    ///
    /// # Errors
    /// The session is over, or out-of-band execution was not negotiated, or `write` failed.
    pub fn start(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        manner: Manner,
        token: T,
        write: impl FnOnce(Option<u64>) -> Result<Vec<u8>, Error>,
    ) -> Result<u64, Error> {
        let name = name.into();
        let over = self.ended(|| Awaited::Reply(name.to_string()));
        let failed = self.write_failure.clone().map(|reason| Error::Closed {
            awaited: Awaited::Reply(name.to_string()),
            sent: Sent::Not,
            reason: Some(reason),
        });
        if let Some(error) = over.or(failed) {
            return Err(error);
        }
        if manner.oob && !self.oob {
            return Err(Error::Unsupported { what: "out-of-band execution".to_owned() });
        }
        let id = self.last_id + 1;
        // Old agents refuse a command with an id.
        let mut text = write(Some(id).filter(|_| self.speaks != Speaks::Agent))?;
        text.push(b'\n');
        self.last_id = id;
        let span = trace::Span::new(&name, id, &text);
        let state = State::Waiting;
        self.calls.insert(id, Call { name, text, manner, state, token, forgotten: false, span });
        if manner.oob { &mut self.urgent } else { &mut self.queue }.push_back(id);
        Ok(id)
    }

    /// The bytes to write next, if any. After writing some of them, call [`Engine::written`].
    pub fn output(&mut self) -> Option<Output<'_>> {
        if self.write_failure.is_some() {
            return None;
        }
        if self.outbox.is_empty() {
            self.refill();
        }
        self.outbox.next()
    }

    /// Moves commands whose turn it is to the outbox.
    fn refill(&mut self) {
        if !self.is_ready() {
            return;
        }
        while let Some(id) = self.urgent.pop_front() {
            self.post(id);
        }
        let window = if self.speaks == Speaks::Agent { 1 } else { WINDOW };
        while self.in_flight < window {
            let Some(id) = self.queue.front().copied() else { break };
            // A server closes a descriptor that no command has taken when the next one comes.
            if self.descriptor.is_some() && self.calls.get(&id).is_some_and(|call| call.manner.descriptor) {
                break;
            }
            self.queue.pop_front();
            self.post(id);
        }
    }

    fn post(&mut self, id: u64) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.state = State::Posted;
        self.in_flight += usize::from(!call.manner.oob);
        if call.manner.descriptor {
            self.descriptor = Some(id);
        }
        self.outbox.push(Some(id), &call.text, call.manner.descriptor);
        call.text = Vec::new();
    }

    /// Records that this many bytes of [`Engine::output`] were written.
    pub fn written(&mut self, count: usize) {
        self.outbox.advance(count);
    }
}
