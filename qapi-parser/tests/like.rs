//! Rule: a schema that is made like a server has exactly what the server has, and keeps its names, its integer types and
//! its documentation.

use qapi_gate::needs;
use qapi_parser::introspect::{Config, Introspection, differences, introspect};
use qapi_parser::merge::Settlements;
use qapi_parser::schema::{Builtin, Kind, Schema, Simple, Type};
use qapi_parser::{DocLevel, Options, load, load_like};
use std::path::{Path, PathBuf};

fn options() -> Options {
    Options { docs: DocLevel::Allow, ..Options::default() }
}

fn workspace(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn read(path: &Path) -> Introspection {
    let text = std::fs::read_to_string(path).expect("a reply");
    Introspection::read("reply.json", text).unwrap_or_else(|failure| panic!("{failure}")).introspection
}

/// The schema `root`, like the server with this reply, and what its own answer differs in from the reply.
fn like(root: &Path, reply: &Path) -> (Schema, Vec<String>) {
    let loaded = load_like(&[root], reply, &Settlements::new(), &options());
    let schema = loaded.unwrap_or_else(|failure| panic!("{failure}")).schema;
    let ours = introspect(&schema, &Config::default(), false);
    let found = differences(&ours, &read(reply)).iter().map(ToString::to_string).collect();
    (schema, found)
}

/// The same, if there is no difference.
fn exactly(root: &Path, reply: &Path) -> Schema {
    let (schema, found) = like(root, reply);
    assert!(found.is_empty(), "{} differences from {}:\n{}", found.len(), reply.display(), found.join("\n"));
    schema
}

/// Writes texts as files of a folder, and gives their paths.
fn written<const N: usize>(folder: &Path, files: [(&str, &str); N]) -> [PathBuf; N] {
    files.map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a file");
        path
    })
}

const SCHEMA: &str = "
{ 'command': 'add', 'data': 'Options', 'boxed': true, 'features': [ 'old' ] }
{ 'command': 'gone', 'returns': 'Gone' }
{ 'struct': 'Gone', 'data': { 'a': 'int' } }
{ 'enum': 'Driver', 'data': [ 'file', 'nbd', 'null', 'gone' ] }
{ 'struct': 'Common', 'data': { 'driver': 'Driver', '*read-only': 'bool', '*gone': 'bool' } }
{ 'union': 'Options', 'base': 'Common', 'discriminator': 'driver',
  'data': { 'file': 'FileOptions', 'gone': 'Gone', 'nbd': { 'type': 'NbdOptions', 'if': 'NBD' } } }
{ 'struct': 'FileOptions', 'data': { 'filename': 'str', 'size': 'uint32', 'lost': 'Gone', 'name': 'StrOrNull' } }
{ 'struct': 'NbdOptions', 'data': { '*port': 'uint16', 'via': 'Via' } }
{ 'alternate': 'StrOrNull', 'data': { 's': 'str', 'n': 'null' } }
{ 'alternate': 'Via', 'data': { 's': 'str', 'o': 'Options' } }
";

/// No `gone`; `port` is mandatory, `name` is a plain string; a value, a branch, a member and an event more.
const REPLY: &str = r#"{"return": [
{"name": "add", "meta-type": "command", "arg-type": "0", "ret-type": "1", "features": ["deprecated"]},
{"name": "MORE", "meta-type": "event", "arg-type": "7"},
{"name": "0", "meta-type": "object", "tag": "driver",
 "members": [{"name": "driver", "type": "2"}, {"name": "read-only", "type": "bool", "default": null}],
 "variants": [{"case": "file", "type": "3"}, {"case": "nbd", "type": "4"}, {"case": "null", "type": "1"},
              {"case": "more", "type": "5"}]},
{"name": "1", "meta-type": "object", "members": []},
{"name": "2", "meta-type": "enum", "values": ["file", "nbd", "null", "more"],
 "members": [{"name": "file"}, {"name": "nbd"}, {"name": "null"}, {"name": "more", "features": ["unstable"]}]},
{"name": "3", "meta-type": "object",
 "members": [{"name": "filename", "type": "str"}, {"name": "size", "type": "int"}, {"name": "name", "type": "str"}]},
{"name": "4", "meta-type": "object", "members": [{"name": "port", "type": "int"}, {"name": "via", "type": "6"}]},
{"name": "5", "meta-type": "object", "members": [{"name": "depth", "type": "int"}]},
{"name": "6", "meta-type": "alternate", "members": [{"type": "str"}, {"type": "0"}]},
{"name": "7", "meta-type": "object", "members": [{"name": "options", "type": "[0]", "default": null}]},
{"name": "[0]", "meta-type": "array", "element-type": "0"},
{"name": "str", "meta-type": "builtin", "json-type": "string"},
{"name": "int", "meta-type": "builtin", "json-type": "int"},
{"name": "bool", "meta-type": "builtin", "json-type": "boolean"}
]}"#;

