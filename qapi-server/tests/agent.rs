//! Rule: the example of a guest agent works with our client and with a client that begins as libvirt does.

#[path = "../examples/guest_agent.rs"]
#[allow(dead_code)]
mod guest_agent;

use qapi_client::{Address, Error, Options, blocking::Agent};
use qapi_runtime::Base64;
use qapi_server::Listening;
use qemu_qapi::qga::commands::*;
use qemu_qapi::qga::qapi_schema::{GuestExecCaptureOutput, GuestExecStatus as Ended};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

fn listen() -> (tempfile::TempDir, std::path::PathBuf, Listening) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("agent");
    let listening = Arc::new(guest_agent::agent()).listen_unix(&path).expect("a socket");
    (folder, path, listening)
}

fn connect(path: &std::path::Path) -> Agent {
    Agent::connect_with(Address::unix(path), &Options::new()).expect("an agent")
}

/// Waits until a program has ended.
fn ended(agent: &Agent, pid: i64) -> Ended {
    let start = Instant::now();
    loop {
        let status = agent.execute(&GuestExecStatus { pid }).expect("a status");
        if status.exited {
            return status;
        }
        assert!(start.elapsed() < PATIENCE, "the program does not end");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn our_client() {
    let (folder, path, _listening) = listen();
    let agent = connect(&path);
    agent.execute(&GuestPing).expect("a pong");
    let info = agent.execute(&GuestInfo).expect("what the agent can do");
    assert!(info.supported_commands.iter().any(|command| command.name == "guest-exec" && command.enabled));
    let system = agent.execute(&GuestGetOsinfo).expect("a system");
    assert_eq!(system.machine.as_deref(), Some(std::env::consts::ARCH));

    let text: Vec<u8> = (0..10_000_u32).map(|byte| byte as u8).collect();
    let file = folder.path().join("file");
    std::fs::write(&file, &text).expect("written");
    let handle = agent.execute(&GuestFileOpen::new(file.display().to_string())).expect("a handle");
    let mut got = Vec::new();
    loop {
        let part = agent.execute(&GuestFileRead { handle, count: Some(3000) }).expect("a part");
        assert_eq!(part.count as usize, part.buf_b64.0.len());
        got.extend(part.buf_b64.0);
        if part.eof {
            break;
        }
    }
    assert_eq!(got, text);
    agent.execute(&GuestFileClose::new(handle)).expect("closed");
    let refused = agent.execute(&GuestFileRead::new(handle)).expect_err("it is closed");
    assert!(refused.to_string().contains(&format!("handle '{handle}' has not been found")), "{refused}");
}

#[test]
fn programs() {
    let (_folder, path, _listening) = listen();
    let agent = connect(&path);
    let mut program = GuestExec::new("/bin/sh");
    program.arg = Some(vec!["-c".to_owned(), "read line; echo \"<$line$VAR>\"; echo no >&2; exit 3".to_owned()]);
    program.env = Some(vec!["VAR=!".to_owned()]);
    program.input_data = Some(Base64(b"hello\n".to_vec()));
    program.capture_output = Some(GuestExecCaptureOutput::Flag(true));
    let pid = agent.execute(&program).expect("started").pid;
    let status = ended(&agent, pid);
    assert_eq!((status.exitcode, status.signal), (Some(3), None));
    assert_eq!(status.out_data.expect("output").0, b"<hello!>\n");
    assert_eq!(status.err_data.expect("errors").0, b"no\n");
    let told = agent.execute(&GuestExecStatus { pid }).expect_err("told once");
    assert!(
        matches!(&told, Error::Refused { error, .. } if error.desc == format!("PID {pid} does not exist")),
        "{told}"
    );
    let refused = agent.execute(&GuestExec::new("/no/such/program")).expect_err("not started");
    assert!(refused.to_string().contains("Failed to execute child process '/no/such/program'"), "{refused}");
}

/// Rule: a client can begin as libvirt does: it sends a byte that never occurs in UTF-8 and `guest-sync-delimited`, and
/// skips everything before that byte in the reply. What an earlier client left unfinished does no harm.
#[test]
fn the_manners_of_libvirt() {
    let (_folder, path, _listening) = listen();
    let mut stream = UnixStream::connect(&path).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.write_all(b"{\"execute\": \"guest-pi").expect("sent");
    stream
        .write_all(b"\xff{\"execute\": \"guest-sync-delimited\", \"arguments\": {\"id\": 1700000000001}}\n")
        .expect("sent");
    let mut reader = BufReader::new(stream);
    let mut before = Vec::new();
    reader.read_until(0xff, &mut before).expect("the byte");
    assert!(before.starts_with(b"{\"error\""), "{before:?}");
    let mut line = String::new();
    reader.read_line(&mut line).expect("a line");
    assert_eq!(line, "{\"return\": 1700000000001}\n");
    reader.get_mut().write_all(b"{\"execute\":\"guest-ping\"}\n").expect("sent");
    line.clear();
    reader.read_line(&mut line).expect("a line");
    assert_eq!(line, "{\"return\": {}}\n");
}
