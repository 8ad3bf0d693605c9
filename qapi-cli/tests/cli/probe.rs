//! Rule: `probe` and `introspect` tell what a server has, whatever it is and however it was reached; what cannot be reached
//! or understood is told with what may help.

use crate::run::{Outcome, qapi};
use expect_test::{ExpectFile, expect_file};
use qapi_gate::needs;
use qapi_server::{Listening, Server};
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(20);

const DAEMON: &str = "qemu/storage-daemon/qapi/qapi-schema.json";

const SCHEMA: &str = "
{ 'command': 'add', 'data': 'Options', 'boxed': true, 'features': [ 'fast' ] }
{ 'command': 'gone', 'data': { 'options': 'Options' } }
{ 'command': 'query-it', 'returns': [ 'Info' ] }
{ 'event': 'LOST' }
{ 'enum': 'Driver', 'data': [ 'file', 'nbd', { 'name': 'old', 'features': [ 'deprecated' ] } ] }
{ 'union': 'Options', 'base': { 'driver': 'Driver', '*id': 'str' }, 'discriminator': 'driver',
  'data': { 'file': 'File', 'nbd': 'Nbd' } }
{ 'struct': 'File', 'data': { 'name': 'StrOrNull', '*direct': 'bool' } }
{ 'struct': 'Nbd', 'data': { 'port': 'int' } }
{ 'alternate': 'StrOrNull', 'data': { 's': 'str', 'n': 'null' } }
{ 'struct': 'Info', 'data': { 'size': 'int', '*name': 'str' } }
";

/// What a server has that was built from another schema.
const OTHER: &str = "
{ 'command': 'add', 'data': 'Options', 'boxed': true }
{ 'command': 'query-it', 'returns': [ 'Info' ], 'features': [ 'unstable' ] }
{ 'command': 'more' }
{ 'enum': 'Driver', 'data': [ 'file', { 'name': 'old', 'features': [ 'deprecated' ] } ] }
{ 'union': 'Options', 'base': { 'driver': 'Driver', 'id': 'str' }, 'discriminator': 'driver',
  'data': { 'file': 'File' } }
{ 'struct': 'File', 'data': { 'name': 'StrOrNull', '*cache': 'bool' } }
{ 'alternate': 'StrOrNull', 'data': { 's': 'str' } }
{ 'struct': 'Info', 'data': { '*size': 'int', 'name': 'str' } }
";

const GREETING: &str = r#"{"QMP": {"version": {"qemu": {"micro": 2, "minor": 0, "major": 10}, "package": "v10.0.2-dirty"}, "capabilities": ["oob"]}}"#;

const INFO: &str = r#"{"return": {"version": "9.2.0", "supported_commands": [
{"name": "guest-ping", "enabled": true, "success-response": true},
{"name": "guest-info", "enabled": true, "success-response": true},
{"name": "guest-exec", "enabled": false, "success-response": true},
{"name": "guest-vendor-thing", "enabled": true, "success-response": true}]}}"#;

/// A folder with QEMU's schemas, two small schemas, and replies.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::os::unix::fs::symlink(workspace.join("schemas/qemu"), folder.path().join("qemu")).expect("a link");
    let capture = fs::read_to_string(workspace.join("tests/replies/qsd.json")).expect("a capture");
    let capture: Value = serde_json::from_str(&capture).expect("JSON");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    write("daemon.json", &capture["replies"]["query-qmp-schema"].to_string());
    write("schema.json", SCHEMA);
    write("other.json", OTHER);
    write("info.json", INFO);
    let other = run(&folder, &["introspect", "other.json"]);
    write("reply.json", &other.out);
    write(
        "session.json",
        &format!("{GREETING}\n{{\"return\": {{}}}}\n{{\"return\": {}}}\n", other.out.replace('\n', "")),
    );
    folder
}

fn run(folder: &TempDir, arguments: &[&str]) -> Outcome {
    qapi(folder.path(), arguments)
}

