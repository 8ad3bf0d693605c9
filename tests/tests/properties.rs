//! Rule: every value that the schema allows survives decoding and encoding, and every command that the bindings encode is
//! one whose syntax a real server accepts.

use qapi_parser::schema::{Kind, Schema, Simple, Type};
use qapi_tests::arbitrary::{Arbitrary, Peer};
use qapi_tests::server::{Connection, Server};
use qapi_tests::table::Protocol;
use qapi_tests::workspace;
use serde_json::json;

fn load(root: &str) -> Schema {
    let path = workspace().join("schemas/qemu-10.2.2").join(root);
    qapi_parser::load(&path, &qapi_parser::Options::default()).unwrap_or_else(|failure| panic!("{failure}")).schema
}

#[test]
fn arbitrary_values_of_every_type_round_trip() {
    let mut tried = 0;
    for (protocol, root) in Protocol::ALL {
        let schema = load(root);
        for (id, definition) in schema.definitions() {
            let mut arbitrary = Arbitrary::new(&schema, 0x5eed + id.index() as u64);
            for _ in 0..50 {
                let (value, result) = match definition.kind {
                    Kind::Event(_) => continue,
                    Kind::Command(_) => {
                        let value = arbitrary.arguments(id).expect("arguments");
                        let result = protocol.arguments(&definition.name, &value.to_string());
                        (value, result)
                    }
                    _ => {
                        let value = arbitrary.value(Type::Single(Simple::Defined(id)));
                        let result = protocol.value(&definition.name, &value.to_string());
                        (value, result)
                    }
                };
                assert_eq!(result, Some(Ok(value)), "{protocol:?} {}", definition.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 50_000, "only {tried} values");
}

/// What the storage daemon must not be asked to do by a test: to write files of any size, to end, or to start over.
const LASTING: [&str; 3] = ["blockdev-create", "quit", "qmp_capabilities"];

/// How a server complains about the syntax of a command.
const COMPLAINTS: [&str; 3] = ["Invalid parameter type", "is missing", "is unexpected"];

/// A storage daemon past its greeting; `None` where it is not installed.
fn daemon() -> Option<(Server, Connection)> {
    let server = Server::storage_daemon()?;
    let mut connection = server.connect();
    connection.receive().expect("a greeting");
    connection.execute("qmp_capabilities", &json!({})).expect("a reply");
    Some((server, connection))
}

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
            let Some(arguments) = arbitrary.arguments(id) else { break };
            // What is sent is what the bindings make of it.
            let encoded = Protocol::Qsd.arguments(name, &arguments.to_string()).expect("a command").expect("arguments");
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
