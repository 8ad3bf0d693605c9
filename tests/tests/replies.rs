//! Rule: every reply, error and event of a real server decodes into its type and encodes to the same value.
//!
//! The captures in `replies/` are ours; those of the reference material, and those of the folder that `QAPI_REPLIES`
//! names, are checked where they are present.

use qapi_gate::needs;
use qapi_tests::table::Protocol;
use qapi_tests::{shared, workspace};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Replies that need not decode: the command, the member that is missing, and why that is right.
const EXCEPTIONS: [(&str, &str, &str); 5] = [
    ("query-block", "children", "BlockDeviceInfo.children is mandatory since 10.1; older servers do not have it"),
    ("query-named-block-nodes", "children", "as in query-block"),
    ("query-block", "node-name", "BlockDeviceInfo.node-name became mandatory after 10.0"),
    ("query-named-block-nodes", "node-name", "as in query-block"),
    ("query-cpus-fast", "qom-type", "CpuInfoFast.qom-type is mandatory since 10.1; older servers do not have it"),
];

/// The exceptions among the captures of the reference material: no other reply may use one.
const EXCEPTED_IN_REFERENCE: [&str; 5] = [
    "qsd: query-named-block-nodes",
    "s390x: query-cpus-fast",
    "x86: query-block",
    "x86: query-cpus-fast",
    "x86: query-named-block-nodes",
];

/// What came of a folder of captures.
#[derive(Debug, Default)]
struct Tally {
    exact: usize,
    excepted: Vec<String>,
    /// What differs from the schema as members of servers before 10.0 do: mandatory since, or removed since.
    older: Vec<String>,
    unknown: Vec<String>,
    wrong: Vec<String>,
}

impl Tally {
    fn folder(folder: &Path) -> Self {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        assert!(!files.is_empty(), "{} holds no captures", folder.display());
        let mut tally = Tally::default();
        files.iter().for_each(|path| tally.file(path));
        tally
    }

    fn file(&mut self, path: &Path) {
        let name = path.file_stem().unwrap().to_string_lossy();
        let protocol = match &*name {
            name if name.contains("qga") => Protocol::Qga,
            name if name.contains("qsd") => Protocol::Qsd,
            _ => Protocol::Qmp,
        };
        let capture: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        if let Some(greeting) = capture.get("greeting").filter(|greeting| !greeting.is_null()) {
            let decoded: qapi_runtime::Greeting = serde_json::from_str(&greeting.to_string()).unwrap();
            self.add(format!("{name}: greeting"), greeting, Ok(serde_json::to_value(&decoded).unwrap()));
        }
        let older = capture["greeting"]["QMP"]["version"]["qemu"]["major"].as_u64().is_some_and(|major| major < 10);
        for (command, reply) in capture["replies"].as_object().unwrap() {
            let place = format!("{name}: {command}");
            match protocol.reply(command, &reply.to_string()) {
                Some(Err(error)) if excepted(command, &error) => self.excepted.push(place),
                Some(Err(error)) if older && error.contains("missing member") => {
                    self.older.push(format!("{place}: {error}"));
                }
                Some(Ok(value)) if older && lacks_members_only(reply, &value) => {
                    self.older.push(format!("{place}{}", difference(reply, &value)));
                }
                Some(result) => self.add(place, reply, result),
                None => self.unknown.push(place),
            }
        }
        for (command, error) in capture.get("errors").and_then(Value::as_object).into_iter().flatten() {
            let again = serde_json::from_value::<qapi_runtime::Error>(error.clone()).and_then(serde_json::to_value);
            self.add(format!("{name}: error of {command}"), error, again.map_err(|error| error.to_string()));
        }
        for (index, event) in capture.get("events").and_then(Value::as_array).into_iter().flatten().enumerate() {
            self.add(format!("{name}: event {index}"), event, protocol.event(&event.to_string()));
        }
    }

    fn add(&mut self, place: String, expected: &Value, result: Result<Value, String>) {
        match result {
            Ok(value) if value == *expected => self.exact += 1,
            Ok(value) => self.wrong.push(format!("{place}{}", difference(expected, &value))),
            Err(error) => self.wrong.push(format!("{place}: {error}")),
        }
    }

    fn report(&self) {
        println!("{} replies and events are exact", self.exact);
        println!("{} are excepted:\n{}", self.excepted.len(), self.excepted.join("\n"));
        println!("{} are of older servers:\n{}", self.older.len(), self.older.join("\n"));
        println!("{} are of commands that are not in the schema:\n{}", self.unknown.len(), self.unknown.join("\n"));
        assert!(self.wrong.is_empty(), "{} are wrong:\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
}

fn excepted(command: &str, error: &str) -> bool {
    EXCEPTIONS.iter().any(|(of, member, _)| *of == command && error.contains(&format!("missing member '{member}'")))
}

/// Whether the second value is the first without some members of objects, and without at least one.
fn lacks_members_only(full: &Value, part: &Value) -> bool {
    fn contains(full: &Value, part: &Value) -> bool {
        match (full, part) {
            (Value::Object(a), Value::Object(b)) => {
                b.iter().all(|(key, value)| a.get(key).is_some_and(|other| contains(other, value)))
            }
            (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| contains(a, b)),
            _ => full == part,
        }
    }
    full != part && contains(full, part)
}

/// The first place where two values differ.
fn difference(left: &Value, right: &Value) -> String {
    match (left, right) {
        (Value::Object(a), Value::Object(b)) => {
            let key = a.keys().chain(b.keys()).find(|key| a.get(*key) != b.get(*key)).map_or("", String::as_str);
            let of = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or("(absent)".into());
            format!(".{key}{}", difference(&of(a), &of(b)))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let at = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(0);
            format!("[{at}]{}", difference(&a[at], &b[at]))
        }
        _ => format!(": {left} became {right}"),
    }
}

#[test]
fn our_captures_round_trip() {
    let tally = Tally::folder(&workspace().join("tests/replies"));
    tally.report();
    assert_eq!(tally.unknown, [""; 0], "all of these commands are in the schema");
    assert_eq!(tally.excepted, ["qsd: query-named-block-nodes"]);
    assert!(tally.exact >= 60, "only {} replies and events", tally.exact);
}

#[test]
#[needs(shared = "replies")]
fn captures_of_the_reference_material_round_trip() {
    let Some(folder) = shared("replies") else { return };
    let tally = Tally::folder(&folder);
    tally.report();
    assert_eq!(tally.unknown, [""; 0], "all of these commands are in the schema");
    assert_eq!(tally.excepted, EXCEPTED_IN_REFERENCE);
}

#[test]
fn further_captures_round_trip() {
    let Some(folder) = std::env::var_os("QAPI_REPLIES") else {
        // Past the harness, which keeps what a test that passes prints to itself.
        let note = "note: further_captures_round_trip has nothing to do: QAPI_REPLIES names no folder\n";
        let _ = std::io::Write::write_all(&mut std::io::stderr(), note.as_bytes());
        return;
    };
    Tally::folder(Path::new(&folder)).report();
}