fn check(folder: &TempDir, arguments: &[&str], expected: ExpectFile) {
    let Outcome { status, out, err } = run(folder, arguments);
    assert_eq!((status, err.as_str()), (0, ""), "{arguments:?}");
    expected.assert_eq(&out);
}

#[test]
fn a_saved_reply_is_compared_for_people_and_for_machines() {
    let folder = folder();
    check(&folder, &["probe", "reply.json", "--schema", "schema.json"], expect_file!["probe/small.txt"]);
    check(&folder, &["probe", "reply.json", "--schema", "schema.json", "--json"], expect_file!["probe/small.json"]);
    check(&folder, &["probe", "session.json", "--schema", "other.json"], expect_file!["probe/same.txt"]);
    check(&folder, &["probe", "session.json"], expect_file!["probe/alone.txt"]);
}

#[test]
fn a_real_daemon_is_placed_among_the_versions() {
    let folder = folder();
    let schema = format!("{DAEMON}@*");
    check(&folder, &["probe", "daemon.json", "--schema", &schema], expect_file!["probe/daemon.txt"]);
    let all = run(&folder, &["probe", "daemon.json", "--schema", &schema, "--verbose"]);
    assert!(all.out.lines().count() > 40 && !all.out.contains("--verbose lists"), "{}", all.out);
    let json = run(&folder, &["probe", "daemon.json", "--schema", &schema, "--json"]);
    let json: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["nearest"]["versions"][0]["version"], "10.0");
    // Each part that is lacking says which versions have it, and none of them is lacking in all.
    for part in json["lacking"].as_array().expect("a list") {
        assert!(part["versions"].as_array().is_some_and(|versions| !versions.is_empty()), "{part}");
    }
}

#[test]
fn a_guest_agent_is_compared_by_its_commands() {
    let folder = folder();
    check(
        &folder,
        &["probe", "info.json", "--schema", "qemu/qga/qapi-schema.json@9.2"],
        expect_file!["probe/agent.txt"],
    );
}

/// Of the schemas in `qapi.toml` the one is taken that is like the server.
#[test]
fn the_configuration_has_the_schema() {
    let folder = folder();
    let config = format!(
        "[[generate]]\nschema = \"qemu/qapi/qapi-schema.json@10.0\"\nout-dir = \"a\"\n\
         [generate.share]\nschema = \"{DAEMON}@10.0\"\nfeature = \"qsd\"\nrest = \"qmp\"\n\
         [[generate]]\nschema = \"qemu/qga/qapi-schema.json@10.0\"\nout-dir = \"b\"\n"
    );
    fs::write(folder.path().join("qapi.toml"), config).expect("a configuration");
    for (file, schema) in [("daemon.json", DAEMON), ("info.json", "qemu/qga/qapi-schema.json")] {
        let Outcome { status, out, err } = run(&folder, &["probe", file]);
        assert_eq!((status, err.as_str()), (0, ""));
        assert!(out.contains(&format!("compared with {schema}@10.0\n")), "{out}");
    }
    fs::write(folder.path().join("qapi.toml"), "[[generate]]\nschemas = 1\n").expect("a configuration");
    let wrong = run(&folder, &["probe", "daemon.json"]);
    assert!(wrong.status == 1 && wrong.err.contains("qapi.toml") && wrong.err.contains("schemas"), "{}", wrong.err);
}

