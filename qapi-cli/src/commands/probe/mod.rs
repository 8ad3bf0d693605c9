//! `qapi probe`: what a server has, compared with a schema.
//!
//! ```text
//! address or file -> peer::Peer -> findings::Findings -> text or json
//! ```

mod findings;
mod json;
mod schemas;
mod text;

use crate::args::{MergeOptions, SchemaOptions, Verbosity};
use crate::peer::{self, PeerOptions};
use crate::report::{Failure, Reporter, print, print_json};
use clap::ValueEnum;
use findings::Findings;
use qapi_codegen::Builder;
use qapi_parser::DocLevel;
use schemas::candidates;
use std::path::{Path, PathBuf};

/// Print what a server has that a schema does not, and the other way round.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "An address is the path of a Unix socket, unix:PATH, HOST:PORT or tcp:HOST:PORT. QEMU, the storage daemon \
and the guest agent are told apart. A guest agent tells only which commands it has. A file holds a saved reply to \
query-qmp-schema or guest-info, or a session with one.

Without --schema, the schema is the one of qapi.toml that is most like the server. If it is in a tree of versions, the \
nearest version is told.

Examples:
  qapi probe /run/vm.sock
  qapi probe reply.json --schema schemas/qemu/qapi/qapi-schema.json@10.0
  qapi probe localhost:4444 --json --fail-on missing"
)]
pub struct Probe {
    /// The address of a server, or a saved reply.
    #[arg(value_name = "ADDRESS|FILE")]
    server: PathBuf,
    /// The schema to compare with.
    #[arg(long, value_name = "SCHEMA")]
    schema: Option<PathBuf>,
    /// The configuration whose schemas are tried without --schema.
    #[arg(long, value_name = "FILE", default_value = "qapi.toml", conflicts_with = "schema")]
    config: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Exit with 1 if there is such a difference.
    #[arg(long, value_enum, value_name = "WHAT")]
    fail_on: Option<FailOn>,
    #[command(flatten)]
    merge: MergeOptions,
    #[command(flatten)]
    peer: PeerOptions,
    #[command(flatten)]
    options: SchemaOptions,
}

/// What makes the command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// The server lacks something.
    Missing,
    /// Any difference.
    Any,
}

impl Probe {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let reporter = Reporter::new(&self.options, verbosity);
        let schemas = match &self.schema {
            Some(schema) => vec![self.builder(schema)],
            None => candidates(&self.config)?,
        };
        if schemas.is_empty() && self.fail_on.is_some() {
            return Err(Failure::message("there is nothing to compare with; name a schema with `--schema`"));
        }
        let address = peer::address(&self.server);
        let peer = match &address {
            Some(address) => peer::ask(address, &self.peer)?,
            None => peer::read(&self.server)?,
        };
        let findings = Findings::of(self.place(), peer, &schemas, &reporter)?;
        let is_live = address.is_some();
        match self.json {
            true => print_json(&json::object(&findings)),
            false => print(&text::page(&findings, is_live, verbosity)),
        }?;
        let fails = match self.fail_on {
            Some(FailOn::Missing) => !findings.comparison.lacking.is_empty(),
            Some(FailOn::Any) => findings.comparison.count() > 0,
            None => false,
        };
        if fails { Err(Failure::Reported) } else { Ok(()) }
    }

    /// A builder for the schema that is named, merged and extended as the options say.
    fn builder(&self, schema: &Path) -> Builder {
        let builder = Builder::new(schema).docs(DocLevel::Allow).legacy(self.options.legacy);
        let builder = self.merge.merge.iter().fold(builder, Builder::merge);
        let builder = self.merge.overlay.iter().fold(builder, Builder::overlay);
        self.options.settle.iter().fold(builder, |builder, (path, settle)| builder.settle(path, *settle))
    }

    fn place(&self) -> String {
        Path::display(&self.server).to_string()
    }
}
