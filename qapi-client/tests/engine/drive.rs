//! Drives an engine by a string of choices, beside a model of the server and of what has to be true. The fuzz target
//! uses it, too.

use qapi_client::engine::{Engine, Manner, Notice, Speaks, WINDOW};
use qapi_client::framing::{Frame, Framer};
use qapi_client::{Error, Sent};
use qapi_runtime::Value;
use std::collections::BTreeMap;

const GREETING: &str =
    r#"{"QMP":{"version":{"qemu":{"major":10,"minor":0,"micro":2},"package":""},"capabilities":["oob"]}}"#;

/// How large a message the engine takes.
const LIMIT: usize = 1 << 12;

/// What is known of a command, beside its number.
#[derive(Debug)]
struct Command {
    manner: Manner,
    /// Nobody waits for it, because it was abandoned, or its outcome was taken.
    settled: bool,
    /// Nothing of it was written when it was abandoned.
    withdrawn: bool,
}

/// An engine and a server that reads what it writes.
struct World<'c> {
    choices: std::slice::Iter<'c, u8>,
    agent: bool,
    engine: Engine<()>,
    commands: BTreeMap<u64, Command>,
    /// What the server has read in part.
    server: Framer,
    /// Requests that the server has read and not answered.
    pending: Vec<Value>,
    /// The server has said something that may be taken for a reply.
    lied: bool,
    events: usize,
    heard: usize,
    syncs: u64,
}

/// Does what the choices say.
///
/// # Panics
/// When the engine does something that it must not.
pub fn drive(choices: &[u8]) {
    let Some((first, choices)) = choices.split_first() else { return };
    let agent = first % 4 == 0;
    let speaks = if agent { Speaks::Agent } else { Speaks::Qmp { oob: first % 4 != 1 } };
    let mut world = World {
        choices: choices.iter(),
        agent,
        engine: Engine::new(speaks, LIMIT),
        commands: BTreeMap::new(),
        server: Framer::new(usize::MAX),
        pending: Vec::new(),
        lied: false,
        events: 0,
        heard: 0,
        syncs: 0,
    };
    while let Some(choice) = world.choices.next().copied() {
        world.step(choice);
        world.listen();
    }
    world.finish();
}

