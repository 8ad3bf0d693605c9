//! Rule: what a schema and a server differ in is told once, where a user would look for it, and as what it is.

use qapi_parser::introspect::{Config, Introspection, differences, introspect};
use qapi_parser::probe::{Comparison, Part, PartKind, compare, marked};
use qapi_parser::{DocLevel, Options, load, load_str};
use qapi_runtime::PeerSchema;
use std::path::Path;

fn answer(text: &str) -> Introspection {
    let options = Options { docs: DocLevel::Allow, ..Options::default() };
    let loaded = load_str("schema.json", text, &options).unwrap_or_else(|failure| panic!("{failure}"));
    introspect(&loaded.schema, &Config::everything(), false)
}

fn compared(schema: &str, server: &str) -> Comparison {
    compare(&answer(schema), &answer(server))
}

fn lines(parts: &[Part]) -> Vec<String> {
    let implied = |part: &Part| if part.implied { ", implied" } else { "" };
    parts.iter().map(|part| format!("{} {}{}", part.kind.name(), part.path, implied(part))).collect()
}

fn differing(found: &Comparison) -> Vec<String> {
    let harmless = |harmless: bool| if harmless { ", harmless" } else { "" };
    let line = |one: &qapi_parser::probe::Differing| {
        format!("{}: {} and {}{}", one.path, one.schema, one.server, harmless(one.harmless))
    };
    found.differing.iter().map(line).collect()
}

const SCHEMA: &str = "
{ 'command': 'add', 'data': 'Options', 'boxed': true, 'features': [ 'fast' ] }
{ 'command': 'gone', 'data': { 'options': 'Options' } }
{ 'command': 'query-it', 'returns': [ 'Info' ] }
{ 'event': 'LOST' }
{ 'event': 'THING', 'data': { 'info': 'Info', 'more': 'str' } }
{ 'enum': 'Driver', 'data': [ 'file', 'nbd', 'null', { 'name': 'old', 'features': [ 'deprecated' ] } ] }
{ 'union': 'Options', 'base': { 'driver': 'Driver', '*id': 'str' }, 'discriminator': 'driver',
  'data': { 'file': 'File', 'nbd': 'Nbd' } }
{ 'struct': 'File', 'data': { 'name': 'StrOrNull', '*direct': 'bool' } }
{ 'struct': 'Nbd', 'data': { 'port': 'int' } }
{ 'alternate': 'StrOrNull', 'data': { 's': 'str', 'n': 'null' } }
{ 'struct': 'Info', 'data': { 'size': 'int', '*file': 'File' } }
";

#[test]
fn a_schema_has_what_it_has() {
    assert_eq!(compared(SCHEMA, SCHEMA), Comparison::default());
    assert_eq!(compared(SCHEMA, SCHEMA).count(), 0);
}

/// Each kind of part, at its first place: where a client sends it, if it does.
#[test]
fn what_one_side_lacks_is_told_as_what_it_is() {
    let server = SCHEMA
        .replace(", 'features': [ 'fast' ]", "")
        .replace("{ 'command': 'gone', 'data': { 'options': 'Options' } }", "")
        .replace("{ 'event': 'LOST' }", "")
        .replace(", 'more': 'str'", "")
        .replace("'nbd', 'null', { 'name': 'old', 'features': [ 'deprecated' ] }", "'null', 'old'")
        .replace(", 'nbd': 'Nbd'", "")
        .replace(", '*direct': 'bool'", "")
        .replace("'s': 'str', 'n': 'null'", "'s': 'str'")
        .replace("'size': 'int', ", "");
    let expected = [
        "command gone",
        "event LOST",
        "argument add/arg-type/+file/direct",
        "returned member query-it/ret-type/size",
        "event member THING/arg-type/more",
        "value add/arg-type/driver/^nbd",
        "branch add/arg-type/+nbd, implied",
        "form add/arg-type/+file/name/!null",
        "feature add/$fast",
        "feature add/arg-type/driver/^old/$deprecated",
    ];
    let found = compared(SCHEMA, &server);
    assert_eq!(lines(&found.lacking), expected);
    assert_eq!((found.extra.len(), found.count()), (0, 9));
    let other = compared(&server, SCHEMA);
    assert_eq!(lines(&other.extra), expected);
    assert_eq!((other.lacking.len(), other.count()), (0, 9));
}

/// A branch is missing by itself where the discriminator still has its value.
#[test]
fn a_branch_alone_is_told() {
    let server = SCHEMA.replace(", 'nbd': 'Nbd'", "");
    let found = compared(SCHEMA, &server);
    // A value without a branch has no members.
    assert_eq!(lines(&found.lacking), ["argument add/arg-type/+nbd/port"]);
}

