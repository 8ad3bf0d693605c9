//! `qapi overlay`, and what it makes.

use crate::run::qapi;
use std::fs;

/// Rule: additions are printed as an overlay, which any command takes; everything else is told.
#[test]
fn an_overlay_is_made_and_used() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    write("base.json", "{ 'enum': 'Mode', 'data': [ 'a', 'b' ] } { 'command': 'go', 'data': { 'mode': 'Mode' } }");
    write(
        "patched.json",
        "{ 'enum': 'Mode', 'data': [ 'a', 'b', 'c' ] } { 'command': 'go', 'data': { 'mode': 'Mode', '*x': 'int' } }",
    );
    write("less.json", "{ 'enum': 'Mode', 'data': [ 'a' ] } { 'command': 'go', 'data': { 'mode': 'Mode' } }");
    let run = |arguments: &[&str]| qapi(folder.path(), arguments);
    let made = run(&["overlay", "base.json", "patched.json"]);
    let expected = "# Made by `qapi overlay`: what a schema has beyond another.

{ 'enum': 'Mode', 'data': [ 'c' ] }

{ 'command': 'go', 'data': { '*x': 'int' } }
";
    assert_eq!((made.status, made.out.as_str(), made.err.as_str()), (0, expected, ""));
    write("ours.json", &made.out);
    let same = run(&["diff", "base.json+ours.json", "patched.json", "--fail-on", "any"]);
    assert_eq!(same.status, 0, "{}{}", same.out, same.err);
    let less = run(&["overlay", "base.json", "less.json", "--exact"]);
    assert_eq!(less.status, 1);
    assert!(less.err.contains("an overlay cannot say that 'Mode.b' is gone"), "{}", less.err);
    let written = run(&["overlay", "base.json", "patched.json", "--out", "ours.json"]);
    assert_eq!(written.status, 0, "our own file is replaced: {}", written.err);
    write("mine.json", "{ 'command': 'mine' }");
    let refused = run(&["overlay", "base.json", "patched.json", "--out", "mine.json"]);
    assert!(refused.status == 1 && refused.err.contains("mine.json"), "{}", refused.err);
    let refused = run(&["overlay", "base.json", "patched.json", "--out", "base.json", "--overwrite"]);
    assert!(refused.status == 1, "an input is never replaced: {}", refused.err);
    let wrong = run(&["check", "base.json+less.json", "base.json+mine.json"]);
    assert_eq!((wrong.status, wrong.err.as_str()), (0, ""));
}
