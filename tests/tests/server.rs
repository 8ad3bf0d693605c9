//! A server written with `qapi-server` beside `qemu-storage-daemon`: the same lines, the same verdicts.

use qapi_runtime::{Empty, ErrorClass, Greeting, json};
use qapi_server::{Server, error, error_of};
use qapi_tests::server::{Connection, Server as Real};
use qemu_qapi::qsd::commands::*;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::os::unix::net::UnixStream;
use std::sync::Arc;

/// How many lines are sent to both.
const LINES: usize = 5000;

/// What both servers are sent: commands with arguments that they take and that change nothing, and whether they return.
const COMMANDS: &[(&str, &str)] = &[
    ("query-version", "{}"),
    ("query-jobs", "{}"),
    ("query-block-jobs", "{}"),
    ("query-block-exports", "{}"),
    ("query-named-block-nodes", r#"{"flat": true}"#),
    ("query-blockstats", r#"{"query-nodes": true}"#),
    ("job-cancel", r#"{"id": "none"}"#),
    ("blockdev-del", r#"{"node-name": "none"}"#),
    ("block-export-del", r#"{"id": "none", "mode": "hard"}"#),
    ("object-del", r#"{"id": "none"}"#),
    ("block_resize", r#"{"node-name": "none", "size": 4096}"#),
    ("block-dirty-bitmap-add", r#"{"node": "none", "name": "b", "granularity": 65536, "persistent": false}"#),
    ("blockdev-snapshot", r#"{"node": "none", "overlay": "neither"}"#),
    ("blockdev-add", r#"{"driver": "null-co", "size": 1024, "read-only": true, "cache": {"direct": false}}"#),
    (
        "blockdev-add",
        r#"{"driver": "qcow2", "file": {"driver": "file", "filename": "/none", "aio": "threads"}, "backing": null,
            "overlap-check": {"template": "all", "main-header": true}, "l2-cache-size": 18446744073709551615}"#,
    ),
    (
        "blockdev-add",
        r#"{"driver": "quorum", "children": ["a", {"driver": "raw", "file": "b", "offset": 12}], "vote-threshold": 1}"#,
    ),
    ("nbd-server-start", r#"{"addr": {"type": "unix", "data": {"path": "/none/of/these"}}, "max-connections": 7}"#),
    ("transaction", r#"{"actions": [{"type": "abort", "data": {}}]}"#),
    ("qom-list", r#"{"path": "/none"}"#),
    ("qom-set", r#"{"path": "/none", "property": "p", "value": {"any": [1, "thing", null]}}"#),
];

/// A server with those commands. What it says where the real one would begin to execute tells that it got there.
fn ours() -> Server {
    let greeting: Greeting = json::from_str(
        r#"{"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 0}, "package": ""}, "capabilities": ["oob"]}}"#,
    )
    .expect("a greeting");
    const EXECUTED: &str = "executed";
    macro_rules! refusing {
        ($server:expr, $($command:ident,)*) => {
            $server$( .command::<$command, _>(|_, _| Err(error(EXECUTED))) )*
        };
    }
    let server = Server::new(greeting)
        .command::<QueryJobs, _>(|_, _| Ok(Vec::new()))
        .command::<QueryBlockJobs, _>(|_, _| Ok(Vec::new()))
        .command::<QueryBlockExports, _>(|_, _| Ok(Vec::new()))
        .command::<QueryNamedBlockNodes, _>(|_, _| Ok(Vec::new()))
        .command::<QueryBlockstats, _>(|_, _| Ok(Vec::new()))
        .command::<QomList, _>(|_, _| Err(error_of(ErrorClass::DeviceNotFound, EXECUTED)))
        .command::<QomSet, _>(|_, _| Err(error_of(ErrorClass::DeviceNotFound, EXECUTED)))
        .command::<Quit, _>(|_, _| Ok(Empty {}));
    refusing!(
        server,
        JobCancel,
        BlockdevDel,
        BlockExportDel,
        ObjectDel,
        BlockResize,
        BlockDirtyBitmapAdd,
        BlockdevSnapshot,
        BlockdevAdd,
        NbdServerStart,
        Transaction,
    )
}

/// Random numbers that are the same in each run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }
}

/// A line, and the kind of thing it is.
fn line(random: &mut Random) -> (&'static str, Vec<u8>) {
    let (name, arguments) = random.pick(COMMANDS);
    let arguments: Value = serde_json::from_str(arguments).expect("JSON");
    let request = |arguments: &Value| json!({"execute": name, "arguments": arguments, "id": 1}).to_string();
    match random.below(20) {
        0..4 => ("well-formed", request(&arguments).into_bytes()),
        4..12 => {
            let mut arguments = arguments;
            for _ in 0..1 + random.below(2) {
                spoil(&mut arguments, random);
            }
            ("wrong arguments", request(&arguments).into_bytes())
        }
        12..14 => ("wrong envelope", envelope(&arguments, name, random)),
        14..19 => {
            let mut text = request(&arguments).into_bytes();
            for _ in 0..1 + random.below(3) {
                break_text(&mut text, random);
            }
            ("broken JSON", text)
        }
        _ => ("deep or large", large(random)),
    }
}

/// Changes something somewhere in a value.
fn spoil(value: &mut Value, random: &mut Random) {
    let others = [
        json!(null),
        json!(true),
        json!(-1),
        json!(7),
        json!(1.5),
        json!(1e3),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("none"),
        json!([]),
        json!({}),
        json!(["none"]),
        json!({"driver": "raw"}),
        json!(4_294_967_296_u64),
    ];
    match value {
        Value::Object(members) if !members.is_empty() && random.below(3) > 0 => {
            let name = random.pick(&members.keys().cloned().collect::<Vec<_>>());
            match random.below(5) {
                0 => drop(members.remove(&name)),
                1 => drop(members.insert("zz".to_owned(), random.pick(&others))),
                _ => spoil(&mut members[&name], random),
            }
        }
        Value::Array(elements) if !elements.is_empty() && random.below(3) > 0 => {
            let index = random.below(elements.len());
            spoil(&mut elements[index], random);
        }
        Value::Object(members) if random.below(2) == 0 => drop(members.insert("zz".to_owned(), random.pick(&others))),
        _ => *value = random.pick(&others),
    }
}

/// A request whose members are wrong, not those of its arguments.
fn envelope(arguments: &Value, name: &str, random: &mut Random) -> Vec<u8> {
    let members = [
        format!("\"execute\": \"{name}\""),
        format!("'execute' : '{name}'"),
        "\"execute\": \"no-such-command\"".to_owned(),
        "\"execute\": 7".to_owned(),
        format!("\"exec-oob\": \"{name}\""),
        format!("\"arguments\": {arguments}"),
        "\"arguments\": []".to_owned(),
        "\"id\": {\"a\": [null, 1.5]}".to_owned(),
        "\"id\": \"\\u00e9\"".to_owned(),
        "\"more\": 1".to_owned(),
    ];
    let members: Vec<String> = (0..random.below(4)).map(|_| random.pick(&members)).collect();
    format!("{{{}}}", members.join(", ")).into_bytes()
}

/// What is put into a text to break it.
#[rustfmt::skip]
const PIECES: &[&[u8]] = &[
    b"{", b"}", b"[", b"]", b":", b",", b"\"", b"'", b"\\", b" ", b"\n", b"\t",
    b"\0", b"\x01", b"\x7f", b"\xff", b"\xfe", b"\x80", b"\xc3", b"\xc3\xa9", b"\xed\xa0\x80", b"\xc0\x80", b"0", b"1",
    b"-", b".", b"e", b"+", b"a", b"A", b"true", b"null", b"nul", b"%d", b"@", b"\\u0041",
    b"\\udc00", b"\\x", b"\\n", b"00", b"1.5", b"/**/", b"{}", b"[]", b"\"a\"",
];

/// Changes some bytes of a text.
fn break_text(text: &mut Vec<u8>, random: &mut Random) {
    if text.is_empty() {
        return;
    }
    let at = random.below(text.len());
    match random.below(4) {
        0 => drop(text.remove(at)),
        1 => text.truncate(at),
        2 => text[at] = random.pick(PIECES)[0],
        _ => drop(text.splice(at..at, random.pick(PIECES).iter().copied())),
    }
}

/// A text near QEMU's limit on nesting, or a long one.
fn large(random: &mut Random) -> Vec<u8> {
    let depth = random.pick(&[1, 100, 1022, 1023, 1024, 1025, 1030]);
    let inner = match random.below(3) {
        0 => format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
        1 => format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)),
        _ => format!("\"{}\"", random.pick(&["x", "\u{e9}", "\\n"]).repeat(depth * 4)),
    };
    match random.below(3) {
        0 => inner,
        1 => format!("{{\"execute\": \"query-version\", \"id\": {inner}}}"),
        _ => format!("{{\"execute\": \"job-cancel\", \"arguments\": {{\"id\": {inner}}}}}"),
    }
    .into_bytes()
}

/// An answer of a server.
#[derive(Debug)]
struct Answer {
    text: String,
    /// The class of an error; `return` if there is none.
    class: String,
    description: String,
    /// The id without white space. It may nest deeper than a [`Value`] can be read.
    id: Option<String>,
}

impl Answer {
    fn new(text: String) -> Self {
        let members: BTreeMap<String, Box<RawValue>> =
            serde_json::from_str(&text).unwrap_or_else(|problem| panic!("{text:.500}: {problem}"));
        let error: Value = members.get("error").map_or(Value::Null, |error| json::from_str(error.get()).expect("JSON"));
        let part = |name: &str| error[name].as_str().map(str::to_owned);
        Answer {
            class: part("class").unwrap_or_else(|| "return".to_owned()),
            description: part("desc").unwrap_or_default(),
            id: members.get("id").map(|id| id.get().replace(' ', "")),
            text,
        }
    }

    /// What came of the line: the class, whether the command was executed, and the id.
    fn verdict(&self) -> (&str, bool, Option<&str>) {
        let is_refused = ["Parameter '", "Invalid parameter type for '", "QMP input ", "JSON ", "The command "]
            .iter()
            .any(|start| self.description.starts_with(start));
        (&self.class, !is_refused, self.id.as_deref())
    }
}

/// What a server answers to a line: everything up to the reply to a request that follows.
fn answers(connection: &mut Connection, line: &[u8], number: usize) -> Vec<Answer> {
    // A control character gets the server out of whatever it is in.
    let marker = format!("\u{1}{{\"execute\": \"query-version\", \"id\": \"line{number}\"}}\n");
    connection.send_bytes(&[line, marker.as_bytes()].concat());
    let mut answers = Vec::new();
    loop {
        let answer = Answer::new(connection.receive().expect("the server goes on"));
        if answer.id == Some(format!("\"line{number}\"")) {
            return answers;
        }
        answers.push(answer);
    }
}

/// The same random lines get the same answers: as many, of the same classes, with the same ids, executed or not.
#[test]
fn the_same_verdicts_as_the_storage_daemon() {
    let Some(real) = Real::storage_daemon() else { return };
    let (theirs, here) = UnixStream::pair().expect("a pair of sockets");
    let server = Arc::new(ours());
    let serving = std::thread::spawn(move || server.serve_unix(&here).expect("served"));
    let mut both = [real.connect(), Connection::new(theirs)];
    for connection in &mut both {
        assert!(connection.receive().expect("a greeting").contains("QMP"));
        assert!(connection.execute("qmp_capabilities", &json!({})).expect("a reply")["return"].is_object());
    }
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut kinds, mut texts, mut wrong) = (BTreeMap::new(), BTreeMap::new(), String::new());
    for number in 0..LINES {
        let (kind, line) = line(&mut random);
        *kinds.entry(kind).or_insert(0) += 1;
        let [expected, got] = both.each_mut().map(|connection| answers(connection, &line, number));
        let same = expected.len() == got.len()
            && expected.iter().zip(&got).all(|(one, other)| one.verdict() == other.verdict());
        if !same {
            let show =
                |answers: &[Answer]| answers.iter().map(|answer| answer.text.trim()).collect::<Vec<_>>().join(" ");
            let (line, expected, got) = (String::from_utf8_lossy(&line), show(&expected), show(&got));
            writeln!(wrong, "{kind}: {line:.400}\n  theirs {expected:.600}\n  ours   {got:.600}").expect("a string");
        }
        for (one, other) in expected.iter().zip(&got) {
            if !one.verdict().1 && one.description != other.description {
                *texts.entry((one.description.clone(), other.description.clone())).or_insert(0) += 1;
            }
        }
    }
    eprintln!("{kinds:?}; {} texts differ:", texts.len());
    for ((theirs, ours), count) in &texts {
        eprintln!("{count:5} theirs: {theirs:.200}\n      ours:   {ours:.200}");
    }
    assert!(wrong.is_empty(), "{} of {LINES} lines:\n{wrong:.20000}", wrong.matches("\n  ours").count());
    drop(both);
    serving.join().expect("the server ends with its client");
}

/// Of the real schema, a server tells what it has: its own commands, and the types that these and the events need.
#[test]
fn introspection() {
    let Some(real) = Real::storage_daemon() else { return };
    let mut connection = real.connect();
    connection.receive().expect("a greeting");
    connection.execute("qmp_capabilities", &json!({})).expect("a reply");
    let whole = connection.execute("query-qmp-schema", &json!({})).expect("a reply");
    let server = ours().schema(&whole["return"].to_string()).expect("a schema");
    let (theirs, here) = UnixStream::pair().expect("a pair of sockets");
    let serving = std::thread::spawn(move || server.serve_unix(&here).expect("served"));
    let mut connection = Connection::new(theirs);
    connection.receive().expect("a greeting");
    connection.execute("qmp_capabilities", &json!({})).expect("a reply");
    let listed = connection.execute("query-commands", &json!({})).expect("a reply");
    let schema = connection.execute("query-qmp-schema", &json!({})).expect("a reply");
    drop(connection);
    serving.join().expect("the server ends with its client");

    let of = |reply: &Value, kind: &str| -> BTreeSet<String> {
        let entities = reply["return"].as_array().expect("a list").iter();
        let is_it = |entity: &&Value| entity["meta-type"] == kind;
        entities.filter(is_it).map(|entity| entity["name"].as_str().expect("a name").to_owned()).collect()
    };
    let names = listed["return"].as_array().expect("a list").iter();
    let listed: BTreeSet<String> = names.map(|command| command["name"].as_str().expect("a name").to_owned()).collect();
    assert_eq!(of(&schema, "command"), listed);
    assert!(listed.len() > 15 && listed.contains("qmp_capabilities"), "{listed:?}");
    assert_eq!(of(&schema, "event"), of(&whole, "event"));
    assert!(of(&schema, "object").len() < of(&whole, "object").len());
    let entities = schema["return"].as_array().expect("a list");
    let known: BTreeSet<&str> = entities.iter().filter_map(|entity| entity["name"].as_str()).collect();
    for entity in entities {
        for (key, value) in entity.as_object().expect("an object") {
            if ["arg-type", "ret-type", "element-type"].contains(&key.as_str()) {
                assert!(known.contains(value.as_str().expect("a name")), "{entity}");
            }
        }
    }
}
