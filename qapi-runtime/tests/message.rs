//! Rule: a line of a server is told apart by its members, in any order, and a reply is read as its command's type.
#![allow(missing_docs)]

use qapi_runtime::{Command, Empty, ErrorClass, Message, UnknownEvent};

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Unknown(UnknownEvent),
}
qapi_runtime::events! { Event { ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub struct QuerySizes;
qapi_runtime::object! { QuerySizes {} }
impl Command for QuerySizes {
    type Response = Vec<u64>;
    const NAME: &'static str = "query-sizes";
}

#[derive(Debug, Clone, PartialEq)]
pub struct Stop;
qapi_runtime::object! { Stop {} }
impl Command for Stop {
    type Response = Empty;
    const NAME: &'static str = "stop";
}

fn read(line: &str) -> Message<'_, Event> {
    Message::read(line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

#[test]
fn a_greeting() {
    let line = r#"{"QMP": {"version": {"qemu": {"micro": 2, "minor": 0, "major": 10}, "package": ""},
        "capabilities": ["oob", "later"]}}"#;
    let Message::Greeting(greeting) = read(line) else { panic!("{line}") };
    assert_eq!((greeting.qmp.version.qemu.major, greeting.qmp.capabilities.len()), (10, 2));
}

#[test]
fn an_event_with_its_name_first_or_last() {
    for line in [
        r#"{"event": "STOP", "timestamp": {"seconds": 1, "microseconds": 2}}"#,
        r#"{"timestamp": {"seconds": 1, "microseconds": 2}, "data": {"return": 1}, "event": "STOP"}"#,
    ] {
        let Message::Event(event) = read(line) else { panic!("{line}") };
        assert_eq!(event.name(), "STOP");
    }
}

#[test]
fn replies_are_matched_by_their_id() {
    for (line, id) in [
        (r#"{"return": [1, 18446744073709551615], "id": {"n": [7]}}"#, Some(serde_json::json!({"n": [7]}))),
        (r#"{"id": null, "return": [1, 18446744073709551615]}"#, Some(serde_json::Value::Null)),
        (r#" {"return": [1, 18446744073709551615]} "#, None),
    ] {
        let Message::Reply(reply) = read(line) else { panic!("{line}") };
        assert_eq!((reply.id(), reply.text()), (id.as_ref(), line));
        assert_eq!(reply.response::<QuerySizes>().expect("a list").result, Ok(vec![1, u64::MAX]));
    }
}

#[test]
fn a_refusal_is_a_reply() {
    let line = r#"{"id": 1, "error": {"class": "GenericError", "desc": "no"}}"#;
    let Message::Reply(reply) = read(line) else { panic!("{line}") };
    let refusal = reply.response::<Stop>().expect("an error").result.expect_err("a refusal");
    assert_eq!((refusal.class, refusal.desc.as_str()), (ErrorClass::GenericError, "no"));
}

#[test]
fn what_does_not_fit_is_told_with_its_path() {
    let line = r#"{"return": [1, -9223372036854775809]}"#;
    let Message::Reply(reply) = read(line) else { panic!("{line}") };
    let error = reply.response::<QuerySizes>().expect_err("negative");
    assert!(error.to_string().starts_with("return[1]: the number -9223372036854775809 is not in the range"), "{error}");
}

#[test]
fn other_lines_are_refused() {
    for (line, fault) in [
        ("", "EOF"),
        ("[]", "expected an object, got a list"),
        ("{}", "neither a greeting nor an event nor a reply"),
        (r#"{"id": 1}"#, "neither a greeting nor an event nor a reply"),
        (r#"{"return": {}} {}"#, "trailing characters"),
        (r#"{"return": {]}"#, "key must be a string"),
        (r#"{"event": "STOP"}"#, "missing member 'timestamp'"),
    ] {
        let error = Message::<Event>::read(line).expect_err(line);
        assert!(error.to_string().starts_with(fault), "{line}: {error}");
    }
}
