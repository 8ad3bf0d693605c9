//! `qapi merge`, and the options of other commands that merge.

use crate::run::qapi;
use std::fs;
use std::path::Path;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = [
        ("old/root.json", "{ 'include': '../gone.json' } { 'struct': 'Disk', 'data': { 'size': 'int' } }"),
        ("gone.json", "{ 'command': 'old', 'returns': 'Disk' }"),
        ("new/root.json", "{ 'struct': 'Disk', 'data': { 'size': 'uint64' } } { 'command': 'new' }"),
        ("odd.json", "{ 'struct': 'Disk', 'data': { 'size': 'str' } }"),
        ("more.json", "{ 'struct': 'Disk', 'data': { '*key': 'str' } }"),
    ];
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Rule: the merged schema goes to standard output as one file; what it cannot say is warned of.
#[test]
fn one_file_is_printed() {
    let folder = folder();
    let done = qapi(folder.path(), &["merge", "new/root.json", "old/root.json"]);
    assert_eq!(done.status, 0, "{}", done.err);
    let expected = "# Merged by `qapi merge`: what any of these versions declares: new, old.\n
{ 'command': 'old', 'returns': 'Disk' }\n
{ 'struct': 'Disk', 'data': { 'size': 'int' } }\n
{ 'command': 'new' }\n";
    let sorted = |text: &str| {
        let mut parts: Vec<String> = text.split("\n\n").map(|part| part.trim().to_owned()).collect();
        parts.sort();
        parts
    };
    assert_eq!(sorted(&done.out), sorted(expected));
    assert!(done.err.contains("warning: 'Disk.size' may hold any integer of 64 bits"), "{}", done.err);
}

/// Rule: a tree is written, and can be read; files that are not ours are not replaced.
#[test]
fn a_tree_is_written() {
    let folder = folder();
    let arguments = ["merge", "1=old/root.json", "2=new/root.json", "--out-dir", "merged"];
    let done = qapi(folder.path(), &arguments);
    assert_eq!((done.status, done.out.as_str()), (0, "2 files in merged\n"), "{}", done.err);
    assert!(read(folder.path(), "merged/root.json").contains("{ 'include': 'gone.json' }"));
    let checked = qapi(folder.path(), &["check", "merged/root.json"]);
    assert!(checked.out.contains("2 files with 2 commands"), "{} {}", checked.out, checked.err);
    assert_eq!(qapi(folder.path(), &arguments).status, 0, "our own files are replaced");
    fs::write(folder.path().join("merged/gone.json"), "{ 'command': 'mine' }").expect("a file");
    let done = qapi(folder.path(), &arguments);
    assert_eq!(done.status, 1);
    assert!(done.err.contains("merged/gone.json") && done.err.contains("--overwrite"), "{}", done.err);
    assert!(read(folder.path(), "merged/gone.json").contains("mine"));
}

/// Rule: every command that takes a schema takes several, settlements and overlays; errors name the flag or the key.
#[test]
fn other_commands_merge_too() {
    let folder = folder();
    let run = |arguments: &[&str]| qapi(folder.path(), arguments);
    let done = run(&["list", "1=old/root.json", "--merge", "2=new/root.json", "--overlay", "more.json"]);
    assert!(done.out.contains("new") && done.out.contains("old"), "{}{}", done.out, done.err);
    let done = run(&["show", "new/root.json+more.json", "Disk"]);
    assert!(done.out.contains("pub key: Option<String>"), "{}{}", done.out, done.err);
    let done = run(&["show", "new/root.json", "Disk", "--merge", "odd.json"]);
    assert_eq!(done.status, 1);
    assert!(done.err.contains("`--settle Disk.size=any` makes it `any`"), "{}", done.err);
    for (settle, ty) in [("any", "pub size: ::qapi_runtime::Value"), ("newest", "pub size: String")] {
        let settle = format!("Disk.size={settle}");
        let done = run(&["show", "1=new/root.json", "Disk", "--merge", "2=odd.json", "--settle", &settle]);
        assert!(done.out.contains(ty), "{}{}", done.out, done.err);
    }
    let done = run(&["dump", "new/root.json", "--settle", "Disk.size=any"]);
    assert!(done.err.contains("there is nothing to settle for 'Disk.size'"), "{}", done.err);
    let table = "[[generate]]\nschema = \"new/root.json\"\nmerge = [\"odd.json\"]\nout = \"out.rs\"\n";
    fs::write(folder.path().join("qapi.toml"), table).expect("a file");
    let done = run(&["generate"]);
    assert!(done.err.contains("`settle = { \"Disk.size\" = \"any\" }` makes it `any`"), "{}", done.err);
    let done = run(&["generate", "--settle", "Disk.size=any"]);
    assert!(done.err.contains("is for the SCHEMA that is given"), "{}", done.err);
    fs::write(folder.path().join("qapi.toml"), format!("{table}settle = {{ \"Disk.size\" = \"any\" }}\n"))
        .expect("a file");
    assert_eq!(run(&["generate"]).status, 0);
    // The configuration's folder is where its paths start.
    let away = tempfile::tempdir().expect("a temporary folder");
    let config = folder.path().join("qapi.toml");
    let done = qapi(away.path(), &["generate", "--config", config.to_str().expect("UTF-8")]);
    assert_eq!(done.status, 0, "{}", done.err);
}
