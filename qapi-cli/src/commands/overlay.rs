//! `qapi overlay`: what a patched schema has beyond another.

use crate::args::{SchemaOptions, Verbosity};
use crate::report::{Failure, Reporter, print, summarize};
use crate::style;
use qapi_codegen::output::{FileSet, NewFile};
use qapi_parser::overlay::make;
use std::path::PathBuf;

/// Print what a patched schema has beyond another, as an overlay.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "SCHEMA+OVERLAY names a schema with an overlay for any command. An overlay only adds: what PATCHED lacks \
or changes is listed on standard error.

Examples:
  qapi overlay qemu/qapi/qapi-schema.json patched/qapi/qapi-schema.json > ours.json
  qapi generate qemu/qapi/qapi-schema.json+ours.json --out-dir src/qmp"
)]
pub struct Overlay {
    /// The schema that was patched.
    base: PathBuf,
    /// The patched schema.
    patched: PathBuf,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace FILE even if `qapi overlay` did not write it.
    #[arg(long, requires = "out")]
    overwrite: bool,
    /// Exit with 1 if there is something that the overlay cannot say.
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    options: SchemaOptions,
}

/// The first line of an overlay.
const HEADER: &str = "# Made by `qapi overlay`: what a schema has beyond another.";

impl Overlay {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let reporter = Reporter::new(&self.options, verbosity);
        let (base, patched) = (reporter.load(&self.base)?, reporter.load(&self.patched)?);
        let made = make(&base, &patched, HEADER);
        for what in &made.left_out {
            anstream::eprintln!("{}: an overlay cannot say that {what}", style::warning("warning"));
        }
        match &self.out {
            None => print(&made.text)?,
            Some(file) => {
                let mut set = FileSet::plain();
                for schema in [&base, &patched] {
                    schema.sources().files().for_each(|(_, file)| set.input(file.path()));
                }
                let is_ours = std::fs::read(file).is_ok_and(|text| text.starts_with(HEADER.as_bytes()));
                let overwrite = self.overwrite || is_ours;
                let (path, maker) = (file.clone(), "qapi overlay".to_owned());
                set.add(NewFile { path, text: made.text, maker, overwrite, in_tree: false });
                set.write()?;
                let left_out = made.left_out.len();
                summarize(&format!("{}: {left_out} differences left out\n", file.display()), verbosity)?;
            }
        }
        if self.exact && !made.left_out.is_empty() { Err(Failure::Reported) } else { Ok(()) }
    }
}