/// What a table merges, and what an overlay adds, is compared, too; on the command line it is the same.
#[test]
fn merged_schemas_and_overlays_are_compared() {
    let folder = folder();
    let overlay = "{ 'command': 'more' }\n";
    fs::write(folder.path().join("ours.json"), overlay).expect("an overlay");
    fs::write(folder.path().join("less.json"), OTHER.replace("{ 'command': 'more' }", "")).expect("a schema");
    let config = "[[generate]]\nschema = \"less.json\"\noverlay = [\"ours.json\"]\nout-dir = \"a\"\n";
    fs::write(folder.path().join("qapi.toml"), config).expect("a configuration");
    for arguments in [
        &["probe", "reply.json", "--fail-on", "any"][..],
        &["probe", "reply.json", "--fail-on", "any", "--schema", "less.json", "--overlay", "ours.json"],
    ] {
        let Outcome { status, out, err } = run(&folder, arguments);
        assert_eq!((status, err.as_str()), (0, ""), "{out}");
    }
    let merged = run(&folder, &["probe", "reply.json", "--schema", "less.json", "--merge", "schema.json", "--json"]);
    let merged: Value = serde_json::from_str(&merged.out).expect("JSON");
    let paths = |key: &str| -> Vec<String> {
        merged[key]
            .as_array()
            .into_iter()
            .flatten()
            .map(|part| part["path"].as_str().unwrap_or_default().into())
            .collect()
    };
    assert!(paths("lacking").contains(&"gone".to_owned()) && paths("extra").contains(&"more".to_owned()), "{merged}");
}

#[test]
fn the_exit_status_tells_on_request() {
    let folder = folder();
    let status = |arguments: &[&str]| run(&folder, arguments).status;
    let probe = ["probe", "reply.json", "--schema", "schema.json"];
    assert_eq!(status(&probe), 0);
    assert_eq!(status(&[probe.as_slice(), &["--fail-on", "missing"]].concat()), 1);
    let same = ["probe", "reply.json", "--schema", "other.json"];
    assert_eq!(status(&[same.as_slice(), &["--fail-on", "any"]].concat()), 0);
    // The server has more, but lacks nothing.
    fs::write(folder.path().join("less.json"), OTHER.replace("{ 'command': 'more' }", "")).expect("a schema");
    let less = ["probe", "reply.json", "--schema", "less.json"];
    assert_eq!(status(&[less.as_slice(), &["--fail-on", "missing"]].concat()), 0);
    assert_eq!(status(&[less.as_slice(), &["--fail-on", "any"]].concat()), 1);
    let nothing = run(&folder, &["probe", "reply.json", "--fail-on", "any"]);
    assert!(nothing.status == 1 && nothing.err.contains("name a schema with `--schema`"), "{}", nothing.err);
    assert_eq!(status(&["probe", "reply.json", "--fail-on", "nothing"]), 2);
}

/// A monitor that answers with a reply.
fn monitor(socket: &Path, reply: &str) -> Listening {
    let reply = reply.to_owned();
    let greeting = qapi_runtime::json::from_str(GREETING).expect("a greeting");
    let server = Server::new(greeting).fallback(move |_, invocation| match &*invocation.command {
        "query-qmp-schema" => Ok(reply.clone()),
        other => panic!("'{other}' is executed"),
    });
    Arc::new(server).listen_unix(socket).expect("a socket")
}

/// Nothing is executed but the question, and the answer is printed as it is.
#[test]
fn a_running_server_is_asked() {
    let folder = folder();
    let reply = fs::read_to_string(folder.path().join("reply.json")).expect("a reply");
    let listening = monitor(&folder.path().join("vm.sock"), &reply);
    let asked = run(&folder, &["introspect", "vm.sock"]);
    assert_eq!((asked.status, asked.err.as_str()), (0, ""));
    let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    assert_eq!(parse(&asked.out), parse(&reply));
    assert_eq!(asked.out.lines().count(), parse(&reply).as_array().expect("a list").len() + 2);

    let live = run(&folder, &["probe", "unix:vm.sock", "--schema", "schema.json"]);
    let saved = run(&folder, &["probe", "session.json", "--schema", "schema.json"]);
    assert_eq!((live.status, live.err.as_str()), (0, ""));
    let advice = "  qapi introspect unix:vm.sock > reply.json\n  qapi generate schema.json --like reply.json";
    let saved = saved.out.replace("  qapi generate schema.json --like session.json", advice);
    assert_eq!(live.out, saved.replace("session.json", "unix:vm.sock"));

    let wrong = run(&folder, &["introspect", "vm.sock", "--names"]);
    assert!(wrong.status == 1 && wrong.err.contains("--names"), "{}", wrong.err);
    drop(listening);
}

