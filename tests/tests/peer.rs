//! Rule: the index of a real server's reply has all that the reply has, under the path that leads there, and nothing
//! else; and a command of the bindings that a server takes agrees with its schema.
//!
//! The reply in `replies/` is ours; those of the reference material, and those of the folder that `QAPI_REPLIES` names,
//! are checked where they are present.

use qapi_gate::needs;
use qapi_runtime::PeerSchema;
use qapi_tests::{shared, workspace};
use qemu_qapi::qmp::commands::{BlockdevAdd, Migrate, MigrateSetParameters, QueryStatus};
use qemu_qapi::qmp::events::{MemoryFailure, Stop};
use qemu_qapi::qmp::migration;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A reply by its types, and the questions that a walk through it has found.
struct Walk<'r> {
    types: BTreeMap<&'r str, &'r Value>,
    /// Each question with its answer.
    questions: Vec<(String, bool)>,
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

impl<'r> Walk<'r> {
    fn add(&mut self, question: String, answer: bool) {
        self.questions.push((question, answer));
    }

    fn features(&mut self, path: &str, value: &Value) {
        for feature in items(value, "features") {
            self.add(format!("{path}/${}", feature.as_str().expect("a feature")), true);
        }
        self.add(format!("{path}/$nonesuch"), false);
    }

    fn message(&mut self, message: &'r Value) {
        let name = text(message, "name");
        self.add(name.to_owned(), true);
        self.add(format!("{name}x"), false);
        self.features(name, message);
        for key in ["arg-type", "ret-type"] {
            let ty = text(message, key);
            self.add(format!("{name}/{key}"), !ty.is_empty());
            self.ty(&format!("{name}/{key}"), ty, &mut BTreeSet::new());
        }
    }

    /// Every path below a type, without going through a type twice.
    fn ty(&mut self, path: &str, name: &'r str, above: &mut BTreeSet<&'r str>) {
        let Some(&ty) = self.types.get(name) else { return };
        if path.matches('/').count() > 7 || !above.insert(name) {
            return;
        }
        match text(ty, "meta-type") {
            "array" => self.ty(path, text(ty, "element-type"), above),
            "alternate" => items(ty, "members").iter().for_each(|member| self.ty(path, text(member, "type"), above)),
            "builtin" => self.add(format!("{path}/!{}", text(ty, "json-type")), true),
            "enum" => self.values(path, ty),
            "object" => self.object(path, ty, above),
            other => panic!("a type is {other}"),
        }
        above.remove(name);
    }

    fn values(&mut self, path: &str, ty: &Value) {
        for value in items(ty, "members") {
            let path = format!("{path}/^{}", text(value, "name"));
            self.features(&path, value);
            self.add(path, true);
        }
        for value in items(ty, "values") {
            self.add(format!("{path}/^{}", value.as_str().expect("a value")), true);
        }
        self.add(format!("{path}/^nonesuch"), false);
        self.add(format!("{path}/!string"), false);
    }

    fn object(&mut self, path: &str, ty: &'r Value, above: &mut BTreeSet<&'r str>) {
        self.features(path, ty);
        for member in items(ty, "members") {
            let (name, below) = (text(member, "name"), format!("{path}/{}", text(member, "name")));
            self.features(&below, member);
            self.add(format!("{path}/*{name}"), member.get("default").is_some());
            self.add(format!("{path}/{name}x"), false);
            self.ty(&below, text(member, "type"), above);
            self.add(below, true);
        }
        for variant in items(ty, "variants") {
            let below = format!("{path}/+{}", text(variant, "case"));
            self.ty(&below, text(variant, "type"), above);
            self.add(below, true);
        }
        self.add(format!("{path}/+nonesuch"), false);
        self.add(format!("{path}/nonesuch"), false);
    }
}

/// What is there. The alternatives of an alternate share a path, so that one may have what another lacks.
fn there(questions: &[(String, bool)]) -> BTreeSet<&str> {
    questions.iter().filter(|(_, answer)| *answer).map(|(question, _)| question.as_str()).collect()
}

