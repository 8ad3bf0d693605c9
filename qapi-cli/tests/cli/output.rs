//! Rules of what commands write: nothing but their own files is replaced, what is refused leaves everything as it was, and
//! advice comes as flags and keys. Devices are left alone: a pipe stands for what is no regular file.

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

/// Rule: where `-` cannot be standard output, nothing of that name is made.
#[test]
fn a_dash_elsewhere_is_refused() {
    let err = refused(&[("ping.json", PING)], &["generate", "ping.json", "--out-dir", "-"]);
    assert!(err.contains("`./-`"), "{err}");
    for key in ["out", "out-dir"] {
        let config = toml(&[&format!("schema = 'ping.json'\n{key} = '-'")]);
        let err = refused(&[("ping.json", PING), ("qapi.toml", &config)], &["generate"]);
        assert!(err.contains("--out -") && err.contains("`./-`"), "{err}");
    }
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
    std::fs::create_dir(folder.path().join("merged")).unwrap();
    std::fs::rename(folder.path().join("pipe"), folder.path().join("merged/ping.json")).unwrap();
    let outcome = qapi(folder.path(), &["merge", "ping.json", "ping.json", "--out-dir", "merged"]);
    assert!(outcome.err.contains("merged/ping.json`: it is not a regular file"), "{}", outcome.err);
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

/// Rule: an error about an option shows it as it was written there, on the command line or in a configuration.
#[test]
fn options_are_named_as_they_were_written() {
    let schema = "{ 'struct': 'Light', 'data': { 'is-on': 'bool' } }\n";
    let cases: [(&[&str], &str, &str, &str); 8] = [
        (
            &["--derive", "Ligth=Eq"],
            "[generate.derive]\nLigth = 'Eq'",
            "--derive Ligth=Eq",
            r#"derive = { "Ligth" = "Eq" }"#,
        ),
        (
            &["--attribute", "Light=x"],
            "[generate.attribute]\nLight = 'x'",
            "--attribute Light=x",
            r#"attribute = { "Light" = "x" }"#,
        ),
        (
            &["--replace", "Light=<"],
            "[generate.replace]\nLight = '<'",
            "--replace Light=<",
            r#"replace = { "Light" = "<" }"#,
        ),
        (
            &["--rename", "Light=1"],
            "[generate.rename]\nLight = '1'",
            "--rename Light=1",
            r#"rename = { "Light" = "1" }"#,
        ),
        (&["--boxed", "Light"], "boxed = ['Light']", "--boxed Light", r#"boxed = ["Light"]"#),
        (&["--strict", "Ligth"], "strict = ['Ligth']", "--strict Ligth", r#"strict = ["Ligth"]"#),
        (
            &["--keep-unknown-members", "Ligth"],
            "keep-unknown-members = ['Ligth']",
            "--keep-unknown-members Ligth",
            r#"keep-unknown-members = ["Ligth"]"#,
        ),
        (
            &["--rename", "Light.is-on=no", "--rename", "Light.is-on=no-no"],
            "[generate.rename]\n'Light.is-on' = 'no-no'",
            "--rename Light.is-on=no-no",
            r#"rename = { "Light.is-on" = "no-no" }"#,
        ),
    ];
    for (flags, key, as_flag, as_key) in cases {
        let err = refused(&[("s.json", schema)], &[&["generate", "s.json", "--out", "x.rs"], flags].concat());
        assert!(err.contains(&format!("`{as_flag}`")), "{err}");
        let config = toml(&[&format!("schema = 's.json'\nout = 'x.rs'\n{key}")]);
        let err = refused(&[("s.json", schema), ("qapi.toml", &config)], &["generate"]);
        assert!(err.contains(&format!("`{as_key}`")) && !err.contains("--"), "{err}");
    }
    let with = "schema = 's.json'\nout = 'x.rs'\n[generate.replace]\nLight = { type = 'u8', with = 'm' }";
    let err = refused(&[("s.json", schema), ("qapi.toml", &toml(&[with]))], &["generate"]);
    assert!(err.contains(r#"`replace = { "Light" = { type = "u8", with = "m" } }`"#), "{err}");
    let old = "{ 'struct': 'Light', 'data': {}, 'if': 'defined(A)' }\n";
    for command in [&["check", "old.json"][..], &["list", "old.json"], &["generate", "old.json", "--out", "x.rs"]] {
        let err = refused(&[("old.json", old)], command);
        assert!(err.contains("`--legacy`"), "{err}");
    }
    let config = toml(&["schema = 'old.json'\nout = 'x.rs'"]);
    let err = refused(&[("old.json", old), ("qapi.toml", &config)], &["generate"]);
    assert!(err.contains("`legacy = true`"), "{err}");
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

/// Rule: whatever a run reads is an input: schemas that are merged, overlays, a server's reply, the versions of a tree.
#[test]
fn everything_that_is_read_is_an_input() {
    let reply = r#"[{"name": "ping", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
{"name": "0", "meta-type": "object", "members": []}]"#;
    let pong = "{ 'command': 'pong' }\n";
    let files = [("ping.json", PING), ("pong.json", pong), ("reply.json", reply)];
    for (flag, path) in [("--merge", "pong.json"), ("--overlay", "pong.json"), ("--like", "reply.json")] {
        let arguments = ["generate", "ping.json", flag, path, "--out", path, "--overwrite"];
        let err = refused(&files, &arguments);
        assert!(err.contains(&format!("`{path}`: it is an input")), "{flag}: {err}");
    }
    let folder = folder(&[("T/qga/qapi-schema.json", PING)]);
    for version in ["1", "2"] {
        assert_eq!(qapi(folder.path(), &["vendor", "T", "O", "--version", version]).status, 0);
    }
    for path in ["O/VERSIONS", "O/older/1.patch"] {
        let before = fs::read(folder.path().join(path)).unwrap();
        let root = "O/qga/qapi-schema.json@1";
        let outcome = qapi(folder.path(), &["generate", root, "--out", path, "--overwrite"]);
        assert!(outcome.status == 1 && outcome.err.contains("it is an input"), "{path}: {}", outcome.err);
        assert_eq!(fs::read(folder.path().join(path)).unwrap(), before);
    }
}

/// Rule: for a key that does not exist, the one that was most likely meant is named.
#[test]
fn a_key_that_nearly_matches_is_suggested() {
    for (key, near) in [
        ("stict = ['x']", "strict"),
        ("outdir = 'x'", "out-dir"),
        ("non-exhaustive-enum = true", "non-exhaustive-enums"),
    ] {
        let config = toml(&[&format!("schema = 'ping.json'\nout = 'x.rs'\n{key}")]);
        let err = refused(&[("ping.json", PING), ("qapi.toml", &config)], &["generate"]);
        assert!(err.contains("qapi.toml: ") && err.ends_with(&format!("did you mean `{near}`?\n")), "{err}");
    }
}

/// Rule: advice names what the command at hand takes: only `generate` has `--out`, and only one file goes there.
#[test]
fn advice_fits_the_command() {
    let files = [("ping.json", PING), ("build.rs", "fn main() {}\n"), ("man/qapi.1", "mine\n")];
    for arguments in [&["init", "ping.json"][..], &["man", "--out-dir", "man"]] {
        let err = refused(&files, arguments);
        assert!(err.contains("`--overwrite`") && !err.contains("@generated"), "{err}");
    }
    let files = [("ping.json", PING), ("tree/commands.rs/x", "")];
    let err = refused(&files, &["generate", "ping.json", "--out-dir", "tree"]);
    assert!(err.contains("tree/commands.rs`: it is a folder") && !err.contains("--out"), "{err}");
    for out in ["x/", ".", ".."] {
        let err = refused(&files, &["generate", "ping.json", "--out", out]);
        assert!(err.contains(&format!("`--out-dir {out}`")), "{err}");
    }
}

/// Rule: a vendored folder keeps the files of others, and loses those that `qapi vendor` wrote and no longer needs.
#[test]
fn vendoring_removes_what_it_wrote_and_nothing_else() {
    let (root, part) = ("{ 'include': 'part.json' }\n", "{ 'command': 'ping' }\n");
    let notes = "mine, not JSON";
    for version in [&[][..], &["--version", "2"]] {
        let folder = folder(&[("T/qga/qapi-schema.json", root), ("T/qga/part.json", part), ("O/qga/notes.txt", notes)]);
        let path = |name: &str| folder.path().join(name);
        let first: &[&str] = if version.is_empty() { &[] } else { &["--version", "1"] };
        assert_eq!(qapi(folder.path(), &[&["vendor", "T", "O"], first].concat()).status, 0);
        assert!(path("O/qga/part.json").is_file());
        fs::write(path("O/bytes"), b"\xff").unwrap();
        fs::write(path("T/qga/qapi-schema.json"), part).unwrap();
        let outcome = qapi(folder.path(), &[&["vendor", "T", "O"], version].concat());
        assert_eq!((outcome.status, outcome.err.as_str()), (0, ""));
        assert!(!path("O/qga/part.json").exists(), "the new schema has no such file");
        assert_eq!(fs::read_to_string(path("O/qga/notes.txt")).unwrap(), notes);
        assert!(path("O/bytes").is_file());
        if !version.is_empty() {
            let older = qapi(folder.path(), &["list", "O/qga/qapi-schema.json@1"]);
            assert!(older.out.contains("ping"), "{}", older.err);
            assert!(!fs::read_to_string(path("O/older/1.patch")).unwrap().contains("notes"));
        }
    }
}

/// Rule: a list of checksums cannot make `qapi vendor` touch what is outside of its folder.
#[test]
fn vendoring_stays_in_its_folder() {
    let sums = "00  ../outside.json\n00  qga/../../outside.json\n";
    let files = [("T/qga/qapi-schema.json", PING), ("O/SHA256SUMS", sums), ("outside.json", "mine\n")];
    let folder = folder(&files);
    qapi(folder.path(), &["vendor", "T", "O", "--overwrite"]);
    assert_eq!(fs::read_to_string(folder.path().join("outside.json")).unwrap(), "mine\n");
}

/// Rule: versions are patches to the newest, so the newest is not replaced without saying which version it is.
#[test]
fn a_folder_of_versions_wants_a_version() {
    let folder = folder(&[("T/qga/qapi-schema.json", PING)]);
    assert_eq!(qapi(folder.path(), &["vendor", "T", "O", "--version", "1"]).status, 0);
    let outcome = qapi(folder.path(), &["vendor", "T", "O", "--overwrite"]);
    assert!(outcome.status == 1 && outcome.err.contains("`--version`"), "{}", outcome.err);
    let err = refused(
        &[("T/qga/qapi-schema.json", PING), ("O/VERSIONS", "mine\n")],
        &["vendor", "T", "O", "--version", "1", "--overwrite"],
    );
    assert!(err.contains("did not write it"), "{err}");
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
    fs::create_dir_all(folder.path().join(name(b"conf\xff"))).unwrap();
    fs::write(folder.path().join(name(b"conf\xff/s.json")), PING).unwrap();
    let table = toml(&["schema = 's.json'\nout-dir = 'out'"]);
    fs::write(folder.path().join(name(b"conf\xff/qapi.toml")), table).unwrap();
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let commands = [
        [words(&["check"]), vec![schema.clone()]].concat(),
        [words(&["dump"]), vec![schema.clone()]].concat(),
        [words(&["list"]), vec![schema.clone()]].concat(),
        [words(&["show"]), vec![schema.clone()], words(&["ping"])].concat(),
        [words(&["generate"]), vec![schema.clone()], words(&["--out"]), vec![name(b"\xff.rs")]].concat(),
        [words(&["generate"]), vec![schema.clone()], words(&["--out-dir"]), vec![name(b"\xfe")]].concat(),
        [words(&["vendor"]), vec![name(b"tree\xff"), name(b"to\xff")]].concat(),
        [words(&["vendor"]), vec![name(b"tree\xff"), name(b"of\xff")], words(&["--version", "1"])].concat(),
        [words(&["check"]), vec![name(b"of\xff/qga/qapi-schema.json@1")]].concat(),
        [words(&["diff"]), vec![schema.clone(), name(b"of\xff/qga/qapi-schema.json@*")]].concat(),
        [words(&["introspect"]), vec![schema.clone()]].concat(),
        [words(&["generate", "--config"]), vec![name(b"conf\xff/qapi.toml")]].concat(),
        [words(&["generate", "--check", "--config"]), vec![name(b"conf\xff/qapi.toml")]].concat(),
        [words(&["man", "--out-dir"]), vec![name(b"man\xff")]].concat(),
    ];
    for arguments in commands {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_qapi"));
        let output = command.args(&arguments).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_qapi"));
    let output = command.args(["proxy", "socket"]).arg(name(b"gone\xff")).current_dir(folder.path()).output().unwrap();
    assert!(output.status.code() == Some(1), "the command is called as it should be; nobody is there");
    assert!(folder.path().join(name(b"\xff.rs")).is_file() && folder.path().join(name(b"\xfe/mod.rs")).is_file());
}
