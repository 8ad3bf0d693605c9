//! What is printed for a schema is what a server built from it answers, and a reply becomes a schema.

use qapi_parser::introspect::{Config, Introspection, differences, introspect, like};
use qapi_parser::schema::Schema;
use qapi_parser::{DocLevel, Memory, Options, load, load_str, load_with};
use std::path::{Path, PathBuf};

const ALLOW: Options = Options { docs: DocLevel::Allow, legacy: false, legacy_name: "" };

fn schema(text: &str) -> Schema {
    match load_str("schema.json", text, &ALLOW) {
        Ok(loaded) => loaded.schema,
        Err(failure) => panic!("{failure}"),
    }
}

fn read(text: String) -> Introspection {
    match Introspection::read("reply.json", text) {
        Ok(read) => read.introspection,
        Err(failure) => panic!("{failure}"),
    }
}

fn shared(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(path)
}

const SMALL: &str = "
{ 'command': 'migrate', 'data': { '*uri': 'str', '*channels': ['Channel'], 'size': 'uint8' } }
{ 'command': 'query-it', 'returns': ['Status'], 'features': [ 'unstable' ], 'allow-oob': true }
{ 'event': 'A_THING', 'data': 'Socket', 'if': 'HAS_THING', 'boxed': true }
{ 'struct': 'Unused', 'data': { 'a': 'int' } }
{ 'struct': 'Common', 'data': { 'id': 'int' } }
{ 'struct': 'Channel', 'base': 'Common', 'data': { 'addr': 'Socket', 'or': 'StrOrNull' } }
{ 'enum': 'Kind', 'data': [ 'inet', { 'name': 'fd', 'if': { 'any': [ 'A', 'B' ] } }, 'none' ] }
{ 'union': 'Socket', 'base': { 'type': 'Kind' }, 'discriminator': 'type', 'data': { 'inet': 'Inet' } }
{ 'struct': 'Inet', 'data': { 'port': { 'type': 'size', 'features': [ 'deprecated' ] } } }
{ 'alternate': 'StrOrNull', 'data': { 's': 'str', 'n': 'null' } }
{ 'struct': 'Status', 'data': { 'state': { 'type': 'str', 'if': { 'not': 'A' } }, 'any': 'any' } }
";

/// Rule: names are numbers in the order of their first use, integers are one type, members of bases are the type's own,
/// types that nothing reaches are left out, and conditions hold or do not.
#[test]
fn a_small_schema_is_listed_as_qemu_does() {
    let config = Config::default().define("A");
    let expected = r#"[
{"name": "migrate", "meta-type": "command", "arg-type": "0", "ret-type": "1"},
{"name": "query-it", "meta-type": "command", "arg-type": "1", "ret-type": "[2]", "allow-oob": true, "features": ["unstable"]},
{"name": "0", "meta-type": "object", "members": [{"name": "uri", "type": "str", "default": null}, {"name": "channels", "type": "[4]", "default": null}, {"name": "size", "type": "int"}]},
{"name": "1", "meta-type": "object", "members": []},
{"name": "[2]", "meta-type": "array", "element-type": "2"},
{"name": "2", "meta-type": "object", "members": [{"name": "any", "type": "any"}]},
{"name": "3", "meta-type": "object", "members": [{"name": "type", "type": "5"}], "tag": "type", "variants": [{"case": "inet", "type": "6"}, {"case": "fd", "type": "1"}, {"case": "none", "type": "1"}]},
{"name": "str", "meta-type": "builtin", "json-type": "string"},
{"name": "[4]", "meta-type": "array", "element-type": "4"},
{"name": "4", "meta-type": "object", "members": [{"name": "id", "type": "int"}, {"name": "addr", "type": "3"}, {"name": "or", "type": "7"}]},
{"name": "int", "meta-type": "builtin", "json-type": "int"},
{"name": "any", "meta-type": "builtin", "json-type": "value"},
{"name": "5", "meta-type": "enum", "members": [{"name": "inet"}, {"name": "fd"}, {"name": "none"}], "values": ["inet", "fd", "none"]},
{"name": "6", "meta-type": "object", "members": [{"name": "port", "type": "int", "features": ["deprecated"]}]},
{"name": "7", "meta-type": "alternate", "members": [{"type": "str"}, {"type": "null"}]},
{"name": "null", "meta-type": "builtin", "json-type": "null"}
]
"#;
    assert_eq!(introspect(&schema(SMALL), &config, false).to_string(), expected);
}

