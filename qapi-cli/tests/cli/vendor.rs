//! Rule: `qapi vendor` keeps every fact and no prose.

use crate::run::qapi;
use qapi_gate::needs;
use qapi_parser::DocLevel;
use qapi_parser::doc::PartKind;
use qapi_parser::doc::{definition_since, since};
use qapi_parser::dump::dump;
use qapi_parser::schema::Schema;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const ROOTS: [&str; 3] = ["qapi/qapi-schema.json", "qga/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json"];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn vendored() -> PathBuf {
    workspace().join("schemas/qemu")
}

/// An upstream tree of the reference material.
fn upstream(version: &str) -> PathBuf {
    workspace().join("../shared/upstream").join(version)
}

fn vendor(tree: &Path, folder: &Path) {
    let outcome = qapi(Path::new("."), &["vendor", tree.to_str().unwrap(), folder.to_str().unwrap()]);
    assert_eq!(outcome.status, 0, "{}", outcome.err);
}

/// Every file below a folder, by its path inside.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

fn load(root: &Path, docs: DocLevel) -> Schema {
    qapi_parser::load(root, &qapi_parser::Options { docs, ..Default::default() })
        .unwrap_or_else(|failure| panic!("{failure}"))
        .schema
}

/// The versions in which definitions, members and features appeared.
fn versions(schema: &Schema) -> BTreeSet<String> {
    let mut versions = BTreeSet::new();
    for (_, definition) in schema.definitions() {
        let Some(doc) = &definition.doc else { continue };
        versions.extend(definition_since(doc).map(|version| format!("{} {version}", definition.name)));
        for part in &doc.parts {
            if let PartKind::Member(name) | PartKind::Feature(name) = &part.kind {
                versions.extend(since(&part.text).map(|version| format!("{}.{name} {version}", definition.name)));
            }
        }
    }
    versions
}

/// The sentences of a tree's comments, in lower case with single spaces. Shorter ones could coincide with names.
fn sentences(text: &str) -> BTreeSet<String> {
    let comments = text.lines().filter_map(|line| line.split_once('#')).map(|(_, comment)| comment.trim());
    let prose = comments.collect::<Vec<_>>().join(" ").to_lowercase();
    let is_word = |word: &&str| word.starts_with(|c: char| c.is_ascii_alphabetic());
    let sentences =
        prose.split(['.', ':', ';']).map(|part| part.split_whitespace().filter(is_word).collect::<Vec<_>>());
    sentences.filter(|words| words.len() >= 4).map(|words| words.join(" ")).collect()
}

/// The versions in `schemas/`, each with the tree of the reference material that it was made of.
const VERSIONS: [(&str, &str); 7] = [
    ("11.1", "qemu-11.1"),
    ("6.2", "qemu-6.2"),
    ("9.2", "qemu-9.2"),
    ("7.2", "qemu-7.2"),
    ("10.2", "qemu-10.2.2"),
    ("8.2", "qemu-8.2"),
    ("10.0", "qemu-10.0.13"),
];

/// Rule: the committed tree is what `qapi vendor --version` makes of upstream, in whatever order versions are added.
#[needs(shared = "upstream")]
#[test]
fn the_schemas_are_what_vendor_makes_of_upstream() {
    let folder = tempfile::tempdir().unwrap();
    for (version, tree) in VERSIONS {
        let tree = upstream(tree);
        let arguments = ["vendor", tree.to_str().unwrap(), folder.path().to_str().unwrap(), "--version", version];
        let outcome = qapi(Path::new("."), &arguments);
        assert_eq!(outcome.status, 0, "{}", outcome.err);
    }
    let (made, kept) = (files(folder.path()), files(&vendored()));
    assert_eq!(made.keys().collect::<Vec<_>>(), kept.keys().collect::<Vec<_>>());
    for (path, text) in made {
        assert!(kept[&path] == text, "{} is stale: run `qapi vendor` again", path.display());
    }
}

/// Rule: a version of the tree resolves to the schema that it was made of.
#[needs(shared = "upstream")]
#[test]
fn every_version_resolves_to_upstreams_schema() {
    for (version, tree) in VERSIONS {
        let tree = upstream(tree);
        for root in ROOTS {
            let original = load(&tree.join(root), DocLevel::Allow);
            let kept = load(&vendored().join(format!("{root}@{version}")), DocLevel::Deny);
            assert!(dump(&original, false) == dump(&kept, false), "{version} {root} resolves to something else");
        }
    }
}

