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
        if folder.join(name).exists() {
            return plain();
        }
        let Some(text) = name.to_str() else { return Named::in_folder(folder, name).unwrap_or_else(plain) };
        let labelled = text.split_once('=').map(|(label, rest)| (Some(label.to_owned()), rest));
        let candidates: Vec<_> = [(None, text)].into_iter().chain(labelled).collect();
        let located = |(label, rest): &(Option<String>, &str), has_file| located(folder, label, rest, has_file);
        let found = candidates.iter().find_map(|candidate| located(candidate, true));
        // The newest version of a tree need not have the file.
        let found = found.or_else(|| candidates.iter().rev().find_map(|candidate| located(candidate, false)));
        found.unwrap_or_else(|| candidates.last().map_or_else(plain, |(label, rest)| unlocated(folder, label, rest)))
    }

    /// Takes a name apart that is not UTF-8, but for its last part. That may only name versions.
    fn in_folder(folder: &Path, name: &Path) -> Option<Self> {
        let (parent, file) = (name.parent()?, name.file_name()?.to_str()?);
        let named = Named::parse(&folder.join(parent), Path::new(file));
        (named.label.is_none() && named.overlays.is_empty()).then_some(named)
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

/// The name as one whose root file exists, and has the versions; the longest root counts.
fn located(folder: &Path, label: &Option<String>, text: &str, has_file: bool) -> Option<Named> {
    let cuts = text.rmatch_indices('+').map(|(at, _)| at);
    [text.len()].into_iter().chain(cuts).find_map(|end| {
        let (root, versions) = root(folder, &text[..end]).filter(|(root, _)| !has_file || root.is_file())?;
        Some(Named { label: label.clone(), root, versions, overlays: overlays(folder, &text[end..]) })
    })
}

/// The root file that a text means, and the versions.
fn root(folder: &Path, text: &str) -> Option<(PathBuf, Option<String>)> {
    let path = folder.join(text);
    if path.exists() {
        return Some((path, None));
    }
    let (root, versions) = text.rsplit_once('@')?;
    let path = folder.join(root);
    Tree::around(&path).ok()?.select(versions).ok()?;
    Some((path, Some(versions.to_owned())))
}

/// The files after each `+`.
fn overlays(folder: &Path, text: &str) -> Vec<PathBuf> {
    text.split('+').skip(1).map(|file| folder.join(file)).collect()
}

/// The name as one that means no file: what is wrong with it is found when it is loaded.
fn unlocated(folder: &Path, label: &Option<String>, text: &str) -> Named {
    let (root, versions) = match text.rsplit_once('@') {
        // Names of versions may have a `+`, too; files of that name do not exist.
        Some((root, rest)) => (root, Some(rest)),
        None => (text, None),
    };
    let cut = versions.map(|versions| versions.split_at(versions.find('+').unwrap_or(versions.len())));
    Named {
        label: label.clone(),
        root: folder.join(root),
        versions: cut.map(|(versions, _)| versions.to_owned()),
        overlays: overlays(folder, cut.map_or("", |(_, overlays)| overlays)),
    }
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

/// The name of a schema as output may show it: of an absolute path only the file's name, so that output does not depend
/// on the machine that it was made on.
///
/// ```
/// use std::path::Path;
/// assert_eq!(qapi_parser::shown_name(Path::new("10.2=/src/qapi-schema.json")), "10.2=qapi-schema.json");
/// assert_eq!(qapi_parser::shown_name(Path::new("qapi/qapi-schema.json@*")), "qapi/qapi-schema.json@*");
/// ```
pub fn shown_name(name: &Path) -> String {
    let short = |path: PathBuf| match path.file_name() {
        Some(file) if path.is_absolute() => file.into(),
        _ => path,
    };
    let Named { label, root, versions, overlays } = Named::parse(Path::new(""), name);
    let overlays = overlays.into_iter().map(short).collect();
    let shown = Named { label, root: short(root), versions, overlays }.join();
    // A line break in the name would end a comment.
    shown.to_string_lossy().replace('\\', "/").replace(['\n', '\r'], " ")
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

#[cfg(test)]
mod tests {
    use super::{Named, root_file, within};
    use std::path::{Path, PathBuf};

    /// Rule: signs are part of a file's name if there is such a file; labels, versions and overlays are told apart.
    #[test]
    fn names_are_taken_apart_by_what_exists() {
        let folder = std::env::temp_dir().join(format!("qapi-named-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("c++")).expect("a folder");
        for file in ["c++/a=b.json", "s.json", "s+t.json", "o.json"] {
            std::fs::write(folder.join(file), "").expect("a file");
        }
        std::fs::write(folder.join("VERSIONS"), "10.2+x\n10.2\n9.2\n").expect("a file");
        let parse = |name: &str| {
            let Named { label, root, versions, overlays } = Named::parse(&folder, Path::new(name));
            let short = |path: PathBuf| path.strip_prefix(&folder).expect("inside").display().to_string();
            let overlays: Vec<String> = overlays.into_iter().map(short).collect();
            format!(
                "{} {} {} {}",
                label.as_deref().unwrap_or("-"),
                short(root),
                versions.as_deref().unwrap_or("-"),
                overlays.join(" ")
            )
        };
        let cases = [
            ("s.json", "- s.json - "),
            ("s.json+o.json", "- s.json - o.json"),
            ("s+t.json", "- s+t.json - "),
            ("s+t.json+o.json+s.json", "- s+t.json - o.json s.json"),
            ("c++/a=b.json", "- c++/a=b.json - "),
            ("c++/a=b.json+o.json", "- c++/a=b.json - o.json"),
            ("new=c++/a=b.json", "new c++/a=b.json - "),
            ("s.json@9.2", "- s.json 9.2 "),
            ("s.json@10.2+x", "- s.json 10.2+x "),
            ("s.json@10.2+x+o.json", "- s.json 10.2+x o.json"),
            ("pve=s.json@10.2+o.json", "pve s.json 10.2 o.json"),
            ("gone.json@*", "- gone.json * "),
            ("pve=gone.json@10.2+o.json", "pve gone.json 10.2 o.json"),
            ("s.json@7+o.json", "- s.json 7 o.json"),
            ("none.json", "- none.json - "),
            ("old=none.json", "old none.json - "),
        ];
        for (name, expected) in cases {
            assert_eq!(parse(name), expected, "{name}");
            // A name that is seen from outside means the same.
            let outside = within(&folder, Path::new(name));
            assert_eq!(Named::parse(Path::new(""), &outside), Named::parse(&folder, Path::new(name)), "{name}");
        }
        assert_eq!(root_file(&folder.join("s.json+o.json")), folder.join("s.json"));
        std::fs::remove_dir_all(&folder).expect("the folder");
    }
}
