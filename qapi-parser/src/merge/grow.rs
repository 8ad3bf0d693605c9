//! Finds what every merged definition must hold.
//!
//! Where a member has different types in different versions, the type of the newest must hold what the others declare,
//! too, and so on for the members of these, until nothing is added any more.

use super::content::{Content, Part, content, members};
use super::graph::{Graph, NodeId, Source, SourceKind};
use super::resolve::{Conflict, Resolved, Target, resolve};
use super::settle::nothing_to_settle;
use super::{Inputs, Settlements, Spelling};
use crate::code::Code;
use crate::names;
use crate::report::Report;
use crate::schema::{Definition, Kind};
use std::collections::{BTreeSet, HashSet};

/// Builds the graph, and reports what has no common type.
pub(super) fn graph<'a>(inputs: &'a Inputs, settle: &Settlements, report: &mut Report) -> Graph<'a> {
    let mut graph = Graph::new(inputs);
    declare(&mut graph, report);
    if !report.is_clean() {
        return graph;
    }
    grow(&mut graph, settle);
    // That a union's branches clash with its members is known only once all is merged. It is flat from then on, so this
    // ends.
    loop {
        let clashing = clashing(&graph, settle);
        if clashing.is_empty() {
            break;
        }
        for id in clashing {
            graph.nodes[id.0 as usize].flat = true;
            graph.touch(id);
        }
        grow(&mut graph, settle);
    }
    let mut settled = BTreeSet::new();
    for id in graph.ids() {
        sites(&graph, id, &mut |path, part| {
            settled.extend(settle.get(&path).map(|_| path.clone()));
            if let Err(conflict) = resolve(&graph, settle, || path.clone(), part) {
                tell(inputs, settle.spelling, &path, part, &conflict, report);
            }
        });
    }
    settle.paths().filter(|path| !settled.contains(*path)).for_each(|path| nothing_to_settle(path, report));
    graph
}

/// A definition for every name. Types of replies have none until a member needs one.
fn declare(graph: &mut Graph<'_>, report: &mut Report) {
    for input in graph.inputs.newest_first() {
        for (id, definition) in graph.schema(input).definitions() {
            if !graph.input(input).anonymous || definition.arguments().is_some() {
                let node = graph.by_name(input, id);
                same_kind(graph, node, input, definition, report);
                graph.add(node, Source { input, kind: SourceKind::Definition(id) });
            }
        }
    }
}

/// Definitions of one name must be of kinds that can be merged.
fn same_kind(graph: &Graph<'_>, node: NodeId, input: usize, definition: &Definition, report: &mut Report) {
    let group = |definition: &Definition| match definition.kind {
        Kind::Enum(_) => 0,
        Kind::Struct(_) | Kind::Union(_) => 1,
        Kind::Alternate(_) => 2,
        Kind::Command(_) => 3,
        Kind::Event(_) => 4,
    };
    let primary = graph.primary(node);
    if group(primary) == group(definition) {
        return;
    }
    let newer = graph.node(node).primary.0;
    let message = format!("'{}' is of different kinds in different versions", definition.name);
    let span = graph.inputs.moved(newer, primary.name_span);
    report
        .error(Code::MergeConflict, span, message, format!("in {}", graph.input(newer).name))
        .also(graph.inputs.moved(input, definition.name_span), format!("in {}", graph.input(input).name))
        .note("rename one of them in its schema");
}

/// Calls `found` with every part of a definition that has a type, and its path.
pub(super) fn sites<'a>(graph: &Graph<'a>, id: NodeId, found: &mut dyn FnMut(String, &Part<'a>)) {
    let Content { parts, branches, arguments, returns, .. } = content(graph, id);
    let name = &graph.node(id).name;
    for part in parts.iter().chain(&branches) {
        found(format!("{name}.{}", part.name), part);
    }
    if let Some(part) = returns {
        found(name.clone(), &part);
    }
    if let Some(part) = arguments {
        found(format!("{name}.data"), &part);
        if is_inline(graph, &part) {
            inline(graph, &part).iter().for_each(|member| found(format!("{name}.{}", member.name), member));
        }
    }
}