impl World<'_> {
    fn number(&mut self) -> usize {
        usize::from(self.choices.next().copied().unwrap_or(0))
    }

    fn step(&mut self, choice: u8) {
        match choice % 16 {
            0..=2 => self.start(Manner::default()),
            3 => self.start(Manner { oob: true, descriptor: false }),
            4 => self.start(Manner { oob: false, descriptor: true }),
            5 | 6 => self.write(usize::MAX),
            7 => {
                let count = self.number();
                self.write(count);
            }
            8..=10 => self.answer(),
            11 => self.abandon(),
            12 => self.take(),
            13 if self.agent => self.synchronise(),
            13 => self.receive(format!("{GREETING}\r\n").as_bytes()),
            14 => {
                // While an agent is synchronised, everything is discarded; between messages there is none of a reply.
                self.events += usize::from(!self.engine.needs_sync() && !self.engine.is_ended());
                self.receive(b"{\"event\":\"X\",\"timestamp\":{\"seconds\":1,\"microseconds\":2}}\n");
            }
            _ => self.misbehave(),
        }
    }

    fn start(&mut self, manner: Manner) {
        let tag = self.commands.len();
        let over = self.engine.is_ended();
        let mut number = None;
        let started = self.engine.start("x", manner, (), |id| {
            number = id;
            let id = id.map(|id| format!(",\"id\":{id}")).unwrap_or_default();
            Ok(format!("{{\"execute\":\"x\",\"arguments\":{{\"tag\":{tag}}}{id}}}").into_bytes())
        });
        match started {
            Ok(id) => {
                assert_eq!(number, Some(id).filter(|_| !self.agent));
                assert!(!over && (self.engine.oob() || !manner.oob));
                let command = Command { manner, settled: false, withdrawn: false };
                assert!(self.commands.insert(id, command).is_none(), "a number was used twice");
            }
            Err(Error::Unsupported { .. }) => assert!(manner.oob && !self.engine.oob()),
            Err(error) => assert!(matches!(error, Error::Closed { sent: Sent::Not, .. }), "{error:?}"),
        }
    }

    /// Takes so many bytes of what the engine wants to write.
    fn write(&mut self, count: usize) {
        let Some(output) = self.engine.output() else { return };
        assert!(!output.bytes.is_empty());
        if let Some(id) = output.descriptor_of {
            assert!(self.commands[&id].manner.descriptor, "a descriptor for a command without one");
        }
        let bytes = output.bytes[..count.min(output.bytes.len())].to_vec();
        self.engine.written(bytes.len());
        self.server.feed(&bytes);
        while let Ok(Some(frame)) = self.server.next_frame() {
            match frame {
                Frame::Message(message) => {
                    self.pending.push(serde_json::from_slice(message.bytes()).expect("the engine writes JSON"));
                }
                frame => assert!(self.agent && frame == Frame::Sentinel, "{frame:?}"),
            }
        }
        for request in &self.pending {
            let command = request["id"].as_u64().and_then(|id| self.commands.get(&id));
            assert!(command.is_none_or(|command| !command.withdrawn), "{request} was withdrawn");
        }
        let in_band = |request: &&Value| self.commands.get(&number(request)).is_some_and(|command| !command.manner.oob);
        // A server that refuses a command without saying which has answered it, and the model does not know which
        // either.
        assert!(self.pending.iter().filter(in_band).count() <= WINDOW || self.lied, "{:?}", self.pending);
        let descriptors =
            |request: &&Value| self.commands.get(&number(request)).is_some_and(|command| command.manner.descriptor);
        assert!(self.pending.iter().filter(descriptors).count() <= 1 || self.lied, "{:?}", self.pending);
    }

    /// Answers something that the server has read; an agent answers in order.
    fn answer(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let choice = self.number();
        let request = self.pending.remove(if self.agent { 0 } else { choice % self.pending.len() });
        let id = request.get("id").map(|id| format!(",\"id\":{id}")).unwrap_or_default();
        let value = &request["arguments"]["tag"];
        let reply = match choice % 4 {
            _ if request["execute"] == "guest-sync-delimited" => {
                self.receive(b"\xFF");
                format!("{{\"return\":{}}}\r\n", request["arguments"]["id"])
            }
            _ if request["execute"] == "qmp_capabilities" => format!("{{\"return\":{{}}{id}}}"),
            0 => format!("{{\"error\":{{\"class\":\"GenericError\",\"desc\":\"\",\"tag\":{value}}}{id}}}\n"),
            1 => format!("{{\n  \"return\": {{\n    \"tag\": {value}\n  }}{id}\n}}\r\n"),
            _ => format!("{{\"return\":{{\"tag\":{value},\"text\":\"}}{{\\\"\"}}{id}}}"),
        };
        self.receive(reply.as_bytes());
        if choice % 8 == 7 && !self.agent {
            // Once more: the second is nobody's.
            self.receive(reply.as_bytes());
        }
    }

    fn receive(&mut self, bytes: &[u8]) {
        let piece = self.number() + 1;
        bytes.chunks(piece).for_each(|bytes| self.engine.receive(bytes));
    }

    fn some_command(&mut self) -> Option<u64> {
        let index = self.number();
        self.commands.keys().nth(index % self.commands.len().max(1)).copied()
    }

    fn abandon(&mut self) {
        let Some(id) = self.some_command() else { return };
        let sent = self.engine.sent(id);
        let known = self.engine.knows(id);
        self.engine.abandon(id);
        if let Some(command) = self.commands.get_mut(&id) {
            command.withdrawn |= known && sent == Sent::Not;
            command.settled = true;
        }
        assert!(self.engine.take(id).is_none());
    }

    fn take(&mut self) {
        let Some(id) = self.some_command() else { return };
        self.take_one(id);
    }

    fn take_one(&mut self, id: u64) {
        let tag = self.commands.keys().position(|known| *known == id).expect("a command");
        let Some(outcome) = self.engine.take(id) else { return };
        let command = self.commands.get_mut(&id).expect("a command");
        assert!(!command.settled, "an outcome that was taken or that nobody wants");
        command.settled = true;
        if let Ok(text) = outcome
            && !self.lied
        {
            let reply: Value = serde_json::from_str(&text).expect("a whole reply");
            let told = reply.get("return").or(reply.get("error")).map(|value| &value["tag"]);
            assert_eq!(told, Some(&Value::from(tag)), "{text} is another's");
        }
    }

    fn synchronise(&mut self) {
        if self.engine.needs_sync() {
            self.syncs += 1;
            self.engine.synchronise(self.syncs * 2);
        }
    }

    /// Something that no server does.
    fn misbehave(&mut self) {
        let choice = self.number();
        match choice % 8 {
            0 => self.engine.end_of_input(None),
            1 => self.engine.write_failed(std::io::ErrorKind::BrokenPipe.into()),
            2 => self.engine.end_of_input(Some(std::io::ErrorKind::ConnectionReset.into())),
            // Replies of nobody's.
            3 if !self.agent => self.receive(b"{\"return\":{\"tag\":-1},\"id\":\"1\"}{\"return\":{\"tag\":-1}}"),
            4 if !self.agent => self.receive(b"{\"return\":{\"tag\":-1},\"id\":{\"id\":2}}{\"x\":[]}"),
            5 => {
                self.lied = true;
                self.receive(b"{\"error\":{\"class\":\"GenericError\",\"desc\":\"no id\"}}");
            }
            6 => {
                self.lied = true;
                self.receive(&vec![b' '; LIMIT]);
                self.receive(format!("{{\"x\":\"{}", "y".repeat(LIMIT)).as_bytes());
            }
            _ => {
                self.lied = true;
                let count = self.number() % 32;
                let bytes: Vec<u8> = self.choices.by_ref().take(count).copied().collect();
                self.receive(&bytes);
            }
        }
    }

    /// Hears what happened.
    fn listen(&mut self) {
        while let Some(notice) = self.engine.notice() {
            match notice {
                Notice::Event(event) => {
                    self.heard += 1;
                    assert!(self.lied || event.name() == "X");
                }
                Notice::Done(id) => assert!(self.commands.contains_key(&id)),
                _ => {}
            }
        }
        assert!(self.lied || self.heard <= self.events, "more events than there were");
        assert!(self.lied || self.agent || self.engine.is_ended() || self.heard == self.events, "an event was lost");
    }

    /// The stream ends: everybody who waits is told something.
    fn finish(mut self) {
        self.engine.end_of_input(None);
        self.listen();
        assert!(self.engine.is_ended() && self.engine.output().is_none());
        for id in self.commands.keys().copied().collect::<Vec<_>>() {
            self.take_one(id);
            assert!(self.commands[&id].settled, "command {id} waits for ever");
        }
    }
}

fn number(request: &Value) -> u64 {
    request["id"].as_u64().unwrap_or(0)
}
