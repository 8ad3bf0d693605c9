//! Rule: a server sends what `qemu-storage-daemon`, `qemu-system-x86_64` and `qemu-ga` 10.0.2 were seen to send,
//! message by message.

// A struct's literal names all members, also those that only older servers have.
#![allow(deprecated)]

mod support;

use qapi_runtime::{Command, Empty};
use qapi_server::{Server, error};
use qemu_qapi::qmp::commands::{Cont, MigratePause, QueryStatus, Quit};
use qemu_qapi::qmp::run_state::{RunState, StatusInfo};
use support::{ask, generic, greeting, refusal, say};

fn server() -> Server {
    Server::new(greeting())
        .command::<QueryStatus, _>(|_, _| Ok(StatusInfo { running: true, singlestep: None, status: RunState::Running }))
        .command::<Cont, _>(|_, _| Err(error("not now")))
        .command::<MigratePause, _>(|_, _| Ok(Empty {}))
        .command::<Quit, _>(|context, _| {
            context.hang_up();
            Ok(Empty {})
        })
}

const STATUS: &str = r#"{"return": {"running":true,"status":"running"}}"#;

#[test]
fn negotiation_comes_first() {
    let not_yet = refusal("CommandNotFound", "Expecting capabilities negotiation with 'qmp_capabilities'");
    let done = refusal("CommandNotFound", "Capabilities negotiation is already complete, command ignored");
    let steps = [
        (r#"{"execute": "query-status"}"#, not_yet.clone()),
        (r#"{"execute": "nonsense"}"#, not_yet.clone()),
        (r#"{"execute": "query-commands"}"#, not_yet),
        (r#"{"exec-oob": "query-status"}"#, generic("QMP input member 'exec-oob' is unexpected")),
        (r#"{"exec-oob": "qmp_capabilities"}"#, generic("QMP input member 'exec-oob' is unexpected")),
        (r#"{"execute": 5}"#, generic("QMP input member 'execute' must be a string")),
        (
            r#"{"execute": "qmp_capabilities", "id": [1, {"a": null}]}"#,
            r#"{"return": {}, "id": [1,{"a":null}]}"#.into(),
        ),
        (r#"{"execute": "qmp_capabilities"}"#, done),
        (r#"{"execute": "query-status"}"#, STATUS.into()),
    ];
    let lines = say(&server(), steps.iter().map(|step| step.0).collect::<String>());
    let greeting =
        r#"{"QMP":{"version":{"qemu":{"major":3,"minor":1,"micro":2},"package":"test"},"capabilities":["oob"]}}"#;
    assert_eq!(lines[0], greeting);
    assert_eq!(lines[1..], steps.map(|step| step.1));
}

/// Rule: lines end as QEMU ends them.
#[test]
fn line_ends() {
    let mut output = Vec::new();
    server().serve(&b"{'execute': 'qmp_capabilities'}"[..], &mut output).expect("served");
    assert!(output.ends_with(b"}}\r\n{\"return\": {}}\r\n"), "{output:?}");
    let mut output = Vec::new();
    Server::agent("1").serve(&b"{'execute': 'guest-ping'}"[..], &mut output).expect("served");
    assert_eq!(output, b"{\"return\": {}}\n");
}

#[test]
fn ids_of_every_type_come_back() {
    for id in [
        "1",
        "-1",
        "1.5",
        "1e3",
        "18446744073709551615",
        "-9223372036854775808",
        "99999999999999999999",
        "1e400",
        "-0.0",
        "null",
        "true",
        "[]",
        "{}",
        r#"{"a":[1.0,2.50]}"#,
        r#""<>&""#,
        r#""\u0000""#,
    ] {
        let lines = ask(&server(), &format!(r#"{{"execute": "query-status", "id": {id}}}"#));
        assert_eq!(lines, [format!(r#"{{"return": {{"running":true,"status":"running"}}, "id": {id}}}"#)]);
        let lines = ask(&server(), &format!(r#"{{"id": {id}, "execute": "cont"}}"#));
        assert_eq!(lines, [format!(r#"{{"id": {id}, "error": {{"class": "GenericError", "desc": "not now"}}}}"#)]);
    }
    let lines = ask(&server(), "{'execute': 'query-status', 'id': 'a\"\u{e9}\u{7f}'}");
    assert_eq!(lines, [r#"{"return": {"running":true,"status":"running"}, "id": "a\"\u00E9\u007F"}"#]);
}

#[test]
fn requests_of_a_wrong_form() {
    let lines = [
        ("{}", "QMP input lacks member 'execute'"),
        ("[]", "QMP input must be a JSON object"),
        ("null ", "QMP input must be a JSON object"),
        (r#"{"execute": null}"#, "QMP input member 'execute' must be a string"),
        (r#"{"execute": "query-status", "arguments": 1}"#, "QMP input member 'arguments' must be an object"),
        (r#"{"execute": "query-status", "arguments": null}"#, "QMP input member 'arguments' must be an object"),
        (r#"{"execute": "query-status", "arguments": []}"#, "QMP input member 'arguments' must be an object"),
        (r#"{"execute": "query-status", "foo": 1}"#, "QMP input member 'foo' is unexpected"),
        (r#"{"execute": "query-status", "control": 1}"#, "QMP input member 'control' is unexpected"),
        (r#"{"execute": "query-status", "exec-oob": "x"}"#, "QMP input member 'exec-oob' is unexpected"),
        (r#"{"execute": "query-status", "execute": "cont"}"#, "JSON parse error, duplicate key"),
        (r#"{"execute" "query-status"}"#, "JSON parse error, missing : in object pair"),
    ];
    for (line, description) in lines {
        assert_eq!(ask(&server(), line), [generic(description)], "{line}");
    }
    let lines = ask(&server(), r#"{"id": 7, "arguments": {}}"#);
    let expected = r#"{"id": 7, "error": {"class": "GenericError", "desc": "QMP input lacks member 'execute'"}}"#;
    assert_eq!(lines, [expected]);
}

#[test]
fn unknown_commands() {
    for name in ["nonsense", "", "Query-status", "__com.example_x"] {
        let expected = refusal("CommandNotFound", &format!("The command {name} has not been found"));
        assert_eq!(ask(&server(), &format!(r#"{{"execute": "{name}"}}"#)), [expected]);
    }
}

#[test]
fn out_of_band() {
    let server = server();
    let lines = say(
        &server,
        r#"{"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}}
        {"exec-oob": "query-status", "id": 1} {"exec-oob": "nonsense", "id": 1} {"exec-oob": "qmp_capabilities", "id": 1}
        {"exec-oob": "migrate-pause", "id": 1}"#,
    );
    let refused =
        |class: &str, text: &str| format!(r#"{{"id": 1, "error": {{"class": "{class}", "desc": "{text}"}}}}"#);
    let mut expected = [
        refused("GenericError", "The command query-status does not support OOB"),
        refused("CommandNotFound", "The command nonsense has not been found"),
        refused("GenericError", "The command qmp_capabilities does not support OOB"),
        r#"{"return": {}, "id": 1}"#.to_owned(),
    ];
    // Replies to what is out of band may overtake those to what is in band.
    let mut rest = lines[2..].to_vec();
    rest.sort();
    expected.sort();
    assert_eq!(rest, expected);

    for (capabilities, description) in [
        (r#"["bad"]"#, "Parameter 'enable[0]' does not accept value 'bad'"),
        (r#""oob""#, "Invalid parameter type for 'enable', expected: array"),
        ("[1]", "Invalid parameter type for 'enable[0]', expected: string"),
    ] {
        let request = format!(r#"{{"execute": "qmp_capabilities", "arguments": {{"enable": {capabilities}}}}}"#);
        assert_eq!(say(&server, request)[1..], [generic(description)]);
    }
}

/// Rule: a command out of band overtakes one in band that is still running.
#[test]
fn out_of_band_overtakes() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let receiver = std::sync::Mutex::new(receiver);
    let server = server()
        .command::<Cont, _>(move |_, _| {
            let receiver = receiver.lock().expect("a lock");
            receiver.recv_timeout(std::time::Duration::from_secs(20)).expect("the other command is executed");
            Ok(Empty {})
        })
        .command::<MigratePause, _>(move |_, _| {
            sender.send(()).expect("somebody waits");
            Ok(Empty {})
        });
    let lines = say(
        &server,
        r#"{"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}}
        {"execute": "cont", "id": 1} {"execute": "query-status", "id": 2} {"exec-oob": "migrate-pause", "id": 3}"#,
    );
    let at = |id: &str| lines.iter().position(|line| line.ends_with(id)).expect("a reply");
    assert!(at("\"id\": 1}") < at("\"id\": 2}"), "{lines:?}");
    assert_eq!(lines.len(), 5);
}

#[test]
fn preconfig() {
    let server = server().preconfig();
    let refused = generic("The command 'cont' is permitted only after machine initialization has completed");
    assert_eq!(ask(&server, r#"{"execute": "cont"} {"execute": "query-status"}"#), [refused, STATUS.to_owned()]);
    server.handle().set_preconfig(false);
    assert_eq!(ask(&server, r#"{"execute": "cont"}"#), [generic("not now")]);
}

/// Rule: a panic is an error of that command, and the connection stays, however the handler runs.
#[test]
fn panics() {
    let server = server().command::<Cont, _>(|_, _| panic!("out of {}", "paper")).async_command::<MigratePause, _, _>(
        |_, _| async {
            std::future::ready(()).await;
            panic!("no ink")
        },
    );
    let lines = ask(&server, r#"{"execute": "cont"} {"execute": "migrate-pause"} {"execute": "query-status"}"#);
    let cont = generic("The command cont failed unexpectedly: out of paper");
    let pause = generic("The command migrate-pause failed unexpectedly: no ink");
    assert_eq!(lines, [cont, pause, STATUS.to_owned()]);
}

/// Rule: a future that is woken from another thread is polled again.
#[test]
fn futures_are_polled_by_the_client_s_thread() {
    let server = server().async_command::<Cont, _, _>(|_, _| {
        let mut is_woken = false;
        std::future::poll_fn(move |context| {
            if std::mem::replace(&mut is_woken, true) {
                return std::task::Poll::Ready(Ok(Empty {}));
            }
            let waker = context.waker().clone();
            std::thread::spawn(move || waker.wake());
            std::task::Poll::Pending
        })
    });
    assert_eq!(ask(&server, r#"{"execute": "cont"}"#), [r#"{"return": {}}"#]);
}

/// Rule: nothing is executed after a handler has hung up, and its reply is the last message.
#[test]
fn hanging_up() {
    let lines = ask(&server(), r#"{"execute": "quit"} {"execute": "query-status"}"#);
    assert_eq!(lines, [r#"{"return": {}}"#]);
}

#[test]
fn what_the_policy_hides() {
    struct Experiment;
    qapi_runtime::object! { Experiment {} }
    impl Command for Experiment {
        type Response = Empty;
        const NAME: &'static str = "x-experiment";
        const FEATURES: &'static [&'static str] = &["unstable"];
    }
    let server = server()
        .command::<Experiment, _>(|_, _| Ok(Empty {}))
        .refuse_feature("unstable")
        .disable("cont", "the machine is frozen");
    let lines = ask(&server, r#"{"execute": "x-experiment"} {"execute": "cont"} {"execute": "query-commands"}"#);
    assert_eq!(lines[0], refusal("CommandNotFound", "Unstable command x-experiment disabled by policy"));
    assert_eq!(lines[1], refusal("CommandNotFound", "Command cont has been disabled: the machine is frozen"));
    let names = ["qmp_capabilities", "query-version", "query-commands", "query-status", "migrate-pause", "quit"];
    let names = names.map(|name| format!(r#"{{"name":"{name}"}}"#)).join(",");
    assert_eq!(lines[2], format!(r#"{{"return": [{names}]}}"#));
}

#[test]
fn version_and_schema() {
    let schema = r#"[
        {"name": "query-status", "meta-type": "command", "arg-type": "0", "ret-type": "1"},
        {"name": "stop", "meta-type": "command", "arg-type": "2", "ret-type": "2"},
        {"name": "0", "meta-type": "object", "members": []},
        {"name": "1", "meta-type": "object", "members": []},
        {"name": "2", "meta-type": "object", "members": []}]"#;
    let server = server().schema(schema).expect("a schema");
    let lines = ask(&server, r#"{"execute": "query-version"} {"execute": "query-qmp-schema"}"#);
    assert_eq!(lines[0], r#"{"return": {"qemu":{"major":3,"minor":1,"micro":2},"package":"test"}}"#);
    assert_eq!(lines[1].matches("\"name\"").count(), 3, "{}", lines[1]);
    assert!(!lines[1].contains("stop"), "{}", lines[1]);
    let lines = ask(&server, r#"{"execute": "query-version", "arguments": {"a": 1}}"#);
    assert_eq!(lines, [generic("Parameter 'a' is unexpected")]);
}

#[test]
fn the_fallback_gets_the_rest() {
    let server = server().fallback(|_, invocation| match invocation.command.as_str() {
        "echo" => Ok(invocation.arguments.clone()),
        other => Err(qapi_server::command_not_found(other)),
    });
    let lines =
        ask(&server, r#"{"execute": "echo", "arguments": {"a": [1.50]}} {"execute": "x"} {"execute": "query-status"}"#);
    let not_found = refusal("CommandNotFound", "The command x has not been found");
    assert_eq!(lines, [r#"{"return": {"a":[1.50]}}"#.to_owned(), not_found, STATUS.to_owned()]);
}

/// Rule: a request may come in pieces of any size, at any time.
#[test]
fn pieces() {
    struct Pieces<'t>(&'t [u8], usize);
    impl std::io::Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = self.1.min(self.0.len());
            let (piece, rest) = self.0.split_at(length);
            buffer[..length].copy_from_slice(piece);
            self.0 = rest;
            Ok(length)
        }
    }
    let text = b"{'execute': 'qmp_capabilities'}{\"execute\":\"query-status\"}\r\n@{\n'execute'\n:'cont'}".repeat(3);
    let whole = say(&server(), &text);
    for size in 1..40 {
        let mut output = Vec::new();
        server().serve(Pieces(&text, size), &mut output).expect("served");
        let lines: Vec<String> = String::from_utf8(output).expect("ASCII").lines().map(str::to_owned).collect();
        assert_eq!(lines, whole, "in pieces of {size}");
    }
}

#[test]
fn the_agent() {
    let server = Server::agent("9.8").disable("guest-ping", "");
    let mut output = Vec::new();
    let input = b"{\"execute\": \"guest-pi\xff{'execute': 'guest-sync-delimited', 'arguments': {'id': 77}}
        {'execute': 'guest-sync', 'arguments': {'id': 78}, 'id': 'x'} {'execute': 'guest-sync-delimited'}
        {'execute': 'qmp_capabilities'} {'execute': 'guest-info'} {'execute': 'guest-ping'} {'exec-oob': 'guest-info'}";
    server.serve(&input[..], &mut output).expect("served");
    let lines: Vec<&[u8]> = output.split(|byte| *byte == b'\n').collect();
    let expected = [
        generic("JSON parse error, stray '\\\"guest-pi\\uFFFD'"),
        "\u{ff}{\"return\": 77}".to_owned(),
        r#"{"return": 78, "id": "x"}"#.to_owned(),
        generic("Parameter 'id' is missing"),
        refusal("CommandNotFound", "The command qmp_capabilities has not been found"),
        r#"{"return": {"version":"9.8","supported_commands":[{"name":"guest-sync","enabled":true,"success-response":true},{"name":"guest-sync-delimited","enabled":true,"success-response":true},{"name":"guest-ping","enabled":false,"success-response":true},{"name":"guest-info","enabled":true,"success-response":true}]}}"#.to_owned(),
        refusal("CommandNotFound", "Command guest-ping has been disabled"),
        generic("QMP input member 'exec-oob' is unexpected"),
        String::new(),
    ];
    let latin: Vec<String> = lines.iter().map(|line| line.iter().map(|byte| char::from(*byte)).collect()).collect();
    assert_eq!(latin, expected);
}

/// Rule: a command that is silent on success still replies when it fails.
#[test]
fn without_a_response() {
    use qemu_qapi::qga::commands::GuestShutdown;
    let server = Server::agent("1").command::<GuestShutdown, _>(|_, shutdown| match shutdown.mode {
        Some(mode) => Err(error(format!("no '{mode}' here"))),
        None => Ok(Empty {}),
    });
    let lines =
        say(&server, r#"{"execute": "guest-shutdown"} {"execute": "guest-shutdown", "arguments": {"mode": "halt"}}"#);
    assert_eq!(lines, [generic("no 'halt' here")]);
}
