//! Rule: a schema that is made like a server has exactly what the server has, and keeps its names, its integer types and
//! its documentation.

use qapi_gate::needs;
use qapi_parser::introspect::{Config, Introspection, differences, introspect};
use qapi_parser::schema::{Builtin, Kind, Schema, Simple, Type};
use qapi_parser::{DocLevel, Failure, Loaded, Options, SchemaSet, load};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn load_like(root: &Path, like: &Path) -> Result<Loaded, Failure> {
    SchemaSet { like: Some(like.to_owned()), ..SchemaSet::from(root) }.load(&options())
}

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
    let loaded = load_like(root, reply);
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

#[needs(shared = "replies")]
#[test]
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
#[needs(shared = "replies")]
#[test]
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
    let failure = load_like(&root, &reply).expect_err("no reply");
    assert!(failure.to_string().contains("reply"), "{failure}");
    let failure = load_like(&root, Path::new("no/such/file")).expect_err("no file");
    assert!(failure.to_string().contains("cannot read 'no/such/file'"), "{failure}");
}

/// A generator of choices that is the same in every run with the same seed.
struct Choices(u64);

impl Choices {
    /// Whether something with this chance in a hundred happens.
    fn happens(&mut self, percent: u64) -> bool {
        // Marsaglia's xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % 100 < percent
    }
}

/// Takes parts away from a reply, and changes what may be absent and what is deprecated, as another build or another
/// version might.
fn thinned(text: &str, choices: &mut Choices) -> String {
    let mut list: Vec<Value> = serde_json::from_str(text).expect("JSON");
    list.retain(|entry| {
        let is_message = entry["meta-type"] == "command" || entry["meta-type"] == "event";
        !(is_message && choices.happens(10))
    });
    let mut gone: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in &mut list {
        let (name, kind) = (entry["name"].as_str().unwrap_or_default().to_owned(), entry["meta-type"].clone());
        let tag = entry.get("tag").cloned();
        let Some(members) = entry.get_mut("members").and_then(Value::as_array_mut) else { continue };
        if kind == "enum" {
            let lost: BTreeSet<String> =
                members.iter().skip(1).filter(|_| choices.happens(15)).map(text_of_name).collect();
            members.retain(|value| !lost.contains(&text_of_name(value)));
            entry["values"] = members_names(entry);
            gone.insert(name, lost);
        } else if kind == "object" {
            members.retain(|member| Some(&member["name"]) == tag.as_ref() || !choices.happens(15));
            for member in members.iter_mut().filter(|member| Some(&member["name"]) != tag.as_ref()) {
                let member = member.as_object_mut().expect("a member");
                if choices.happens(15) && member.remove("default").is_none() {
                    member.insert("default".to_owned(), Value::Null);
                }
                if choices.happens(10) {
                    member.insert("features".to_owned(), serde_json::json!(["deprecated"]));
                }
            }
        }
    }
    for entry in &mut list {
        let Some(tag) = entry.get("tag").cloned() else { continue };
        let ty = entry["members"].as_array().into_iter().flatten().find(|member| member["name"] == tag);
        let ty = ty.map(|member| member["type"].as_str().unwrap_or_default().to_owned()).unwrap_or_default();
        let lost = gone.get(&ty).cloned().unwrap_or_default();
        if let Some(variants) = entry["variants"].as_array_mut() {
            variants.retain(|variant| !lost.contains(variant["case"].as_str().unwrap_or_default()));
        }
    }
    Value::Array(list).to_string()
}

fn text_of_name(value: &Value) -> String {
    value["name"].as_str().unwrap_or_default().to_owned()
}

fn members_names(entry: &Value) -> Value {
    entry["members"].as_array().into_iter().flatten().map(|value| value["name"].clone()).collect()
}

/// A schema, what a server would answer that has all of it, and that answer thinned in several ways.
fn each_thinned(root: &Path, seeds: u64, mut check: impl FnMut(u64, &Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = load(root, &options()).unwrap_or_else(|failure| panic!("{failure}")).schema;
    let text = introspect(&whole, &Config::everything(), false).to_string();
    for seed in 1..=seeds {
        let [reply] = written(folder.path(), [("reply.json", &thinned(&text, &mut Choices(seed * 7919)))]);
        check(seed, &reply);
    }
}

/// Rule: whatever a server lacks, and whatever may be absent, what is left is exactly the server.
#[test]
fn any_part_of_a_schema_is_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let [root] = written(folder.path(), [("schema.json", SCHEMA)]);
    each_thinned(&root, 200, |seed, reply| {
        assert_eq!(anonymous(&exactly(&root, reply)), [""; 0], "seed {seed}");
    });
}

/// Rule: where types with one base lost different members of it, the base has what any of them has, and what not all have
/// may be absent. So all that the server sends still fits.
#[test]
fn a_base_has_what_any_type_has() {
    let root = workspace("schemas/qemu/storage-daemon/qapi/qapi-schema.json@10.0");
    each_thinned(&root, 6, |seed, reply| {
        let (schema, found) = like(&root, reply);
        let does_harm = |line: &&String| {
            let is_more = line.ends_with(": only in the first")
                || line.ends_with(": optional in the first, mandatory in the second");
            !is_more && !line.contains("/features/")
        };
        assert_eq!(found.iter().filter(does_harm).collect::<Vec<_>>(), [""; 0], "seed {seed}");
        assert_eq!(anonymous(&schema), [""; 0], "seed {seed}");
    });
}
