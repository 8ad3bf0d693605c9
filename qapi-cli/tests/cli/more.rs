//! Rules of the commands around generating: starting, filtering, summaries, completions, manual pages, JSON.

use crate::run::qapi;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn schema() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/downstream/schema")
}

/// The names that `qapi list` gives for these filters.
fn listed(filters: &[&str]) -> Vec<String> {
    let arguments = [&["list", "vendor.json", "--format", "json"], filters].concat();
    let outcome = qapi(&schema(), &arguments);
    assert_eq!(outcome.status, 0, "{filters:?}: {}", outcome.err);
    let rows: Vec<Value> = serde_json::from_str(&outcome.out).unwrap();
    rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_list_can_be_filtered() {
    let all = listed(&[]);
    let commands = listed(&["--kind", "command"]);
    assert!(commands.contains(&"light-set".to_owned()) && commands.len() < all.len());
    let both = listed(&["--kind", "command", "--kind", "event"]);
    assert!(both.contains(&"NODE_ADDED".to_owned()) && both.len() > commands.len());
    assert_eq!(listed(&["light-s?t"]), ["light-set"]);
    assert!(listed(&["light-*", "Node*"]).iter().all(|name| name.starts_with("light-") || name.starts_with("Node")));
    let users = listed(&["--uses", "Color"]);
    assert!(users.contains(&"Light".to_owned()) && users.contains(&"light-set".to_owned()), "{users:?}");
    assert!(!users.contains(&"Color".to_owned()));
    let none = qapi(&schema(), &["list", "vendor.json", "--kind", "enum", "light-*"]);
    assert_eq!((none.status, none.out.as_str()), (1, ""));
    assert!(qapi(&schema(), &["list", "vendor.json", "--uses", "Colour"]).err.contains("`Color`"));
}

#[test]
fn versions_are_compared_by_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let definition =
        |name: &str, since: &str| format!("##\n# @{name}:\n#\n# Since: {since}\n##\n{{ 'command': '{name}' }}\n\n");
    let text = definition("old", "2.12") + &definition("new", "10.0") + &definition("newer", "10.1");
    fs::write(folder.path().join("v.json"), text).unwrap();
    let names = |since: &str| {
        let outcome = qapi(folder.path(), &["list", "v.json", "--since", since, "--format", "json"]);
        let rows: Vec<Value> = serde_json::from_str(&outcome.out).unwrap();
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("9"), ["new", "newer"]);
    assert_eq!(names("10"), ["new", "newer"]);
    assert_eq!(names("10.0.0"), ["new", "newer"]);
    assert_eq!(names("10.1"), ["newer"]);
    assert_eq!(qapi(folder.path(), &["list", "v.json", "--since", "ten"]).status, 2);
}

#[test]
fn check_says_what_it_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), "{ 'command': 'ping', 'returns': 'Pong' }\n{ 'include': 'b.json' }\n")
        .unwrap();
    fs::write(folder.path().join("b.json"), "{ 'struct': 'Pong', 'data': {} }\n").unwrap();
    let outcome = qapi(folder.path(), &["check", "a.json"]);
    assert_eq!(outcome.out, "a.json: 2 files with 1 command, 0 events, 1 type: no faults\n");
    let quiet = qapi(folder.path(), &["check", "--quiet", "a.json"]);
    assert_eq!((quiet.status, quiet.out.as_str(), quiet.err.as_str()), (0, "", ""));
    let verbose = qapi(folder.path(), &["-v", "check", "a.json"]);
    assert!(verbose.err.contains("read a.json") && verbose.err.contains("read b.json"), "{}", verbose.err);
    fs::write(folder.path().join("b.json"), "{ 'struct': 'Pong', 'data': { 'a': 'Gone', 'b': 'Gone' } }\n").unwrap();
    let failed = qapi(folder.path(), &["check", "a.json"]);
    assert!(failed.err.contains("error: 2 errors in a.json; `qapi explain unknown-type`"), "{}", failed.err);
}

#[test]
fn init_writes_a_build_script_or_a_configuration() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("schema")).unwrap();
    fs::write(folder.path().join("schema/my-device.json"), "{ 'command': 'ping' }\n").unwrap();
    let outcome = qapi(folder.path(), &["init", "schema/my-device.json"]);
    assert_eq!(outcome.status, 0, "{}", outcome.err);
    let script = fs::read_to_string(folder.path().join("build.rs")).unwrap();
    assert!(script.contains("Builder::new(\"schema/my-device.json\")"), "{script}");
    for line in ["qemu-qapi-codegen", "qapi-runtime = ", "mod my_device {", "/my_device.rs"] {
        assert!(outcome.out.contains(line), "{line}: {}", outcome.out);
    }
    fs::write(folder.path().join("build.rs"), "fn main() {}\n").unwrap();
    let again = qapi(folder.path(), &["init", "schema/my-device.json"]);
    assert!(again.status == 1 && again.err.contains("`--overwrite`"), "{}", again.err);
    assert_eq!(fs::read_to_string(folder.path().join("build.rs")).unwrap(), "fn main() {}\n");

    assert_eq!(qapi(folder.path(), &["init", "--config", "schema/my-device.json"]).status, 0);
    assert_eq!(qapi(folder.path(), &["generate"]).status, 0);
    assert!(folder.path().join("src/my_device/mod.rs").is_file());
    assert_eq!(qapi(folder.path(), &["init", "gone.json"]).status, 1);
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let help = qapi(Path::new("."), &["--help"]).out;
    let commands = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let names = commands.lines().filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(" ")));
    let commands: Vec<&str> = names.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 8, "{commands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = qapi(Path::new("."), &["completions", shell]).out;
        commands.iter().for_each(|name| assert!(script.contains(name), "{shell}: {name}"));
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(qapi(folder.path(), &["man", "--out-dir", "man1"]).status, 0);
    for name in commands.into_iter().filter(|name| *name != "help") {
        let page = fs::read_to_string(folder.path().join(format!("man1/qapi-{name}.1"))).unwrap();
        assert!(page.contains(".TH"), "{name}");
    }
    assert!(qapi(folder.path(), &["man"]).out.contains("qapi"));
}

#[test]
fn the_dump_as_json_has_the_form_that_the_page_shows() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/dump-json.md")).unwrap();
    let block = |language: &str| {
        let start = format!("```{language}\n");
        page.split_once(&start).unwrap().1.split_once("```").unwrap().0
    };
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("example.json"), block("qapi")).unwrap();
    let outcome = qapi(folder.path(), &["dump", "example.json", "--json", "--docs"]);
    assert_eq!(outcome.status, 0, "{}", outcome.err);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/dump-json.md");
        fs::write(
            path,
            page.replace(&format!("```json\n{}```", block("json")), &format!("```json\n{}```", outcome.out)),
        )
        .unwrap();
        return;
    }
    assert_eq!(block("json"), outcome.out);
}