/// Rule: as in QEMU, a type is listed although only members, branches, commands or events that the build lacks use it,
/// unless the build lacks the type itself.
#[test]
fn types_of_parts_that_a_build_lacks_are_listed() {
    let schema = schema(
        "{ 'struct': 'OfMember', 'data': { 'a': 'int' } }
        { 'struct': 'OfCommand', 'data': { 'b': 'bool' } }
        { 'struct': 'OfBranch', 'data': { 'c': ['number'] } }
        { 'struct': 'Lacking', 'data': { 'd': 'str' }, 'if': 'NO' }
        { 'enum': 'Kind', 'data': [ 'one', { 'name': 'two', 'if': 'NO' } ] }
        { 'union': 'Both', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind',
          'data': { 'two': { 'type': 'OfBranch', 'if': 'NO' } } }
        { 'struct': 'Here', 'data': { 'both': 'Both', '*m': { 'type': ['OfMember'], 'if': 'NO' } } }
        { 'command': 'here', 'data': 'Here', 'boxed': true }
        { 'command': 'away', 'data': { 'x': 'OfCommand', 'y': ['Lacking'] }, 'if': 'NO' }",
    );
    let names = |config: &Config| {
        let names = introspect(&schema, config, true).entries.into_iter().map(|entry| entry.name);
        names.collect::<std::collections::BTreeSet<_>>()
    };
    let with: std::collections::BTreeSet<_> = names(&Config::default().define("NO"));
    let without = names(&Config::default());
    let missing: Vec<_> = with.difference(&without).map(String::as_str).collect();
    assert_eq!(missing, ["Lacking", "[Lacking]", "away", "q_obj_away-arg"]);
    assert!(without.is_subset(&with) && without.contains("OfMember") && without.contains("[number]"));
}

/// Rule: what is inferred from a reply explains it, whatever the server was built with.
#[test]
fn the_configuration_is_inferred_from_a_reply() {
    let schema = schema(SMALL);
    for bits in 0..8_u32 {
        let symbols = ["HAS_THING", "A", "B"].into_iter().zip(0..);
        let config = symbols.fold(Config::default(), |config, (symbol, bit)| match bits >> bit & 1 {
            1 => config.define(symbol),
            _ => config,
        });
        let reply = introspect(&schema, &config, false);
        let inference = like(&schema, &reply);
        assert_eq!(inference.contradictions, Vec::<String>::new());
        assert_eq!(inference.config.is_defined("A"), config.is_defined("A"), "{bits}");
        // Whether B is defined cannot be seen where A is.
        assert_eq!(inference.open.contains(&"B".to_owned()), config.is_defined("A"), "{bits}");
        assert_eq!(differences(&reply, &introspect(&schema, &inference.config, true)), []);
    }
}

/// Rule: a reply that no build of the schema gives is said to be one.
#[test]
fn contradictions_are_told() {
    let text = "{ 'command': 'a', 'if': 'X' } { 'command': 'b', 'if': 'X' } { 'command': 'c', 'if': { 'not': 'Y' } }";
    let other = schema("{ 'command': 'b' } { 'command': 'c' }");
    let inference = like(&schema(text), &introspect(&other, &Config::default(), false));
    assert_eq!(inference.contradictions.len(), 1, "{inference:?}");
    assert!(inference.contradictions[0].starts_with("b is there"), "{inference:?}");
    assert!(!inference.known["Y"].0);
}

/// Rule: types are named after their first use, independently of order and numbers, and nothing is lost.
#[test]
fn a_reply_becomes_a_schema_that_gives_the_same_reply() {
    let reply = introspect(&schema(SMALL), &Config::all(), false);
    let mut turned = reply.clone();
    turned.entries.reverse();
    let mut dumps = Vec::new();
    for reply in [&reply, &turned] {
        let text = format!("{{\"return\": {reply}, \"id\": 7}}");
        let files = Memory::from_iter([("reply.json", text)]);
        let schema = load_with(&files, Path::new("reply.json"), &ALLOW).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(differences(reply, &introspect(&schema.schema, &Config::default(), false)), []);
        dumps.push(schema.schema.definitions().map(|(_, definition)| definition.name.clone()).collect::<Vec<_>>());
    }
    assert_eq!(dumps[0], dumps[1]);
    let expected = [
        "QueryItItem",
        "AThingData",
        "MigrateChannels",
        "AThingType",
        "AThingInet",
        "MigrateChannelsOr",
        "migrate",
        "query-it",
        "A_THING",
    ];
    assert_eq!(dumps[0], expected);
}

/// Rule: a session is read, too, with the reply on one of its lines.
#[test]
fn a_session_is_read() {
    let reply = introspect(&schema(SMALL), &Config::all(), false);
    let line = reply.to_string().replace('\n', "");
    let session = format!("{{\"QMP\": {{}}}}\n{{\"return\": {{}}}}\n{{\"return\": {line}}}\n");
    assert_eq!(differences(&read(session), &reply), []);
}

/// Rule: names that a server does not mask are kept.
#[test]
fn names_in_a_reply_are_kept() {
    let schema = schema(SMALL);
    let text = introspect(&schema, &Config::all(), true).to_string();
    let loaded = load_with(&Memory::from_iter([("r.json", text)]), Path::new("r.json"), &ALLOW);
    let loaded = loaded.unwrap_or_else(|failure| panic!("{failure}"));
    for name in ["Channel", "Socket", "Kind", "Status", "StrOrNull", "Inet"] {
        assert!(loaded.schema.find(name).is_some(), "{name}");
    }
}

