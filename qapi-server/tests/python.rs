//! Python's `qemu.qmp`, as QEMU's own tests use it, works with a server of this crate.

// A struct's literal names all members, also those that only older servers have.
#![allow(deprecated)]
#![cfg(unix)]

mod support;

use qapi_runtime::Empty;
use qapi_server::{Server, error};
use qemu_qapi::qmp::commands::{Cont, QueryStatus, Stop};
use qemu_qapi::qmp::events;
use qemu_qapi::qmp::run_state::{RunState, StatusInfo};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use support::greeting;

/// What the client does; it fails if anything is not as it should be.
const SCRIPT: &str = r#"
import asyncio, sys
from qemu.qmp import ExecuteError, QMPClient

async def main(address):
    client = QMPClient("test")
    await client.connect(address)
    assert client.greeting is not None and client.greeting.QMP.version["package"] == "test"
    assert await client.execute("query-status") == {"running": True, "status": "running"}
    with client.listener("STOP") as listener:
        assert await client.execute("stop") == {}
        event = await asyncio.wait_for(listener.get(), 20)
        assert event["event"] == "STOP", event
    for command, arguments, kind, text in [
        ("nonsense", None, "CommandNotFound", "The command nonsense has not been found"),
        ("cont", None, "GenericError", "n\u00e3o"),
        ("stop", {"now": True}, "GenericError", "Parameter 'now' is unexpected"),
    ]:
        try:
            await client.execute(command, arguments)
        except ExecuteError as refused:
            error = refused.received["error"]
            assert (error["class"], error["desc"]) == (kind, text), refused
        else:
            raise AssertionError(command)
    many = [client.execute("query-status") for _ in range(200)]
    assert all(status["running"] for status in await asyncio.gather(*many))
    await client.disconnect()

address = sys.argv[1]
if address.startswith("tcp:"):
    host, port = address[4:].rsplit(":", 1)
    address = (host, int(port))
asyncio.run(main(address))
print("all is well")
"#;

/// A Python that has `qemu.qmp`; `None`, said on standard error, where there is none and none can be made.
fn python() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
    let python = folder.join("bin/python");
    let has_it =
        || Command::new(&python).args(["-c", "import qemu.qmp"]).output().is_ok_and(|run| run.status.success());
    if !has_it() {
        let quietly = |command: &mut Command| command.output().is_ok_and(|run| run.status.success());
        let made = quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder))
            && quietly(Command::new(&python).args(["-m", "pip", "install", "--quiet", "qemu.qmp"]));
        if !made || !has_it() {
            let required = std::env::var_os("QAPI_REQUIRE_LIVE").is_some_and(|value| value != "0");
            assert!(!required, "there is no Python with qemu.qmp, and QAPI_REQUIRE_LIVE is set");
            // Past the harness, which keeps to itself what a test prints that passes.
            let note = b"note: the_client_of_qemu was skipped: there is no Python with qemu.qmp\n";
            let _ = std::io::Write::write_all(&mut std::io::stderr(), note);
            return None;
        }
    }
    Some(python)
}

fn run(python: &Path, address: &str) {
    let output = Command::new(python).args(["-c", SCRIPT, address]).output().expect("Python starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("all is well"), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_client_of_qemu() {
    let Some(python) = python() else { return };
    let server = Server::new(greeting())
        .command::<QueryStatus, _>(|_, _| Ok(StatusInfo { running: true, singlestep: None, status: RunState::Running }))
        .command::<Cont, _>(|_, _| Err(error("n\u{e3}o")))
        .command::<Stop, _>(|context, _| {
            context.emit(&events::Stop {}).expect("an event without data");
            Ok(Empty {})
        });
    let server = Arc::new(server);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("socket");
    let _unix = server.listen_unix(&path).expect("a socket");
    run(&python, &path.display().to_string());
    let tcp = server.listen_tcp("127.0.0.1:0").expect("a port");
    run(&python, &format!("tcp:{}", tcp.address().expect("an address")));
}
