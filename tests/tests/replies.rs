//! Rule: every reply, error and event of a real server of any version decodes into its type and encodes to the same
//! value, without exception.
//!
//! The captures in `replies/` are ours; those of the reference material, and those of the folder that `QAPI_REPLIES`
//! names, are checked where they are present.

use qapi_gate::needs;
use qapi_tests::table::Protocol;
use qapi_tests::{shared, workspace};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What came of a folder of captures.
#[derive(Debug, Default)]
struct Tally {
    exact: usize,
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
        let mut capture: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        if capture.is_array() {
            capture = json!({ "replies": { "query-qmp-schema": capture } });
        }
        if let Some(greeting) = capture.get("greeting").filter(|greeting| !greeting.is_null()) {
            let decoded: qapi_runtime::Greeting = serde_json::from_str(&greeting.to_string()).unwrap();
            self.add(format!("{name}: greeting"), greeting, Ok(serde_json::to_value(&decoded).unwrap()));
        }
        for (command, reply) in capture["replies"].as_object().unwrap() {
            let place = format!("{name}: {command}");
            match protocol.reply(command, &reply.to_string()) {
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
        assert_eq!(self.unknown, [""; 0], "all of these commands are in the schema");
        assert!(self.wrong.is_empty(), "{} are wrong:\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
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
    assert!(tally.exact >= 60, "only {} replies and events", tally.exact);
}

#[needs(shared = "replies")]
#[test]
fn captures_of_the_reference_material_round_trip() {
    let folder = shared("replies");
    Tally::folder(&folder).report();
}

#[needs(env = "QAPI_REPLIES")]
#[test]
fn further_captures_round_trip() {
    let folder = std::env::var_os("QAPI_REPLIES").expect("QAPI_REPLIES names a folder of captures");
    Tally::folder(Path::new(&folder)).report();
}
