//! The `qapi` command: a thin layer over `qapi-parser` and `qapi-codegen`.
//!
//! Results go to standard output, diagnostics to standard error. The exit status is 0 on success, 1 if a schema is at
//! fault or an output is stale, and 2 if the command was called wrongly; scripts rely on that.
#![forbid(unsafe_code)]

mod args;
mod cli;
mod commands;
mod config;
mod describe;
mod lookup;
mod peer;
mod progress;
mod report;
mod rust_diff;
mod style;

use clap::Parser;
use cli::Cli;
use report::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.write_global();
    match cli.command.run(cli.verbosity.into()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Reported) => ExitCode::FAILURE,
        Err(Failure::Message(message)) => {
            anstream::eprintln!("{}: {message}", style::error("error"));
            ExitCode::FAILURE
        }
    }
}
