//! Overlays: what they add, what they contradict, and that one made of two schemas turns the one into the other.

use qapi_parser::dump::dump;
use qapi_parser::overlay::make;
use qapi_parser::restate::restate_as_file;
use qapi_parser::schema::Schema;
use qapi_parser::{DocLevel, Failure, Options, SchemaSet, load};
use std::fs;
use std::path::{Path, PathBuf};

/// How schemas are loaded: with this level for faults of documentation.
fn options(docs: DocLevel) -> Options {
    Options { docs, ..Options::default() }
}

/// Loads a schema with overlays, each given as text.
fn try_load(base: &str, overlays: &[&str]) -> Result<Schema, Failure> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    let schemas = vec![write("base.json", base)];
    let overlays: Vec<PathBuf> =
        overlays.iter().enumerate().map(|(at, text)| write(&format!("overlay-{at}.json"), text)).collect();
    SchemaSet { schemas, overlays, ..SchemaSet::default() }.load(&options(DocLevel::Deny)).map(|loaded| loaded.schema)
}

fn loaded(base: &str, overlays: &[&str]) -> Schema {
    try_load(base, overlays).unwrap_or_else(|failure| panic!("{failure}"))
}

/// Definitions, one a line, without modules. What an overlay adds comes last, so order is of no account.
fn definitions(schema: &Schema) -> Vec<String> {
    let mut definitions: Vec<String> = Vec::new();
    for line in dump(schema, false).lines() {
        match definitions.last_mut() {
            Some(last) if line.starts_with(' ') => last.push_str(line),
            _ => definitions.push(line.to_owned()),
        }
    }
    definitions.retain(|line| !line.starts_with("module ") && !line.starts_with("include "));
    // Members, values and branches that are added come last, too.
    for line in &mut definitions {
        let mut parts: Vec<&str> = line.split("    ").collect();
        parts[1..].sort_unstable();
        *line = parts.join("    ");
    }
    definitions.sort();
    definitions
}

const BASE: &str = "
{ 'enum': 'Format', 'data': [ 'raw', 'qcow2' ] }
{ 'struct': 'Options', 'data': { 'name': 'str', '*size': 'int' } }
{ 'struct': 'Raw', 'data': { 'file': 'str' } }
{ 'union': 'Disk', 'base': { 'format': 'Format' }, 'discriminator': 'format', 'data': { 'raw': 'Raw' } }
{ 'union': 'Named', 'base': 'Tagged', 'discriminator': 'format', 'data': { 'raw': 'Raw' } }
{ 'struct': 'Tagged', 'data': { 'format': 'Format' } }
{ 'alternate': 'Ref', 'data': { 'name': 'str' } }
{ 'command': 'add', 'data': 'Options' }
{ 'command': 'go', 'data': { 'disk': 'Disk' } }
{ 'command': 'stop' }
{ 'event': 'DONE', 'data': { 'name': 'str' } }
{ 'event': 'IDLE', 'if': 'HAS_IDLE' }
";

const VENDOR: &str = "
# What a vendor adds.
{ 'enum': 'Format', 'data': [ 'vendor', { 'name': 'raw', 'features': [ 'deprecated' ] } ] }
{ 'struct': 'Options', 'data': { '*vendor': 'Vendor', 'name': { 'type': 'str', 'features': [ 'long' ] } } }
{ 'struct': 'Vendor', 'data': { 'disk': 'Ref' } }
{ 'union': 'Disk', 'base': { '*label': 'str' }, 'discriminator': 'format', 'data': { 'vendor': 'Vendor' } }
{ 'union': 'Named', 'base': 'Tagged', 'discriminator': 'format', 'data': { 'vendor': 'Vendor' } }
{ 'alternate': 'Ref', 'data': { 'options': 'Options' } }
{ 'command': 'go', 'data': { '*vendor': 'bool' }, 'returns': 'Vendor', 'allow-oob': true }
{ 'command': 'stop', 'data': 'Options', 'features': [ 'unstable' ] }
{ 'event': 'DONE', 'data': { '*vendor': 'int' } }
{ 'event': 'VENDOR_DONE', 'data': 'Vendor', 'if': 'HAS_VENDOR' }
{ 'event': 'IDLE', 'if': 'HAS_IDLE', 'features': [ 'chatty' ] }
";

