//! The name of every definition, and the module that holds it.

use super::modules::{COMMANDS, EVENTS};
use super::overrides::Overrides;
use super::parts::is_plain_union;
use crate::error::Error;
use crate::names::{self, Scope};
use crate::rust::{Location, Path};
use qapi_parser::schema::{DefId, Kind, Schema};
use std::collections::BTreeMap;

/// What a definition is called.
#[derive(Clone, Debug)]
pub struct Name {
    /// Its path.
    pub path: Path,
    /// The name of the enum of a union's branches, where that is not the union itself.
    pub branches: Option<String>,
}

/// Names every definition. Names depend on the whole schema, so that a selection changes none.
///
/// # Errors
///
/// [`Error::Option`] if a definition is renamed to what another item of its module is called.
pub fn names(schema: &Schema, overrides: &Overrides, modules: &[Location]) -> Result<Vec<Name>, Error> {
    let mut scopes: BTreeMap<Location, Scope> = BTreeMap::new();
    let mut names = Vec::new();
    for (id, definition) in schema.definitions() {
        let (location, rule): (_, fn(&str) -> String) = match definition.kind {
            Kind::Command(_) => (Location::Module(COMMANDS.to_owned()), names::upper_camel),
            Kind::Event(_) => (Location::Module(EVENTS.to_owned()), names::upper_camel),
            _ => (modules[definition.module.index()].clone(), names::type_name),
        };
        let name = match overrides.of(id).name {
            Some(_) => String::new(),
            None => scopes.entry(location.clone()).or_default().take(rule(&definition.name)),
        };
        names.push(Name { path: Path { location, name }, branches: None });
    }
    rename(schema, overrides, &mut scopes, &mut names)?;
    // The enums of branches are ours: they give way to every name of the schema.
    for (id, definition) in schema.definitions() {
        let Kind::Union(union) = &definition.kind else { continue };
        if is_plain_union(schema, id) {
            continue;
        }
        let Path { location, name } = &names[id.index()].path;
        let scope = scopes.entry(location.clone()).or_default();
        let stem = format!("{name}{}", names::upper_camel(&union.discriminator));
        let name = if scope.has(&stem) { format!("{stem}Branch") } else { stem };
        names[id.index()].branches = Some(scope.take(name));
    }
    Ok(names)
}

/// Gives the names that the user chose. They come after the schema's own, so that none of those gives way silently.
fn rename(
    schema: &Schema,
    overrides: &Overrides,
    scopes: &mut BTreeMap<Location, Scope>,
    names: &mut [Name],
) -> Result<(), Error> {
    let renamed = |(id, _): (DefId, _)| overrides.of(id).name.as_ref().map(|name| (id, name));
    for (id, name) in schema.definitions().filter_map(renamed) {
        let path = &mut names[id.index()].path;
        let scope = scopes.entry(path.location.clone()).or_default();
        if scope.has(name) {
            let module = match &path.location {
                Location::Module(name) => name,
                Location::Extern(path) => path.as_str(),
            };
            return Err(Error::Option(format!(
                "`{}`: another item of module `{module}` has that name; choose another, or rename that one too",
                overrides.advice.option("rename", &[&schema.definition(id).name, name])
            )));
        }
        path.name = scope.take(name.clone());
    }
    Ok(())
}
