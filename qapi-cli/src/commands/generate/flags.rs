//! The flags of `qapi generate SCHEMA`: the keys of a table in `qapi.toml`, each as a flag.

use crate::args::{DocsName, MergeOptions, SchemaOptions, SymbolOptions};
use crate::config::{self, OneOrMany, Replacement, RoleName, UnstableName};
use clap::Args;
use std::path::PathBuf;

/// What shapes the emitted Rust: the keys of a table in `qapi.toml`, as flags.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options for SCHEMA")]
#[group(requires = "schema")]
pub struct Flags {
    /// Keep only what this name or glob matches, and what that reaches. May be repeated.
    #[arg(long, value_name = "GLOB")]
    pub select: Vec<String>,
    /// Make bindings of exactly the server whose saved reply to `query-qmp-schema` this is.
    #[arg(long, value_name = "REPLY")]
    pub like: Option<PathBuf>,
    /// Emit only the impls that one side of the connection needs.
    #[arg(long, value_enum)]
    pub role: Option<RoleName>,
    /// Map a symbol in `if` conditions to a predicate of `#[cfg(..)]`.
    #[arg(long, value_name = "SYMBOL=PREDICATE", value_parser = pair)]
    pub cfg: Vec<(String, String)>,
    /// Mark enums as `#[non_exhaustive]`, except strict ones.
    #[arg(long)]
    pub non_exhaustive_enums: bool,
    /// Do not turn the feature `deprecated` into `#[deprecated]`.
    #[arg(long)]
    pub no_deprecated_attributes: bool,
    /// What becomes of what is marked `unstable`: keep, omit, or feature=NAME for a cargo feature.
    #[arg(long, value_name = "WHAT", value_parser = unstable)]
    pub unstable: Option<UnstableName>,
    /// Derive a further trait for the types that match.
    #[arg(long, value_name = "GLOB=TRAIT", value_parser = pair)]
    pub derive: Vec<(String, String)>,
    /// Add an attribute, `#[..]` included.
    #[arg(long, value_name = "GLOB=ATTRIBUTE", value_parser = pair)]
    pub attribute: Vec<(String, String)>,
    /// Use another Rust type.
    #[arg(long, value_name = "GLOB=TYPE", value_parser = pair)]
    pub replace: Vec<(String, String)>,
    /// Give another Rust name.
    #[arg(long, value_name = "PATH=NAME", value_parser = pair)]
    pub rename: Vec<(String, String)>,
    /// Put a member or branch behind a `Box`.
    #[arg(long, value_name = "GLOB")]
    pub boxed: Vec<String>,
    /// Make what is unknown an error for the types that match.
    #[arg(long, value_name = "GLOB")]
    pub strict: Vec<String>,
    /// Keep unknown members in a field `extra` of the structs that match.
    #[arg(long, value_name = "GLOB")]
    pub keep_unknown_members: Vec<String>,
    /// Take the types of the schema files that match from another Rust module.
    #[arg(long, value_name = "GLOB=MODULE", value_parser = pair)]
    pub extern_module: Vec<(String, String)>,
    /// Name the Rust module of a schema file.
    #[arg(long, value_name = "FILE=NAME", value_parser = pair)]
    pub module_name: Vec<(String, String)>,
    /// Where emitted code finds the crate `qapi-runtime`.
    #[arg(long, value_name = "PATH")]
    pub runtime: Option<String>,
    /// Where the schema's online manual is; every item links to it.
    #[arg(long, value_name = "URL")]
    pub manual: Option<String>,
    /// What faults in documentation comments are [default: warn].
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub docs: Option<DocsName>,
    /// Replace output files that were not generated.
    #[arg(long)]
    pub overwrite: bool,
}

/// The table of a configuration that says the same as the arguments.
pub fn table(
    schema: PathBuf,
    out_dir: Option<PathBuf>,
    out: Option<PathBuf>,
    merge: MergeOptions,
    symbols: SymbolOptions,
    options: Flags,
    schema_options: SchemaOptions,
) -> config::Generate {
    config::Generate {
        schema,
        merge: merge.merge,
        overlay: merge.overlay,
        settle: schema_options.settle.into_iter().map(|(path, settle)| (path, config::SettleName(settle))).collect(),
        out_dir,
        out,
        select: options.select,
        like: options.like,
        role: options.role.unwrap_or_default(),
        define: symbols.define,
        undefine: symbols.undefine,
        cfg: options.cfg.into_iter().collect(),
        share: None,
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
        legacy: schema_options.legacy,
        overwrite: options.overwrite,
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
