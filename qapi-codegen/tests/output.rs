//! Rules of what is written: links and modes are kept, nothing but generated files is replaced or removed, and a run that
//! is refused leaves everything as it was. Devices are left alone: a pipe stands for what is no regular file.

use qapi_codegen::output::ChangeKind;
use qapi_codegen::{Builder, Error, generate_all};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const PING: &str = "{ 'command': 'ping' }\n";

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).expect("a file")
}

/// Every path below a folder with its text; a folder, and what is no regular file, has none.
fn tree(folder: &Path) -> Vec<(PathBuf, Option<String>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let is_file = fs::metadata(&path).is_ok_and(|metadata| metadata.is_file());
        all.push((path.clone(), is_file.then(|| read(&path))));
        if path.is_dir() && !path.is_symlink() {
            all.extend(tree(&path));
        }
    }
    all.sort();
    all
}

/// The message of a run that is refused; nothing may have changed.
fn refused(folder: &TempDir, builder: Builder) -> String {
    let before = tree(folder.path());
    let error = builder.generate().expect_err("it is refused");
    assert!(matches!(error, Error::Refused { .. }), "{error}");
    assert_eq!(tree(folder.path()), before, "{error}");
    error.to_string()
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_modes_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[("ping.json", PING), ("real/out.rs", "")]);
    let (schema, link, real) =
        (folder.path().join("ping.json"), folder.path().join("link.rs"), folder.path().join("real/out.rs"));
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("a mode");
    symlink("real/out.rs", &link).expect("a link");
    Builder::new(&schema).out_file(&link).generate().expect("it is written");
    assert!(link.is_symlink() && read(&real).contains("Ping"));
    assert_eq!(fs::metadata(&real).expect("it is there").permissions().mode() & 0o777, 0o640);
    assert!(Builder::new(&schema).out_file(&link).generate().expect("it is there").changed.is_empty());

    symlink("real/later.rs", folder.path().join("dangling.rs")).expect("a link");
    Builder::new(&schema).out_file(folder.path().join("dangling.rs")).generate().expect("it is written");
    assert!(folder.path().join("dangling.rs").is_symlink() && folder.path().join("real/later.rs").is_file());

    symlink("real", folder.path().join("tree")).expect("a link");
    Builder::new(&schema).out_dir(folder.path().join("tree")).generate().expect("it is written");
    assert!(folder.path().join("tree").is_symlink() && folder.path().join("real/mod.rs").is_file());

    symlink("loop.rs", folder.path().join("loop.rs")).expect("a link");
    assert!(Builder::new(&schema).out_file(folder.path().join("loop.rs")).generate().is_err());
}

/// Rule: links are followed wherever they stand in a path, also to a folder that is yet to be made, one after another.
#[cfg(unix)]
#[test]
fn links_to_what_is_not_there_yet_are_followed() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("ping.json", PING), ("real/x", "")]);
    let path = |name: &str| folder.path().join(name);
    symlink("gone", path("tree")).expect("a link");
    symlink("../second", path("real/first")).expect("a link");
    symlink(path("third/deep"), path("second")).expect("a link");
    Builder::new(path("ping.json")).out_dir(path("tree")).generate().expect("it is written");
    assert!(path("tree").is_symlink() && path("gone/mod.rs").is_file());
    Builder::new(path("ping.json")).out_file(path("real/first/a/b.rs")).generate().expect("it is written");
    assert!(path("second").is_symlink() && path("real/first").is_symlink() && path("third/deep/a/b.rs").is_file());
    let both = [path("second/c.rs"), path("third/deep/c.rs")];
    let error =
        generate_all(both.map(|out| Builder::new(path("ping.json")).out_file(out))).expect_err("it is one file");
    assert!(error.to_string().contains("twice"), "{error}");
}

