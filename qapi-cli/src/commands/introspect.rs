//! `qapi introspect`: what a server that is built from a schema answers to `query-qmp-schema`.

use crate::args::{SchemaOptions, SymbolOptions, Verbosity};
use crate::report::{Failure, Reporter, print};
use qapi_parser::introspect::{Config, Introspection, introspect, like};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Print what a server built from a schema answers to `query-qmp-schema`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A symbol of which nothing is said is not defined. What --like infers is written to standard error.

Examples:
  qapi introspect schema.json --define CONFIG_LINUX
  qapi introspect schemas/qemu/qapi/qapi-schema.json@10.0 --like reply.json > ours.json"
)]
pub struct Introspect {
    /// The root file.
    schema: PathBuf,
    /// Keep the names of types.
    #[arg(long)]
    names: bool,
    #[command(flatten)]
    symbols: SymbolOptions,
    /// Infer what is defined from a server's saved reply to `query-qmp-schema`.
    #[arg(long, value_name = "REPLY")]
    like: Option<PathBuf>,
    #[command(flatten)]
    options: SchemaOptions,
}

impl Introspect {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let reporter = Reporter::new(&self.options, verbosity);
        let schema = reporter.load(&self.schema)?;
        let mut config = Config::default();
        if let Some(path) = &self.like {
            let place = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| Failure::message(format!("{place}: {error}")))?;
            let reply = Introspection::read(&place, text).map_err(|failure| {
                reporter.print(&failure.sources, &failure.diagnostics);
                Failure::Reported
            })?;
            let inference = like(&schema, &reply.introspection);
            let mut text = String::new();
            for (symbol, (defined, path)) in &inference.known {
                let is = if *defined { "defined" } else { "not defined" };
                let _ = writeln!(text, "inferred: {symbol} is {is} ({path})");
            }
            inference.open.iter().for_each(|symbol| {
                let _ = writeln!(text, "open: nothing shows for certain whether {symbol} is defined");
            });
            inference.contradictions.iter().for_each(|what| {
                let _ = writeln!(text, "warning: {what}");
            });
            if verbosity > Verbosity::Quiet {
                anstream::eprint!("{text}");
            }
            config = inference.config;
        }
        config = self.symbols.define.iter().fold(config, Config::define);
        config = self.symbols.undefine.iter().fold(config, Config::undefine);
        print(&introspect(&schema, &config, self.names).to_string())
    }
}