#[test]
fn what_the_server_lacks_is_left_out_and_what_it_has_more_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let [root, reply] = written(folder.path(), [("schema.json", SCHEMA), ("reply.json", REPLY)]);
    let schema = exactly(&root, &reply);
    let names: Vec<&str> = schema.definitions().map(|(_, definition)| definition.name.as_str()).collect();
    assert_eq!(names, ["add", "Driver", "Common", "Options", "FileOptions", "NbdOptions", "Via", "AddMore", "MORE"]);
    let definition = |name: &str| schema.definition(schema.find(name).expect(name));
    let member = |definition_: &str, name: &str| {
        let member = definition(definition_).own_members().iter().find(|member| member.name == name).expect(name);
        (member.ty, member.optional)
    };
    let builtin = |builtin| Type::Single(Simple::Builtin(builtin));
    assert_eq!(member("FileOptions", "size"), (builtin(Builtin::Uint32), false));
    assert_eq!(member("FileOptions", "name"), (builtin(Builtin::Str), false));
    assert_eq!(member("NbdOptions", "port"), (builtin(Builtin::Uint16), false));
    assert_eq!(member("AddMore", "depth"), (builtin(Builtin::Integer), false));
    assert_eq!(member("Common", "read-only"), (builtin(Builtin::Bool), true));
    assert_eq!(definition("add").features[0].name, "deprecated");
    let Kind::Union(union) = &definition("Options").kind else { panic!("a union") };
    assert!(union.branches.iter().all(|branch| branch.condition.is_none()));
}

/// The reply in a capture.
fn captured(name: &str) -> String {
    let path = workspace("../shared/replies").join(name);
    let capture: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("a capture")).expect("JSON");
    capture["replies"]["query-qmp-schema"].to_string()
}

/// Rule: a version made like itself is itself, whatever was decided about its conditions, and also by the names of the
/// next version.
#[test]
fn a_version_like_itself_is_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    for root in ["qapi/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json"] {
        for (version, wider) in [("6.2", "6.2"), ("8.2", "8.2"), ("10.0", "9.2..10.0"), ("11.1", "11.1")] {
            let path = |versions| workspace(&format!("schemas/qemu/{root}@{versions}"));
            let one = load(&path(version), &options()).unwrap_or_else(|failure| panic!("{failure}")).schema;
            for config in [Config::all(), Config::default()] {
                let text = introspect(&one, &config, false).to_string();
                let [reply] = written(folder.path(), [("reply.json", &text)]);
                let schema = exactly(&path(wider), &reply);
                assert!(schema.find("BlockdevOptions").is_some());
            }
        }
    }
}

/// Names that no schema file gave: made of the first use in a reply.
fn anonymous(schema: &Schema) -> Vec<&str> {
    let file = |span: qapi_parser::source::Span| schema.sources().file(span.file).display();
    let all = schema.definitions().filter(|(_, definition)| file(definition.name_span).ends_with("reply.json"));
    all.map(|(_, definition)| definition.name.as_str()).collect()
}

#[test]
#[needs(shared = "replies")]
fn real_servers_are_what_they_say() {
    let folder = tempfile::tempdir().expect("a folder");
    for (capture, root) in [
        ("x86.json", "qapi/qapi-schema.json"),
        ("s390x.json", "qapi/qapi-schema.json"),
        ("qsd.json", "storage-daemon/qapi/qapi-schema.json"),
        // All that the daemon has, QEMU has too.
        ("qsd.json", "qapi/qapi-schema.json"),
    ] {
        let [reply] = written(folder.path(), [("reply.json", &captured(capture))]);
        let schema = exactly(&workspace(&format!("schemas/qemu/{root}@10.0")), &reply);
        assert_eq!(anonymous(&schema), [""; 0]);
        assert!(schema.find("BlockdevOptionsQcow2").is_some() && schema.find("x-query-nonesuch").is_none());
    }
}

/// Rule: where merging gave several types one form, that form stays; all else is what the server says.
#[test]
#[needs(shared = "replies")]
fn a_real_server_is_found_among_all_versions() {
    let folder = tempfile::tempdir().expect("a folder");
    let [reply] = written(folder.path(), [("reply.json", &captured("x86.json"))]);
    let (schema, found) = like(&workspace("schemas/qemu/qapi/qapi-schema.json@*"), &reply);
    assert_eq!(
        found,
        [
            "query-migrate-parameters/ret-type/tls-authz: alternate in the first, string in the second",
            "query-sev/ret-type: selects its branch by another member",
            "query-sev/ret-type/+/sev: only in the second",
            "query-sev/ret-type/+/sev-snp: only in the second",
            "query-sev/ret-type/handle: only in the first",
            "query-sev/ret-type/policy: only in the first",
            "query-sev/ret-type/snp-policy: only in the first",
        ]
    );
    assert_eq!(anonymous(&schema), [""; 0]);
}

#[test]
fn a_reply_of_something_else_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let [root, reply] = written(folder.path(), [("schema.json", SCHEMA), ("reply.json", "[1]")]);
    let failure = load_like(&[&root], &reply, &Settlements::new(), &options()).expect_err("no reply");
    assert!(failure.to_string().contains("reply"), "{failure}");
    let failure = load_like(&[&root], Path::new("no/such/file"), &Settlements::new(), &options()).expect_err("no file");
    assert!(failure.to_string().contains("cannot read 'no/such/file'"), "{failure}");
}
