//! What a user names as a schema: `[LABEL=]ROOT[@VERSIONS][+OVERLAY]...`.
//!
//! Each of the signs may also be part of a file's name. A name is read in the way in which its root file exists, with as
//! few of the signs as possible.

use crate::tree::Tree;
use std::path::{Path, PathBuf};

/// A name, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// What its version is called.
    pub label: Option<String>,
    pub root: PathBuf,
    /// The versions of a tree that are meant.
    pub versions: Option<String>,
    /// Files that extend the schema.
    pub overlays: Vec<PathBuf>,
}

impl Named {
    /// Takes a name apart. Paths are relative to the folder.
    pub fn parse(folder: &Path, name: &Path) -> Self {
        let plain = || Named { label: None, root: folder.join(name), versions: None, overlays: Vec::new() };
        let Some(text) = name.to_str().filter(|_| !folder.join(name).exists()) else { return plain() };
        let labelled = text.split_once('=').map(|(label, rest)| (Some(label.to_owned()), rest));
        let candidates: Vec<_> = [(None, text)].into_iter().chain(labelled).collect();
        let found = candidates.iter().find_map(|(label, rest)| located(folder, label, rest));
        found.unwrap_or_else(|| candidates.last().map_or_else(plain, |(label, rest)| unlocated(folder, label, rest)))
    }

    /// The same name, with paths that hold outside of the folder, too.
    fn join(&self) -> PathBuf {
        let mut name = std::ffi::OsString::new();
        if let Some(label) = &self.label {
            name.push(label);
            name.push("=");
        }
        name.push(&self.root);
        if let Some(versions) = &self.versions {
            name.push("@");
            name.push(versions);
        }
        for overlay in &self.overlays {
            name.push("+");
            name.push(overlay);
        }
        name.into()
    }

    /// The files beside those of the schema that decide what is in it.
    pub fn inputs(&self) -> Vec<PathBuf> {
        let tree = self.versions.as_ref().and_then(|_| Tree::around(&self.root).ok());
        tree.map(|tree| tree.inputs()).unwrap_or_default()
    }
}

/// The name as one whose root file exists; the longest root counts.
fn located(folder: &Path, label: &Option<String>, text: &str) -> Option<Named> {
    let cuts = text.rmatch_indices('+').map(|(at, _)| at);
    [text.len()].into_iter().chain(cuts).find_map(|end| {
        let (root, versions) = root(folder, &text[..end])?;
        Some(Named { label: label.clone(), root, versions, overlays: overlays(folder, &text[end..]) })
    })
}

/// The root file that a text begins with, and the versions.
fn root(folder: &Path, text: &str) -> Option<(PathBuf, Option<String>)> {
    let path = folder.join(text);
    if path.exists() {
        return Some((path, None));
    }
    let (root, versions) = text.rsplit_once('@')?;
    let path = folder.join(root);
    // The newest version need not have the file.
    let is_root = path.is_file() || Tree::around(&path).is_ok();
    (is_root && !root.is_empty()).then(|| (path, Some(versions.to_owned())))
}

/// The files after each `+`.
fn overlays(folder: &Path, text: &str) -> Vec<PathBuf> {
    text.split('+').skip(1).map(|file| folder.join(file)).collect()
}

/// The name as one whose root file does not exist.
fn unlocated(folder: &Path, label: &Option<String>, text: &str) -> Named {
    let (root, versions) = match text.rsplit_once('@') {
        Some((root, versions)) => (root, Some(versions.to_owned())),
        None => (text, None),
    };
    Named { label: label.clone(), root: folder.join(root), versions, overlays: Vec::new() }
}

/// The name of a schema in a folder, as seen from outside: every path in it is joined to the folder.
///
/// ```
/// use std::path::Path;
/// let seen = qapi_parser::within(Path::new("vendor"), Path::new("7.2=qapi/qapi-schema.json"));
/// assert_eq!(seen, Path::new("7.2=vendor/qapi/qapi-schema.json"));
/// ```
pub fn within(folder: &Path, name: &Path) -> PathBuf {
    Named::parse(folder, name).join()
}

/// The root file in the name of a schema: what is left without label, versions and overlays.
///
/// ```
/// use std::path::Path;
/// let root = qapi_parser::root_file(Path::new("qapi/qapi-schema.json@7.2..10.0"));
/// assert_eq!(root, Path::new("qapi/qapi-schema.json"));
/// ```
pub fn root_file(name: &Path) -> PathBuf {
    Named::parse(Path::new(""), name).root
}
