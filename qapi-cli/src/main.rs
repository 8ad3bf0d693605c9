//! The `qapi` command: a thin layer over `qapi-parser` and `qapi-codegen`.
//!
//! In: arguments. Out: text on standard output, diagnostics on standard error, and files where asked for. Afterwards: the
//! exit status is 0 on success, 1 if a schema is at fault or an output is stale, and 2 if the usage was wrong.
#![forbid(unsafe_code)]

mod args;
mod config;
mod describe;
mod generate;
mod list;
mod report;
mod show;
mod uses;
mod vendor;
mod versions;

use args::{Cli, Command, ListFormat};
use clap::Parser;
use config::DocsName;
use qapi_parser::Code;
use report::{Failure, Reporter, print};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.write_global();
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Reported) => ExitCode::FAILURE,
        Err(Failure::Message(message)) => {
            anstream::eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Generate(args) => generate::generate(*args),
        Command::Check(args) => {
            let reporter = Reporter::new(args.reporting.message_format, args.docs);
            // All are loaded, so that the faults of all are told.
            let results: Vec<_> = args.schemas.iter().map(|path| reporter.load(path)).collect();
            results.into_iter().try_for_each(|result| result.map(drop))
        }
        Command::Explain(args) => explain(args.code),
        Command::Dump(args) => {
            let schema = Reporter::new(args.reporting.message_format, DocsName::Allow).load(&args.schema)?;
            print(&qapi_parser::dump::dump(&schema, args.docs))
        }
        Command::List(args) => {
            let schema = Reporter::new(args.reporting.message_format, DocsName::Allow).load(&args.schema)?;
            match args.format {
                ListFormat::Table => print(&list::table(&schema)),
                ListFormat::Json => print(&list::json(&schema).map_err(|error| Failure::message(error.to_string()))?),
            }
        }
        Command::Show(args) => {
            let schema = Reporter::new(args.reporting.message_format, DocsName::Allow).load(&args.schema)?;
            let id = schema.find(&args.name).ok_or_else(|| show::unknown(&schema, &args.name))?;
            print(&show::show(&schema, id)?)
        }
        Command::Vendor(args) => {
            let reporter = Reporter::new(args.reporting.message_format, DocsName::Allow);
            let written = vendor::vendor(&args.tree, &args.folder, args.version.as_deref(), &reporter)?;
            print(&format!("{written} files in {}\n", args.folder.display()))
        }
    }
}

fn explain(code: Option<Code>) -> Result<(), Failure> {
    match code {
        Some(code) => print(code.explanation().text),
        None => print(&Code::ALL.iter().map(|code| format!("{code:32} {}\n", code.summary())).collect::<String>()),
    }
}
