//! Overlays: schema files that say what a schema has beyond its own files.
//!
//! An overlay is written in the language of schemas. A definition whose name the schema has extends that one: members,
//! values, branches, features, and arguments or a reply where there were none. Any other definition is added. An overlay
//! takes nothing away, and what it says twice must be the same. It is applied before names are resolved, so it can name
//! the schema's types, and the schema's own types can be extended by types of the overlay.

mod extend;
#[cfg(feature = "tools")]
mod make;

#[cfg(feature = "tools")]
pub use make::{Overlay, make};

use crate::ast::Definition;
use crate::load::{File, Item};
use crate::report::Report;
use std::collections::HashMap;

/// Extends the definitions of a schema by those of its overlays. `starts` has the number of files before each overlay.
///
/// Items of `files` are the places of definitions; they stay so unless some definition could not be read, which is an
/// error anyway.
pub(crate) fn apply(starts: &[usize], files: &mut [File], definitions: &mut Vec<Definition<'_>>, report: &mut Report) {
    if starts.is_empty() {
        return;
    }
    let mut kept: Vec<Definition<'_>> = Vec::with_capacity(definitions.len());
    let mut places: Vec<Option<usize>> = Vec::with_capacity(definitions.len());
    // By name, its place and the overlay that said something of it last, counted from 1.
    let mut known: HashMap<String, (usize, usize)> = HashMap::new();
    for definition in definitions.drain(..) {
        let overlay = starts.partition_point(|start| *start <= definition.module.index());
        let here = kept.len();
        let (place, last) = known.entry(definition.name.text.to_string()).or_insert((here, overlay));
        // What one file defines twice is wrong in an overlay, too.
        if *place != here && *last < overlay {
            *last = overlay;
            extend::extend(&mut kept[*place], definition, report);
            places.push(None);
        } else {
            places.push(Some(here));
            kept.push(definition);
        }
    }
    for file in files {
        file.items.retain_mut(|item| match item {
            Item::Definition(place) => match places.get(*place).copied().flatten() {
                Some(now) => {
                    *place = now;
                    true
                }
                None => false,
            },
            _ => true,
        });
    }
    *definitions = kept;
}
