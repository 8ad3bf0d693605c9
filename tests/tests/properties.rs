//! Rule: every value that the schema allows survives decoding and encoding, and a real server accepts the syntax of
//! every command that the bindings encode.

use qapi_gate::needs;
use qapi_parser::introspect::{Config, introspect};
use qapi_parser::schema::{DefId, Kind, Member, Schema};
use qapi_parser::tree::Tree;
use qapi_runtime::PeerSchema;
use qapi_tests::arbitrary::{Arbitrary, Peer};
use qapi_tests::server::{Connection, Server};
use qapi_tests::table::Protocol;
use qapi_tests::workspace;
use serde_json::{Value, json};

/// All versions merged, as in the bindings.
fn load(root: &str) -> Schema {
    load_as(root, "*")
}

fn load_as(root: &str, version: &str) -> Schema {
    let path = workspace().join("schemas/qemu").join(format!("{root}@{version}"));
    qapi_parser::load(&path, &qapi_parser::Options::default()).unwrap_or_else(|failure| panic!("{failure}")).schema
}

/// Calls `check` with values of every definition of every protocol.
fn for_every_definition<'s>(
    schemas: &'s [(Protocol, Schema)],
    times: usize,
    make: fn(&'s Schema, u64) -> Arbitrary<'s>,
    mut check: impl FnMut(Protocol, &'s Schema, DefId, &mut Arbitrary<'s>, Value),
) {
    for (protocol, schema) in schemas {
        for (id, _) in schema.definitions() {
            let mut arbitrary = make(schema, 0x5eed + id.index() as u64);
            for _ in 0..times {
                let value = arbitrary.definition(id).expect("no server is asked");
                check(*protocol, schema, id, &mut arbitrary, value);
            }
        }
    }
}

fn schemas() -> Vec<(Protocol, Schema)> {
    Protocol::ALL.iter().map(|(protocol, root)| (*protocol, load(root))).collect()
}

/// The value that comes back from decoding and encoding, after the members of its objects were put in random order.
fn again(protocol: Protocol, name: &str, arbitrary: &mut Arbitrary<'_>, value: &Value) -> Result<Value, String> {
    protocol.value(name, &arbitrary.shuffled(value)).unwrap_or_else(|| panic!("{protocol:?} has no {name}"))
}

#[test]
fn values_survive_in_any_order_of_members() {
    let schemas = schemas();
    for_every_definition(&schemas, 25, Arbitrary::new, |protocol, schema, id, arbitrary, value| {
        let name = &schema.definition(id).name;
        assert_eq!(again(protocol, name, arbitrary, &value), Ok(value), "{protocol:?} {name}");
    });
}

