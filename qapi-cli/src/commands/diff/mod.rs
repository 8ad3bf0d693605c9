//! `qapi diff`: what changed between two schemas, and whom it breaks.

mod rust;
mod wire;

use crate::args::{SchemaOptions, Verbosity};
use crate::config::Config;
use crate::report::{Failure, Reporter, print, print_json};
use crate::rust_diff::{self, Effect, Version};
use clap::ValueEnum;
use qapi_codegen::{Advice, Builder};
use qapi_parser::compare::{Severity, compare};
use qapi_parser::schema::Schema;
use std::path::{Path, PathBuf};

/// Print what changed between two schemas, and what of it breaks clients.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A change is judged for a client that was written for OLD: what it sends must still be accepted, \
and what it receives must still be there. OLD and NEW may be saved replies to query-qmp-schema.

With --rust, the Rust that is generated from both is compared, and changes are judged for code that uses it. The options \
of the generator are those of a table in --config, if it is given: that for the same root file, or the only one.

Examples:
  qapi diff schemas/qemu/qapi/qapi-schema.json@10.2 schemas/qemu/qapi/qapi-schema.json@11.1
  qapi diff old.json new.json --fail-on breaking
  qapi diff old.json new.json --rust --config qapi.toml --crate-version 0.3.1"
)]
pub struct Diff {
    /// The older schema.
    old: PathBuf,
    /// The newer schema.
    new: PathBuf,
    /// How to print the changes.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Form::Text)]
    format: Form,
    /// Print Markdown, like `--format markdown`.
    #[arg(long, conflicts_with = "format")]
    markdown: bool,
    /// Exit with 1 if there is such a change.
    #[arg(long, value_enum, value_name = "WHAT")]
    fail_on: Option<FailOn>,
    /// Compare the generated Rust.
    #[arg(long)]
    rust: bool,
    /// Generate with the options of a table in this configuration.
    #[arg(long, value_name = "FILE", requires = "rust")]
    config: Option<PathBuf>,
    /// Take a new field of a struct as an addition: it breaks only literals and patterns that list every field.
    #[arg(long, requires = "rust")]
    ignore_new_fields: bool,
    /// The version of the crate with the older Rust; the next one is printed.
    #[arg(long, value_name = "VERSION", requires = "rust")]
    crate_version: Option<Version>,
    #[command(flatten)]
    options: SchemaOptions,
}

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people, by command and event, or by item.
    Text,
    /// For release notes.
    Markdown,
    /// JSON, for programs.
    Json,
}

/// What makes the command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A change that breaks clients, or code.
    Breaking,
    /// Any change.
    Any,
}

impl Diff {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let reporter = Reporter::new(&self.options, verbosity);
        let (old, new) = (reporter.load(&self.old)?, reporter.load(&self.new)?);
        let format = if self.markdown { Form::Markdown } else { self.format };
        let (breaks, changes) = match self.rust {
            true => self.rust(&old, &new, format)?,
            false => wire(&old, &new, format)?,
        };
        let fails = match self.fail_on {
            Some(FailOn::Breaking) => breaks,
            Some(FailOn::Any) => changes,
            None => false,
        };
        if fails { Err(Failure::Reported) } else { Ok(()) }
    }

    /// Prints what changed in Rust; gives whether anything breaks, and whether anything changed.
    fn rust(&self, old: &Schema, new: &Schema, format: Form) -> Result<(bool, bool), Failure> {
        let builder = self.builder()?;
        let changes = rust_diff::compare(&builder.model(old)?, &builder.model(new)?);
        let outcome = rust::Outcome::new(&changes, self.ignore_new_fields, self.crate_version);
        match format {
            Form::Text => print(&outcome.text())?,
            Form::Markdown => print(&outcome.markdown())?,
            Form::Json => print_json(&outcome.json())?,
        }
        let breaks = |effect| effect == Effect::Breaking || effect == Effect::NewField && !self.ignore_new_fields;
        Ok((changes.iter().any(|change| breaks(change.effect)), !changes.is_empty()))
    }

    /// The generator with the options of the configuration.
    fn builder(&self) -> Result<Builder, Failure> {
        let Some(path) = &self.config else { return Ok(Builder::new(&self.new)) };
        let config = Config::read(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let root = |name: &Path| std::path::absolute(qapi_parser::root_file(name)).unwrap_or_default();
        let wanted = root(&self.new);
        let is_same = |schema: &Path| root(&qapi_parser::within(folder, schema)) == wanted;
        let table = match config.generate.as_slice() {
            [only] => Some(only),
            tables => tables.iter().find(|table| is_same(&table.schema)),
        };
        let Some(table) = table else {
            let (config, new) = (path.display(), self.new.display());
            return Err(Failure::message(format!("{config}: no `[[generate]]` table has the root file of {new}")));
        };
        Ok(table.model_builder(&self.new, Advice::Config))
    }
}

/// Prints what changed on the wire; gives whether anything breaks, and whether anything changed.
fn wire(old: &Schema, new: &Schema, format: Form) -> Result<(bool, bool), Failure> {
    let groups = compare(old, new);
    match format {
        Form::Text => print(&wire::text(&groups))?,
        Form::Markdown => print(&wire::markdown(&groups))?,
        Form::Json => print_json(&wire::json(&groups))?,
    }
    Ok((groups.iter().any(|group| group.severity == Severity::Breaking), !groups.is_empty()))
}
