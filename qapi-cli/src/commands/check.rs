//! `qapi check`: reports every broken rule of the schemas, and summarises what was read.

use crate::args::{DocsName, MessageFormat, SchemaOptions, Verbosity};
use crate::report::{Failure, Reporter, summarize};
use qapi_parser::Loaded;
use qapi_parser::diagnostic::few;
use qapi_parser::schema::Kind;
use std::path::{Path, PathBuf};

/// Report everything in schemas that breaks a rule of the language.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  qapi check schema.json
  qapi check --docs deny --message-format short schemas/*.json")]
pub struct Check {
    /// The root files.
    #[arg(required = true, value_name = "SCHEMA")]
    schemas: Vec<PathBuf>,
    /// What faults in documentation comments are.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = DocsName::Warn)]
    docs: DocsName,
    #[command(flatten)]
    options: SchemaOptions,
}

impl Check {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let reporter = Reporter::new(&self.options, verbosity).docs(self.docs);
        // Load all of them first, so that the faults of all are reported.
        let folds = verbosity == Verbosity::Normal && self.options.message_format == MessageFormat::Human;
        let results: Vec<_> = self.schemas.iter().map(|path| (path, reporter.load_with_warnings(path))).collect();
        let mut failed = false;
        for (path, result) in results {
            match result {
                Ok(loaded) => summarize(&summary(path, &loaded, folds), verbosity)?,
                Err(_) => failed = true,
            }
        }
        if failed { Err(Failure::Reported) } else { Ok(()) }
    }
}

/// What was read, in one line; `folds` says whether some warnings may not have been shown.
fn summary(path: &Path, loaded: &Loaded, folds: bool) -> String {
    let schema = &loaded.schema;
    let (mut types, mut commands, mut events) = (0, 0, 0);
    for (_, definition) in schema.definitions() {
        match definition.kind {
            Kind::Command(_) => commands += 1,
            Kind::Event(_) => events += 1,
            _ => types += 1,
        }
    }
    let faults = match loaded.warnings.len() {
        0 => "no faults".to_owned(),
        count => {
            let all = few(&loaded.warnings, schema.sources()).len() == count;
            let hint = if folds && !all { "; `--verbose` shows all" } else { "" };
            format!("{}{hint}", counted(count, "warning"))
        }
    };
    format!(
        "{}: {} with {}, {}, {}: {faults}\n",
        path.display(),
        counted(schema.modules().count(), "file"),
        counted(commands, "command"),
        counted(events, "event"),
        counted(types, "type"),
    )
}

/// `1 file`, `2 files`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
