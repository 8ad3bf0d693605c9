//! A server written with `qapi-server` beside `qemu-storage-daemon`: how many times a second they answer
//! `query-version`.
//!
//! The client is the same for both: it writes to a Unix socket and counts the lines that come back.

use qapi_runtime::{Greeting, json};
use qapi_server::Server;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const REQUEST: &str = "{\"execute\": \"query-version\"}\n";
/// How long each measurement takes.
const TIME: Duration = Duration::from_secs(1);
/// The best of so many counts.
const RUNS: usize = 5;

pub fn run() -> Result<(), Box<dyn Error>> {
    crate::table::header(
        "Answers to `query-version` a second",
        &["in flight", "`qapi-server`", "`qemu-storage-daemon`", "ratio"],
    );
    let folder = tempfile::tempdir()?;
    let (mut daemon, theirs) = match storage_daemon(folder.path()) {
        Ok(started) => (Some(started.0), Some(started.1)),
        Err(error) => {
            eprintln!("qemu-storage-daemon does not start: {error}");
            (None, None)
        }
    };
    let greeting: Greeting = json::from_str(
        r#"{"QMP": {"version": {"qemu": {"micro": 2, "minor": 0, "major": 10}, "package": "package"}, "capabilities": []}}"#,
    )?;
    let path = folder.path().join("ours");
    let _listening = Arc::new(Server::new(greeting)).listen_unix(&path)?;
    let (mut ours, mut theirs) = (negotiate(UnixStream::connect(&path)?)?, theirs.map(negotiate).transpose()?);
    for window in [1, 8, 64] {
        let (mut best, mut peer) = (0.0_f64, 0.0_f64);
        for _ in 0..RUNS {
            best = best.max(rate(&mut ours, window)?);
            if let Some(theirs) = &mut theirs {
                peer = peer.max(rate(theirs, window)?);
            }
        }
        println!("| {window} | {best:.0} | {peer:.0} | {:.1} |", best / peer);
    }
    if let Some(daemon) = &mut daemon {
        daemon.kill()?;
        daemon.wait()?;
    }
    Ok(())
}

fn storage_daemon(folder: &Path) -> Result<(Child, UnixStream), Box<dyn Error>> {
    let path = folder.join("theirs");
    let listener = UnixListener::bind(&path)?;
    let chardev = format!("socket,path={},id=monitor", path.display());
    let daemon = Command::new("qemu-storage-daemon")
        .args(["--chardev", &chardev, "--monitor", "chardev=monitor"])
        .stdin(Stdio::null())
        .spawn()?;
    Ok((daemon, listener.accept()?.0))
}

fn negotiate(stream: UnixStream) -> Result<BufReader<UnixStream>, Box<dyn Error>> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut reader = BufReader::new(stream);
    reader.get_mut().write_all(b"{\"execute\": \"qmp_capabilities\"}\n")?;
    let mut text = String::new();
    reader.read_line(&mut text)?;
    reader.read_line(&mut text)?;
    Ok(reader)
}

/// Answers a second, with so many requests sent at once.
fn rate(reader: &mut BufReader<UnixStream>, window: usize) -> Result<f64, Box<dyn Error>> {
    let (requests, start, mut answers, mut line) = (REQUEST.repeat(window), Instant::now(), 0_u32, String::new());
    while start.elapsed() < TIME {
        reader.get_mut().write_all(requests.as_bytes())?;
        for _ in 0..window {
            line.clear();
            reader.read_line(&mut line)?;
            answers += 1;
        }
    }
    assert!(line.starts_with("{\"return\""), "{line}");
    Ok(f64::from(answers) / start.elapsed().as_secs_f64())
}
