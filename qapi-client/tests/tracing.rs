//! Rule: a command is a span with its name, number, sizes and duration; no text is told unless it was asked for.
#![cfg(all(unix, feature = "testing", feature = "tracing"))]

use qapi_client::{Options, blocking::Client, testing::Peer};
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes down what it is told.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, line: String) {
        self.0.lock().expect("no test panicked").push(line);
    }
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0 += &format!(" {}={value:?}", field.name());
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields(String::new());
        span.record(&mut fields);
        self.note(format!("span {}{}", span.metadata().name(), fields.0));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields(String::new());
        values.record(&mut fields);
        self.note(format!("record{}", fields.0));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        self.note(format!("event {}{}", event.metadata().target(), fields.0));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// What is told of one command with a secret in it.
fn told(options: &Options) -> Vec<String> {
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), || {
        let (mut peer, stream) = Peer::pair();
        let script = std::thread::spawn(move || {
            peer.negotiate();
            let request = peer.expect("set-password");
            peer.reply(&request, "{}");
        });
        let client = Client::over(stream, options).expect("a client");
        client.execute_raw("set-password", Some(&serde_json::json!({ "password": "secret" }))).expect("a reply");
        script.join().expect("the script");
    });
    log.0.lock().expect("no test panicked").clone()
}

#[test]
fn a_command_is_a_span_and_its_text_is_only_told_on_request() {
    let lines = told(&Options::new());
    let text = lines.join("\n");
    assert!(lines[0].starts_with("span command name=\"set-password\" id=2 request_bytes=68"), "{text}");
    assert!(text.contains("record reply_bytes=23") && text.contains("record duration_us="), "{text}");
    assert!(!text.contains("secret"), "{text}");
    let text = told(&Options::new().log_bodies(true)).join("\n");
    assert!(text.contains("event qapi_client::bodies direction=\"sent\"") && text.contains("secret"), "{text}");
}
