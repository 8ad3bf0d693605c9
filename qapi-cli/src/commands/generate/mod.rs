//! `qapi generate`: Rust for one schema, or for every table of a configuration.

mod flags;

use crate::args::{MergeOptions, SchemaOptions, SymbolOptions, Verbosity};
use crate::config::Config;
use crate::progress;
use crate::report::{Failure, Reporter, print, summarize};
use flags::Flags;
use qapi_codegen::{Advice, Builder, Error, Prepared, check_all, prepare_all, write_all};
use std::path::{Path, PathBuf};

/// Write Rust for a schema, or for all that qapi.toml lists.
#[derive(Debug, clap::Args)]
#[command(after_help = "A definition is named as in the schema: query-status, VmStatus. A member, value or branch is \
named with its definition: VmStatus.state. In names, * stands for any text, ? for one character.

All files are written, or none. Files that an earlier run wrote and that are no longer needed are removed. A file that \
was not generated is replaced only with --overwrite, an input never.

Examples:
  qapi generate
  qapi generate --check
  qapi generate schema.json --out-dir src/qmp
  qapi generate schema.json --out src/qmp.rs --select query-status --select 'x-vendor-*'
  qapi generate schema.json --like reply.json --out-dir src/qmp
  qapi generate schema.json --out - | less")]
pub struct Generate {
    /// The root file of a schema; without it, everything that the configuration lists.
    #[arg(requires = "output")]
    schema: Option<PathBuf>,
    /// Write a module tree: a file for each schema file.
    #[arg(long, value_name = "DIR", group = "output", requires = "schema")]
    out_dir: Option<PathBuf>,
    /// Write one file, for `include!`; `-` stands for standard output.
    #[arg(long, value_name = "FILE", group = "output", requires = "schema")]
    out: Option<PathBuf>,
    /// The configuration to follow when no schema is given.
    #[arg(long, value_name = "FILE", default_value = "qapi.toml", conflicts_with = "schema")]
    config: PathBuf,
    /// Write nothing; name the files that are stale, missing or left over, and exit with 1 if there are any.
    #[arg(long)]
    check: bool,
    #[command(flatten, next_help_heading = "Options for SCHEMA")]
    merge: MergeOptions,
    #[command(flatten, next_help_heading = "Options for SCHEMA")]
    symbols: SymbolOptions,
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    options: SchemaOptions,
}

impl Generate {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let reporter = Reporter::new(&self.options, verbosity).docs(self.flags.docs.unwrap_or_default());
        let Some(schema) = self.schema else {
            if !self.options.settle.is_empty() {
                let advice = "in a configuration it is the key `settle` of a table";
                return Err(Failure::message(format!("`--settle` is for the SCHEMA that is given; {advice}")));
            }
            let builders = configured(&self.config)?;
            return finish(prepare(builders, &reporter)?, &[self.config], self.check, verbosity);
        };
        let to_stdout = self.out.as_deref() == Some(Path::new("-"));
        let table = flags::table(schema, self.out_dir, self.out, self.merge, self.symbols, self.flags, self.options);
        let builder = table.builder(Path::new(""), Advice::Flags).map_err(Failure::Message)?;
        if !to_stdout {
            return finish(prepare(vec![builder], &reporter)?, &[], self.check, verbosity);
        }
        if self.check {
            return Err(Failure::message("`--check` compares files: it needs one in `--out`, not `-`"));
        }
        print(&builder.text(&reporter.load_of(&builder)?)?)
    }
}

/// A builder for each table of a configuration.
fn configured(path: &Path) -> Result<Vec<Builder>, Failure> {
    let fail = |error: String| Failure::message(format!("{}: {error}", path.display()));
    let folder = path.parent().unwrap_or(Path::new(""));
    let config = Config::read(path)?;
    config.generate.iter().map(|table| table.builder(folder, Advice::Config).map_err(fail)).collect()
}

/// Runs every builder, and reports what is wrong in the order of the builders.
fn prepare(builders: Vec<Builder>, reporter: &Reporter) -> Result<Vec<Prepared>, Failure> {
    let _progress = progress::start("generating".to_owned());
    let mut prepared = Vec::new();
    let mut failed = false;
    for (schema, result) in builders.iter().map(Builder::schema).zip(prepare_all(builders.clone())) {
        match result {
            Ok(run) => {
                reporter.print(run.generated().schema.sources(), &run.generated().warnings);
                prepared.push(run);
                continue;
            }
            Err(Error::Schema(failure)) => reporter.failed(&failure),
            Err(error @ Error::Option(_)) => reporter.error(&format!("{}: {error}", schema.display())),
            Err(error) => reporter.error(&error.to_string()),
        }
        failed = true;
    }
    if failed { Err(Failure::Reported) } else { Ok(prepared) }
}

/// Writes the files, or compares them with what is there.
fn finish(prepared: Vec<Prepared>, inputs: &[PathBuf], check: bool, verbosity: Verbosity) -> Result<(), Failure> {
    if check {
        return Ok(check_all(&prepared, inputs)?);
    }
    for done in write_all(prepared, inputs)? {
        let target = done.target.display();
        let what = match done.changed.len() {
            0 => "up to date".to_owned(),
            1 => "1 file changed".to_owned(),
            count => format!("{count} files changed"),
        };
        summarize(&format!("{target}: {what}\n"), verbosity)?;
        if verbosity == Verbosity::Verbose {
            let files = done.changed.iter().map(|path| format!("  {}\n", path.display()));
            print(&files.collect::<String>())?;
        }
    }
    Ok(())
}
