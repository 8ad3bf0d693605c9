//! `qapi dump`

mod json;

use crate::args::{Reporting, Verbosity};
use crate::config::DocsName;
use crate::report::{Failure, Reporter, print};
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
    reporting: Reporting,
}

impl Dump {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let schema = Reporter::new(self.reporting, verbosity, DocsName::Allow).load(&self.schema)?;
        if !self.json {
            return print(&qapi_parser::dump::dump(&schema, self.docs));
        }
        let value = json::schema(&schema, self.docs);
        print(&(serde_json::to_string_pretty(&value).map_err(|error| Failure::message(error.to_string()))? + "\n"))
    }
}
