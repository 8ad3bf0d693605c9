//! Changes are judged by the direction in which values go.

use qapi_parser::compare::{Reference, Severity, compare};
use qapi_parser::introspect::{Config, introspect};
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
        lines.extend(group.references.iter().map(|reference| {
            let Reference { path, group: teller, at, severity } = reference;
            format!("{}: {}: {path} as under {teller} at {at}", group.name, severity.name())
        }));
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
        "b: breaking: returns[] as under a at returns",
        "new: compatible:  is new",
        "old: breaking:  is gone",
    ];
    assert_eq!(changes(&old, &new), expected);
    let groups = compare(&schema(&old), &schema(&new));
    assert!(groups.iter().any(|group| group.name == "b" && group.severity == Severity::Breaking));
    assert_eq!(changes(&old, &old), [""; 0]);
}

/// Rule: a changed type is told at every path of a command that leads to it, but not within itself; what holds it is
/// referred to as a whole.
#[test]
fn every_path_is_told_of() {
    let text = |member: &str| {
        format!(
            "{{ 'command': 'a', 'returns': 'Pair' }} {{ 'command': 'b', 'returns': ['Pair'], 'data': 'Pair' }} \
             {{ 'struct': 'Pair', 'data': {{ 'left': 'Tree', '*right': 'Tree', 'holds': 'Holder' }} }} \
             {{ 'struct': 'Holder', 'data': {{ 'x': ['Tree'] }} }} \
             {{ 'struct': 'Tree', 'data': {{ '*next': ['Tree'], {member} }} }}"
        )
    };
    let expected = [
        "a: breaking: returns.left.y is gone",
        "a: breaking: returns.right as under a at returns.left",
        "a: breaking: returns.holds.x[] as under a at returns.left",
        "b: breaking: arguments.left.y is gone",
        "b: breaking: arguments.right as under b at arguments.left",
        "b: breaking: arguments.holds.x[] as under b at arguments.left",
        "b: breaking: returns[] as under a at returns",
    ];
    assert_eq!(
        changes(&text("'y': 'int'"), &text("'z': 'int'"))
            .into_iter()
            .filter(|line| !line.contains(".z "))
            .collect::<Vec<_>>(),
        expected
    );
}

/// Rule: a condition more is judged like what goes, a condition less like what comes.
#[test]
fn conditions_are_told() {
    let command = |rest: &str| format!("{{ 'command': 'go'{rest} }}");
    assert_eq!(changes(&command(""), &command(", 'if': 'A'")), ["go: breaking:  is there only if 'A'"]);
    assert_eq!(changes(&command(", 'if': 'A'"), &command("")), ["go: compatible:  is there without 'A', too"]);
    let any = |operands: &str| command(&format!(", 'if': {{ 'any': [ {operands} ] }}"));
    assert_eq!(changes(&any("'A', 'B'"), &any("'B', 'A'")), [""; 0]);
    assert_eq!(
        changes(&any("'A', 'B'"), &any("'A', 'C', 'B'")),
        ["go: compatible:  is there if {'any': ['A', 'C', 'B']}, before if {'any': ['A', 'B']}"]
    );
    let other = changes(&command(", 'if': 'A'"), &command(", 'if': 'B'"));
    assert_eq!(other, ["go: breaking:  is there if 'B', before if 'A'"]);
    let event = |rest: &str| format!("{{ 'event': 'E'{rest} }}");
    assert_eq!(changes(&event(""), &event(", 'if': 'A'")), ["E: compatible:  is there only if 'A'"]);
    let features = |rest: &str| command(&format!(", 'features': [ {{ 'name': 'f'{rest} }} ]"));
    assert_eq!(changes(&features(""), &features(", 'if': 'A'")), ["go: compatible:  feature `f` is there only if 'A'"]);
}