/// Rule: a file keeps its other names, as it keeps links to it, and two outputs that are one file are noticed.
#[cfg(unix)]
#[test]
fn other_names_of_a_file_stay_its_names() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = folder(&[("ping.json", PING), ("pong.json", "{ 'command': 'pong' }\n"), ("x.rs", "")]);
    let path = |name: &str| folder.path().join(name);
    fs::hard_link(path("x.rs"), path("y.rs")).expect("a link");
    fs::set_permissions(path("x.rs"), fs::Permissions::from_mode(0o600)).expect("a mode");
    Builder::new(path("ping.json")).out_file(path("x.rs")).generate().expect("it is written");
    assert!(read(path("y.rs")).contains("Ping") && read(path("y.rs")) == read(path("x.rs")));
    let metadata = fs::metadata(path("y.rs")).expect("it is there");
    assert_eq!((metadata.nlink(), metadata.mode() & 0o777), (2, 0o600));
    let runs = [("ping.json", "x.rs"), ("pong.json", "y.rs")];
    let error = generate_all(runs.map(|(schema, out)| Builder::new(path(schema)).out_file(path(out))));
    let error = error.expect_err("it is one file").to_string();
    assert!(error.contains("ping.json") && error.contains("pong.json"), "{error}");
    // What fails later puts the old text back under both names.
    let before = read(path("x.rs"));
    let blocked = Builder::new(path("pong.json")).out_file(path("ping.json/x.rs"));
    assert!(generate_all([Builder::new(path("pong.json")).out_file(path("x.rs")), blocked]).is_err());
    assert_eq!(read(path("y.rs")), before);
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_refused_and_not_opened() {
    let folder = folder(&[("ping.json", PING)]);
    let pipe = folder.path().join("pipe.rs");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).expect("a pipe");
    let builder = Builder::new(folder.path().join("ping.json"));
    assert!(refused(&folder, builder.clone().out_file(&pipe)).contains("not a regular file"));
    assert!(refused(&folder, builder.clone().out_file(&pipe).overwrite(true)).contains("not a regular file"));
    assert!(refused(&folder, builder.clone().out_file(folder.path())).contains("out_dir("));
    // A pipe beside a tree's files is none of its business.
    builder.out_dir(folder.path()).generate().expect("it is written");
    assert!(pipe.exists());
}

#[test]
fn an_input_is_never_written() {
    let files = [("main.json", "{ 'include': 'sub/part.json' }\n"), ("sub/part.json", PING)];
    let folder = folder(&files);
    let schema = folder.path().join("main.json");
    fs::hard_link(&schema, folder.path().join("other-name.rs")).expect("a link");
    for out in ["main.json", "./sub/../main.json", "sub/part.json", "other-name.rs"] {
        let builder = Builder::new(&schema).out_file(folder.path().join(out)).overwrite(true);
        let message = refused(&folder, builder);
        assert!(message.contains("it is an input"), "{message}");
    }
}

#[test]
fn only_generated_files_are_replaced() {
    let folder = folder(&[("ping.json", PING), ("mine.rs", "fn mine() {}\n"), ("tree/mod.rs", "mod mine;\n")]);
    let builder = Builder::new(folder.path().join("ping.json"));
    let mine = folder.path().join("mine.rs");
    let message = refused(&folder, builder.clone().out_file(&mine));
    assert!(message.contains("@generated") && message.contains("`overwrite(true)`"), "{message}");
    let message = refused(&folder, builder.clone().out_dir(folder.path().join("tree")));
    assert!(message.contains("mod.rs"), "{message}");
    builder.clone().out_file(&mine).overwrite(true).generate().expect("it may");
    assert!(read(&mine).starts_with("// @generated"));
    fs::write(&mine, read(&mine) + "// changed\n").expect("a file");
    builder.out_file(&mine).generate().expect("a generated file may be replaced");
    assert!(!read(&mine).contains("changed"));
}

#[test]
fn files_that_are_no_longer_made_are_removed_and_those_of_others_kept() {
    let (large, small) = ("{ 'include': 'part.json' }\n{ 'command': 'ping' }\n", PING);
    let folder = folder(&[
        ("main.json", large),
        ("part.json", "{ 'struct': 'Part', 'data': {} }\n"),
        ("other.json", PING),
        ("out/mine.rs", "fn mine() {}\n"),
        ("out/notes.txt", "notes\n"),
    ]);
    let path = |name: &str| folder.path().join(name);
    let builder = || Builder::new(path("main.json")).out_dir(path("out"));
    Builder::new(path("other.json")).out_file(path("out/other.rs")).generate().expect("it is written");
    builder().generate().expect("it is written");
    assert!(path("out/part.rs").is_file());
    fs::write(path("main.json"), small).expect("a file");
    fs::remove_file(path("out/commands.rs")).expect("it was there");

    let Err(Error::Stale(changes)) = builder().check() else { panic!("something has changed") };
    let kinds: Vec<(String, ChangeKind)> = changes
        .iter()
        .map(|change| (change.path.file_name().expect("a name").to_string_lossy().into_owned(), change.kind))
        .collect();
    assert!(kinds.contains(&("part.rs".into(), ChangeKind::LeftOver)), "{kinds:?}");
    assert!(kinds.contains(&("mod.rs".into(), ChangeKind::Stale)), "{kinds:?}");
    assert!(kinds.contains(&("commands.rs".into(), ChangeKind::Missing)), "{kinds:?}");
    let message = Error::Stale(changes).to_string();
    assert!(message.contains("part.rs (left over)") && message.contains("commands.rs (missing)"), "{message}");

    builder().generate().expect("it is written");
    assert!(!path("out/part.rs").exists());
    assert_eq!(read(path("out/mine.rs")), "fn mine() {}\n");
    assert!(path("out/notes.txt").is_file() && path("out/other.rs").is_file());
    builder().check().expect("it is up to date");
    Builder::new(path("other.json")).out_file(path("out/other.rs")).check().expect("nobody touched it");
}