#[test]
fn a_server_is_asked_over_tcp() {
    let folder = folder();
    let greeting = qapi_runtime::json::from_str(GREETING).expect("a greeting");
    let server = Server::new(greeting).fallback(|_, _| Ok("[]".to_owned()));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a socket");
    let address = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let _listening = Arc::new(server).listen_tcp(address.as_str()).expect("a socket");
    for address in [address.clone(), format!("tcp:{address}")] {
        let asked = run(&folder, &["introspect", &address]);
        assert_eq!((asked.status, asked.out.as_str(), asked.err.as_str()), (0, "[\n\n]\n", ""));
    }
}

#[test]
fn a_server_that_does_not_answer_is_told_with_what_may_help() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let fails = |arguments: &[&str], expected: &[&str]| {
        let Outcome { status, out, err } = run(&folder, arguments);
        assert_eq!((status, out.as_str()), (1, ""), "{arguments:?}");
        expected.iter().for_each(|part| assert!(err.contains(part), "{arguments:?}: {err}"));
    };
    fails(&["probe", "unix:none.sock"], &["there is no socket 'none.sock'", "-qmp unix:none.sock"]);
    fails(&["probe", "none.sock"], &["none.sock: No such file"]);
    fails(&["probe", "schema.json"], &["neither a reply to query-qmp-schema nor one to guest-info"]);
    fails(&["introspect", "none.json"], &["cannot read 'none.json'"]);

    // Nobody listens any more.
    drop(UnixListener::bind(path("dead.sock")).expect("a socket"));
    fails(&["probe", "dead.sock", "--timeout", "0.2"], &["Connection refused", "Is the server running?"]);

    // A monitor that serves another client says nothing.
    let silent = UnixListener::bind(path("silent.sock")).expect("a socket");
    fails(
        &["introspect", "silent.sock", "--timeout", "0.4"],
        &[
            "silent.sock: time ran out",
            "another client may hold the monitor",
            "not answer as a guest agent",
            "--timeout",
        ],
    );
    fails(&["probe", "silent.sock", "--agent", "--timeout", "0.2"], &["the agent may not be running in the guest yet"]);
    drop(silent);

    // The human monitor, or anything else.
    let human = UnixListener::bind(path("human.sock")).expect("a socket");
    let speaker = std::thread::spawn(move || {
        let (mut stream, _) = human.accept().expect("a client");
        stream.write_all(b"QEMU 10.0.2 monitor - type 'help' for more information\r\n(qemu) ").expect("written");
        let _ = stream.read(&mut [0; 64]);
    });
    fails(&["probe", "human.sock"], &["not a message of the protocol", "human monitor"]);
    speaker.join().expect("it has spoken");

    // A server without introspection.
    let refusing = Server::new(qapi_runtime::json::from_str(GREETING).expect("a greeting"));
    let _listening = Arc::new(refusing).listen_unix(path("old.sock")).expect("a socket");
    fails(&["introspect", "old.sock"], &["'query-qmp-schema' was refused: CommandNotFound"]);
}

/// A real server with its socket, in a folder of its own; it ends with this value.
struct Real {
    child: Child,
    socket: PathBuf,
}

