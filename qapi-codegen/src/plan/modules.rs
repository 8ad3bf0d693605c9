//! The Rust module of each schema file.

use crate::error::Error;
use crate::names;
use crate::options::Options;
use crate::patterns;
use crate::rust::{self, Location};
use qapi_parser::schema::{Item, Kind, Module, Schema};
use std::collections::BTreeMap;

/// The module of the commands.
pub const COMMANDS: &str = "commands";
/// The module of the events.
pub const EVENTS: &str = "events";

/// Where the types of each schema file are, by [`FileId::index`](qapi_parser::source::FileId::index): in a module
/// named after the file's stem, unless the user says otherwise.
///
/// # Errors
///
/// [`Error::Option`] if two files become one module, or the user gave something that names no module.
pub fn locations(schema: &Schema, options: &Options) -> Result<Vec<Location>, Error> {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let mut locations = Vec::new();
    for (_, module) in schema.modules() {
        let name = name(module, options)?;
        let has_types = has_types(schema, module);
        if let Some(first) = has_types.then(|| owners.insert(name.clone(), &module.name)).flatten() {
            return Err(Error::Option(format!(
                "`{first}` and `{}` both become Rust module `{name}`; give one of them another name with `{}`",
                module.name,
                options.advice.option("module_name", &[&module.name, "NAME"])
            )));
        }
        locations.push(match options.externs.iter().find(|(file, _)| patterns::matches(file, &module.name)) {
            Some((file, path)) => external(file, path, &name)?,
            None => Location::Module(name),
        });
    }
    Ok(locations)
}

/// The name of a schema file's module as it is written in source.
fn name(module: &Module, options: &Options) -> Result<String, Error> {
    let chosen = options.module_names.iter().find(|(file, _)| patterns::matches(file, &module.name));
    let mut name = match chosen {
        None => names::snake(stem(&module.name)),
        Some((file, name)) => match rust::parse::<syn::Ident>(&names::escape(name)) {
            Some(_) => name.clone(),
            None => {
                return Err(Error::Option(format!(
                    "`{name}` is not the name of a Rust module for `{file}`; write words joined by `_`"
                )));
            }
        },
    };
    // The first two are our own modules; `mod.rs` is the file of the root.
    if matches!(name.as_str(), COMMANDS | EVENTS | "mod") {
        name.push('_');
    }
    Ok(names::escape(&name))
}

fn external(file: &str, path: &str, module: &str) -> Result<Location, Error> {
    match rust::parse::<syn::Path>(&path.replace("{module}", module)) {
        Some((path, _)) => Ok(Location::Extern(path)),
        None => Err(Error::Option(format!(
            "`{path}` is not the path of a Rust module for the types of `{file}`, such as `other_crate::{{module}}`"
        ))),
    }
}

/// The name of a schema file without folder and extension.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".json").unwrap_or(name)
}

/// Whether a schema file defines types, and so becomes a Rust module.
fn has_types(schema: &Schema, module: &Module) -> bool {
    let is_type = |item: &Item| match item {
        Item::Definition(id) => !matches!(schema.definition(*id).kind, Kind::Command(_) | Kind::Event(_)),
        _ => false,
    };
    module.items.iter().any(is_type)
}
