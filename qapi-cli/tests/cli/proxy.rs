//! `qapi proxy`, before a monitor of our own.

use qapi_client::{Address, Options, blocking::Client};
use qapi_server::Server;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

fn monitor() -> Server {
    let greeting =
        r#"{"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 1}, "package": ""}, "capabilities": []}}"#;
    Server::new(qapi_runtime::json::from_str(greeting).expect("a greeting"))
        .fallback(|_, invocation| Ok(invocation.arguments.clone()))
}

/// Rules on the command line decide; each command is told on standard error; the proxy ends with the monitor.
#[test]
fn rules_and_audit() {
    let folder = tempfile::tempdir().expect("a folder");
    let (target, listen) = (folder.path().join("monitor"), folder.path().join("shared"));
    // A socket that an earlier proxy left behind does no harm.
    drop(std::os::unix::net::UnixListener::bind(&listen).expect("a socket"));
    let listening = Arc::new(monitor()).listen_unix(&target).expect("a socket");
    let mut proxy = Command::new(env!("CARGO_BIN_EXE_qapi"))
        .args(["proxy", &listen.display().to_string(), &target.display().to_string(), "--audit"])
        .args(["--allow", "query-*", "--allow", "device_del id=guest-* force=true", "--deny", "query-secret"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the proxy starts");
    let start = Instant::now();
    let client = loop {
        match Client::connect_with(Address::unix(&listen), &Options::new().call_timeout(PATIENCE)) {
            Ok(client) => break client,
            Err(error) => assert!(start.elapsed() < PATIENCE, "{error}"),
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let arguments = serde_json::json!({"id": "guest-1", "force": true});
    assert_eq!(client.execute_raw("device_del", Some(&arguments)).expect("allowed"), arguments);
    assert!(client.execute_raw("query-anything", None).is_ok());
    assert!(client.execute_raw("query-secret", None).is_err());
    assert!(client.execute_raw("device_del", Some(&serde_json::json!({"id": "guest-1"}))).is_err());
    drop(listening);
    let mut lines = BufReader::new(proxy.stderr.take().expect("a pipe"));
    let mut log = String::new();
    while !log.contains("the monitor has gone") {
        assert!(lines.read_line(&mut log).expect("a line") > 0, "{log}");
    }
    drop(lines.read_to_string(&mut log));
    assert!(proxy.wait().expect("it ends").success());
    for line in [r#""device_del" {"force":true,"id":"guest-1"} done"#, r#""query-secret" {} denied"#] {
        assert!(log.contains(line), "{line}: {log}");
    }
    assert!(!listen.exists(), "the socket is removed");
}

/// What cannot be reached, and rules of a wrong form, are told.
#[test]
fn mistakes() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_qapi"))
            .current_dir(folder.path())
            .arg("proxy")
            .args(arguments)
            .output()
            .expect("it runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("text"))
    };
    let (status, text) = run(&["shared", "nowhere"]);
    assert_eq!(status, Some(1));
    assert!(text.contains("error: cannot connect to nowhere: "), "{text}");
    let (status, text) = run(&["shared", "nowhere", "--allow", "device_del id"]);
    assert_eq!(status, Some(2));
    assert!(text.contains("'id' is not of the form MEMBER=PATTERN"), "{text}");
}
