//! What a user may write after `qapi`.

use crate::config::{DocsName, RoleName, UnstableName};
use clap::{Args, Parser, Subcommand, ValueEnum};
use qapi_codegen::patterns::hint;
use qapi_parser::Code;
use std::path::PathBuf;

/// Generate Rust from QAPI schemas, check them, and look into them.
#[derive(Debug, Parser)]
#[command(name = "qapi", version, max_term_width = 100)]
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
    /// Write Rust for a schema, or for all that qapi.toml lists.
    Generate(Box<Generate>),
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
    /// How to print diagnostics, which go to standard error.
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

/// Arguments of `qapi generate`.
#[derive(Debug, Args)]
#[command(after_help = "A definition is named as in the schema: query-status, VmStatus. A member, value or branch is \
named with its definition: VmStatus.state. In names, * stands for any text, ? for one character.

Examples:
  qapi generate
  qapi generate schema.json --out-dir src/qmp
  qapi generate schema.json --out src/qmp.rs --select query-status --select 'x-vendor-*'")]
pub struct Generate {
    /// The root file of a schema; without it, everything that the configuration lists.
    #[arg(requires = "output")]
    pub schema: Option<String>,
    /// Write a module tree: a file for each schema file.
    #[arg(long, value_name = "DIR", group = "output", requires = "schema")]
    pub out_dir: Option<String>,
    /// Write one file, for `include!`.
    #[arg(long, value_name = "FILE", group = "output", requires = "schema")]
    pub out: Option<String>,
    /// The configuration to follow when no schema is given.
    #[arg(long, value_name = "FILE", default_value = "qapi.toml", conflicts_with = "schema")]
    pub config: PathBuf,
    /// Write nothing; name the files that are stale, and exit with 1 if there are any.
    #[arg(long)]
    pub check: bool,
    #[command(flatten)]
    pub options: Options,
    #[command(flatten)]
    pub reporting: Reporting,
}

/// What shapes the emitted Rust: the keys of a table in `qapi.toml`, as flags.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options for SCHEMA")]
pub struct Options {
    /// Keep only what this name or glob matches, and what that reaches. May be repeated.
    #[arg(long, value_name = "GLOB", requires = "schema")]
    pub select: Vec<String>,
    /// Emit only the impls that one side of the connection needs.
    #[arg(long, value_enum, requires = "schema")]
    pub role: Option<RoleName>,
    /// Take a symbol in `if` conditions as defined.
    #[arg(long, value_name = "SYMBOL", requires = "schema")]
    pub define: Vec<String>,
    /// Take a symbol in `if` conditions as not defined.
    #[arg(long, value_name = "SYMBOL", requires = "schema")]
    pub undefine: Vec<String>,
    /// Map a symbol in `if` conditions to a predicate of `#[cfg(..)]`.
    #[arg(long, value_name = "SYMBOL=PREDICATE", value_parser = pair, requires = "schema")]
    pub cfg: Vec<(String, String)>,
    /// Mark enums as `#[non_exhaustive]`, except strict ones.
    #[arg(long)]
    pub non_exhaustive_enums: bool,

    /// Do not turn the feature `deprecated` into `#[deprecated]`.
    #[arg(long, requires = "schema")]
    pub no_deprecated_attributes: bool,
    /// What becomes of what is marked `unstable`: keep, omit, or feature=NAME for a cargo feature.
    #[arg(long, value_name = "WHAT", value_parser = unstable, requires = "schema")]
    pub unstable: Option<UnstableName>,
    /// Derive a further trait for the types that match.
    #[arg(long, value_name = "GLOB=TRAIT", value_parser = pair, requires = "schema")]
    pub derive: Vec<(String, String)>,
    /// Add an attribute, `#[..]` included.
    #[arg(long, value_name = "GLOB=ATTRIBUTE", value_parser = pair, requires = "schema")]
    pub attribute: Vec<(String, String)>,
    /// Use another Rust type.
    #[arg(long, value_name = "GLOB=TYPE", value_parser = pair, requires = "schema")]
    pub replace: Vec<(String, String)>,
    /// Give another Rust name.
    #[arg(long, value_name = "PATH=NAME", value_parser = pair, requires = "schema")]
    pub rename: Vec<(String, String)>,
    /// Put a member or branch behind a `Box`.
    #[arg(long, value_name = "GLOB", requires = "schema")]
    pub boxed: Vec<String>,
    /// Make what is unknown an error for the types that match.
    #[arg(long, value_name = "GLOB", requires = "schema")]
    pub strict: Vec<String>,
    /// Keep unknown members in a field `extra` of the structs that match.
    #[arg(long, value_name = "GLOB", requires = "schema")]
    pub keep_unknown_members: Vec<String>,
    /// Take the types of the schema files that match from another Rust module.
    #[arg(long, value_name = "GLOB=MODULE", value_parser = pair, requires = "schema")]
    pub extern_module: Vec<(String, String)>,
    /// Name the Rust module of a schema file.
    #[arg(long, value_name = "FILE=NAME", value_parser = pair, requires = "schema")]
    pub module_name: Vec<(String, String)>,
    /// Where emitted code finds the crate `qapi-runtime`.
    #[arg(long, value_name = "PATH", requires = "schema")]
    pub runtime: Option<String>,
    /// Where the schema's online manual is; every item links to it.
    #[arg(long, value_name = "URL", requires = "schema")]
    pub manual: Option<String>,
    /// What faults in documentation comments are [default: warn].
    #[arg(long, value_enum, value_name = "LEVEL", requires = "schema")]
    pub docs: Option<DocsName>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (left, right) = text.split_once('=').ok_or("there is no `=` in it")?;
    Ok((left.to_owned(), right.to_owned()))
}

fn unstable(text: &str) -> Result<UnstableName, String> {
    match (text, text.strip_prefix("feature=")) {
        ("keep", _) => Ok(UnstableName::Keep),
        ("omit", _) => Ok(UnstableName::Omit),
        (_, Some(name)) => Ok(UnstableName::Feature(name.to_owned())),
        _ => Err("it is none of keep, omit, feature=NAME".to_owned()),
    }
}

/// Arguments of `qapi check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The root files.
    #[arg(required = true, value_name = "SCHEMA")]
    pub schemas: Vec<PathBuf>,
    /// What faults in documentation comments are.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = DocsName::Deny)]
    pub docs: DocsName,
    #[command(flatten)]
    pub reporting: Reporting,
}

/// Arguments of `qapi explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The code in square brackets of a diagnostic; without it, all codes are listed.
    #[arg(value_parser = code)]
    pub code: Option<Code>,
}

/// Reads a code, which may be copied with its brackets.
fn code(text: &str) -> Result<Code, String> {
    let name = text.trim_start_matches('[').trim_end_matches(']');
    name.parse().map_err(|error| {
        let hint = hint(name, Code::ALL.iter().map(|code| code.name()));
        format!("{error}{hint} (`qapi explain` lists all)")
    })
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
    /// Add the tree as this version, such as 11.2, to those in the folder. The newest version is kept in full, the
    /// others as patches; `FOLDER/qapi/qapi-schema.json@VERSION` names the root file of one.
    #[arg(long, value_name = "VERSION")]
    pub version: Option<String>,
    #[command(flatten)]
    pub reporting: Reporting,
}
