//! Reads a file of a guest by its agent: `cargo run --example guest_file -- /run/agent.sock /etc/hostname`.

use qapi_client::blocking::Agent;
use qemu_qapi::qga::commands::{GuestFileClose, GuestFileOpen, GuestFileRead};
use std::io::Write;
use std::time::Duration;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [socket, path] = arguments.as_slice() else { return Err("usage: guest_file SOCKET PATH".into()) };
    let agent = Agent::connect(socket)?.timeout(Duration::from_secs(10));
    let handle = agent.execute(&GuestFileOpen::new(path))?;
    loop {
        let piece = agent.execute(&GuestFileRead { count: Some(1 << 20), ..GuestFileRead::new(handle) })?;
        std::io::stdout().write_all(&piece.buf_b64.0)?;
        if piece.eof {
            break;
        }
    }
    agent.execute(&GuestFileClose::new(handle))?;
    Ok(())
}