fn check(reply: &Value) -> usize {
    let list = reply.as_array().expect("a list");
    let types = list.iter().map(|entry| (text(entry, "name"), entry)).collect();
    let mut walk = Walk { types, questions: Vec::new() };
    let is_message = |entry: &&Value| matches!(text(entry, "meta-type"), "command" | "event");
    list.iter().filter(is_message).for_each(|message| walk.message(message));
    let peer = PeerSchema::read(&reply.to_string()).expect("a reply");
    let there = there(&walk.questions);
    for (question, _) in &walk.questions {
        assert_eq!(peer.ask(question), Ok(there.contains(question.as_str())), "{question}");
    }
    assert_eq!(peer.commands().chain(peer.events()).count(), list.iter().filter(is_message).count());
    walk.questions.len()
}

fn check_folder(folder: &Path) -> usize {
    let mut asked = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let capture: Value = serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON");
            let reply = if capture.is_array() { Some(&capture) } else { capture["replies"].get("query-qmp-schema") };
            asked += reply.map_or(0, check);
        }
    }
    asked
}

#[test]
fn our_own_capture_answers_as_a_walk_does() {
    assert!(check_folder(&workspace().join("tests/replies")) > 10_000);
}

#[needs(shared = "replies")]
#[test]
fn the_reference_captures_answer_as_a_walk_does() {
    let folder = shared("replies");
    assert!(check_folder(&folder) > 100_000);
}

#[needs(env = "QAPI_REPLIES")]
#[test]
fn other_captures_answer_as_a_walk_does() {
    let folder = std::env::var_os("QAPI_REPLIES").expect("the variable was there when this was compiled");
    assert!(check_folder(Path::new(&folder)) > 0);
}

fn capture(path: &Path) -> PeerSchema {
    let capture: Value = serde_json::from_slice(&std::fs::read(path).expect("a capture")).expect("JSON");
    PeerSchema::read(&capture["replies"]["query-qmp-schema"].to_string()).expect("a reply")
}

/// What the storage daemon of 10.0 has, of what the bindings have.
#[test]
fn the_bindings_ask_by_type() {
    let daemon = capture(&workspace().join("tests/replies/qsd.json"));
    assert!(daemon.has::<BlockdevAdd>() && !daemon.has::<Migrate>() && !daemon.has_event::<Stop>());
    assert_eq!(daemon.has_argument::<BlockdevAdd>("+nbd/tls-hostname"), Ok(true));
    assert_eq!(daemon.has_argument::<BlockdevAdd>("+qcow2/file/+nbd/*tls-hostname/!string"), Ok(true));
    assert_eq!(daemon.has_argument::<Migrate>("channels"), Ok(false));
    assert_eq!(daemon.ask("blockdev-snapshot/$allow-write-only-overlay"), Ok(true));
    assert_eq!(daemon.ask("blockdev-add/arg-type/+file/$dynamic-auto-read-only"), Ok(true));
    let migrate = daemon.mismatches(&Migrate::default()).expect("JSON");
    assert_eq!(migrate.len(), 1);
    assert_eq!(migrate[0].to_string(), "the peer has no command 'migrate'");
}

#[needs(shared = "replies")]
#[test]
fn a_machine_of_10_0_is_told_from_the_bindings() {
    let machine = capture(&shared("replies").join("x86.json"));
    assert!(machine.has::<QueryStatus>() && machine.has_event::<Stop>());
    assert_eq!(machine.has_argument::<Migrate>("channels/addr/+exec/args"), Ok(true));
    assert_eq!(machine.has_argument::<MigrateSetParameters>("multifd-compression/^zstd"), Ok(true));
    assert_eq!(machine.has_return::<QueryStatus>("running/!boolean"), Ok(true));
    assert_eq!(machine.has_data::<MemoryFailure>("flags/recursive"), Ok(true));
    assert!(!machine.has_feature::<Migrate>("deprecated"));

    let address = migration::MigrationAddress::Exec(migration::MigrationExecCommand { args: vec!["cat".into()] });
    let channel = migration::MigrationChannel { channel_type: migration::MigrationChannelType::Cpr, addr: address };
    let migrate = Migrate { channels: Some(vec![channel]), ..Default::default() };
    assert_eq!(machine.mismatches(&migrate).expect("JSON"), []);
    // `cpr-exec` is of 10.2.
    let mode = Some(migration::MigMode::CprExec);
    let command = Vec::from(["qemu".to_owned()]);
    let parameters = migration::MigrationParameters { mode, cpr_exec_command: Some(command), ..Default::default() };
    let found = machine.mismatches(&MigrateSetParameters(parameters)).expect("JSON");
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, ["cpr-exec-command: the peer has no such member", "mode: the peer has no value 'cpr-exec'"]);
}