const PATCHED: &str = "
{ 'enum': 'Format', 'data': [ { 'name': 'raw', 'features': [ 'deprecated' ] }, 'qcow2', 'vendor' ] }
{ 'struct': 'Options', 'data': { 'name': { 'type': 'str', 'features': [ 'long' ] }, '*size': 'int', '*vendor': 'Vendor' } }
{ 'struct': 'Raw', 'data': { 'file': 'str' } }
{ 'struct': 'Vendor', 'data': { 'disk': 'Ref' } }
{ 'union': 'Disk', 'base': { 'format': 'Format', '*label': 'str' }, 'discriminator': 'format',
  'data': { 'raw': 'Raw', 'vendor': 'Vendor' } }
{ 'union': 'Named', 'base': 'Tagged', 'discriminator': 'format', 'data': { 'raw': 'Raw', 'vendor': 'Vendor' } }
{ 'struct': 'Tagged', 'data': { 'format': 'Format' } }
{ 'alternate': 'Ref', 'data': { 'name': 'str', 'options': 'Options' } }
{ 'command': 'add', 'data': 'Options' }
{ 'command': 'go', 'data': { 'disk': 'Disk', '*vendor': 'bool' }, 'returns': 'Vendor',
  'allow-oob': true }
{ 'command': 'stop', 'data': 'Options', 'features': [ 'unstable' ] }
{ 'event': 'DONE', 'data': { 'name': 'str', '*vendor': 'int' } }
{ 'event': 'VENDOR_DONE', 'data': 'Vendor', 'if': 'HAS_VENDOR' }
{ 'event': 'IDLE', 'if': 'HAS_IDLE', 'features': [ 'chatty' ] }
";

/// Rule: what exists is extended, what does not is added, and both can name each other's types.
#[test]
fn an_overlay_extends_and_adds() {
    assert_eq!(definitions(&loaded(BASE, &[VENDOR])), definitions(&loaded(PATCHED, &[])));
}

/// Rule: several overlays are applied one after another, and saying the same again changes nothing.
#[test]
fn overlays_add_up() {
    let first = "{ 'struct': 'Options', 'data': { '*a': 'New' } } { 'struct': 'New', 'data': { 'x': 'int' } }";
    let second = "{ 'struct': 'New', 'data': { '*y': 'int' } } { 'struct': 'Options', 'data': { '*a': 'New' } }";
    let schema = loaded(BASE, &[first, second]);
    let new = schema.definition(schema.find("New").expect("it is added"));
    assert_eq!(new.own_members().iter().map(|member| member.name.as_str()).collect::<Vec<_>>(), ["x", "y"]);
    let again = loaded(BASE, &[first, second, first]);
    assert_eq!(definitions(&again), definitions(&schema));
}

/// Rule: what contradicts the schema is an error that shows both places.
#[test]
fn contradictions_are_errors() {
    let cases = [
        (
            "{ 'struct': 'Options', 'data': { 'name': 'int' } }",
            "member 'name' is 'str', and the overlay makes it 'int'",
        ),
        ("{ 'struct': 'Options', 'data': { 'name': ['str'] } }", "makes it ['str']"),
        (
            "{ 'struct': 'Options', 'data': { '*name': 'str' } }",
            "member 'name' is mandatory, and the overlay makes it optional",
        ),
        (
            "{ 'struct': 'Options', 'data': { 'name': { 'type': 'str', 'if': 'X' } } }",
            "member 'name' has no condition, and the overlay gives it 'X'",
        ),
        ("{ 'struct': 'Format', 'data': { } }", "'Format' is an enum, and the overlay has it as a struct"),
        ("{ 'event': 'IDLE', 'if': 'OTHER' }", "it has the condition 'HAS_IDLE', and the overlay gives it 'OTHER'"),
        ("{ 'command': 'add', 'data': { 'x': 'int' } }", "they are those of type 'Options'"),
        ("{ 'command': 'go', 'data': 'Options' }", "is listed in place, and the overlay names 'Options'"),
        (
            "{ 'union': 'Disk', 'base': { }, 'discriminator': 'other', 'data': { } }",
            "the discriminator is 'format', and the overlay makes it 'other'",
        ),
        (
            "{ 'union': 'Disk', 'base': { }, 'discriminator': 'format', 'data': { 'raw': 'Options' } }",
            "branch 'raw' is 'Raw', and the overlay makes it 'Options'",
        ),
    ];
    for (overlay, expected) in cases {
        let error = try_load(BASE, &[overlay]).expect_err(overlay).to_string();
        for part in
            [expected, "error[overlay-conflict]", "base.json", "overlay-0.json", "in the schema", "in the overlay"]
        {
            assert!(error.contains(part), "{overlay}: {part}: {error}");
        }
    }
    // Rules of the language hold for the result.
    let twice = "{ 'struct': 'Twice', 'data': {} } { 'struct': 'Twice', 'data': {} }";
    assert!(try_load(BASE, &[twice]).expect_err("twice").to_string().contains("error[redefinition]"));
    let unknown = "{ 'struct': 'Options', 'data': { '*x': 'Nowhere' } }";
    assert!(try_load(BASE, &[unknown]).expect_err("unknown").to_string().contains("unknown type 'Nowhere'"));
}

