//! What a user may write after `qapi`.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Check QAPI schemas, and look into them.
#[derive(Debug, Parser)]
#[command(name = "qapi", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit status: 0 on success, 1 if a schema is at fault or an output is stale, 2 on wrong usage.")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// When to use colours.
    #[command(flatten)]
    pub color: colorchoice_clap::Color,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report everything in schemas that breaks a rule of the language.
    Check(Check),
    /// Tell the rule behind the code of a diagnostic, with a wrong and a right example.
    Explain(Explain),
    /// Print the resolved schema.
    Dump(Dump),
    /// List what a schema defines.
    List(List),
    /// Print one definition with all that it is made of and who uses it.
    Show(Show),
    /// Restate QEMU's tree of schemas as facts, without descriptions.
    Vendor(Vendor),
}

/// How to report what is wrong with a schema.
#[derive(Clone, Copy, Debug, Args)]
pub struct Reporting {
    /// How to print diagnostics.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
}

/// The form of diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// With the source lines and labels.
    Human,
    /// One line each: `path:line:col: error[code]: message`.
    Short,
    /// One JSON object a line.
    Json,
}

/// What faults in documentation are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Docs {
    /// Not reported.
    Allow,
    /// Warnings.
    Warn,
    /// Errors.
    Deny,
}

/// Arguments of `qapi check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The root files.
    #[arg(required = true, value_name = "SCHEMA")]
    pub schemas: Vec<PathBuf>,
    /// What faults in documentation comments are.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Docs::Deny)]
    pub docs: Docs,
    #[command(flatten)]
    pub reporting: Reporting,
}

/// Arguments of `qapi explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The code in square brackets of a diagnostic; without it, all codes are listed.
    pub code: Option<String>,
}

/// Arguments of `qapi dump`.
#[derive(Debug, Args)]
pub struct Dump {
    /// The root file.
    pub schema: PathBuf,
    /// Print the documentation comments after the definitions.
    #[arg(long)]
    pub docs: bool,
    #[command(flatten)]
    pub reporting: Reporting,
}

/// Arguments of `qapi list`.
#[derive(Debug, Args)]
pub struct List {
    /// The root file.
    pub schema: PathBuf,
    /// How to print the list.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ListFormat::Table)]
    pub format: ListFormat,
    #[command(flatten)]
    pub reporting: Reporting,
}

/// The form of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Aligned columns under a heading.
    Table,
    /// One JSON array.
    Json,
}

/// Arguments of `qapi show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The root file.
    pub schema: PathBuf,
    /// The QAPI name of a type, command or event.
    pub name: String,
    #[command(flatten)]
    pub reporting: Reporting,
}

/// Arguments of `qapi vendor`.
#[derive(Debug, Args)]
#[command(after_help = "TREE must hold at least one of qapi/qapi-schema.json, qga/qapi-schema.json and \
storage-daemon/qapi/qapi-schema.json. FOLDER gets the same files, and SHA256SUMS of those that they were made from. \
Nothing is written unless all of it can be.")]
pub struct Vendor {
    /// The root folder of QEMU's sources, or of a copy of its schema folders.
    pub tree: PathBuf,
    /// Where to put the restated files.
    pub folder: PathBuf,
    #[command(flatten)]
    pub reporting: Reporting,
}
