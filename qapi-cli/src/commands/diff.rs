//! `qapi diff`: what changed between two schemas, and whom it breaks.

use crate::args::{SchemaOptions, Verbosity};
use crate::report::{Failure, Reporter, print, print_json};
use clap::ValueEnum;
use qapi_parser::compare::{Group, Severity, compare};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Print what changed between two schemas, and what of it breaks clients.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A change is judged for a client that was written for OLD: what it sends must still be accepted, \
and what it receives must still be there. OLD and NEW may be saved replies to query-qmp-schema.

Examples:
  qapi diff schemas/qemu/qapi/qapi-schema.json@10.2 schemas/qemu/qapi/qapi-schema.json@11.1
  qapi diff old.json new.json --fail-on breaking"
)]
pub struct Diff {
    /// The older schema.
    old: PathBuf,
    /// The newer schema.
    new: PathBuf,
    /// How to print the changes.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Form::Text)]
    format: Form,
    /// Exit with 1 if there is such a change.
    #[arg(long, value_enum, value_name = "WHAT")]
    fail_on: Option<FailOn>,
    #[command(flatten)]
    options: SchemaOptions,
}

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people, by command and event.
    Text,
    /// For release notes.
    Markdown,
    /// One JSON array.
    Json,
}

/// What makes the command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A change that breaks clients.
    Breaking,
    /// Any change.
    Any,
}

impl Diff {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let reporter = Reporter::new(&self.options, verbosity);
        let (old, new) = (reporter.load(&self.old)?, reporter.load(&self.new)?);
        let groups = compare(&old, &new);
        match self.format {
            Form::Text => print(&text(&groups)),
            Form::Markdown => print(&markdown(&groups)),
            Form::Json => print_json(&json(&groups)),
        }?;
        let fails = match self.fail_on {
            Some(FailOn::Breaking) => groups.iter().any(|group| group.severity == Severity::Breaking),
            Some(FailOn::Any) => !groups.is_empty(),
            None => false,
        };
        if fails { Err(Failure::Reported) } else { Ok(()) }
    }
}

/// A line for each change: where it is, if not the command or event itself, and what.
fn line(path: &str, what: &str) -> String {
    if path.is_empty() { what.to_owned() } else { format!("{path} {what}") }
}

fn text(groups: &[Group]) -> String {
    let mut out = String::new();
    for group in groups {
        let _ = writeln!(out, "{}", group.name);
        for change in &group.changes {
            let _ = writeln!(out, "  {:10}  {}", change.severity.name(), line(&change.path, &change.what));
        }
        for (path, teller) in &group.references {
            let _ = writeln!(out, "  {:10}  {path} changed as told under {teller}", "");
        }
    }
    let count =
        |severity| groups.iter().flat_map(|group| &group.changes).filter(|change| change.severity == severity).count();
    let _ = writeln!(
        out,
        "{} breaking, {} compatible, {} invisible on the wire",
        count(Severity::Breaking),
        count(Severity::Compatible),
        count(Severity::Invisible)
    );
    out
}

fn markdown(groups: &[Group]) -> String {
    let mut out = String::new();
    for (severity, title) in [
        (Severity::Breaking, "Breaking changes"),
        (Severity::Compatible, "Compatible changes"),
        (Severity::Invisible, "Invisible on the wire"),
    ] {
        let mut lines = String::new();
        for group in groups {
            for change in group.changes.iter().filter(|change| change.severity == severity) {
                let path = if change.path.is_empty() { String::new() } else { format!(" `{}`", change.path) };
                let _ = writeln!(lines, "- `{}`{path} {}", group.name, change.what);
            }
        }
        if !lines.is_empty() {
            let _ = write!(out, "{}## {title}\n\n{lines}", if out.is_empty() { "" } else { "\n" });
        }
    }
    out
}

fn json(groups: &[Group]) -> Value {
    let groups = groups.iter().map(|group| {
        let changes = group
            .changes
            .iter()
            .map(|change| json!({ "path": change.path, "what": change.what, "severity": change.severity.name() }));
        let references = group.references.iter().map(|(path, teller)| json!({ "path": path, "told-under": teller }));
        json!({
            "name": group.name,
            "severity": group.severity.name(),
            "changes": changes.collect::<Vec<_>>(),
            "references": references.collect::<Vec<_>>(),
        })
    });
    groups.collect()
}
