//! Rules of what commands write: nothing but their own files is replaced, what is refused leaves everything as it was,
//! and advice comes as flags and keys. Devices are left alone: a pipe stands for what is no regular file.

use crate::run::qapi;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const PING: &str = "{ 'command': 'ping' }\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The message of a run that fails and changes none of these files.
fn refused(files: &[(&str, &str)], arguments: &[&str]) -> String {
    let folder = folder(files);
    let before = names(folder.path());
    let outcome = qapi(folder.path(), arguments);
    assert_eq!((outcome.status, outcome.out.as_str()), (1, ""), "{arguments:?}: {}", outcome.err);
    assert_eq!(names(folder.path()), before, "{arguments:?}");
    for (name, text) in files {
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), *text, "{arguments:?}: {name}");
    }
    outcome.err
}

fn toml(tables: &[&str]) -> String {
    tables.iter().map(|table| format!("[[generate]]\n{table}\n")).collect()
}

#[test]
fn a_dash_is_standard_output() {
    let folder = folder(&[("ping.json", PING)]);
    let outcome = qapi(folder.path(), &["generate", "ping.json", "--out", "-"]);
    assert_eq!((outcome.status, outcome.err.as_str()), (0, ""));
    assert!(outcome.out.starts_with("// @generated") && outcome.out.contains("pub struct Ping"));
    assert_eq!(names(folder.path()), ["ping.json"]);
    qapi(folder.path(), &["generate", "ping.json", "--out", "ping.rs"]);
    assert_eq!(fs::read_to_string(folder.path().join("ping.rs")).unwrap(), outcome.out);
    assert_eq!(qapi(folder.path(), &["generate", "ping.json", "--out", "-", "--check"]).status, 1);
}

