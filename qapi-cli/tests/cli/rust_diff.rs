//! `qapi diff --rust`: what breaks for code that uses the generated Rust.

use crate::run::{Outcome, qapi};
use std::fs;
use std::path::Path;

/// Compares two schemas with the options of a configuration.
fn diff(old: &str, new: &str, options: &str, arguments: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    write("old.json", old);
    write("new.json", new);
    write("qapi.toml", &format!("[[generate]]\nschema = \"new.json\"\nout = \"out.rs\"\n{options}"));
    let mut words = vec!["diff", "old.json", "new.json", "--rust", "--config", "qapi.toml"];
    words.extend(arguments);
    qapi(Path::new(folder.path()), &words)
}

/// The lines about changes; modules are called after the files, so the newer one is named like the older.
#[track_caller]
fn check(old: &str, new: &str, options: &str, expected: &[&str]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in [("old", old), ("new", new)] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
        fs::write(folder.path().join(name).join("s.json"), text).expect("a file");
    }
    let config = format!("[[generate]]\nschema = \"new/s.json\"\nout = \"out.rs\"\n{options}");
    fs::write(folder.path().join("qapi.toml"), config).expect("a file");
    let words = ["diff", "old/s.json", "new/s.json", "--rust", "--config", "qapi.toml"];
    let done = qapi(folder.path(), &words);
    assert_eq!(done.status, 0, "{}", done.err);
    let lines: Vec<&str> = done.out.lines().take_while(|line| !line.starts_with("breaking: ")).collect();
    assert_eq!(lines, expected);
}

/// Rule: fields that go, change or come; a struct whose fields all may be absent has a `Default`, another one a `new`.
#[test]
fn structs() {
    let command = "{ 'command': 'c', 'data': 'Sz' }";
    check(
        &format!("{{ 'struct': 'Sz', 'data': {{ 'a': 'int', 'b': 'str', 'c': 'bool', '*d': ['str'] }} }} {command}"),
        &format!("{{ 'struct': 'Sz', 'data': {{ 'a': 'uint8', '*b': 'str', '*d': ['str'], '*e': 'Sz' }} }} {command}"),
        "",
        &[
            "breaking   s::Sz.a is `u8` instead of `i64`",
            "breaking   s::Sz.b became optional: it is `Option<String>`",
            "breaking   s::Sz.c is gone",
            "new field  s::Sz.e is new: `Option<Box<s::Sz>>`",
            "breaking   s::Sz::new takes `(a: u8)` instead of `(a: i64, b: String, c: bool)`",
        ],
    );
    check(
        &format!("{{ 'struct': 'Sz', 'data': {{ '*a': 'int' }} }} {command}"),
        &format!("{{ 'struct': 'Sz', 'data': {{ 'a': 'int' }} }} {command}"),
        "",
        &[
            "breaking   commands::C is no longer `Default`",
            "breaking   s::Sz is no longer `Default`",
            "breaking   s::Sz.a is always there: it is `i64`",
            "added      s::Sz::new is new",
        ],
    );
}

/// Rule: a command without arguments is a value; one that gets an argument is not any more.
#[test]
fn commands() {
    let reply = "{ 'struct': 'Aa', 'data': {} } { 'struct': 'Bb', 'data': {} }";
    check(
        &format!("{{ 'command': 'c', 'returns': 'Aa', 'allow-oob': true }} {{ 'command': 'd' }} {reply}"),
        &format!("{{ 'command': 'c', 'returns': ['Bb'], 'data': {{ '*x': 'int' }} }} {{ 'event': 'E' }} {reply}"),
        "",
        &[
            "breaking   commands::C had no fields, so its name was a value",
            "new field  commands::C.x is new: `Option<i64>`",
            "breaking   commands::C as Command::Response is `Vec<s::Bb>` instead of `s::Aa`",
            "breaking   commands::C as Command::ALLOW_OOB is `false`",
            "breaking   commands::D is gone",
            "added      events::E is new, a struct",
            "breaking   Event::E is new",
        ],
    );
}

/// Rule: a variant more breaks a `match`, except where enums are `#[non_exhaustive]`.
#[test]
fn enums() {
    let old = "{ 'enum': 'Mode', 'data': [ 'a', 'b', 'c' ] }";
    let new = "{ 'enum': 'Mode', 'data': [ 'b', { 'name': 'c', 'features': [ 'deprecated' ] }, 'd' ] }";
    check(
        old,
        new,
        "",
        &["breaking   s::Mode::A is gone", "added      s::Mode::C is deprecated", "breaking   s::Mode::D is new"],
    );
    check(
        old,
        new,
        "non-exhaustive-enums = true",
        &["breaking   s::Mode::A is gone", "added      s::Mode::C is deprecated", "added      s::Mode::D is new"],
    );
    let alternate = |branches: &str| format!("{{ 'alternate': 'Alt', 'data': {{ {branches} }} }}");
    check(
        &alternate("'s': 'str', 'n': 'null'"),
        &alternate("'s': 'str', 'i': ['int']"),
        "non-exhaustive-enums = true",
        &["breaking   s::Alt::N is gone", "added      s::Alt::I is new"],
    );
}

