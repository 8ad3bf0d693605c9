//! `qapi merge`: several schemas as one that can be kept.

use crate::args::{SchemaOptions, Verbosity};
use crate::report::{Failure, Reporter, print, summarize};
use qapi_codegen::output::{FileSet, NewFile};
use qapi_parser::restate::{restate_as_file, restate_as_tree, widest_integers};
use qapi_parser::schema::Schema;
use std::path::{Path, PathBuf};

/// Print several schemas as one that accepts whatever any of them accepts.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A schema is a root file, a saved reply to query-qmp-schema, ROOT@VERSIONS for versions of a tree, \
or one of these with +OVERLAY for a file that says what it has beyond them. LABEL=SCHEMA says what its version is called.

The result has names, types, conditions and features, and no descriptions. Which version has what is not in it: generate \
from all of them for that.

Examples:
  qapi merge 10.2=qemu-10.2/qapi/qapi-schema.json 11.1=qemu-11.1/qapi/qapi-schema.json > merged.json
  qapi merge schemas/qemu/qapi/qapi-schema.json@7.2..10.0 --out-dir merged
  qapi merge a.json b.json --settle Disk.size=any"
)]
pub struct Merge {
    /// The schemas. Their order does not matter.
    #[arg(required = true, value_name = "SCHEMA")]
    schemas: Vec<PathBuf>,
    /// Write a schema tree, a file for each module, instead of one file to standard output.
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
    /// Extend every schema by what a file says beyond it.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// Replace files that `qapi merge` did not write.
    #[arg(long, requires = "out_dir")]
    overwrite: bool,
    #[command(flatten)]
    options: SchemaOptions,
}

/// How the first line of a merged file begins.
const MARK: &str = "# Merged by `qapi merge`";

impl Merge {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let reporter = Reporter::new(&self.options, verbosity);
        let schema = reporter.load_set(self.schemas.clone(), self.overlay.clone())?.schema;
        warn(&schema, verbosity);
        let header = header(&schema);
        match &self.out_dir {
            None => print(&restate_as_file(&schema, &header)),
            Some(folder) => self.write(folder, &schema, &header, verbosity),
        }
    }

    fn write(&self, folder: &Path, schema: &Schema, header: &str, verbosity: Verbosity) -> Result<(), Failure> {
        let mut set = FileSet::plain();
        schema.sources().files().for_each(|(_, file)| set.input(file.path()));
        for module in restate_as_tree(schema, header) {
            let path = folder.join(module.module);
            let overwrite = self.overwrite || is_merged(&path);
            set.add(NewFile { path, text: module.text, maker: "qapi merge".to_owned(), overwrite, in_tree: true });
        }
        set.write()?;
        let count = match set.files().len() {
            1 => "1 file".to_owned(),
            count => format!("{count} files"),
        };
        summarize(&format!("{count} in {}\n", folder.display()), verbosity)
    }
}

/// Whether an earlier run wrote a file. What is no regular file is not opened: reading a pipe would wait for a writer.
fn is_merged(path: &Path) -> bool {
    let is_file = std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    is_file && std::fs::read(path).is_ok_and(|text| text.starts_with(MARK.as_bytes()))
}

fn header(schema: &Schema) -> String {
    match schema.versions() {
        Some(versions) => format!("{MARK}: what any of these versions declares: {}.", versions.names().join(", ")),
        None => format!("{MARK}, from one schema."),
    }
}

/// Says what the language of schemas cannot.
fn warn(schema: &Schema, verbosity: Verbosity) {
    if verbosity == Verbosity::Quiet {
        return;
    }
    let wide = widest_integers(schema);
    if let Some(first) = wide.first() {
        let more = match wide.len() - 1 {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        anstream::eprintln!(
            "{}: '{first}'{more} may hold any integer of 64 bits, with or without a sign; the language has no such type, \
             so it is written as 'int'",
            crate::style::warning("warning")
        );
    }
}