/// Rule: the bindings decode and keep whatever the schema of any single version allows.
#[test]
fn values_of_every_version_survive() {
    let tree = Tree::open(&workspace().join("schemas/qemu")).expect("a tree of versions");
    let bindings = schemas();
    let mut checked = 0;
    for version in tree.versions() {
        for ((protocol, merged), (_, root)) in bindings.iter().zip(Protocol::ALL) {
            let schema = load_as(root, version);
            for (id, definition) in schema.definitions() {
                // What was renamed is found under its newest name.
                let now = merged.find(&definition.name).expect("every definition of every version is there");
                let mut arbitrary = Arbitrary::new(&schema, 0x5eed + id.index() as u64);
                for _ in 0..5 {
                    let value = arbitrary.definition(id).expect("no server is asked");
                    let name = &merged.definition(now).name;
                    let result = again(*protocol, name, &mut arbitrary, &value);
                    assert_eq!(result, Ok(value), "{protocol:?} {version} {}", definition.name);
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 50_000, "only {checked} values were checked");
}

#[test]
fn unknown_values_branches_and_forms_survive() {
    let schemas = schemas();
    for_every_definition(&schemas, 25, Arbitrary::surprising, |protocol, schema, id, arbitrary, value| {
        let name = &schema.definition(id).name;
        assert_eq!(again(protocol, name, arbitrary, &value), Ok(value), "{protocol:?} {name}");
    });
}

#[test]
fn an_unknown_member_is_skipped_and_a_missing_one_is_named() {
    let schemas = schemas();
    for_every_definition(&schemas, 3, Arbitrary::new, |protocol, schema, id, arbitrary, value| {
        let definition = schema.definition(id);
        let Value::Object(object) = &value else { return };
        let mut more = object.clone();
        more.insert("x-later-addition".to_owned(), json!([1]));
        // A command that takes arguments beyond those declared keeps them.
        let open = matches!(&definition.kind, Kind::Command(command) if !command.flags.gen_marshal);
        let expected = Value::Object(if open { more.clone() } else { object.clone() });
        let result = again(protocol, &definition.name, arbitrary, &Value::Object(more));
        assert_eq!(result, Ok(expected), "{protocol:?} {}", definition.name);
        let deprecated = |member: &Member| member.features.iter().any(|feature| feature.name == "deprecated");
        for (_, member) in schema.members(id) {
            if member.optional || member.condition.is_some() || deprecated(member) {
                continue;
            }
            let mut less = object.clone();
            less.remove(&member.name);
            let error = again(protocol, &definition.name, arbitrary, &Value::Object(less)).expect_err(&member.name);
            assert!(error.contains(&format!("missing member '{}'", member.name)), "{}: {error}", definition.name);
        }
    });
}

/// Commands that a test must not send to the storage daemon: they write files of any size, end it, or reset it.
const LASTING: [&str; 3] = ["blockdev-create", "quit", "qmp_capabilities"];

/// How a server complains about the syntax of a command.
const COMPLAINTS: [&str; 3] = ["Invalid parameter type", "is missing", "is unexpected"];

/// A storage daemon after its greeting; `None` if it is not installed.
fn daemon() -> Option<(Server, Connection)> {
    let server = Server::storage_daemon()?;
    let mut connection = server.connect();
    connection.receive().expect("a greeting");
    connection.execute("qmp_capabilities", &json!({})).expect("a reply");
    Some((server, connection))
}

#[needs(program = "qemu-storage-daemon")]
#[test]
fn a_server_accepts_the_syntax_of_every_command() {
    let Some((mut server, mut connection)) = daemon() else { return };
    let schema = load("storage-daemon/qapi/qapi-schema.json");
    let peer = Peer::new(&connection.execute("query-qmp-schema", &json!({})).expect("a reply")["return"]);
    for (wrong, words) in [json!({"id": 1}), json!({}), json!({"id": "a", "b": 1})].iter().zip(&COMPLAINTS) {
        let reply = connection.execute("job-pause", wrong).expect("a reply");
        assert!(reply["error"]["desc"].as_str().is_some_and(|desc| desc.contains(words)), "{reply}");
    }
    // A random host would be looked up, and waiting for a client would stop the server. Names of files are relative to
    // the server's own folder.
    let fixed = [("host", json!("127.0.0.1")), ("port", json!("0")), ("wait", json!(false))];
    let (mut commands, mut sent, mut accepted, mut ended) = (0, 0, 0, Vec::new());
    for (id, definition) in schema.definitions() {
        let name = definition.name.as_str();
        if !matches!(definition.kind, Kind::Command(_)) || LASTING.contains(&name) {
            continue;
        }
        let mut arbitrary = Arbitrary::for_peer(&schema, 0xfeed + id.index() as u64, &peer, &fixed);
        for _ in 0..60 {
            let Some(arguments) = arbitrary.definition(id) else { break };
            // What is sent is what the bindings make of it.
            let encoded = Protocol::Qsd.value(name, &arguments.to_string()).expect("a command").expect("arguments");
            sent += 1;
            let Some(reply) = connection.execute(name, &encoded) else {
                // It was past the syntax when an assertion of its own ended it.
                ended.push(format!("{name} {encoded}"));
                (server, connection) = daemon().expect("the server starts again");
                continue;
            };
            accepted += usize::from(reply.get("return").is_some());
            let complaint = reply["error"]["desc"].as_str().unwrap_or_default();
            let syntax = COMPLAINTS.iter().any(|part| complaint.contains(part));
            assert!(!syntax, "{name} {encoded}: {complaint}");
        }
        commands += 1;
    }
    println!("{sent} messages of {commands} commands; {accepted} succeeded; the server ended at: {ended:#?}");
    assert!(commands > 60 && sent > 3000 && accepted > 300, "{sent} of {commands} commands, {accepted} accepted");
    assert!(ended.len() < 30, "the server ended {} times", ended.len());
    connection.execute("quit", &json!({}));
    server.wait();
}

/// Rule: an index of what a version answers finds nothing wrong with any command that the version allows.
#[test]
fn commands_of_a_version_fit_its_own_answer() {
    let mut checked = 0;
    for version in ["6.2", "9.2", "11.1"] {
        for (_, root) in Protocol::ALL {
            let schema = load_as(root, version);
            let answer = introspect(&schema, &Config::everything(), false).to_string();
            let peer = PeerSchema::read(&answer).expect("an answer");
            for (id, definition) in schema.definitions().filter(|(_, known)| matches!(known.kind, Kind::Command(_))) {
                let mut arbitrary = Arbitrary::new(&schema, 0xface + id.index() as u64);
                for _ in 0..10 {
                    let arguments = arbitrary.definition(id).expect("no server is asked");
                    assert_eq!(
                        peer.mismatches_raw(&definition.name, &arguments),
                        [],
                        "{} {arguments}",
                        definition.name
                    );
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 5_000, "only {checked} commands were checked");
}

/// Rule: what an index finds wrong with a command, the server refuses; what it finds right has the syntax that the server
/// wants. The commands are those of all versions.
#[needs(program = "qemu-storage-daemon")]
#[test]
fn a_server_agrees_with_the_index_of_its_answer() {
    let Some((mut server, mut connection)) = daemon() else { return };
    let schema = load("storage-daemon/qapi/qapi-schema.json");
    let answer = connection.execute("query-qmp-schema", &json!({})).expect("a reply")["return"].to_string();
    let peer = PeerSchema::read(&answer).expect("an answer");
    let fixed = [("host", json!("127.0.0.1")), ("port", json!("0")), ("wait", json!(false))];
    let (mut right, mut wrong) = (0, 0);
    for (id, definition) in schema.definitions().filter(|(_, known)| matches!(known.kind, Kind::Command(_))) {
        let name = definition.name.as_str();
        if LASTING.contains(&name) {
            continue;
        }
        let mut arbitrary = Arbitrary::harmless(&schema, 0xbee + id.index() as u64, &fixed);
        for _ in 0..40 {
            let arguments = arbitrary.definition(id).expect("no server is asked");
            let mismatches = peer.mismatches_raw(name, &arguments);
            let Some(reply) = connection.execute(name, &arguments) else {
                // It was past the syntax when an assertion of its own ended it.
                assert_eq!(mismatches, [], "{name} {arguments}");
                (server, connection) = daemon().expect("the server starts again");
                continue;
            };
            let complaint = reply["error"]["desc"].as_str().unwrap_or_default();
            if mismatches.is_empty() {
                let complains =
                    COMPLAINTS.iter().chain(&["does not accept value"]).any(|part| complaint.contains(part));
                assert!(!complains, "{name} {arguments}: {complaint}");
                right += 1;
            } else {
                assert!(reply.get("error").is_some(), "{name} {arguments}: {mismatches:?}, but {reply}");
                wrong += 1;
            }
        }
    }
    assert!(right > 1000 && wrong > 100, "{right} commands were right, {wrong} wrong");
    connection.execute("quit", &json!({}));
    server.wait();
}