/// Rule: an overlay describes only what it adds, and what it leaves undescribed is not held against the schema.
#[test]
fn documentation_is_added() {
    let base = "##\n# @Disk:\n#\n# A disk.\n#\n# @size: its size\n#\n# Since: 1.0\n##\n{ 'struct': 'Disk', 'data': { 'size': 'int' } }";
    let overlay =
        "##\n# @Disk:\n#\n# @key: what opens it (since 2.0)\n##\n{ 'struct': 'Disk', 'data': { '*key': 'str' } }";
    let schema = loaded(base, &[overlay]);
    let doc = schema.definition(schema.find("Disk").expect("Disk")).doc.as_ref().expect("a comment");
    assert_eq!(doc.member("key").map(|part| part.text.as_str()), Some("what opens it (since 2.0)"));
    assert_eq!((doc.body(), doc.since()), ("A disk.", Some("1.0")));
    loaded(base, &["{ 'struct': 'Disk', 'data': { '*key': 'str' } }"]);
}

/// Rule: a saved reply cannot be extended, for its types have no names.
#[test]
fn a_reply_is_not_extended() {
    let reply = r#"[{"name": "0", "meta-type": "object", "members": []}, {"name": "c", "meta-type": "command", "arg-type": "0", "ret-type": "0"}]"#;
    let error = try_load(reply, &["{ 'command': 'd' }"]).expect_err("a reply").to_string();
    assert!(error.contains("an overlay extends schema files only"), "{error}");
}

/// The overlay that turns one schema into the other, which it must do but for what it cannot say.
#[track_caller]
fn check_made(base: &str, patched: &str) -> (String, Vec<String>) {
    let made = make(&loaded(base, &[]), &loaded(patched, &[]), "# A test.");
    let result = loaded(base, &[&made.text]);
    if made.left_out.is_empty() {
        assert_eq!(definitions(&result), definitions(&loaded(patched, &[])), "{}", made.text);
    }
    // The result has nothing more to add.
    let again = make(&result, &loaded(patched, &[]), "# A test.");
    assert_eq!(again.text, "# A test.\n", "{}", made.text);
    assert_eq!(again.left_out, made.left_out);
    (made.text, made.left_out)
}

/// Rule: an overlay is made of two schemas, says only what differs, and turns the one into the other.
#[test]
fn an_overlay_is_made() {
    let (text, left_out) = check_made(BASE, PATCHED);
    assert_eq!(left_out, [""; 0]);
    assert!(!text.contains("'size'") && !text.contains("qcow2") && !text.contains("'Tagged', 'data'"), "{text}");
    let (text, _) = check_made(BASE, BASE);
    assert_eq!(text, "# A test.\n");
    let odd = format!(
        "{{ 'pragma': {{ 'command-name-exceptions': [ 'odd_name' ], 'command-returns-exceptions': [ 'odd_name' ] }} }} {BASE} {{ 'command': 'odd_name', 'returns': 'int' }}"
    );
    check_made(BASE, &odd);
    for (old, new) in [
        (
            "{ 'command': 'stop' }",
            "{ 'command': 'stop', 'data': 'Disk', 'boxed': true, 'gen': false, 'coroutine': true }",
        ),
        ("{ 'struct': 'Raw', 'data'", "{ 'struct': 'Raw', 'base': 'Options', 'data'"),
        (
            "{ 'alternate': 'Ref', 'data': { 'name': 'str' } }",
            "{ 'alternate': 'Ref', 'data': { 'name': 'str' }, 'features': [ 'new' ] }",
        ),
        ("{ 'command': 'add', 'data': 'Options' }", "{ 'command': 'add', 'data': 'Options', 'boxed': true }"),
        (
            "'discriminator': 'format', 'data': { 'raw': 'Raw' } }\n{ 'union': 'Named'",
            "'discriminator': 'format', 'data': { 'raw': 'Raw' }, 'features': [ 'new' ] }\n{ 'union': 'Named'",
        ),
    ] {
        assert!(BASE.contains(old), "{old}");
        let (_, left_out) = check_made(BASE, &BASE.replace(old, new));
        assert_eq!(left_out, [""; 0], "{new}");
    }
}

