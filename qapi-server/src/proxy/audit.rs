//! The record of each command. Arguments can hold secrets nearly anywhere, so a record must show only those strings
//! that are known to be names.

use super::policy::Decision;
use crate::command::Invocation;
use qapi_runtime::{Error, Value};
use std::fmt;
use std::time::Duration;

/// Members whose strings are names.
const NAMES: [&str; 14] = [
    "backend",
    "bus",
    "capability",
    "chardev",
    "device",
    "driver",
    "id",
    "job-id",
    "node",
    "node-name",
    "qom-type",
    "state",
    "target",
    "type",
];

/// A client's command, and its outcome. `{}` writes it as a line for a log.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// The client's number.
    pub client: u64,
    /// The command's name.
    pub command: &'a str,
    /// The arguments as JSON. Strings are replaced by `...`, except those of members that name things.
    pub arguments: String,
    /// Whether the policy let it through.
    pub is_allowed: bool,
    /// The error, be it the proxy's or the monitor's. It may quote what the client sent, so `{}` shows only its class.
    pub error: Option<&'a Error>,
    /// How long it took.
    pub duration: Duration,
}

impl<'a> Record<'a> {
    pub(super) fn new(
        client: u64,
        invocation: &'a Invocation,
        decision: &Decision,
        error: Option<&'a Error>,
        duration: Duration,
    ) -> Self {
        let text = match decision {
            Decision::Forward(arguments) => arguments,
            Decision::Refuse(_) => &invocation.arguments,
        };
        let arguments = match serde_json::from_str(text) {
            Ok(mut value) => {
                hide(&mut value, false);
                value.to_string()
            }
            // For example nesting that is too deep.
            Err(_) => "...".to_owned(),
        };
        let is_allowed = matches!(decision, Decision::Forward(_));
        Record { client, command: &invocation.command, arguments, is_allowed, error, duration }
    }
}

/// Replaces strings that may be secrets.
fn hide(value: &mut Value, is_name: bool) {
    match value {
        Value::String(text) if !is_name => *text = "...".to_owned(),
        Value::Array(elements) => elements.iter_mut().for_each(|element| hide(element, is_name)),
        Value::Object(members) => {
            members.iter_mut().for_each(|(name, value)| hide(value, NAMES.contains(&name.as_str())));
        }
        _ => {}
    }
}

impl fmt::Display for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Record { client, command, arguments, is_allowed, error, duration } = self;
        let verdict = match (is_allowed, error) {
            (false, _) => "denied",
            (true, None) => "done",
            (true, Some(error)) => error.class.as_str(),
        };
        // A name that a client sends must not break the line.
        write!(f, "client {client} {command:?} {arguments} {verdict} in {} us", duration.as_micros())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_recorded() {
        let arguments =
            r#"{"qom-type":"secret","id":"s0","data":"hunter2","list":["hunter2",1],"node-name":{"key":"hunter2"}}"#;
        let invocation = Invocation { command: "object-add\n".to_owned(), arguments: arguments.to_owned() };
        let decision = Decision::Forward(arguments.to_owned());
        let record = Record::new(7, &invocation, &decision, None, Duration::from_micros(12));
        let expected = r#"client 7 "object-add\n" {"data":"...","id":"s0","list":["...",1],"node-name":{"key":"..."},"qom-type":"secret"} done in 12 us"#;
        assert_eq!(record.to_string(), expected);
    }
}