/// Rule: names and derives are compared as the options make them.
#[test]
fn options_count() {
    let old = "{ 'struct': 'Ss', 'data': { 'a': 'int', 'b': { 'type': 'int', 'if': 'X' } } }";
    let new = "{ 'struct': 'Ss', 'data': { 'a': 'int', 'b': 'int' } }";
    check(
        old,
        new,
        "",
        &[
            "breaking   s::Ss.b is always there: it is `i64`",
            "breaking   s::Ss::new takes `(a: i64, b: i64)` instead of `(a: i64)`",
        ],
    );
    // The symbol is not there in the newer schema, so the option has to be one that fits both.
    let old = format!("{old} {{ 'struct': 'Tt', 'data': {{ 'x': {{ 'type': 'int', 'if': 'X' }} }} }}");
    let new = "{ 'struct': 'Ss', 'data': { 'a': 'int', 'b': 'int' } } \
        { 'struct': 'Tt', 'data': { 'x': { 'type': 'int', 'if': 'X', 'features': [ 'unstable' ] }, '*y': 'int' } }";
    check(&old, new, "define = [\"X\"]", &["new field  s::Tt.y is new: `Option<i64>`"]);
}

/// Rule: an older name that is an alias of the newer one goes on compiling, wherever it is used.
#[test]
fn aliases_are_the_same_type() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, ty) in [("1.0", "Stats"), ("2.0", "RamStats")] {
        let text = format!(
            "{{ 'command': 'c', 'returns': 'Info' }} {{ 'struct': 'Info', 'data': {{ 'ram': '{ty}' }} }} \
             {{ 'struct': '{ty}', 'data': {{ 'n': 'int' }} }}"
        );
        fs::create_dir(folder.path().join(name)).expect("a folder");
        fs::write(folder.path().join(name).join("s.json"), text).expect("a file");
    }
    let merged = qapi(folder.path(), &["merge", "1.0/s.json", "2.0/s.json", "--out-dir", "both"]);
    assert_eq!(merged.status, 0, "{}", merged.err);
    let done = qapi(folder.path(), &["diff", "--rust", "1.0/s.json", "2.0/s.json"]);
    assert!(done.out.contains("breaking   s::Stats is gone"), "{}", done.out);
    assert!(done.out.contains("breaking   s::Info.ram is `s::RamStats` instead of `s::Stats`"), "{}", done.out);
    // A tree of versions, so that one side can be two versions.
    let sources = |name: &str| {
        let tree = folder.path().join(format!("tree-{name}/qapi"));
        fs::create_dir_all(&tree).expect("a folder");
        fs::copy(folder.path().join(name).join("s.json"), tree.join("qapi-schema.json")).expect("a copy");
        let done = qapi(folder.path(), &["vendor", &format!("tree-{name}"), "all", "--version", name]);
        assert_eq!(done.status, 0, "{}", done.err);
    };
    sources("1.0");
    sources("2.0");
    let root = "all/qapi/qapi-schema.json";
    let done =
        qapi(folder.path(), &["diff", "--rust", &format!("{root}@1.0"), &format!("{root}@*"), "--fail-on", "breaking"]);
    assert_eq!(done.status, 0, "{}{}", done.out, done.err);
    assert!(done.out.contains("is called `qapi_schema::RamStats`; the old name is an alias"), "{}", done.out);
}

/// Rule: the version follows from the changes, and new fields can be left out of account.
#[test]
fn the_next_version_is_told() {
    let old = "{ 'struct': 'Ss', 'data': { 'a': 'int' } }";
    let new = "{ 'struct': 'Ss', 'data': { 'a': 'int', '*b': 'int' } }";
    let run = |arguments: &[&str]| {
        let done = diff(old, new, "", arguments);
        (done.status, done.out + &done.err)
    };
    let same = |text: &str| diff(text, text, "", &["--crate-version", "0.3.1", "--fail-on", "any"]);
    assert_eq!(same("{ 'command': 'c' }").status, 0);
    assert!(same("{ 'command': 'c' }").out.ends_with("0.3.1 is followed by 0.3.2\n"));
    let (status, text) = run(&["--crate-version", "0.3.1", "--fail-on", "breaking"]);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("0.3.1 is followed by 0.4.0"), "{text}");
    let (_, text) = run(&["--crate-version", "1"]);
    assert!(text.contains("it is no version of three numbers"), "{text}");
}

/// Rule: a new field breaks by Cargo's rules, and not where it is said to be none.
#[test]
fn new_fields_can_be_ignored() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in [
        ("a", "{ 'struct': 'Ss', 'data': { 'a': 'int' } }"),
        ("b", "{ 'struct': 'Ss', 'data': { 'a': 'int', '*b': 'int' } }"),
    ] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
        fs::write(folder.path().join(name).join("s.json"), text).expect("a file");
    }
    let run = |more: &[&str]| {
        let mut words = vec![
            "diff",
            "--rust",
            "a/s.json",
            "b/s.json",
            "--fail-on",
            "breaking",
            "--format",
            "json",
            "--crate-version",
            "1.4.0",
        ];
        words.extend(more);
        let done = qapi(folder.path(), &words);
        let json: serde_json::Value = serde_json::from_str(&done.out).expect("JSON");
        (done.status, json)
    };
    let (status, json) = run(&[]);
    assert_eq!((status, &json["bump"], &json["next-version"]), (1, &"major".into(), &"2.0.0".into()));
    let change =
        serde_json::json!({ "item": "s::Ss", "part": "b", "what": "is new: `Option<i64>`", "effect": "new-field" });
    assert_eq!(json["changes"], serde_json::json!([change]));
    let (status, json) = run(&["--ignore-new-fields"]);
    assert_eq!((status, &json["bump"], &json["next-version"]), (0, &"minor".into(), &"1.5.0".into()));
    let done = qapi(folder.path(), &["diff", "--rust", "a/s.json", "b/s.json", "--markdown"]);
    assert!(done.out.starts_with("## New fields\n\n- `s::Ss.b` is new: `Option<i64>`\n"), "{}", done.out);
}
