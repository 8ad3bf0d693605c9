//! Rule: bad input gives the place, the line itself and what is wrong, exit status 1, and writes nothing.

use crate::run::{Outcome, qapi};
use std::fs;
use std::path::Path;

/// A fault: the files, `main.json` first, and what every report of it must contain.
struct Case {
    rule: &'static str,
    files: &'static [(&'static str, &'static str)],
    place: &'static str,
    line: &'static str,
}

const CASES: [Case; 8] = [
    Case {
        rule: "what is included exists",
        files: &[("main.json", "# one\n{ 'include': 'nowhere.json' }\n")],
        place: "main.json:2:14",
        line: "{ 'include': 'nowhere.json' }",
    },
    Case {
        rule: "the text follows the syntax",
        files: &[("main.json", "{ 'enum': 'Ena',\n  'data' [ 'a' ] }\n")],
        place: "main.json:2:10",
        line: "  'data' [ 'a' ] }",
    },
    Case {
        rule: "a type that is named exists",
        files: &[("main.json", "{ 'struct': 'Str',\n  'data': { 'a': 'Nothing' } }\n")],
        place: "main.json:2:18",
        line: "  'data': { 'a': 'Nothing' } }",
    },
    Case {
        rule: "includes form no loop",
        files: &[
            ("main.json", "{ 'include': 'sub/a.json' }\n"),
            ("sub/a.json", "{ 'include': 'b.json' }\n"),
            ("sub/b.json", "\n{ 'include': '../main.json' }\n"),
        ],
        place: "sub/b.json:2:14",
        line: "{ 'include': '../main.json' }",
    },
    Case {
        rule: "a name is defined once",
        files: &[("main.json", "{ 'enum': 'Twice', 'data': [] }\n{ 'struct': 'Twice', 'data': {} }\n")],
        place: "main.json:2:13",
        line: "{ 'struct': 'Twice', 'data': {} }",
    },
    Case {
        rule: "a union has a discriminator",
        files: &[("main.json", "{ 'union': 'Uni', 'base': { 'k': 'str' },\n  'data': { 'a': 'str' } }\n")],
        place: "main.json:1:",
        line: "{ 'union': 'Uni', 'base': { 'k': 'str' },",
    },
    Case {
        rule: "a string ends on its line",
        files: &[("main.json", "{ 'enum: [] }\n")],
        place: "main.json:1:3",
        line: "{ 'enum: [] }",
    },
    Case {
        rule: "a key is known",
        files: &[("main.json", "{ 'command': 'ping',\n  'colour': true }\n")],
        place: "main.json:2:3",
        line: "  'colour': true }",
    },
];

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn each_fault_is_shown_at_its_place() {
    for Case { rule, files, place, line } in CASES {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), files);
        let Outcome { status, out, err } = qapi(folder.path(), &["check", "main.json"]);
        assert_eq!((status, out.as_str()), (1, ""), "{rule}: {err}");
        assert!(err.contains(place), "{rule}: no {place} in\n{err}");
        assert!(err.contains(line), "{rule}: the line is not shown in\n{err}");

        let short = qapi(folder.path(), &["check", "--message-format", "short", "main.json"]).err;
        assert!(short.starts_with(place), "{rule}: {short}");
        assert!(short.contains(": error["), "{rule}: {short}");

        let json = qapi(folder.path(), &["check", "--message-format=json", "main.json"]).err;
        for line in json.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{rule}: {line}"));
            assert!(value.is_object(), "{rule}: {line}");
        }
    }
}

#[test]
fn a_failed_run_writes_nothing() {
    for Case { rule, files, .. } in CASES {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), files);
        for arguments in [["generate", "main.json", "--out-dir", "out"], ["generate", "main.json", "--out", "out.rs"]] {
            let outcome = qapi(folder.path(), &arguments);
            assert_eq!(outcome.status, 1, "{rule}: {}", outcome.err);
        }
        assert!(!folder.path().join("out").exists() && !folder.path().join("out.rs").exists(), "{rule}");
    }
}

