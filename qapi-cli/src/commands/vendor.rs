//! `qapi vendor`: the schemas of a QEMU source tree, reduced to what the protocol consists of.
//!
//! All files are written, or none. The file of checksums lists what an earlier run wrote; only that is replaced.

mod versions;

use crate::args::{SchemaOptions, Verbosity};
use crate::report::{Failure, Reporter, summarize};
use qapi_codegen::output::{FileSet, NewFile};
use qapi_parser::restate::restate;
use qapi_parser::schema::Schema;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Copy QEMU's schemas without their descriptions: names, types, conditions, features and versions.
#[derive(Debug, clap::Args)]
#[command(after_help = "TREE must hold at least one of qapi/qapi-schema.json, qga/qapi-schema.json and \
storage-daemon/qapi/qapi-schema.json. FOLDER gets the same files, and SHA256SUMS with the checksums of the originals. \
Nothing is written unless all of it can be.

With --version, FOLDER holds several versions: the newest in full, the others as patches in older/. Then \
FOLDER/qapi/qapi-schema.json@10.2 names the root file of one version for any command, and ...@* all of them.

Examples:
  qapi vendor ~/src/qemu my-schemas
  qapi vendor ~/src/qemu schemas/qemu --version 11.2")]
pub struct Vendor {
    /// The root folder of QEMU's sources, or of a copy of its schema folders.
    tree: PathBuf,
    /// Where to put the files.
    folder: PathBuf,
    /// Replace files in FOLDER that `qapi vendor` did not write.
    #[arg(long)]
    overwrite: bool,
    /// Add the tree as this version to those in FOLDER, or replace it there.
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    #[command(flatten)]
    options: SchemaOptions,
}

impl Vendor {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let reporter = Reporter::new(&self.options, verbosity);
        let written = self.vendor(&reporter)?;
        summarize(&format!("{written} files in {}\n", self.folder.display()), verbosity)
    }

    /// Writes the files; gives their number.
    fn vendor(&self, reporter: &Reporter) -> Result<usize, Failure> {
        let Vendor { tree, folder, .. } = self;
        let roots: Vec<&str> = ROOTS.into_iter().filter(|root| tree.join(root).is_file()).collect();
        if roots.is_empty() {
            return Err(Failure::message(format!("{} holds none of {}", tree.display(), ROOTS.join(", "))));
        }
        let mut files = Files::default();
        for root in roots {
            files.add(root, &reporter.load(&tree.join(root))?)?;
        }
        let before = written_before(folder);
        let mut set = FileSet::plain();
        files.originals.iter().for_each(|path| set.input(path));
        let files = files.finish();
        let files = match &self.version {
            Some(version) => versions::with(folder, version, files, &before)?,
            None if versions::are_in(folder) => {
                let message = "{} holds several versions: say which one this is, with `--version`";
                return Err(Failure::message(message.replace("{}", &folder.display().to_string())));
            }
            None => files,
        };
        before.iter().filter(|name| !files.contains_key(*name)).for_each(|name| set.remove(folder.join(name)));
        for (name, text) in files {
            let overwrite = self.overwrite || before.contains(&name) || versions::is_ours(&name, &before);
            let maker = tree.display().to_string();
            set.add(NewFile { path: folder.join(name), text, maker, overwrite, in_tree: true });
        }
        set.write()?;
        Ok(set.files().len())
    }
}

/// Where QEMU keeps the root files of its three schemas.
const ROOTS: [&str; 3] = ["qapi/qapi-schema.json", "qga/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json"];

/// The file that lists the checksums of the originals.
const CHECKSUMS: &str = "SHA256SUMS";

/// The files to write, by their path inside the folder.
#[derive(Default)]
struct Files {
    texts: BTreeMap<String, String>,
    checksums: BTreeMap<String, String>,
    originals: Vec<PathBuf>,
}

impl Files {
    fn add(&mut self, root: &str, schema: &Schema) -> Result<(), Failure> {
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        for ((id, module), restated) in schema.modules().zip(restate(schema)) {
            let path = inside(folder, &module.name)
                .ok_or_else(|| Failure::message(format!("{root} includes {}, outside the tree", module.name)))?;
            let original = schema.sources().file(id);
            self.originals.push(original.path().to_owned());
            self.checksums.insert(path.clone(), checksum(original.text()));
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

/// The files that an earlier run wrote to a folder, by the list of checksums there. What lies outside the folder was not
/// written by it, whatever the list says.
fn written_before(folder: &Path) -> BTreeSet<String> {
    let path = folder.join(CHECKSUMS);
    let is_file = std::fs::metadata(&path).is_ok_and(|metadata| metadata.is_file());
    let text = is_file.then(|| std::fs::read_to_string(&path).ok()).flatten().unwrap_or_default();
    let names = text.lines().filter_map(|line| line.split_once("  ")).map(|(_, name)| name);
    let mut names: BTreeSet<String> =
        names.filter(|name| inside("", name).as_deref() == Some(name)).map(str::to_owned).collect();
    if !names.is_empty() {
        names.insert(CHECKSUMS.to_owned());
    }
    names
}
