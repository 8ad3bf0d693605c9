//! `qapi vendor`: QEMU's tree of schemas, restated as facts.
//!
//! In: a folder with QEMU's schema folders. Out: the same files restated, and the checksums of those that they were made
//! from. Afterwards: either all of them are written or none.

use crate::report::{Failure, Reporter};
use crate::versions;
use qapi_parser::restate::restate;
use qapi_parser::schema::Schema;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Where QEMU keeps the root files of its three schemas.
const ROOTS: [&str; 3] = ["qapi/qapi-schema.json", "qga/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json"];

/// Name of the file that lists the checksums of the originals.
const CHECKSUMS: &str = "SHA256SUMS";

/// Restates the schemas of `tree` into `folder`; gives the number of files written.
///
/// With `version`, the folder is a tree of versions, and this is one of them: new, or in place of what was there.
pub fn vendor(tree: &Path, folder: &Path, version: Option<&str>, reporter: &Reporter) -> Result<usize, Failure> {
    let roots: Vec<&str> = ROOTS.into_iter().filter(|root| tree.join(root).is_file()).collect();
    if roots.is_empty() {
        return Err(Failure::message(format!("{} holds none of {}", tree.display(), ROOTS.join(", "))));
    }
    let mut files = Files::default();
    for root in roots {
        files.add(root, &reporter.load(&tree.join(root))?)?;
    }
    let files = files.finish();
    match version {
        None => write_all(folder, &files),
        Some(version) => {
            let (files, unused) = versions::with(folder, version, files)?;
            let written = write_all(folder, &files)?;
            for path in unused {
                std::fs::remove_file(&path)
                    .map_err(|error| Failure::message(format!("cannot remove {}: {error}", path.display())))?;
            }
            Ok(written)
        }
    }
}

/// The files to write, by their path inside the folder.
#[derive(Default)]
struct Files {
    texts: BTreeMap<String, String>,
    checksums: BTreeMap<String, String>,
}

impl Files {
    fn add(&mut self, root: &str, schema: &Schema) -> Result<(), Failure> {
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        for ((id, module), restated) in schema.modules().zip(restate(schema)) {
            let path = inside(folder, &module.name)
                .ok_or_else(|| Failure::message(format!("{root} includes {}, outside the tree", module.name)))?;
            let original = schema.sources().file(id).text();
            self.checksums.insert(path.clone(), checksum(original));
            self.texts.insert(path, restated.text);
        }
        Ok(())
    }

    fn finish(mut self) -> BTreeMap<String, String> {
        let sums = self.checksums.iter().fold(String::new(), |mut sums, (path, sum)| {
            let _ = writeln!(sums, "{sum}  {path}");
            sums
        });
        self.texts.insert(CHECKSUMS.to_owned(), sums);
        self.texts
    }
}

/// `name`, relative to `folder`, as a path relative to the tree; `None` if it leads out of the tree.
fn inside(folder: &str, name: &str) -> Option<String> {
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(path.pop()?),
            _ => path.push(part),
        }
    }
    Some(path.join("/"))
}

fn checksum(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Writes every file beside its place first, so that a failure leaves what was there.
fn write_all(folder: &Path, files: &BTreeMap<String, String>) -> Result<usize, Failure> {
    let fail = |path: &Path| {
        let path = path.display().to_string();
        move |error: std::io::Error| Failure::message(format!("cannot write {path}: {error}"))
    };
    let mut ready: Vec<(NamedTempFile, PathBuf)> = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(fail(parent))?;
        let mut file = NamedTempFile::new_in(parent).map_err(fail(&path))?;
        file.write_all(text.as_bytes()).map_err(fail(&path))?;
        ready.push((file, path));
    }
    for (file, path) in ready {
        file.persist(&path).map_err(|error| fail(&path)(error.error))?;
    }
    Ok(files.len())
}
