//! Rule: what `list`, `show`, `dump` and `explain` print changes on purpose only. `UPDATE_EXPECT=1 cargo test` accepts
//! a change.

use crate::run::{Outcome, qapi};
use expect_test::{ExpectFile, expect_file};
use std::path::{Path, PathBuf};

/// The schema of the downstream crate: it has everything.
fn schema() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/downstream/schema")
}

fn check(arguments: &[&str], expected: ExpectFile) {
    let Outcome { status, out, err } = qapi(&schema(), arguments);
    assert_eq!((status, err.as_str()), (0, ""), "{arguments:?}");
    expected.assert_eq(&out);
}

#[test]
fn list_as_a_table_and_as_json() {
    check(&["list", "vendor.json"], expect_file!["look/list.txt"]);
    check(&["list", "--format", "json", "vendor.json"], expect_file!["look/list.json"]);
}

/// The generator has goldens of its own: here it only counts that the right Rust follows.
fn check_show(name: &str, rust: &str, expected: ExpectFile) {
    let Outcome { status, out, err } = qapi(&schema(), &["show", "vendor.json", name]);
    assert_eq!((status, err.as_str()), (0, ""), "{name}");
    let (facts, code) = out.split_once("\nRust:\n").unwrap();
    assert!(code.contains(rust), "{code}");
    expected.assert_eq(&format!("{facts}\n"));
}

#[test]
fn show_tells_all_of_each_kind() {
    check_show("Color", "pub enum Color {", expect_file!["look/enum.txt"]);
    check_show("Light", "pub struct Light {", expect_file!["look/struct.txt"]);
    check_show("Node", "pub enum NodeDriver {", expect_file!["look/union.txt"]);
    check_show("Nested", "pub enum Nested {", expect_file!["look/nested.txt"]);
    check_show("NodeRefOrNull", "pub enum NodeRefOrNull {", expect_file!["look/alternate.txt"]);
    check_show("light-set", "Command for LightSet {", expect_file!["look/command.txt"]);
    check_show("NODE_ADDED", "Event for NodeAdded {", expect_file!["look/event.txt"]);
}

#[test]
fn show_suggests_a_name() {
    let outcome = qapi(&schema(), &["show", "vendor.json", "light_set"]);
    assert_eq!((outcome.status, outcome.out.as_str()), (1, ""));
    assert!(outcome.err.contains("light-set"), "{}", outcome.err);
}

#[test]
fn explain_lists_every_code_and_tells_of_each() {
    let all = qapi(Path::new("."), &["explain"]);
    assert_eq!(all.status, 0, "{}", all.err);
    assert!(all.out.lines().count() > 60, "{}", all.out);
    for line in all.out.lines() {
        let code = line.split_whitespace().next().unwrap();
        let page = qapi(Path::new("."), &["explain", code]);
        assert_eq!(page.status, 0, "{}", page.err);
        assert!(page.out.contains("## Wrong") && page.out.contains("## Right"), "{code}: {}", page.out);
    }
}

#[test]
fn explain_takes_a_code_as_a_diagnostic_shows_it_and_suggests_the_nearest() {
    let page = qapi(Path::new("."), &["explain", "[name-case]"]);
    assert_eq!((page.status, page.err.as_str()), (0, ""));
    assert!(page.out.starts_with("# name-case\n"), "{}", page.out);
    let unknown = qapi(Path::new("."), &["explain", "name-cse"]);
    assert_eq!((unknown.status, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.contains("did you mean `name-case`?"), "{}", unknown.err);
    assert_eq!(qapi(Path::new("."), &["explain", "no-such-code"]).status, 2);
}