/// Rule: a file that is no reply is an error with a place, whatever is wrong with it.
#[test]
fn bad_replies_are_errors() {
    let entry = r#"{"name": "0", "meta-type": "object", "members": [], "features": []}"#;
    let deep = format!("[\"meta-type\", {}", "[".repeat(100_000));
    for (text, expected) in [
        ("[{\"meta-type\": 1}]", "reply.json:1:2: error[invalid-reply]: there must be a member 'name'"),
        ("[{\"meta-type\": \"enum\"", "reply.json:1:22: error[invalid-reply]: the reply is not JSON"),
        ("{\"meta-type\": 3}", "reply.json:1:1: error[invalid-reply]: this is no reply to query-qmp-schema"),
        (&format!("[{entry},\n{entry}]"), "reply.json:2:1: error[invalid-reply]: '0' is listed twice"),
        (&deep, "error[invalid-reply]: the reply is not JSON"),
        (r#"[{"name": "a", "meta-type": "array", "element-type": "a"}]"#, "'a' is an array, but so is 'a'"),
        (r#"[{"name": "E", "meta-type": "event", "arg-type": "E"}]"#, "there is no type 'E'"),
        (
            r#"[{"name": "e!", "meta-type": "command", "arg-type": "0", "ret-type": "0"}, {"name": "0", "meta-type": "object", "members": []}]"#,
            "'e!' cannot be a name",
        ),
    ] {
        let failure = Introspection::read("reply.json", text.to_owned()).expect_err(text);
        let shown = qapi_parser::diagnostic::render(
            &failure.diagnostics,
            &failure.sources,
            qapi_parser::diagnostic::Format::Short,
        );
        assert!(shown.contains(expected), "{text}\n{shown}");
    }
}

/// Rule: what is printed for a tree, with the configuration that a reply shows, is what the server answered. The tree is
/// 10.0.13's and the servers are 10.0.2, which lack one member.
#[qapi_gate::needs(shared = "upstream")]
#[test]
fn real_servers_answer_what_is_printed() {
    for (reply, part) in [("x86", "qapi"), ("s390x", "qapi"), ("qsd", "storage-daemon/qapi")] {
        let root = shared(&format!("upstream/qemu-10.0.13/{part}/qapi-schema.json"));
        let path = shared(&format!("replies/{reply}.json"));
        let capture = std::fs::read_to_string(path).expect("a readable capture");
        let capture: serde_json::Value = serde_json::from_str(&capture).expect("JSON");
        let reply = read(capture["replies"]["query-qmp-schema"].to_string());
        let schema = load(&root, &ALLOW).unwrap_or_else(|failure| panic!("{failure}")).schema;
        let inference = like(&schema, &reply);
        assert_eq!(inference.contradictions, Vec::<String>::new());
        let printed = introspect(&schema, &inference.config, false);
        assert_eq!(printed.entries.len(), reply.entries.len());
        let found = differences(&printed, &reply);
        let unexpected: Vec<_> = found.iter().filter(|difference| !difference.path.ends_with("/delay-ns")).collect();
        assert!(unexpected.is_empty(), "{unexpected:#?}");
        assert!(found.len() < 5, "{found:#?}");
        let again = read(introspect(&schema, &inference.config, false).to_string());
        assert_eq!(differences(&again, &introspect(&schema, &inference.config, true)), []);
    }
}

/// Rule: what is printed for QEMU's schemas in this repository, with the configuration that a reply shows, is what the
/// server answered.
#[test]
fn captured_servers_answer_what_is_printed() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let captured = |name: &str| std::fs::read_to_string(workspace.join("tests/replies").join(name)).expect("a capture");
    let daemon: serde_json::Value = serde_json::from_str(&captured("qsd.json")).expect("JSON");
    let daemon = daemon["replies"]["query-qmp-schema"].to_string();
    for (root, text) in [("qapi", captured("qmp-schema.json")), ("storage-daemon/qapi", daemon)] {
        let root = workspace.join(format!("schemas/qemu/{root}/qapi-schema.json@10.0"));
        let schema = load(&root, &ALLOW).unwrap_or_else(|failure| panic!("{failure}")).schema;
        let reply = read(text);
        assert!(reply.entries.len() > 300, "the reply is whole");
        let inference = like(&schema, &reply);
        assert_eq!(inference.contradictions, Vec::<String>::new());
        let found = differences(&introspect(&schema, &inference.config, false), &reply);
        // The schemas are those of a later 10.0, which has this member.
        let unexpected: Vec<_> = found.iter().filter(|difference| !difference.path.ends_with("/delay-ns")).collect();
        assert!(unexpected.is_empty(), "{unexpected:#?}");
    }
}
