//! From lowered definitions to a schema without faults.
//!
//! Names are declared, each reference is resolved once, and everything else is checked on the result. If some
//! definitions could not be read, the others are checked all the same; a name that an unread definition may have is no
//! error.

mod alternates;
mod clash;
mod contain;
mod declare;
mod documentation;
mod features;
mod resolve;
mod unions;

use crate::ast;
use crate::load;
use crate::lower::Lowered;
use crate::report::Report;
use crate::schema::{DefId, Definition, Item, Module, Parts, Pragmas};
use declare::Names;

/// Builds a schema, if nothing was reported before and nothing is wrong. The definitions are those that the items of
/// `files` count, unless some could not be read. With `docs`, documentation comments are checked, too.
pub(crate) fn check(
    files: &mut [load::File],
    lowered: Lowered<'_>,
    pragmas: Pragmas,
    docs: bool,
    report: &mut Report,
) -> Option<Parts> {
    let Lowered { definitions, unread } = lowered;
    if !report.is_clean() {
        let order: Vec<_> = (0..definitions.len() as u32).map(DefId).collect();
        let mut more = Report::default();
        let mut names = Names::declare(&definitions, &order, &mut more);
        names.declare_unread(unread);
        let definitions = checked(definitions, &order, &names, &pragmas, &mut more);
        report.extend_with_independent(more);
        if docs {
            report.extend(documentation::check(&definitions, &pragmas, false));
        }
        return None;
    }
    let (definitions, order) = in_file_order(files, definitions);
    let names = Names::declare(&definitions, &order, report);
    let definitions = checked(definitions, &order, &names, &pragmas, report);
    if docs {
        report.extend(documentation::check(&definitions, &pragmas, true));
    }
    if !report.is_clean() {
        return None;
    }
    let modules = files.iter_mut().map(|file| module(file, &order)).collect();
    let names = definitions.iter().zip(0..).map(|(definition, id)| (definition.name.clone(), DefId(id))).collect();
    Some(Parts { modules, definitions, names, pragmas })
}

/// Resolves definitions and checks them; they are a legal part of a schema if nothing is reported.
fn checked(
    definitions: Vec<ast::Definition<'_>>,
    order: &[DefId],
    names: &Names<'_>,
    pragmas: &Pragmas,
    report: &mut Report,
) -> Vec<Definition> {
    let mut resolved = resolve::resolve(definitions, names, pragmas, report);
    alternates::check(&resolved, report);
    features::check(&resolved.definitions, order, report);
    let errors = report.errors();
    contain::check(&resolved.definitions, report);
    // What contains itself cannot be followed.
    if report.errors() == errors {
        unions::complete(&mut resolved, report);
        clash::check(&resolved.definitions, report);
    }
    resolved.definitions
}

/// Checks definitions that no text declares in this form: those of a reply, or what merging has made.
pub(crate) fn check_made(definitions: &[Definition], report: &mut Report) {
    contain::check(definitions, report);
    if report.is_clean() {
        clash::check(definitions, report);
    }
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