/// Rule: conditions of parts are told where the parts are used, and judged by direction.
#[test]
fn conditions_of_parts_are_judged_by_direction() {
    let send = |data: &str| format!("{{ 'command': 'go', 'data': {{ 'a': 'Data' }} }} {data}");
    let receive = |data: &str| format!("{{ 'event': 'E', 'data': {{ 'a': 'Data' }} }} {data}");
    let part = |make: &dyn Fn(&str) -> String, text: &str| {
        let with = |condition: &str| make(&text.replace(", IF", condition));
        let lines = [(", 'if': 'A'", ""), ("", ", 'if': 'A'")].map(|(old, new)| changes(&with(new), &with(old)));
        lines.map(|lines| {
            assert_eq!(lines.len(), 1, "{text}: {lines:?}");
            lines[0].split(' ').nth(1).expect("a severity").trim_end_matches(':').to_owned()
        })
    };
    // How bad it is to get the condition, and to lose it.
    let cases = [
        (
            "{ 'struct': 'Data', 'data': { 'x': { 'type': 'int', IF } } }",
            ["breaking", "breaking"],
            ["breaking", "compatible"],
        ),
        (
            "{ 'struct': 'Data', 'data': { '*x': { 'type': 'int', IF } } }",
            ["breaking", "compatible"],
            ["compatible", "compatible"],
        ),
        (
            "{ 'enum': 'Data', 'data': [ { 'name': 'x', IF } ] }",
            ["breaking", "compatible"],
            ["compatible", "compatible"],
        ),
        (
            "{ 'union': 'Data', 'base': { 't': 'Tag' }, 'discriminator': 't', 'data': { 'x': { 'type': 'Xx', IF } } } \
             { 'enum': 'Tag', 'data': [ 'x' ] } { 'struct': 'Xx', 'data': {} }",
            ["breaking", "compatible"],
            ["compatible", "compatible"],
        ),
        (
            "{ 'struct': 'Data', 'data': { 'x': { 'type': 'int', 'features': [ { 'name': 'f', IF } ] } } }",
            ["compatible", "compatible"],
            ["compatible", "compatible"],
        ),
    ];
    for (text, sent, received) in cases {
        assert_eq!(part(&send, text), sent, "sent: {text}");
        assert_eq!(part(&receive, text), received, "received: {text}");
    }
}

/// Rule: flags of commands that a client can see are told; a saved reply does not have them, nor conditions.
#[test]
fn flags_of_commands_are_told() {
    let command = |rest: &str| format!("{{ 'command': 'go'{rest} }}");
    let flags = ", 'allow-preconfig': true, 'gen': false, 'success-response': false, 'if': 'A'";
    let expected = [
        "go: breaking:  is there only if 'A'",
        "go: compatible:  now can be executed before the machine is set up",
        "go: breaking:  no longer has a success response",
        "go: compatible:  now takes arguments that are not declared",
    ];
    assert_eq!(changes(&command(""), &command(flags)), expected);
    let reply = introspect(&schema(&command("")), &Config::default(), false).to_string();
    assert_eq!(changes(&reply, &command(flags)), [""; 0]);
    assert_eq!(changes(&command(flags), &reply), [""; 0]);
}

/// Rule: what a client receives must be in every value in which it was. A union's branches do not make up for it: who
/// knew a struct looks at no tag.
#[test]
fn a_struct_that_became_a_union() {
    let old = "{ 'command': 'q', 'returns': 'Info' } { 'struct': 'Info', 'data': { 'state': 'int', 'policy': 'int' } }";
    let new = "{ 'command': 'q', 'returns': 'Info' } { 'enum': 'Tag', 'data': [ 'a', 'b', 'c' ] } \
        { 'union': 'Info', 'base': { 'state': 'int', 'type': 'Tag' }, 'discriminator': 'type', 'data': { 'a': 'Aa', 'b': 'Aa', 'c': 'Cc' } } \
        { 'struct': 'Aa', 'data': { 'policy': 'int' } } { 'struct': 'Cc', 'data': { 'other': 'int' } }";
    let expected = [
        "q: invisible: returns a struct became a union by `type`",
        "q: compatible: returns.type is new",
        "q: compatible: returns.other is new",
        "q: breaking: returns.policy is only there in branch `a`, `b`",
    ];
    assert_eq!(changes(old, new), expected);
}