impl Real {
    fn start(folder: &TempDir, program: &str, arguments: impl Fn(&str) -> Vec<String>) -> Real {
        let socket = folder.path().join("real.sock");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
        let child = Command::new(program)
            .args(arguments(&socket.display().to_string()))
            .env("PATH", std::env::join_paths(path).expect("a path"))
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the server starts");
        let start = Instant::now();
        while !socket.exists() {
            assert!(start.elapsed() < PATIENCE, "{program} makes no socket");
            std::thread::sleep(Duration::from_millis(10));
        }
        Real { child, socket }
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the pages say, with a real server: what it has, its own answer, bindings of exactly that.
fn first_minutes(folder: &TempDir, root: &str) -> (String, String) {
    let probed = run(folder, &["probe", "real.sock", "--timeout", "20", "--schema", &format!("{root}@*")]);
    assert_eq!((probed.status, probed.err.as_str()), (0, ""));
    assert!(probed.out.contains("nearest version: "), "{}", probed.out);
    let introspected = run(folder, &["introspect", "real.sock", "--timeout", "20"]);
    assert_eq!((introspected.status, introspected.err.as_str()), (0, ""));
    fs::write(folder.path().join("real.json"), &introspected.out).expect("a file");
    let generate = probed.out.lines().find_map(|line| line.trim().strip_prefix("qapi ")).expect("advice");
    assert_eq!(generate, "introspect real.sock > reply.json");
    let advice = probed.out.lines().last().expect("advice").trim();
    let words: Vec<&str> = advice.split(' ').skip(1).collect();
    let words: Vec<&str> =
        words.into_iter().map(|word| if word == "reply.json" { "real.json" } else { word }).collect();
    let generated = run(folder, &words);
    assert_eq!((generated.status, generated.err.as_str()), (0, ""), "{advice}");
    let commands = fs::read_to_string(folder.path().join("src/qmp/commands.rs")).expect("bindings");
    (probed.out, commands)
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn bindings_of_a_real_machine() {
    let folder = folder();
    let real = Real::start(&folder, "qemu-system-x86_64", |socket| {
        let monitor = format!("unix:{socket},server=on,wait=off");
        ["-machine", "none", "-display", "none", "-nodefaults", "-qmp", &monitor].map(str::to_owned).to_vec()
    });
    let (probed, commands) = first_minutes(&folder, "qemu/qapi/qapi-schema.json");
    assert!(probed.contains("real.sock: QEMU ") && probed.contains("The server marks as deprecated"), "{probed}");
    assert!(commands.contains("pub struct Migrate {"), "the names are the schema's");
    // What this target does not have is not there.
    assert!(!commands.contains("DumpSkeys"), "s390x alone has it");
    assert!(real.socket.exists());
}

#[needs(program = "qemu-storage-daemon")]
#[test]
fn bindings_of_a_real_storage_daemon() {
    let folder = folder();
    let _real = Real::start(&folder, "qemu-storage-daemon", |socket| {
        let chardev = format!("socket,path={socket},server=on,wait=off,id=monitor");
        ["--chardev", &chardev, "--monitor", "chardev=monitor"].map(str::to_owned).to_vec()
    });
    let (_, commands) = first_minutes(&folder, DAEMON);
    assert!(commands.contains("pub struct BlockExportAdd(pub super::block_export::BlockExportOptions);"), "{commands}");
}

#[needs(program = "qemu-ga")]
#[test]
fn a_real_guest_agent() {
    let folder = folder();
    let state = folder.path().display().to_string();
    let _real = Real::start(&folder, "qemu-ga", |socket| {
        let pid = format!("{state}/pid");
        ["--method=unix-listen", "--path", socket, "--statedir", &state, "--pidfile", &pid].map(str::to_owned).to_vec()
    });
    for arguments in [&["probe", "real.sock", "--agent"][..], &["probe", "real.sock", "--timeout", "4"]] {
        let schema = ["--schema", "qemu/qga/qapi-schema.json@*"];
        let Outcome { status, out, err } = run(&folder, &[arguments, &schema].concat());
        assert_eq!((status, err.as_str()), (0, ""));
        assert!(out.contains("real.sock: guest agent ") && out.contains("nearest version: "), "{out}");
    }
    let wrong = run(&folder, &["introspect", "real.sock", "--agent"]);
    assert!(wrong.status == 1 && wrong.err.contains("a guest agent cannot tell its schema"), "{}", wrong.err);
}
