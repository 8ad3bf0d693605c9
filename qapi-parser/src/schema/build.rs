//! The sequence from lowered definitions to a schema.
//!
//! In: files with their items, and definitions. Out: the parts of a [`Schema`](super::Schema), or `None` if a phase
//! reported an error. Afterwards: all that the documentation of [`super`] promises.

use super::declare::Names;
use super::{DefId, Definition, Item, Module, Pragmas, alternates, clash, contain, features, references, resolve};
use crate::ast;
use crate::load;
use crate::lower::Lowered;
use crate::report::Report;
use indexmap::IndexMap;

/// A schema without its sources.
pub(crate) struct Parts {
    pub modules: Vec<Module>,
    pub definitions: Vec<Definition>,
    pub names: IndexMap<String, DefId>,
    pub pragmas: Pragmas,
}

/// Builds a schema. `definitions` are those that the items of `files` count.
pub(crate) fn build(
    files: &mut [load::File],
    definitions: Vec<ast::Definition<'_>>,
    pragmas: Pragmas,
    report: &mut Report,
) -> Option<Parts> {
    let (mut definitions, order) = in_file_order(files, definitions);
    let names = Names::declare(&definitions, &order, report);
    if !check(&definitions, &order, &names, &pragmas, report) {
        return None;
    }
    // After a wrong reference, what does not depend on it is still checked.
    let mut resolved = resolve::resolve(&definitions, &names, report);
    if !report.is_clean() {
        return None;
    }
    clash::check(&resolved, &definitions, report);
    if !report.is_clean() {
        return None;
    }
    for (definition, lowered) in resolved.iter_mut().zip(&mut definitions) {
        definition.doc = lowered.doc.take();
    }
    let modules = files.iter_mut().map(|file| module(file, &order)).collect();
    let names = resolved.iter().zip(0..).map(|(definition, id)| (definition.name.clone(), DefId(id))).collect();
    Some(Parts { modules, definitions: resolved, names, pragmas })
}

/// Checks the references of those definitions that could be lowered, where some could not.
pub(crate) fn check_references(lowered: &Lowered<'_>, pragmas: &Pragmas, report: &mut Report) {
    let Lowered { definitions, faulty } = lowered;
    let order: Vec<_> = (0..definitions.len() as u32).map(DefId).collect();
    let mut names = Names::declare(definitions, &order, report);
    names.excuse(faulty);
    check(definitions, &order, &names, pragmas, report);
}

/// Checks what definitions refer to; gives whether no type contains itself, so that bases can be followed.
fn check(
    definitions: &[ast::Definition<'_>],
    order: &[DefId],
    names: &Names<'_>,
    pragmas: &Pragmas,
    report: &mut Report,
) -> bool {
    references::check(definitions, names, pragmas, report);
    alternates::check(definitions, names, report);
    features::check(definitions, order, report);
    let errors = report.errors();
    contain::check(definitions, names, report);
    report.errors() == errors
}

/// Definitions file by file, and for each of them, in the order in which they came, its new place.
fn in_file_order<'a>(
    files: &[load::File],
    definitions: Vec<ast::Definition<'a>>,
) -> (Vec<ast::Definition<'a>>, Vec<DefId>) {
    let mut order = vec![DefId(0); definitions.len()];
    let places = files.iter().flat_map(|file| &file.items).filter_map(|item| match item {
        load::Item::Definition(place) => Some(*place),
        _ => None,
    });
    places.zip(0..).for_each(|(place, id)| order[place] = DefId(id));
    let mut sorted: Vec<_> = order.iter().copied().zip(definitions).collect();
    sorted.sort_by_key(|(id, _)| *id);
    (sorted.into_iter().map(|(_, definition)| definition).collect(), order)
}

fn module(file: &mut load::File, order: &[DefId]) -> Module {
    let items = file.items.drain(..).map(|item| match item {
        load::Item::Definition(place) => Item::Definition(order[place]),
        load::Item::Include { module, path, span } => Item::Include { module, path, span },
        load::Item::FreeDoc(doc) => Item::FreeDoc(doc),
    });
    Module { name: file.module.clone(), items: items.collect(), pragmas: file.pragmas.clone() }
}
