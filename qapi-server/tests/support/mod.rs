//! A server for tests, and a way to talk to it without a socket.
#![allow(dead_code)]

use qapi_runtime::{Greeting, json};
use qapi_server::Server;

/// A greeting that offers out-of-band execution.
pub fn greeting() -> Greeting {
    let text = r#"{"QMP": {"version": {"qemu": {"micro": 2, "minor": 1, "major": 3}, "package": "test"},
        "capabilities": ["oob"]}}"#;
    json::from_str(text).expect("a greeting")
}

/// The lines that a server sends to a client that sends `input` and disconnects.
pub fn say(server: &Server, input: impl AsRef<[u8]>) -> Vec<String> {
    let mut output = Vec::new();
    server.serve(input.as_ref(), &mut output).expect("the input can be read");
    let text = String::from_utf8(output).expect("ASCII");
    text.lines().map(str::to_owned).collect()
}

/// As [`say`], after negotiation: the lines after the greeting and the reply to `qmp_capabilities`.
pub fn ask(server: &Server, input: &str) -> Vec<String> {
    let lines = say(server, format!("{{'execute': 'qmp_capabilities'}}{input}"));
    assert_eq!(lines[1], r#"{"return": {}}"#);
    lines[2..].to_vec()
}

/// An error as it stands in a reply.
pub fn refusal(class: &str, description: &str) -> String {
    format!(r#"{{"error": {{"class": "{class}", "desc": "{description}"}}}}"#)
}

/// An error of the usual class.
pub fn generic(description: &str) -> String {
    refusal("GenericError", description)
}