/// Rule: a version is added or replaced, and the others stay what they are, also where files come and go.
#[test]
fn versions_are_added_and_replaced() {
    let tree = tempfile::tempdir().unwrap();
    let path = |name: &str| tree.path().join(name);
    let add = |version: &str, texts: &[(&str, &str)]| {
        fs::remove_dir_all(path("src")).ok();
        fs::create_dir_all(path("src/qga")).unwrap();
        texts.iter().for_each(|(name, text)| fs::write(path("src/qga").join(name), text).unwrap());
        let outcome = qapi(tree.path(), &["vendor", "src", "out", "--version", version]);
        assert_eq!((outcome.status, outcome.err.as_str()), (0, ""), "{version}");
    };
    let root = "qapi-schema.json";
    add("9.2", &[(root, "{ 'include': 'old.json' } { 'command': 'a' }"), ("old.json", "{ 'command': 'b' }")]);
    add("11.0", &[(root, "{ 'command': 'a', 'returns': 'Aa' } { 'struct': 'Aa', 'data': { } }")]);
    add("10.1", &[(root, "{ 'command': 'a' } { 'command': 'c' }")]);
    add("10.1", &[(root, "{ 'command': 'a' } { 'command': 'd' }")]);
    assert!(!path("out/qga/old.json").exists());
    let names = |version: &str| {
        let schema = load(&path("out/qga").join(format!("{root}@{version}")), DocLevel::Deny);
        schema.definitions().map(|(_, definition)| definition.name.clone()).collect::<Vec<_>>().join(" ")
    };
    let all = ["9.2", "10.1", "11.0", "*", "9.3..10.9"].map(names);
    assert_eq!(all, ["a b", "a d", "a Aa", "a Aa d b", "a d"]);
    let missing = qapi(tree.path(), &["dump", "out/qga/qapi-schema.json@8.0"]);
    assert_eq!(missing.status, 1);
    assert!(missing.err.contains("there is no version '8.0'; there are 11.0, 10.1, 9.2"), "{}", missing.err);
}

#[needs(shared = "upstream")]
#[test]
fn a_restated_tree_resolves_to_the_same_schema() {
    for version in ["qemu-7.2", "qemu-10.0.13", "qemu-10.2.2"] {
        let tree = upstream(version);
        let folder = tempfile::tempdir().unwrap();
        vendor(&tree, folder.path());
        for root in ROOTS {
            let original = load(&tree.join(root), DocLevel::Allow);
            let restated = load(&folder.path().join(root), DocLevel::Deny);
            assert!(dump(&original, false) == dump(&restated, false), "{version} {root} resolves to something else");
            assert_eq!(original.pragmas(), restated.pragmas(), "{version} {root}");
            assert_eq!(versions(&original), versions(&restated), "{version} {root}");
        }
    }
}

#[needs(shared = "upstream")]
#[test]
fn no_sentence_of_upstream_is_left() {
    let tree = upstream("qemu-11.1");
    let restated: BTreeSet<String> = files(&vendored()).values().flat_map(|text| sentences(text)).collect();
    let mut compared = 0;
    for folder in ["qapi", "qga", "storage-daemon/qapi"] {
        for (path, text) in files(&tree.join(folder)) {
            let sentences = sentences(&text);
            compared += sentences.len();
            let common: Vec<_> = sentences.intersection(&restated).collect();
            assert!(common.is_empty(), "{} is quoted: {common:?}", path.display());
        }
    }
    assert!(compared > 3000, "only {compared} sentences were found");
}

#[test]
fn the_schemas_are_legal_and_restating_them_changes_nothing() {
    for root in ROOTS {
        let outcome = qapi(Path::new("."), &["check", vendored().join(root).to_str().unwrap()]);
        assert_eq!((outcome.status, outcome.err.as_str()), (0, ""), "{root}");
    }
    let folder = tempfile::tempdir().unwrap();
    vendor(&vendored(), folder.path());
    for (path, text) in files(folder.path()) {
        if path != Path::new("SHA256SUMS") {
            assert!(files(&vendored())[&path] == text, "{} has changed", path.display());
        }
    }
}

#[test]
fn every_fact_has_its_form() {
    let tree = tempfile::tempdir().unwrap();
    fs::create_dir(tree.path().join("qga")).unwrap();
    fs::write(tree.path().join("qga/qapi-schema.json"), include_str!("vendor/before.json")).unwrap();
    fs::write(tree.path().join("qga/more.json"), "# nothing here\n").unwrap();
    let folder = tempfile::tempdir().unwrap();
    vendor(tree.path(), folder.path());
    let restated = fs::read_to_string(folder.path().join("qga/qapi-schema.json")).unwrap();
    expect_test::expect_file!["vendor/after.json"].assert_eq(&restated);
    load(&folder.path().join("qga/qapi-schema.json"), DocLevel::Deny);
}

#[test]
fn all_is_written_or_nothing() {
    let tree = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        fs::create_dir_all(tree.path().join(path).parent().unwrap()).unwrap();
        fs::write(tree.path().join(path), text).unwrap();
    };
    write("qapi/qapi-schema.json", "{ 'command': 'ping' }");
    write("qga/qapi-schema.json", "{ 'command': 'pong', 'returns': 'Gone' }");
    let folder = tree.path().join("out");
    let arguments = ["vendor", ".", "out"];
    let outcome = qapi(tree.path(), &arguments);
    assert_eq!(outcome.status, 1);
    assert!(outcome.err.contains("qga/qapi-schema.json:1:33"), "{}", outcome.err);
    assert!(!folder.exists(), "a fault in one schema must keep all from being written");

    write("qga/qapi-schema.json", "{ 'include': '../../elsewhere.json' }");
    assert_eq!(qapi(tree.path(), &arguments).status, 1);
    assert!(!folder.exists());

    write("qga/qapi-schema.json", "{ 'command': 'pong' }");
    assert_eq!(qapi(tree.path(), &arguments).status, 0);
    assert!(folder.join("qapi/qapi-schema.json").is_file() && folder.join("qga/qapi-schema.json").is_file());

    let nothing = qapi(tree.path(), &["vendor", "out/qga", "elsewhere"]);
    assert_eq!(nothing.status, 1);
    assert!(nothing.err.contains("qapi-schema.json"), "{}", nothing.err);
}