#[test]
fn inputs_and_files_of_others_are_refused_with_advice_as_flags() {
    let files = [("ping.json", PING), ("mine.rs", "fn mine() {}\n"), ("src/mod.rs", "mod mine;\n")];
    let err = refused(&files, &["generate", "ping.json", "--out", "ping.json", "--overwrite"]);
    assert!(err.contains("it is an input"), "{err}");
    let err = refused(&files, &["generate", "ping.json", "--out", "mine.rs"]);
    assert!(err.contains("`--overwrite`") && err.contains("mine.rs"), "{err}");
    let err = refused(&files, &["generate", "ping.json", "--out-dir", "src"]);
    assert!(err.contains("`--overwrite`") && err.contains("src/mod.rs"), "{err}");
    let err = refused(&files, &["generate", "ping.json", "--out", "src"]);
    assert!(err.contains("`--out-dir src`"), "{err}");
    let config = toml(&["schema = 'ping.json'\nout = 'qapi.toml'\noverwrite = true"]);
    let err = refused(&[("ping.json", PING), ("qapi.toml", &config)], &["generate"]);
    assert!(err.contains("it is an input"), "{err}");
    let config = toml(&["schema = 'ping.json'\nout = 'mine.rs'"]);
    let err = refused(&[("ping.json", PING), ("mine.rs", "fn mine() {}\n"), ("qapi.toml", &config)], &["generate"]);
    assert!(err.contains("`overwrite = true`"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_at_once() {
    let folder = folder(&[("ping.json", PING)]);
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap();
    assert!(made.success());
    let outcome = qapi(folder.path(), &["generate", "ping.json", "--out", "pipe", "--overwrite"]);
    assert_eq!(outcome.status, 1);
    assert!(outcome.err.contains("not a regular file") && outcome.err.contains("`--out -`"), "{}", outcome.err);
}

#[test]
fn entries_that_collide_are_refused_with_both_schemas() {
    let both = |first: &str, second: &str| {
        toml(&[&format!("schema = 'a.json'\n{first}"), &format!("schema = 'b.json'\n{second}")])
    };
    for (first, second) in [
        ("out = 'x.rs'", "out = './x.rs'"),
        ("out-dir = 'src'", "out-dir = 'src/.'"),
        ("out-dir = 'src'", "out = 'src/commands.rs'"),
    ] {
        let config = both(first, second);
        for arguments in [&["generate"][..], &["generate", "--check"]] {
            let err = refused(&[("a.json", PING), ("b.json", PING), ("qapi.toml", &config)], arguments);
            assert!(err.contains("a.json") && err.contains("b.json") && err.contains("`out"), "{err}");
        }
    }
}

#[test]
fn advice_is_given_as_flags_or_as_keys() {
    let files = [
        ("a/core.json", "{ 'enum': 'Aa', 'data': [] }\n"),
        ("core.json", "{ 'include': 'a/core.json' }\n{ 'enum': 'Bb', 'data': [] }\n"),
    ];
    let err = refused(&files, &["generate", "core.json", "--out", "x.rs"]);
    assert!(err.contains("`--module-name a/core.json=NAME`"), "{err}");
    let config = toml(&["schema = 'core.json'\nout = 'x.rs'"]);
    let err = refused(&[files[0], files[1], ("qapi.toml", &config)], &["generate"]);
    assert!(err.contains("`module-name = { \"a/core.json\" = \"NAME\" }`"), "{err}");
    let err = refused(&[], &["generate"]);
    assert!(err.contains("qapi init --config") && err.contains("--out-dir"), "{err}");
}

#[test]
fn stale_missing_and_left_over_files_are_named() {
    let folder =
        folder(&[("main.json", "{ 'include': 'part.json' }\n"), ("part.json", "{ 'struct': 'Part', 'data': {} }\n")]);
    let generate = ["generate", "main.json", "--out-dir", "out"];
    assert_eq!(qapi(folder.path(), &generate).status, 0);
    fs::write(folder.path().join("main.json"), PING).unwrap();
    let outcome = qapi(folder.path(), &[&generate[..], &["--check"]].concat());
    assert_eq!(outcome.status, 1);
    for line in ["out/part.rs (left over)", "out/mod.rs (stale)", "out/commands.rs (missing)"] {
        assert!(outcome.err.contains(line), "{line}: {}", outcome.err);
    }
}

#[test]
fn vendoring_replaces_what_it_wrote_and_nothing_else() {
    let schema = "# described\n{ 'command': 'ping' }\n";
    let err = refused(&[("qga/qapi-schema.json", schema)], &["vendor", ".", "."]);
    assert!(err.contains("it is an input"), "{err}");
    let files = [("tree/qga/qapi-schema.json", schema), ("to/qga/qapi-schema.json", "{ 'command': 'mine' }\n")];
    let err = refused(&files, &["vendor", "tree", "to"]);
    assert!(err.contains("`--overwrite`"), "{err}");
    let folder = folder(&files);
    assert_eq!(qapi(folder.path(), &["vendor", "tree", "to", "--overwrite"]).status, 0);
    fs::write(folder.path().join("tree/qga/qapi-schema.json"), "{ 'command': 'pong' }\n").unwrap();
    let again = qapi(folder.path(), &["vendor", "tree", "to"]);
    assert_eq!(again.status, 0, "{}", again.err);
    assert!(fs::read_to_string(folder.path().join("to/qga/qapi-schema.json")).unwrap().contains("pong"));
}

#[cfg(unix)]
#[test]
fn every_command_takes_paths_that_are_not_utf_8() {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStrExt;
    let name = |text: &'static [u8]| OsStr::from_bytes(text).to_owned();
    let folder = folder(&[]);
    let schema = name(b"\xff.json");
    fs::write(folder.path().join(&schema), PING).unwrap();
    fs::create_dir_all(folder.path().join(name(b"tree\xff/qga"))).unwrap();
    fs::write(folder.path().join(name(b"tree\xff/qga/qapi-schema.json")), PING).unwrap();
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let commands = [
        [words(&["check"]), vec![schema.clone()]].concat(),
        [words(&["dump"]), vec![schema.clone()]].concat(),
        [words(&["list"]), vec![schema.clone()]].concat(),
        [words(&["show"]), vec![schema.clone()], words(&["ping"])].concat(),
        [words(&["generate"]), vec![schema.clone()], words(&["--out"]), vec![name(b"\xff.rs")]].concat(),
        [words(&["generate"]), vec![schema.clone()], words(&["--out-dir"]), vec![name(b"\xfe")]].concat(),
        [words(&["vendor"]), vec![name(b"tree\xff"), name(b"to\xff")]].concat(),
        [words(&["man", "--out-dir"]), vec![name(b"man\xff")]].concat(),
    ];
    for arguments in commands {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_qapi"));
        let output = command.args(&arguments).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(folder.path().join(name(b"\xff.rs")).is_file() && folder.path().join(name(b"\xfe/mod.rs")).is_file());
}
