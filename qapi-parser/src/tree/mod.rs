//! A tree of schema files in several versions: the newest in full, each older one as what differs from the next newer.
//!
//! The folder of such a tree holds, beside the files of the newest version, a list `VERSIONS` (a name a line, newest
//! first, `#` begins a comment) and for each older version `older/NAME.patch`, a unified diff. `ROOT@NAME` is the
//! root file in one of the versions, `ROOT@*` stands for all, `ROOT@7.2..10.0` for a range.

mod patch;

pub use patch::{BadPatch, apply};

use crate::files::{Disk, Files};
use crate::merge::compare_names;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Name of the file that lists the versions.
pub const LIST: &str = "VERSIONS";

/// Changed files by their path in the tree; `None` for one that the version does not have.
pub type Changed = BTreeMap<String, Option<Arc<str>>>;

/// A tree on disk.
#[derive(Clone, Debug)]
pub struct Tree {
    folder: PathBuf,
    versions: Vec<String>,
}

/// The files of one version of a tree.
#[derive(Clone, Debug)]
pub struct VersionFiles {
    folder: PathBuf,
    changed: Changed,
}

impl Tree {
    /// The tree in this folder.
    ///
    /// # Errors
    ///
    /// If the list of versions cannot be read.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let list = std::fs::read_to_string(folder.join(LIST))?;
        let names = list.lines().filter_map(|line| line.split('#').next()).map(str::trim);
        let versions = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Ok(Tree { folder: folder.to_owned(), versions })
    }

    /// The tree that a root file is in.
    ///
    /// # Errors
    ///
    /// If no folder above the file has a list of versions.
    pub fn around(root: &Path) -> io::Result<Self> {
        let folders =
            root.ancestors().skip(1).map(|folder| if folder == Path::new("") { Path::new(".") } else { folder });
        match folders.into_iter().find(|folder| folder.join(LIST).is_file()) {
            Some(folder) => Tree::open(folder),
            None => {
                let message = format!("{} is in no folder with a list {LIST}", root.display());
                Err(io::Error::new(io::ErrorKind::NotFound, message))
            }
        }
    }

    /// The versions, newest first.
    pub fn versions(&self) -> &[String] {
        &self.versions
    }

    /// The files that the list and the older versions are made of.
    pub fn inputs(&self) -> Vec<PathBuf> {
        let older = self.versions.iter().skip(1).map(|version| self.patch(version));
        [self.folder.join(LIST)].into_iter().chain(older).collect()
    }

    fn patch(&self, version: &str) -> PathBuf {
        self.folder.join("older").join(format!("{version}.patch"))
    }

    /// The versions that a selection means: `10.2`, `7.2..10.0`, `6.2,11.1` or `*`; newest first.
    ///
    /// # Errors
    ///
    /// If a name is not that of a version.
    pub fn select(&self, selection: &str) -> io::Result<Vec<&str>> {
        let mut selected = vec![false; self.versions.len()];
        for part in selection.split(',') {
            let is_within = |version: &str| match part.split_once("..") {
                _ if part == "*" => true,
                Some((from, to)) => {
                    compare_names(version, from) != Ordering::Less && compare_names(version, to) != Ordering::Greater
                }
                None => version == part,
            };
            let found: Vec<usize> = (0..self.versions.len()).filter(|at| is_within(&self.versions[*at])).collect();
            if found.is_empty() {
                let message = format!("there is no version '{part}'; there are {}", self.versions.join(", "));
                return Err(io::Error::new(io::ErrorKind::NotFound, message));
            }
            found.into_iter().for_each(|at| selected[at] = true);
        }
        Ok(self.versions.iter().zip(selected).filter(|(_, yes)| *yes).map(|(version, _)| version.as_str()).collect())
    }

    /// The files of several versions, given newest first.
    ///
    /// # Errors
    ///
    /// If a patch cannot be read or does not fit.
    pub fn files(&self, wanted: &[&str]) -> io::Result<Vec<VersionFiles>> {
        let mut changed = Changed::new();
        let mut files = Vec::new();
        for (index, version) in self.versions.iter().enumerate() {
            if files.len() == wanted.len() {
                break;
            }
            if index > 0 {
                let path = self.patch(version);
                let text = std::fs::read_to_string(&path).map_err(|error| named(&path, error))?;
                let read = |name: &str| std::fs::read_to_string(self.folder.join(name)).ok();
                apply(&text, &mut changed, read).map_err(|error| named(&path, io::Error::other(error)))?;
            }
            if wanted.contains(&version.as_str()) {
                files.push(VersionFiles { folder: self.folder.clone(), changed: changed.clone() });
            }
        }
        Ok(files)
    }
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

impl Files for VersionFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.name(path).and_then(|name| self.changed.get(&name)) {
            Some(Some(text)) => Ok(text.as_bytes().to_vec()),
            Some(None) => Err(io::ErrorKind::NotFound.into()),
            None => Disk.read(path),
        }
    }

    fn identity(&self, path: &Path) -> PathBuf {
        Disk.identity(path)
    }
}

impl VersionFiles {
    /// The files that differ from those of the newest version.
    pub fn changed(&self) -> &Changed {
        &self.changed
    }

    /// The name of a file in the tree.
    fn name(&self, path: &Path) -> Option<String> {
        let identity = Disk.identity(path);
        let inside = identity.strip_prefix(Disk.identity(&self.folder)).ok()?;
        Some(inside.to_string_lossy().replace('\\', "/"))
    }

    /// Whether a file is in the folder of the tree.
    pub(crate) fn has(&self, path: &Path) -> bool {
        self.name(path).is_some()
    }
}
