//! The command line as a whole: every command by name, and which code runs it.
//!
//! To add a command, write its file in `commands`, then add a variant and a line of [`Command::run`] here. Variants
//! stand in the order in which `--help` lists them.

use crate::args::{Verbosity, VerbosityFlags};
use crate::commands::{
    check::Check, completions::Completions, diff::Diff, dump::Dump, explain::Explain, generate::Generate, init::Init,
    introspect::Introspect, list::List, man::Man, merge::Merge, overlay::Overlay, probe::Probe, proxy::Proxy,
    show::Show, vendor::Vendor,
};
use crate::report::Failure;
use clap::{CommandFactory, Parser, Subcommand};

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

/// A command with its arguments.
#[derive(Debug, Subcommand)]
pub enum Command {
    Init(Init),
    Generate(Box<Generate>),
    Check(Check),
    Explain(Explain),
    List(List),
    Show(Show),
    Dump(Dump),
    Introspect(Introspect),
    Diff(Diff),
    Merge(Merge),
    Overlay(Overlay),
    Probe(Probe),
    Vendor(Vendor),
    Proxy(Proxy),
    Completions(Completions),
    Man(Man),
}

impl Command {
    /// Runs the command.
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        match self {
            Command::Init(command) => command.run(verbosity),
            Command::Generate(command) => command.run(verbosity),
            Command::Check(command) => command.run(verbosity),
            Command::Explain(command) => command.run(),
            Command::List(command) => command.run(verbosity),
            Command::Show(command) => command.run(verbosity),
            Command::Dump(command) => command.run(verbosity),
            Command::Introspect(command) => command.run(verbosity),
            Command::Diff(command) => command.run(verbosity),
            Command::Merge(command) => command.run(verbosity),
            Command::Overlay(command) => command.run(verbosity),
            Command::Probe(command) => command.run(verbosity),
            Command::Vendor(command) => command.run(verbosity),
            Command::Proxy(command) => command.run(verbosity),
            Command::Completions(command) => command.run(&mut Cli::command()),
            Command::Man(command) => command.run(Cli::command(), verbosity),
        }
    }
}
