//! What all commands have in common on the command line.

use crate::commands::Command;
use clap::{Args, Parser, ValueEnum};

/// Generate Rust from QAPI schemas, check them, and look into them.
#[derive(Debug, Parser)]
#[command(name = "qapi", version, max_term_width = 100)]
#[command(after_help = "Examples:
  qapi check schema.json                        is the schema legal?
  qapi init schema.json                         write a build.rs that generates Rust from it
  qapi generate schema.json --out-dir src/api   write the Rust now
  qapi list schema.json 'query-*'               what does it define?
  qapi show schema.json query-status            what is that, and what does it become in Rust?

Exit status: 0 on success, 1 if a schema is at fault or an output is stale, 2 on wrong usage.")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// When to use colours.
    #[command(flatten)]
    pub color: colorchoice_clap::Color,
    #[command(flatten)]
    pub verbosity: VerbosityFlags,
}

/// How much to print.
#[derive(Clone, Copy, Debug, Args)]
pub struct VerbosityFlags {
    /// Print errors and results only: no warnings, no summaries.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Name every file that is read or written.
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

/// How much to print besides errors and results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Nothing.
    Quiet,
    /// Warnings and summaries.
    Normal,
    /// The names of files, too.
    Verbose,
}

impl From<VerbosityFlags> for Verbosity {
    fn from(flags: VerbosityFlags) -> Self {
        match flags {
            VerbosityFlags { quiet: true, .. } => Verbosity::Quiet,
            VerbosityFlags { verbose: true, .. } => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }
}

/// How to report what is wrong with a schema.
#[derive(Clone, Copy, Debug, Args)]
pub struct Reporting {
    /// How to print diagnostics, which go to standard error.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
    /// Read schemas in the language of QEMU before 6.2, too.
    #[arg(long)]
    pub legacy: bool,
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
