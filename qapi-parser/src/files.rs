//! Where schema files come from: the file system, or memory.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// Files longer than this are refused: spans count in 32 bits.
pub(crate) const MAX_LENGTH: usize = 1 << 30;

/// Where schema files are read from.
pub trait Files {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Those of the file system.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// A form of the path that is equal for all paths to one file. It need not exist.
    fn identity(&self, path: &Path) -> PathBuf {
        normalize(path)
    }
}

/// The file system. Paths are the same file if they are equal once made absolute; links are not looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

/// The error for a folder, which names the root files in it.
fn folder(path: &Path) -> io::Error {
    const ROOTS: [&str; 4] =
        ["qapi-schema.json", "qapi/qapi-schema.json", "qga/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json"];
    let roots = ROOTS.map(|root| path.join(root)).into_iter().filter(|root| root.is_file());
    let roots: Vec<String> = roots.map(|root| format!("'{}'", root.display())).collect();
    let hint = match roots.is_empty() {
        true => "name a file in it".to_owned(),
        false => format!("name the root file of a schema in it, such as {}", roots.join(" or ")),
    };
    io::Error::new(io::ErrorKind::IsADirectory, format!("it is a folder; {hint}"))
}

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        // No more than needed to see that it is too long: the file may be a device without end.
        let mut bytes = Vec::new();
        let file = fs::File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(folder(path));
        }
        file.take(MAX_LENGTH as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        normalize(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
    }
}

/// Files in memory, by path.
#[derive(Clone, Debug, Default)]
pub struct Memory(BTreeMap<PathBuf, Vec<u8>>);

impl<P: Into<PathBuf>, B: Into<Vec<u8>>> FromIterator<(P, B)> for Memory {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        Memory(files.into_iter().map(|(path, bytes)| (normalize(&path.into()), bytes.into())).collect())
    }
}

impl Files for Memory {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.get(&normalize(path)).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// The path without `.` and `name/..`.
fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            component => normal.push(component),
        }
    }
    normal
}
