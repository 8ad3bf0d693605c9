//! `qapi introspect`: what a server answers to `query-qmp-schema`: one that runs, or one that is built from a schema.

use crate::args::{MergeOptions, SchemaOptions, SymbolOptions, Verbosity};
use crate::peer::{self, Peer, PeerOptions};
use crate::report::{Failure, Reporter, print};
use qapi_parser::introspect::{Config, Introspection, introspect, like};
use qapi_parser::schema::Schema;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Print what a server answers to `query-qmp-schema`: one that runs, or one built from a schema.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "An address is the path of a Unix socket, unix:PATH, HOST:PORT or tcp:HOST:PORT. A symbol of which nothing is said is not defined. What --like infers is written to standard error.

Examples:
  qapi introspect /run/vm.sock > reply.json
  qapi introspect schema.json --define CONFIG_LINUX
  qapi introspect schemas/qemu/qapi/qapi-schema.json@10.0 --like reply.json > ours.json"
)]
pub struct Introspect {
    /// The root file of a schema, or the address of a server.
    #[arg(value_name = "SCHEMA|ADDRESS")]
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
    merge: MergeOptions,
    #[command(flatten)]
    peer: PeerOptions,
    #[command(flatten)]
    options: SchemaOptions,
}

impl Introspect {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        if let Some(address) = peer::address(&self.schema) {
            if self.names || self.like.is_some() || !self.symbols.define.is_empty() || !self.symbols.undefine.is_empty()
            {
                let message = "a server says what it has; --names, --define, --undefine and --like are for schemas";
                return Err(Failure::message(message));
            }
            return match peer::ask(&address, &self.peer)? {
                Peer::Qmp { schema, .. } => print(&schema),
                Peer::Agent(_) => Err(Failure::message(format!(
                    "{address}: a guest agent cannot tell its schema; `qapi probe` tells which commands it has"
                ))),
            };
        }
        let reporter = Reporter::new(&self.options, verbosity);
        let schema = reporter.load_with(&self.schema, &self.merge)?;
        let mut config = match &self.like {
            Some(path) => inferred(&schema, path, &reporter, verbosity)?,
            None => Config::default(),
        };
        config = self.symbols.define.iter().fold(config, Config::define);
        config = self.symbols.undefine.iter().fold(config, Config::undefine);
        print(&introspect(&schema, &config, self.names).to_string())
    }
}

/// The configuration of the server whose reply this is.
fn inferred(schema: &Schema, path: &Path, reporter: &Reporter, verbosity: Verbosity) -> Result<Config, Failure> {
    let place = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| Failure::message(format!("{place}: {error}")))?;
    let reply = Introspection::read(&place, text).map_err(|failure| {
        reporter.print(&failure.sources, &failure.diagnostics);
        Failure::Reported
    })?;
    let inference = like(schema, &reply.introspection);
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
    Ok(inference.config)
}