/// Whether arguments are listed in place: the newest version that has any does so.
pub(super) fn is_inline(graph: &Graph<'_>, arguments: &Part<'_>) -> bool {
    matches!(resolve(graph, &Settlements::new(), String::new, arguments), Ok(Resolved { target: Target::Inline, .. }))
}

/// The members of arguments that are listed in place.
pub(super) fn inline<'a>(graph: &Graph<'a>, arguments: &Part<'a>) -> Vec<Part<'a>> {
    let sources = arguments.occurrences.iter().filter_map(|place| match place.what {
        super::content::What::Object(kind) => Some(Source { input: place.input, kind }),
        _ => None,
    });
    members(graph, &sources.collect::<Vec<_>>())
}

/// Follows what was added until nothing is.
fn grow(graph: &mut Graph<'_>, settle: &Settlements) {
    while let Some(id) = graph.next() {
        let mut added = Vec::new();
        sites(graph, id, &mut |path, part| {
            if let Ok(Resolved { target: Target::Defined(input, id) | Target::ArrayOf(input, id), holds }) =
                resolve(graph, settle, || path, part)
            {
                added.push((input, id, holds));
            }
        });
        for (input, id, holds) in added {
            let node = graph.by_name(input, id);
            holds.into_iter().for_each(|source| graph.add(node, source));
        }
    }
}

/// The unions that cannot be one: a member of a branch is also a common member, or the tag is no enum any more.
fn clashing(graph: &Graph<'_>, settle: &Settlements) -> Vec<NodeId> {
    let is_union = |id: &NodeId| matches!(graph.primary(*id).kind, Kind::Union(_)) && !graph.node(*id).flat;
    graph.ids().filter(is_union).filter(|id| clashes(graph, settle, *id)).collect()
}

fn clashes(graph: &Graph<'_>, settle: &Settlements, id: NodeId) -> bool {
    let content = content(graph, id);
    let Some(tag) = content.tag else { return false };
    let tag = content.parts.iter().find(|part| part.name == tag);
    let tag = tag.and_then(|part| resolve(graph, settle, String::new, part).ok());
    let is_enum = matches!(tag, Some(Resolved { target: Target::Defined(input, id), .. })
        if matches!(graph.definition(input, id).kind, Kind::Enum(_)));
    let common: HashSet<_> = content.parts.iter().map(|part| names::fold(part.name)).collect();
    !is_enum || content.branches.iter().any(|branch| branch_clashes(graph, settle, branch, &common, 0))
}

fn branch_clashes(
    graph: &Graph<'_>,
    settle: &Settlements,
    branch: &Part<'_>,
    common: &HashSet<std::borrow::Cow<'_, str>>,
    depth: u32,
) -> bool {
    let Ok(Resolved { target: Target::Defined(input, id), .. }) = resolve(graph, settle, String::new, branch) else {
        return false;
    };
    let Some(node) = graph.find(input, id) else { return false };
    let content = content(graph, node);
    let own = content.parts.iter().any(|part| common.contains(&names::fold(part.name)));
    own || depth < 100 && content.branches.iter().any(|branch| branch_clashes(graph, settle, branch, common, depth + 1))
}

fn tell(inputs: &Inputs, spelling: Spelling, path: &str, part: &Part<'_>, conflict: &Conflict, report: &mut Report) {
    let place = |index: usize| {
        let occurrence = &part.occurrences[index];
        let span = inputs.moved(occurrence.input, occurrence.ty_span);
        (span, format!("in {}", inputs.inputs[occurrence.input].name))
    };
    let ((newer, newer_label), (older, older_label)) = (place(conflict.0), place(conflict.1));
    let message = format!("'{path}' has no type that holds the values of every version");
    report
        .error(Code::MergeConflict, newer, message, newer_label)
        .also(older, older_label)
        .note(spelling.advice(path))
        .note("or change one of the schemas");
}
