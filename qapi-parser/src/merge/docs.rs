//! The documentation of a merged definition: the newest version's, with what older ones say of members that it lacks.

use super::Inputs;
use super::graph::{Graph, NodeId};
use super::made::{Made, definitions};
use crate::doc::{Doc, Part, PartKind};

/// The documentation comment of a node; `None` if its newest declaration has none.
pub(super) fn doc(graph: &Graph<'_>, id: NodeId, made: &Made) -> Option<Doc> {
    let inputs = graph.inputs;
    let (input, _) = graph.node(id).primary;
    let mut doc = moved(inputs, input, graph.primary(id).doc.as_ref()?);
    let older = definitions(graph, id);
    let find = |kind: &PartKind| {
        let docs = older.iter().filter_map(|(input, definition)| Some((*input, definition.doc.as_ref()?)));
        let mut parts = docs.flat_map(|(input, doc)| doc.parts.iter().map(move |part| (input, part)));
        parts.find(|(_, part)| part.kind == *kind).map(|(input, part)| moved_part(inputs, input, part))
    };
    let members = made.parts.iter().map(|part| PartKind::Member(part.name.clone()));
    add(&mut doc, members, is_member, find);
    let features = made.features.iter().chain(made.parts.iter().flat_map(|part| &part.features));
    let features = features.map(|feature| PartKind::Feature(feature.name.clone()));
    add(&mut doc, features, |kind| is_member(kind) || matches!(kind, PartKind::Feature(_)), find);
    Some(doc)
}

fn is_member(kind: &PartKind) -> bool {
    matches!(kind, PartKind::Body | PartKind::Member(_))
}

/// Adds the parts that the comment lacks, after the last part of which `follows` holds.
fn add(
    doc: &mut Doc,
    kinds: impl Iterator<Item = PartKind>,
    follows: impl Fn(&PartKind) -> bool,
    find: impl Fn(&PartKind) -> Option<Part>,
) {
    for kind in kinds {
        if doc.parts.iter().any(|part| part.kind == kind) {
            continue;
        }
        if let Some(part) = find(&kind) {
            let place = doc.parts.iter().rposition(|part| follows(&part.kind)).map_or(0, |last| last + 1);
            doc.parts.insert(place, part);
        }
    }
}

fn moved(inputs: &Inputs, input: usize, doc: &Doc) -> Doc {
    let mut doc = doc.clone();
    doc.span = inputs.moved(input, doc.span);
    if let Some(symbol) = &mut doc.symbol {
        symbol.span = inputs.moved(input, symbol.span);
    }
    doc.parts = doc.parts.iter().map(|part| moved_part(inputs, input, part)).collect();
    doc
}

fn moved_part(inputs: &Inputs, input: usize, part: &Part) -> Part {
    Part { span: inputs.moved(input, part.span), ..part.clone() }
}