#[test]
fn a_configuration_is_followed_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let table = |out: &str, more: &str| format!("[[generate]]\nschema = 'ping.json'\nout = '{out}'\n{more}\n");
    let good = table("good.rs", "");
    let bad = table("a.rs", "select = ['nobody']") + &good + &table("b.rs", "boxed = ['nothing']");
    write(folder.path(), &[("ping.json", "{ 'command': 'ping' }"), ("bad.toml", &bad), ("qapi.toml", &good)]);
    let outcome = qapi(folder.path(), &["generate", "--config", "bad.toml"]);
    assert_eq!((outcome.status, outcome.out.as_str()), (1, ""));
    assert!(outcome.err.contains("nobody") && outcome.err.contains("nothing"), "{}", outcome.err);
    assert!(!folder.path().join("good.rs").exists(), "the faults of others must keep it from being written");

    let stale = qapi(folder.path(), &["generate", "--check"]);
    assert_eq!(stale.status, 1);
    assert!(stale.err.contains("good.rs"), "{}", stale.err);
    assert!(!folder.path().join("good.rs").exists());
    assert_eq!(qapi(folder.path(), &["generate"]).status, 0);
    let written = fs::metadata(folder.path().join("good.rs")).unwrap().modified().unwrap();
    assert_eq!(qapi(folder.path(), &["generate", "--check"]).status, 0);
    assert_eq!(qapi(folder.path(), &["generate"]).status, 0);
    let kept = fs::metadata(folder.path().join("good.rs")).unwrap().modified().unwrap();
    assert_eq!(written, kept, "a file that would not change is not touched");

    write(folder.path(), &[("qapi.toml", "[[generate]]\nscheme = 'ping.json'\n")]);
    let unknown = qapi(folder.path(), &["generate"]);
    assert!(unknown.status == 1 && unknown.err.contains("scheme"), "{}", unknown.err);
    assert_eq!(qapi(folder.path(), &["generate", "--config", "gone.toml"]).status, 1);
}

#[test]
fn a_missing_schema_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["check", "gone.json"][..], &["dump", "gone.json"], &["list", "gone.json"]] {
        let outcome = qapi(folder.path(), arguments);
        assert_eq!((outcome.status, outcome.out.as_str()), (1, ""), "{}", outcome.err);
        assert!(outcome.err.contains("gone.json"), "{}", outcome.err);
    }
}

#[test]
fn every_schema_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("a.json", "{ 'x': 1"), ("b.json", "{ 'command': 'ping' }"), ("c.json", "{ 'enum': 7 }")]);
    let outcome = qapi(folder.path(), &["check", "--message-format", "short", "a.json", "b.json", "c.json"]);
    assert_eq!(outcome.status, 1);
    assert!(outcome.err.contains("a.json:1:") && outcome.err.contains("c.json:1:"), "{}", outcome.err);
    assert_eq!(qapi(folder.path(), &["check", "b.json"]).status, 0);
}

#[test]
fn documentation_faults_are_warnings_unless_they_are_denied() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[("d.json", "##\n# @ping:\n#\n# @nobody: no argument of that name\n##\n{ 'command': 'ping' }\n")],
    );
    assert_eq!(qapi(folder.path(), &["check", "--docs", "deny", "d.json"]).status, 1);
    let warned = qapi(folder.path(), &["check", "--message-format", "short", "d.json"]);
    assert_eq!(warned.status, 0, "{}", warned.err);
    assert!(warned.err.contains("warning["), "{}", warned.err);
    let allowed = qapi(folder.path(), &["check", "--docs", "allow", "d.json"]);
    assert_eq!((allowed.status, allowed.err.as_str()), (0, ""));
    assert_eq!(qapi(folder.path(), &["generate", "d.json", "--out", "d.rs"]).status, 0);
}

#[test]
fn wrong_usage_is_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &[][..],
        &["frobnicate"],
        &["check"],
        &["check", "--docs", "maybe", "x.json"],
        &["dump"],
        &["vendor", "one"],
        &["generate", "x.json"],
        &["generate", "--out", "x.rs"],
        &["generate", "x.json", "--out", "x.rs", "--out-dir", "x"],
    ] {
        assert_eq!(qapi(folder.path(), arguments).status, 2, "{arguments:?}");
    }
}

/// Rule: for a folder, the root files in it are named.
#[test]
fn a_folder_is_no_schema() {
    let folder = tempfile::tempdir().unwrap();
    for root in ["tree/qapi/qapi-schema.json", "tree/qga/qapi-schema.json"] {
        fs::create_dir_all(folder.path().join(root).parent().unwrap()).unwrap();
        fs::write(folder.path().join(root), "{ 'command': 'ping' }\n").unwrap();
    }
    fs::create_dir(folder.path().join("empty")).unwrap();
    let outcome = qapi(folder.path(), &["check", "tree"]);
    let roots = "such as 'tree/qapi/qapi-schema.json' or 'tree/qga/qapi-schema.json'";
    assert!(outcome.status == 1 && outcome.err.contains(roots), "{}", outcome.err);
    let outcome = qapi(folder.path(), &["generate", "tree/qga", "--out", "x.rs"]);
    assert!(outcome.err.contains("such as 'tree/qga/qapi-schema.json'"), "{}", outcome.err);
    let outcome = qapi(folder.path(), &["list", "empty"]);
    assert!(outcome.err.contains("it is a folder; name a file in it\n"), "{}", outcome.err);
}
