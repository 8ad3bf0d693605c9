//! Rules that hold for a server whatever a client sends, checked with random bytes by tests and by the fuzzer.

use qapi_runtime::{Empty, Greeting, json};
use qapi_server::{Server, error};
use qemu_qapi::qmp::commands::{BlockdevAdd, DeviceDel, HumanMonitorCommand, QueryStatus};
use qemu_qapi::qmp::run_state::{RunState, StatusInfo};
use std::io::Read;
use std::sync::OnceLock;

// A struct's literal names all members, also those that older servers have.
#[allow(deprecated)]
fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let greeting = r#"{"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 1}, "package": ""}, "capabilities": []}}"#;
        let greeting: Greeting = json::from_str(greeting).expect("a greeting");
        Server::new(greeting)
            .command::<QueryStatus, _>(|_, _| Ok(StatusInfo { running: true, singlestep: None, status: RunState::Running }))
            .command::<BlockdevAdd, _>(|_, _| Ok(Empty {}))
            .command::<DeviceDel, _>(|_, command| Err(error(command.id)))
            .command::<HumanMonitorCommand, _>(|_, command| Ok(command.command_line))
    })
}

/// Bytes that come in pieces of one size.
struct Pieces<'b>(&'b [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let (piece, rest) = self.0.split_at(self.1.min(self.0.len()).min(buffer.len()));
        buffer[..piece.len()].copy_from_slice(piece);
        self.0 = rest;
        Ok(piece.len())
    }
}

fn answers(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut output = Vec::new();
    server().serve(Pieces(bytes, size), &mut output).expect("bytes can be read");
    output
}

/// Sends the bytes, all but the first two, which say in what pieces.
///
/// # Panics
/// The pieces make a difference, what comes back is not ASCII JSON, or the server no longer answers.
pub fn drive(bytes: &[u8]) {
    let Some((&[size, negotiates], bytes)) = bytes.split_first_chunk::<2>() else { return };
    let start: &[u8] = if negotiates % 8 == 0 { b"" } else { b"{'execute':'qmp_capabilities'}" };
    // A control character gets the server out of whatever it is in.
    let input = [start, bytes, b"\x01{\"execute\":\"query-status\",\"id\":\"last\"}"].concat();
    let whole = answers(&input, usize::MAX);
    assert!(whole == answers(&input, 1 + usize::from(size)), "pieces make no difference");
    let text = std::str::from_utf8(&whole).expect("UTF-8");
    assert!(text.is_ascii() && text.ends_with("\r\n"));
    for line in text.lines() {
        let parsed: Result<serde_core::de::IgnoredAny, _> = serde_json::from_str(line);
        assert!(parsed.is_ok(), "{line}");
    }
    assert!(text.lines().last().is_some_and(|line| line.contains("\"id\": \"last\"")), "{text}");
}