/// Rule: what an overlay cannot say is told.
#[test]
fn what_is_no_addition_is_told() {
    let cases = [
        ("{ 'command': 'stop' }", "", "'stop' is gone"),
        ("'qcow2'", "'vmdk'", "'Format.qcow2' is gone"),
        ("'*size': 'int'", "'*size': 'str'", "'Options.size' is 'str' instead of 'int'"),
        ("'*size': 'int'", "'size': 'int'", "'Options.size' became mandatory"),
        ("'if': 'HAS_IDLE'", "'if': 'OTHER'", "'IDLE' has the condition 'OTHER' instead of the condition 'HAS_IDLE'"),
        (
            "{ 'command': 'add', 'data': 'Options' }",
            "{ 'command': 'add', 'data': { 'name': 'str' } }",
            "'add' has other arguments, by name or in place",
        ),
        (
            "{ 'alternate': 'Ref', 'data': { 'name': 'str' } }",
            "{ 'enum': 'Ref', 'data': [ 'a' ] }",
            "'Ref' is another kind of definition",
        ),
    ];
    for (old, new, expected) in cases {
        let (_, left_out) = check_made(BASE, &BASE.replace(old, new));
        assert!(left_out.iter().any(|what| what == expected), "{new}: {left_out:?}");
    }
}

/// Rule: a vendor's tree is its neighbour and the overlay that is made of both, but for what is told.
#[test]
fn a_vendors_tree_is_made_of_its_neighbour() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/upstream");
    for root in ["qapi/qapi-schema.json", "qga/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json"] {
        let patched = shared.join("pve-qemu-11.0").join(root);
        if !patched.exists() {
            eprintln!("SKIPPED: {} is not there", patched.display());
            return;
        }
        let base = shared.join("qemu-10.2.2").join(root);
        let options = options(DocLevel::Allow);
        let read = |path: &Path| load(path, &options).unwrap_or_else(|failure| panic!("{failure}")).schema;
        let (base_schema, patched) = (read(&base), read(&patched));
        let made = make(&base_schema, &patched, "# A test.");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let overlay = folder.path().join("vendor.json");
        fs::write(&overlay, &made.text).expect("a file");
        let set = SchemaSet { schemas: vec![base], overlays: vec![overlay], ..SchemaSet::default() };
        let result = set.load(&options).unwrap_or_else(|failure| panic!("{failure}")).schema;
        let told = |line: &str| {
            made.left_out.iter().any(|what| {
                let name = what.split('\'').nth(1).unwrap_or_default();
                let name = name.split(['.', ' ']).next().unwrap_or_default();
                line.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'))
                    .any(|word| word == name || word == format!("q_obj_{name}-arg"))
            })
        };
        let (result, patched_definitions) = (definitions(&result), definitions(&patched));
        let missing: Vec<_> = patched_definitions.iter().filter(|line| !result.contains(line) && !told(line)).collect();
        let surplus: Vec<_> = result.iter().filter(|line| !patched_definitions.contains(line) && !told(line)).collect();
        assert!(missing.is_empty() && surplus.is_empty(), "{root}\n{missing:#?}\n{surplus:#?}\n{:#?}", made.left_out);
        assert!(made.text.len() < restate_as_file(&patched, "").len() / 4, "an overlay says only what differs");
    }
}
