//! `qapi dump`: the resolved schema, as text or as JSON.

mod json;

use crate::args::{MergeOptions, SchemaOptions, Verbosity};
use crate::report::{Failure, Reporter, print, print_json};
use std::path::PathBuf;

/// Print the resolved schema.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  qapi dump schema.json
  qapi dump schema.json --json | jq '.definitions[] | select(.kind == \"command\").name'")]
pub struct Dump {
    /// The root file.
    schema: PathBuf,
    /// Print the documentation comments, too.
    #[arg(long)]
    docs: bool,
    /// Print one JSON object; docs/dump-json.md describes it.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    merge: MergeOptions,
    #[command(flatten)]
    options: SchemaOptions,
}

impl Dump {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let schema = Reporter::new(&self.options, verbosity).load_with(&self.schema, &self.merge)?;
        if !self.json {
            return print(&qapi_parser::dump::dump(&schema, self.docs));
        }
        print_json(&json::schema(&schema, self.docs))
    }
}
