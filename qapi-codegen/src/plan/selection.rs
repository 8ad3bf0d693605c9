//! What is kept of a schema.

use super::presence::Presence;
use crate::error::Error;
use crate::options::Options;
use crate::patterns;
use qapi_parser::schema::{DefId, Schema};

/// The definitions that the user named; all of them without a selection.
///
/// # Errors
///
/// [`Error::Option`] if a pattern matches nothing, or only what is left out.
pub fn selected(schema: &Schema, options: &Options, presence: &[Presence]) -> Result<Vec<DefId>, Error> {
    if options.select.is_empty() {
        return Ok(schema.definitions().map(|(id, _)| id).collect());
    }
    let mut selected = Vec::new();
    for pattern in &options.select {
        let before = selected.len();
        let all = schema.definitions();
        selected.extend(all.filter(|(_, d)| patterns::matches(pattern, &d.name)).map(|(id, _)| id));
        if selected.len() == before {
            let names = schema.definitions().map(|(_, definition)| definition.name.as_str());
            let mut hint = patterns::hint(pattern, names);
            if hint.is_empty() {
                hint.push_str("; `qapi list` shows what there is");
            }
            return Err(Error::Option(format!("nothing in the schema is called `{pattern}`{hint}")));
        }
        if selected[before..].iter().all(|id| presence[id.index()] == Presence::Never) {
            let [define, undefine, unstable] = ["define", "undefine", "unstable"].map(|name| options.advice.name(name));
            return Err(Error::Option(format!(
                "what `{pattern}` selects is left out by its condition or its features; see `{define}`, `{undefine}` \
                 and `{unstable}`"
            )));
        }
    }
    Ok(selected)
}

/// Makes sure that every symbol and every schema file that an option names is there.
///
/// # Errors
///
/// [`Error::Option`] for the first that is not.
pub fn check_names(schema: &Schema, options: &Options) -> Result<(), Error> {
    let symbols = schema.symbols();
    if let Some(name) = options.symbols.keys().find(|name| !symbols.contains(name.as_str())) {
        let hint = patterns::hint(name, symbols.iter().copied());
        return Err(Error::Option(format!("no condition in the schema names the symbol `{name}`{hint}")));
    }
    let files = || schema.modules().map(|(_, module)| module.name.as_str());
    let named = options.externs.iter().chain(&options.module_names);
    let mut named = named.map(|(pattern, _)| pattern);
    if let Some(pattern) = named.find(|pattern| !files().any(|file| patterns::matches(pattern, file))) {
        let hint = patterns::hint(pattern, files());
        return Err(Error::Option(format!("no file of the schema is called `{pattern}`{hint}")));
    }
    Ok(())
}
