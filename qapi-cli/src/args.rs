//! Groups of options that several commands share.
//!
//! A command flattens the groups that it needs into its own arguments. An option that means the same in two commands
//! belongs here, so that it has one name and one description.

use clap::{Args, ValueEnum};
use qapi_parser::DocLevel;
use qapi_parser::merge::Settle;
use serde::Deserialize;
use std::path::PathBuf;

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

/// Options of every command that reads a schema: how to read it, and how to report what is wrong with it.
#[derive(Clone, Debug, Args)]
pub struct SchemaOptions {
    /// How to print diagnostics, which go to standard error.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
    /// Read schemas in the language of QEMU before 6.2, too.
    #[arg(long)]
    pub legacy: bool,
    /// Settle a conflict of schemas that are merged; the error for it says the PATH.
    #[arg(long, value_name = "PATH=any|newest", value_parser = settlement)]
    pub settle: Vec<(String, Settle)>,
}

fn settlement(text: &str) -> Result<(String, Settle), String> {
    let (path, settle) = text.rsplit_once('=').ok_or("there is no `=` in it")?;
    Ok((path.to_owned(), settle.parse()?))
}

/// What is read beside the one schema that a command is given.
#[derive(Clone, Debug, Default, Args)]
#[group(requires = "schema")]
pub struct MergeOptions {
    /// Merge a further schema, named like SCHEMA. May be repeated.
    #[arg(long, value_name = "SCHEMA")]
    pub merge: Vec<PathBuf>,
    /// Extend every schema by what a file says beyond it; SCHEMA+FILE extends one.
    #[arg(long, value_name = "FILE")]
    pub overlay: Vec<PathBuf>,
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

/// [`DocLevel`] by name.
#[derive(Clone, Copy, Debug, Default, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum DocsName {
    /// Not reported
    Allow,
    /// Warnings
    #[default]
    Warn,
    /// Errors
    Deny,
}

impl From<DocsName> for DocLevel {
    fn from(name: DocsName) -> Self {
        match name {
            DocsName::Allow => DocLevel::Allow,
            DocsName::Warn => DocLevel::Warn,
            DocsName::Deny => DocLevel::Deny,
        }
    }
}

/// Which symbols of `if` conditions are defined.
#[derive(Clone, Debug, Args)]
#[group(requires = "schema")]
pub struct SymbolOptions {
    /// Take a symbol in `if` conditions as defined.
    #[arg(long, value_name = "SYMBOL")]
    pub define: Vec<String>,
    /// Take a symbol in `if` conditions as not defined.
    #[arg(long, value_name = "SYMBOL")]
    pub undefine: Vec<String>,
}