/// What may be absent harms where a client sends what the server needs, or receives what need not be there.
#[test]
fn members_that_may_be_absent_harm_in_one_direction() {
    let looser = SCHEMA.replace("'size': 'int'", "'*size': 'int'").replace("'port': 'int'", "'*port': 'int'");
    assert_eq!(
        differing(&compared(SCHEMA, &looser)),
        ["add/arg-type/+nbd/port: mandatory and optional, harmless", "query-it/ret-type/size: mandatory and optional",]
    );
    assert_eq!(
        differing(&compared(&looser, SCHEMA)),
        ["add/arg-type/+nbd/port: optional and mandatory", "query-it/ret-type/size: optional and mandatory, harmless",]
    );
    // A type that goes both ways is looked at in both.
    let both = SCHEMA.replace("'name': 'StrOrNull'", "'*name': 'StrOrNull'");
    assert_eq!(
        differing(&compared(SCHEMA, &both)),
        [
            "add/arg-type/+file/name: mandatory and optional, harmless",
            "query-it/ret-type/file/name: mandatory and optional",
        ]
    );
}

#[test]
fn other_forms_are_told() {
    let server = SCHEMA
        .replace("'size': 'int'", "'size': 'str'")
        .replace("'port': 'int'", "'port': [ 'int' ]")
        .replace("'returns': [ 'Info' ] }", "'returns': [ 'Info' ], 'allow-oob': true }")
        .replace(
            "{ 'union': 'Options', 'base': { 'driver': 'Driver', '*id': 'str' }, 'discriminator': 'driver',
  'data': { 'file': 'File', 'nbd': 'Nbd' } }",
            "{ 'struct': 'Options', 'data': { 'driver': 'Driver', '*id': 'str', '*port': [ 'int' ], 'name': 'str' } }",
        );
    let found = compared(SCHEMA, &server.replace("'boxed': true, ", "").replace(", 'boxed': true", ""));
    assert_eq!(
        differing(&found),
        [
            "add/arg-type: a union by 'driver' and a struct",
            "add/arg-type/name: optional and mandatory",
            "add/arg-type/port: int and a list",
            "query-it: cannot run out of band and can run out of band, harmless",
            "query-it/ret-type/size: int and string",
        ]
    );
    assert_eq!(lines(&found.lacking), ["argument add/arg-type/direct", "form add/arg-type/name/!null"]);
}

#[test]
fn what_is_marked_is_found_at_its_first_place() {
    let found = marked(&answer(SCHEMA), "deprecated");
    assert_eq!(lines(&found), ["value add/arg-type/driver/^old"]);
    let more = SCHEMA
        .replace("{ 'event': 'LOST' }", "{ 'event': 'LOST', 'features': [ 'deprecated' ] }")
        .replace("'size': 'int'", "'size': { 'type': 'int', 'features': [ 'deprecated' ] }")
        .replace("'port': 'int'", "'port': { 'type': 'int', 'features': [ 'deprecated' ] }")
        .replace("'fast'", "'deprecated'");
    assert_eq!(
        lines(&marked(&answer(&more), "deprecated")),
        [
            "command add",
            "event LOST",
            "argument add/arg-type/+nbd/port",
            "returned member query-it/ret-type/size",
            "value add/arg-type/driver/^old",
        ]
    );
    assert_eq!(PartKind::ALL.map(PartKind::name).iter().filter(|name| name.is_empty()).count(), 0);
}

/// Rule: of two versions of QEMU something is told if and only if they differ, and the other way round it is the other
/// way round.
#[test]
fn versions_of_qemu_differ_in_both_directions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/qemu/qapi/qapi-schema.json");
    let options = Options { docs: DocLevel::Allow, ..Options::default() };
    let answers = ["9.2", "10.0", "11.1"].map(|version| {
        let loaded = load(Path::new(&format!("{}@{version}", root.display())), &options);
        introspect(&loaded.unwrap_or_else(|failure| panic!("{failure}")).schema, &Config::all(), false)
    });
    for (at, schema) in answers.iter().enumerate() {
        for (other, server) in answers.iter().enumerate() {
            let (found, back) = (compare(schema, server), compare(server, schema));
            assert_eq!(found.count() == 0, at == other);
            assert_eq!(found.count() == 0, differences(schema, server).is_empty());
            assert_eq!((&found.lacking, &found.extra), (&back.extra, &back.lacking));
        }
    }
    let found = compare(&answers[2], &answers[1]);
    questions_agree(&found, &answers[2], &answers[1]);
    assert!(lines(&found.lacking).contains(&"form block-export-add/arg-type/iothread/!array".to_owned()), "{found:?}");
}

/// Rule: a path is a question that the side which has the part answers with yes, and the other with no.
fn questions_agree(found: &Comparison, schema: &Introspection, server: &Introspection) {
    let read = |answer: &Introspection| PeerSchema::read(&answer.to_string()).expect("an answer");
    let (schema, server) = (read(schema), read(server));
    for (parts, has, lacks) in [(&found.lacking, &schema, &server), (&found.extra, &server, &schema)] {
        assert!(parts.len() > 3);
        // A list or an object is no builtin form.
        for Part { path, .. } in parts.iter().filter(|part| part.kind != PartKind::Form) {
            assert_eq!((has.ask(path), lacks.ask(path)), (Ok(true), Ok(false)), "{path}");
        }
    }
}
