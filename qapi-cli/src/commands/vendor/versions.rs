//! Adding a version to a tree of versions: see [`qapi_parser::tree`] for its form.
//!
//! All versions are read, the new one is inserted, and then the newest is written in full and the others as patches. So
//! versions can be added in any order, and adding one again replaces it.

use crate::report::Failure;
use qapi_parser::merge::compare_names;
use qapi_parser::tree::{LIST, Tree};
use similar::TextDiff;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The files of a version, by their path in the tree.
type Texts = BTreeMap<String, String>;

/// The head of the list of versions.
const HEAD: &str = "# The versions in this tree, the newest first: it is here in full, the others in older/.\n";

/// Whether a folder holds versions.
pub fn are_in(folder: &Path) -> bool {
    folder.join(LIST).is_file()
}

/// The files of the tree with a version in it. `before` are the files that an earlier run wrote; others in the folder are
/// none of the tree's.
pub fn with(folder: &Path, version: &str, texts: Texts, before: &BTreeSet<String>) -> Result<Texts, Failure> {
    if version.is_empty() || version.contains(|c: char| !(c.is_ascii_alphanumeric() || "._-+".contains(c))) {
        return Err(Failure::message(format!("'{version}' cannot be the name of a version: use one such as 10.2")));
    }
    if are_in(folder) && before.is_empty() {
        let folder = folder.display();
        return Err(Failure::message(format!("{folder} has a list of versions, but `qapi vendor` did not write it")));
    }
    let mut versions = if are_in(folder) { read(folder, before)? } else { Vec::new() };
    versions.retain(|(name, _)| name != version);
    versions.push((version.to_owned(), texts));
    versions.sort_by(|(a, _), (b, _)| compare_names(b, a));
    let mut files = versions[0].1.clone();
    let mut list = HEAD.to_owned();
    list.extend(versions.iter().map(|(name, _)| format!("{name}\n")));
    files.insert(LIST.to_owned(), list);
    for pair in versions.windows(2) {
        files.insert(format!("older/{}.patch", pair[1].0), patch(&pair[0].1, &pair[1].1));
    }
    Ok(files)
}

/// Whether an earlier run wrote the list of versions or a patch: it did if it wrote anything.
pub fn is_ours(name: &str, before: &BTreeSet<String>) -> bool {
    !before.is_empty() && (name == LIST || name.starts_with("older/"))
}

/// All versions of a tree, newest first, with all their files.
fn read(folder: &Path, before: &BTreeSet<String>) -> Result<Vec<(String, Texts)>, Failure> {
    let fail = |error: std::io::Error| Failure::message(format!("{}: {error}", folder.display()));
    let tree = Tree::open(folder).map_err(fail)?;
    let names: Vec<&str> = tree.versions().iter().map(String::as_str).collect();
    let mut newest = Texts::new();
    for name in before {
        let path = folder.join(name);
        let text = fs::read_to_string(&path);
        let text = text.map_err(|error| Failure::message(format!("{}: {error}", path.display())))?;
        newest.insert(name.clone(), text);
    }
    let files = tree.files(&names).map_err(fail)?;
    let versions = names.iter().zip(files).map(|(name, files)| {
        let mut texts = newest.clone();
        for (path, text) in files.changed() {
            match text {
                Some(text) => drop(texts.insert(path.clone(), text.to_string())),
                None => drop(texts.remove(path)),
            }
        }
        ((*name).to_owned(), texts)
    });
    Ok(versions.collect())
}

/// The unified diff from one version to another.
fn patch(from: &Texts, to: &Texts) -> String {
    let names: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    let mut patch = String::new();
    for name in names {
        let (old, new) = (from.get(name), to.get(name));
        if old == new {
            continue;
        }
        let side = |text: Option<&String>, prefix: &str| match text {
            Some(_) => format!("{prefix}/{name}"),
            None => "/dev/null".to_owned(),
        };
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        let (before, after) = (text(old), text(new));
        let diff = TextDiff::from_lines(&before, &after);
        let mut unified = diff.unified_diff();
        patch.push_str(&unified.context_radius(1).header(&side(old, "a"), &side(new, "b")).to_string());
    }
    patch
}
