//! Rule: the examples in upstream's documentation decode and encode to the same JSON.
//!
//! Some examples have faults of their own. Each kind of fault is listed here, and a new kind fails the test.

use qapi_gate::needs;
use qapi_tests::shared;
use qapi_tests::table::Protocol;
use serde_json::Value;
use std::path::Path;

/// The faults that keep an example from being a message, by the error that they cause.
const FAULTS: [(&str, &str); 6] = [
    ("elided", "parts of it are left out"),
    ("not JSON", "commas or brackets are missing or too many"),
    ("neither a reply nor an event", "it shows the value of `return` alone"),
    ("missing member", "it is older than a mandatory member, or a bracket closes before `arguments`"),
    ("got the string '0x1000'", "a number is written as a string"),
    (r#""section":"#, "the member is called `sections` in the schema"),
];

/// The results for the examples.
#[derive(Default)]
struct Tally {
    exact: usize,
    other: Vec<String>,
}

impl Tally {
    fn file(&mut self, path: &Path) {
        let protocol = if path.ends_with("qga/qapi-schema.json") { Protocol::Qga } else { Protocol::Qmp };
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy();
        let mut command = String::new();
        for (line, from_client, message) in messages(&text) {
            match check(protocol, &message, from_client, &mut command) {
                Ok(()) => self.exact += 1,
                Err(reason) => self.other.push(format!("{name}:{line}: {reason}")),
            }
        }
    }
}

/// Every message of every `qmp-example` block: its line, whether a client sends it, and its text.
fn messages(text: &str) -> Vec<(usize, bool, String)> {
    let mut messages: Vec<(usize, bool, String)> = Vec::new();
    let mut block: Option<usize> = None;
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        let Some(comment) = line.strip_prefix('#').filter(|comment| !comment.starts_with('#')) else {
            (block, open) = (None, false);
            continue;
        };
        let (indent, content) = (comment.len() - comment.trim_start().len(), comment.trim());
        if content.starts_with(".. qmp-example::") {
            (block, open) = (Some(indent), false);
        } else if block.is_some_and(|outer| !content.is_empty() && indent <= outer) {
            (block, open) = (None, false);
        }
        let arrow = content.split_at_checked(2).filter(|(arrow, _)| matches!(*arrow, "->" | "<-"));
        match (block, arrow) {
            (None, _) => {}
            (Some(_), Some((arrow, rest))) => {
                messages.push((index + 1, arrow == "->", rest.trim().to_owned()));
                open = true;
            }
            (Some(_), None) => {
                // A message ends where its brackets are closed.
                open &= messages.last().is_some_and(|(_, _, text)| serde_json::from_str::<Value>(text).is_err());
                if let Some((_, _, text)) = messages.last_mut().filter(|_| open) {
                    text.push('\n');
                    text.push_str(content);
                }
            }
        }
    }
    messages
}

/// Whether a message decodes and encodes to itself; `command` is the last one sent.
fn check(protocol: Protocol, text: &str, from_client: bool, command: &mut String) -> Result<(), String> {
    let elided = text.contains("...");
    let message: Value = serde_json::from_str(text).map_err(|error| match elided {
        true => "elided".to_owned(),
        false => format!("not JSON: {error}"),
    })?;
    let (expected, result) = if from_client {
        let name = message.get("execute").or(message.get("exec-oob")).and_then(Value::as_str);
        *command = name.ok_or("no command")?.to_owned();
        let arguments = message.get("arguments").cloned().unwrap_or(Value::Object(Default::default()));
        let result = protocol.value(command, &arguments.to_string()).ok_or("unknown command")?;
        (arguments, result)
    } else if let Some(reply) = message.get("return") {
        (reply.clone(), protocol.reply(command, &reply.to_string()).ok_or("unknown command")?)
    } else if message.get("event").is_some() {
        (message.clone(), protocol.event(text))
    } else if let Some(error) = message.get("error") {
        let decoded = serde_json::from_value::<qapi_runtime::Error>(error.clone());
        let again = decoded.and_then(serde_json::to_value).map_err(|error| error.to_string());
        (error.clone(), again)
    } else {
        return Err("neither a reply nor an event".to_owned());
    };
    match result? {
        value if value == expected => Ok(()),
        value => Err(format!("{expected} becomes {value}")),
    }
}

#[needs(shared = "upstream")]
#[test]
fn the_examples_of_upstream_round_trip() {
    let tree = shared("upstream/qemu-10.2.2");
    let mut tally = Tally::default();
    let mut paths = vec![tree.join("qga/qapi-schema.json")];
    paths.extend(std::fs::read_dir(tree.join("qapi")).unwrap().map(|entry| entry.unwrap().path()));
    paths.sort();
    paths.iter().for_each(|path| tally.file(path));
    let all = tally.exact + tally.other.len();
    println!("{} of {all} messages are exact; the others:\n{}", tally.exact, tally.other.join("\n"));
    assert_eq!((tally.exact, all), (488, 512));
    for other in tally.other {
        assert!(FAULTS.iter().any(|(words, _)| other.contains(words)), "{other}");
    }
}
