//! Changes are judged by the direction in which values go.

use qapi_parser::compare::{Severity, compare};
use qapi_parser::schema::Schema;
use qapi_parser::{DocLevel, Options, load_str};

fn schema(text: &str) -> Schema {
    let options = Options { docs: DocLevel::Allow, ..Default::default() };
    load_str("s.json", text, &options).unwrap_or_else(|failure| panic!("{text}\n{failure}")).schema
}

/// The changes as lines: group, severity, path, what.
fn changes(old: &str, new: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for group in compare(&schema(old), &schema(new)) {
        for change in &group.changes {
            let (name, severity) = (&group.name, change.severity.name());
            lines.push(format!("{name}: {severity}: {} {}", change.path, change.what));
        }
        lines.extend(group.references.iter().map(|(path, teller)| format!("{}: {path} as under {teller}", group.name)));
    }
    lines
}

/// Rule: each change is judged as the manual says, for what is sent and for what is received.
#[test]
fn changes_are_judged_by_direction() {
    let types = "{ 'struct': 'Box', 'data': { 'a': 'Data' } }";
    let send = |data: &str| format!("{{ 'command': 'go', 'data': {{ 'a': 'Data' }} }} {data}");
    let receive = |data: &str| format!("{{ 'command': 'go', 'returns': 'Box' }} {types} {data}");
    let cases = [
        ("'struct': 'Data', 'data': { }", "'struct': 'Data', 'data': { 'x': 'int' }", "breaking", "compatible"),
        ("'struct': 'Data', 'data': { }", "'struct': 'Data', 'data': { '*x': 'int' }", "compatible", "compatible"),
        ("'struct': 'Data', 'data': { 'x': 'int' }", "'struct': 'Data', 'data': { }", "breaking", "breaking"),
        ("'struct': 'Data', 'data': { '*x': 'int' }", "'struct': 'Data', 'data': { }", "breaking", "compatible"),
        (
            "'struct': 'Data', 'data': { '*x': 'int' }",
            "'struct': 'Data', 'data': { 'x': 'int' }",
            "breaking",
            "compatible",
        ),
        (
            "'struct': 'Data', 'data': { 'x': 'int' }",
            "'struct': 'Data', 'data': { '*x': 'int' }",
            "compatible",
            "breaking",
        ),
        (
            "'struct': 'Data', 'data': { 'x': 'int' }",
            "'struct': 'Data', 'data': { 'x': 'str' }",
            "breaking",
            "breaking",
        ),
        (
            "'struct': 'Data', 'data': { 'x': 'int' }",
            "'struct': 'Data', 'data': { 'x': 'number' }",
            "compatible",
            "breaking",
        ),
        (
            "'struct': 'Data', 'data': { 'x': 'int' }",
            "'struct': 'Data', 'data': { 'x': 'any' }",
            "compatible",
            "breaking",
        ),
        ("'enum': 'Data', 'data': [ 'x' ]", "'enum': 'Data', 'data': [ 'x', 'y' ]", "compatible", "compatible"),
        ("'enum': 'Data', 'data': [ 'x', 'y' ]", "'enum': 'Data', 'data': [ 'x' ]", "breaking", "compatible"),
    ];
    for (old, new, sent, received) in cases {
        for (make, expected) in [(&send as &dyn Fn(&str) -> String, sent), (&receive, received)] {
            let found = changes(&make(&format!("{{ {old} }}")), &make(&format!("{{ {new} }}")));
            assert_eq!(found.len(), 1, "{old} -> {new}: {found:?}");
            assert!(found[0].starts_with(&format!("go: {expected}: ")), "{old} -> {new}: {found:?}");
        }
    }
}

/// Rule: a type that became an alternate of it may be sent as before.
#[test]
fn a_type_that_became_an_alternate() {
    let alternate = "{ 'alternate': 'Both', 'data': { 's': 'str', 'n': 'null' } }";
    let old = "{ 'command': 'go', 'data': { 'a': 'str' } } { 'event': 'E', 'data': { 'a': 'str' } }";
    let new = format!(
        "{{ 'command': 'go', 'data': {{ 'a': 'Both' }} }} {{ 'event': 'E', 'data': {{ 'a': 'Both' }} }} {alternate}"
    );
    let expected = [
        "E: breaking: data.a was `str`, is alternate `Both`",
        "go: compatible: arguments.a was `str`, is alternate `Both`",
    ];
    assert_eq!(changes(old, &new), expected);
}

/// Rule: every place whose type became another kind of type is told of.
#[test]
fn every_place_is_told_of() {
    let types = "{ 'alternate': 'Both', 'data': { 's': 'str', 'n': 'null' } }";
    let event =
        |ty: &str| format!("{{ 'event': 'E', 'data': {{ 'a': {ty}, 'b': {ty}, 'c': [{ty}], 'd': [{ty}] }} }} {types}");
    let found = changes(&event("'str'"), &event("'Both'"));
    let places = ["data.a ", "data.b ", "data.c[] ", "data.d[] "].map(|place| format!("E: breaking: {place}"));
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.iter().zip(&places).all(|(line, place)| line.starts_with(place)), "{found:?}");
}

/// Rule: what cannot be seen on the wire is said to be invisible: names of types, widths of integers, bases.
#[test]
fn refactorings_are_invisible() {
    let old = "{ 'command': 'go', 'data': 'Args' } { 'struct': 'Args', 'data': { 'a': 'int', 'b': 'uint8' } }";
    let new = "{ 'command': 'go', 'data': 'Other' } { 'struct': 'Other', 'base': 'Base', 'data': { 'b': 'size' } } \
        { 'struct': 'Base', 'data': { 'a': 'int64' } }";
    assert_eq!(changes(old, new), ["go: invisible: arguments type `Args` is called `Other`"]);
}

/// Rule: a changed type is told of once, and by reference after that; commands and events come and go.
#[test]
fn a_changed_type_is_told_of_once() {
    let text = |member: &str| {
        format!(
            "{{ 'command': 'a', 'returns': 'Thing' }} {{ 'command': 'b', 'returns': ['Thing'] }} {{ 'struct': 'Thing', 'data': {{ {member} }} }}"
        )
    };
    let old = text("'x': 'int', 'y': 'int'") + "{ 'command': 'old' } { 'event': 'OLD' }";
    let new = text("'x': 'int'") + "{ 'command': 'new' }";
    let expected = [
        "OLD: compatible:  is gone",
        "a: breaking: returns.y is gone",
        "b: returns[] as under a",
        "new: compatible:  is new",
        "old: breaking:  is gone",
    ];
    assert_eq!(changes(&old, &new), expected);
    let groups = compare(&schema(&old), &schema(&new));
    assert!(groups.iter().any(|group| group.name == "b" && group.severity == Severity::Breaking));
    assert_eq!(changes(&old, &old), [""; 0]);
}
