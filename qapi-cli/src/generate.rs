//! `qapi generate`: Rust for one schema, or for every table of a configuration.
//!
//! In: arguments. Out: files. Afterwards: if any schema failed, none has been written; only files that differ have been
//! touched.

use crate::args;
use crate::config::{self, Config, OneOrMany, Replacement};
use crate::report::{Failure, Reporter, print};
use qapi_codegen::{Builder, Error, Prepared};
use std::path::Path;

/// Generates what the arguments ask for.
pub fn generate(args: args::Generate) -> Result<(), Failure> {
    let reporter = Reporter::new(args.reporting.message_format, args.options.docs.unwrap_or_default());
    let builders = match args.schema {
        Some(schema) => vec![(table(schema, args.out_dir, args.out, args.options)).builder(Path::new(""))],
        None => configured(&args.config)?,
    };
    let builders = builders.into_iter().collect::<Result<_, _>>().map_err(Failure::Message)?;
    let prepared = prepare(builders, &reporter)?;
    if args.check { check(&prepared) } else { write(prepared) }
}

/// A builder for each table of a configuration.
fn configured(path: &Path) -> Result<Vec<Result<Builder, String>>, Failure> {
    let place = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| Failure::message(format!("{place}: {error}")))?;
    let config: Config = toml::from_str(&text).map_err(|error| Failure::message(format!("{place}: {error}")))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(config.generate.iter().map(|table| table.builder(folder)).collect())
}

/// Runs every builder, side by side, and reports what is wrong in the order of the builders.
fn prepare(builders: Vec<Builder>, reporter: &Reporter) -> Result<Vec<Prepared>, Failure> {
    let results: Vec<Result<Prepared, Error>> = std::thread::scope(|scope| {
        let threads: Vec<_> = builders.into_iter().map(|builder| scope.spawn(|| builder.prepare())).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let count = results.len();
    let mut prepared = Vec::new();
    for result in results {
        match result {
            Ok(run) => {
                reporter.print(run.generated().schema.sources(), &run.generated().warnings);
                prepared.push(run);
            }
            Err(Error::Schema(failure)) => reporter.print(&failure.sources, &failure.diagnostics),
            Err(error) => anstream::eprintln!("error: {error}"),
        }
    }
    if prepared.len() == count { Ok(prepared) } else { Err(Failure::Reported) }
}

fn check(prepared: &[Prepared]) -> Result<(), Failure> {
    let stale: Vec<_> = prepared.iter().flat_map(Prepared::stale).collect();
    if stale.is_empty() { Ok(()) } else { Err(failure(Error::Stale(stale))) }
}

fn write(prepared: Vec<Prepared>) -> Result<(), Failure> {
    for run in prepared {
        let done = run.write().map_err(failure)?;
        let target = done.target.display();
        match done.changed.len() {
            0 => print(&format!("{target}: up to date\n"))?,
            1 => print(&format!("{target}: 1 file changed\n"))?,
            count => print(&format!("{target}: {count} files changed\n"))?,
        }
    }
    Ok(())
}

fn failure(error: Error) -> Failure {
    Failure::message(error.to_string())
}

/// The table of a configuration that says the same as the arguments.
fn table(schema: String, out_dir: Option<String>, out: Option<String>, options: args::Options) -> config::Generate {
    config::Generate {
        schema,
        out_dir,
        out,
        select: options.select,
        role: options.role.unwrap_or_default(),
        define: options.define,
        undefine: options.undefine,
        cfg: options.cfg.into_iter().collect(),
        non_exhaustive_enums: options.non_exhaustive_enums.then_some(true),
        deprecated_attributes: options.no_deprecated_attributes.then_some(false),
        unstable: options.unstable.unwrap_or_default(),
        derive: gather(options.derive),
        attribute: gather(options.attribute),
        replace: options.replace.into_iter().map(|(path, ty)| (path, Replacement::Type(ty))).collect(),
        rename: options.rename.into_iter().collect(),
        boxed: options.boxed,
        strict: options.strict,
        keep_unknown_members: options.keep_unknown_members,
        extern_module: options.extern_module.into_iter().collect(),
        module_name: options.module_name.into_iter().collect(),
        runtime: options.runtime,
        manual: options.manual,
        docs: options.docs.unwrap_or_default(),
    }
}

/// All values of each key.
fn gather(pairs: Vec<(String, String)>) -> indexmap::IndexMap<String, OneOrMany> {
    let mut map = indexmap::IndexMap::new();
    for (key, value) in pairs {
        let OneOrMany::Many(values) = map.entry(key).or_insert_with(|| OneOrMany::Many(Vec::new())) else { continue };
        values.push(value);
    }
    map
}
