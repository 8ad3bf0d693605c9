//! A server that answers every command with the same value, in a process of its own.

use qapi_client::testing::GREETING;
use serde_json::Value;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};

/// The argument that makes this program the server.
pub const NAME: &str = "stub-server";

/// The command before whose reply there are many events.
pub const BURSTS: &str = "burst";

/// How many.
pub const BURST: usize = 100_000;

/// Serves one client after the other.
pub fn serve(socket: &str, reply: &str) -> Result<(), Box<dyn Error>> {
    let reply = std::fs::read_to_string(reply)?;
    for stream in UnixListener::bind(socket)?.incoming() {
        // A client that goes away is no reason to stop.
        let _ = answer(stream?, &reply);
    }
    Ok(())
}

fn answer(mut stream: UnixStream, reply: &str) -> Result<(), Box<dyn Error>> {
    stream.write_all(format!("{GREETING}\r\n").as_bytes())?;
    let (mut requests, mut request) = (BufReader::new(stream.try_clone()?), Vec::new());
    while requests.read_until(b'\n', &mut request)? > 0 {
        let message: Value = serde_json::from_slice(&request)?;
        request.clear();
        let id = message.get("id").map(|id| format!(", \"id\": {id}")).unwrap_or_default();
        let name = message["execute"].as_str().unwrap_or_default();
        if name == BURSTS {
            let event = "{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"STOP\"}\r\n";
            let events = event.repeat(100);
            (0..BURST / 100).try_for_each(|_| stream.write_all(events.as_bytes()))?;
        }
        let value = if name == "qmp_capabilities" { "{}" } else { reply };
        stream.write_all(format!("{{\"return\": {value}{id}}}\r\n").as_bytes())?;
    }
    Ok(())
}