#[test]
fn runs_that_would_write_one_file_are_refused() {
    let folder = folder(&[("a/schema.json", PING), ("b/schema.json", "{ 'command': 'pong' }\n")]);
    let builder = |schema: &str| Builder::new(folder.path().join(schema));
    let out = |path: &str| folder.path().join(path);
    let before = tree(folder.path());
    let pairs = [
        (builder("a/schema.json").out_file(out("x.rs")), builder("b/schema.json").out_file(out("./a/../x.rs"))),
        (builder("a/schema.json").out_dir(out("tree")), builder("b/schema.json").out_dir(out("tree"))),
        (builder("a/schema.json").out_dir(out("tree")), builder("b/schema.json").out_file(out("tree/commands.rs"))),
        (builder("a/schema.json").out_file(out("x.rs")), builder("a/schema.json").select("ping").out_file(out("x.rs"))),
        // One wants a file where the other wants a folder.
        (builder("a/schema.json").out_file(out("x")), builder("b/schema.json").out_dir(out("x"))),
        (builder("a/schema.json").out_dir(out("x/mod.rs/y")), builder("b/schema.json").out_dir(out("x"))),
    ];
    for (first, second) in pairs {
        let error = generate_all([first, second]).expect_err("one file cannot hold both").to_string();
        assert!(error.contains("a/schema.json") && error.contains("for example `out_"), "{error}");
        assert!(error.contains("b/schema.json") || error.contains("twice"), "{error}");
        assert_eq!(tree(folder.path()), before);
    }
}

#[test]
fn all_runs_are_tried_and_none_is_written_if_one_fails() {
    let folder = folder(&[("good.json", PING), ("bad.json", "{ 'command': 7 }\n"), ("worse.json", "{\n")]);
    let builder = |name: &str| {
        Builder::new(folder.path().join(name).with_extension("json"))
            .out_file(folder.path().join(name).with_extension("rs"))
    };
    let before = tree(folder.path());
    let error = generate_all(["good", "bad", "worse"].map(builder)).expect_err("two are at fault").to_string();
    assert!(error.contains("bad.json:1:") && error.contains("worse.json:"), "{error}");
    assert_eq!(tree(folder.path()), before);
    // A folder that cannot be made is found when another file has been prepared.
    let blocked = Builder::new(folder.path().join("good.json")).out_file(folder.path().join("bad.json/x.rs"));
    assert!(generate_all([builder("good"), blocked]).is_err());
    assert_eq!(tree(folder.path()), before);
}

/// Rule: what a build script is told is what can be written in it.
#[test]
fn an_old_schema_is_read_with_a_method() {
    let folder = folder(&[("old.json", "{ 'command': 'ping', 'if': 'defined(A)' }\n")]);
    let builder = Builder::new(folder.path().join("old.json")).out_file(folder.path().join("x.rs"));
    let error = builder.clone().generate().expect_err("it is old").to_string();
    assert!(error.contains("`legacy(true)`"), "{error}");
    builder.legacy(true).generate().expect("it is read");
}

#[test]
fn an_error_is_as_readable_in_debug_as_in_display() {
    let filler = "# a comment that no report has a reason to show\n".repeat(1000);
    let folder = folder(&[("main.json", &format!("{filler}{{ 'command': 'ping', 'returns': 'Gone' }}\n"))]);
    let error = Builder::new(folder.path().join("main.json")).out_file("x.rs").generate().expect_err("it is at fault");
    let (debug, display) = (format!("{error:?}"), error.to_string());
    assert_eq!(debug, display);
    assert!(display.lines().next().is_some_and(|line| line.contains("1 error in") && line.contains("qapi explain")));
    assert!(display.contains("main.json:1001:33") && display.contains("'returns': 'Gone'"), "{display}");
    assert!(!display.contains("no report has a reason") && display.len() < 2000, "{display}");
    let Error::Schema(failure) = error else { panic!("the schema is at fault") };
    assert!(format!("{failure:?}{:?}", failure.sources).len() < 2000);
}

#[cfg(unix)]
#[test]
fn paths_need_not_be_utf_8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[]);
    let name = |end: &str| folder.path().join(OsStr::from_bytes(&[b"\xff\xfe".as_slice(), end.as_bytes()].concat()));
    fs::write(name(".json"), PING).expect("a file");
    Builder::new(name(".json")).out_file(name(".rs")).generate().expect("it is written");
    assert!(read(name(".rs")).contains("pub struct Ping"));
    Builder::new(name(".json")).out_dir(name("-tree")).generate().expect("it is written");
    assert!(name("-tree").join("mod.rs").is_file());
}
