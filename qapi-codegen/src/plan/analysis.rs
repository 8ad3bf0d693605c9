//! What the Rust types of a schema need of each other: what a selection reaches, and which way each type travels.

use super::parts::defined_arguments;
use super::shape::Shape;
use crate::rust::Direction;
use qapi_parser::schema::{DefId, Kind, Schema, Type};

/// A reference from one definition's Rust type to another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What is referred to.
    pub target: DefId,
    /// Whether a `Vec` stands in between.
    pub listed: bool,
}

impl Reference {
    fn of(ty: Type) -> Option<Self> {
        Some(Reference { target: ty.definition()?, listed: matches!(ty, Type::Array(_)) })
    }
}

/// The references of every definition by [`DefId::index`].
pub type Graph = Vec<Vec<Reference>>;

/// The references in the Rust type of a definition, in order. The discriminator is none: the enum of the branches
/// takes its place. What a command returns is not part of its type.
pub fn references(schema: &Schema, id: DefId, shape: &Shape<'_>) -> Vec<Reference> {
    let parts = shape.fields.iter().chain(&shape.variants).filter(|kept| !kept.selects() && !kept.replaced);
    let mut references: Vec<Reference> = parts.filter_map(|kept| Reference::of(kept.part.ty?)).collect();
    let arguments = defined_arguments(&schema.definition(id).kind);
    references.extend(arguments.map(|target| Reference { target, listed: false }));
    references
}

/// What a command's response refers to.
pub fn returned(schema: &Schema, id: DefId) -> Option<DefId> {
    match &schema.definition(id).kind {
        Kind::Command(command) => command.returns?.definition(),
        _ => None,
    }
}

/// What is reachable from `roots`, by [`DefId::index`]; what commands return counts as reached.
pub fn reachable(schema: &Schema, graph: &Graph, roots: impl IntoIterator<Item = DefId>) -> Vec<bool> {
    let mut reached = vec![false; graph.len()];
    let mut open: Vec<DefId> = roots.into_iter().collect();
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut reached[id.index()], true) {
            open.extend(graph[id.index()].iter().map(|reference| reference.target));
            open.extend(returned(schema, id));
        }
    }
    reached
}

/// The direction in which each definition travels. A type that no command or event uses is there for the user's own
/// purposes: it and what it refers to travel in both.
pub fn directions(schema: &Schema, graph: &Graph, kept: &[bool]) -> Vec<Direction> {
    let mut directions = vec![Direction::default(); graph.len()];
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for (id, definition) in schema.definitions().filter(|(id, _)| kept[id.index()]) {
        match definition.kind {
            Kind::Command(_) => {
                sent.push(id);
                received.extend(returned(schema, id));
            }
            Kind::Event(_) => received.push(id),
            _ => {}
        }
    }
    spread(graph, sent, |index| std::mem::replace(&mut directions[index].sent, true));
    spread(graph, received, |index| std::mem::replace(&mut directions[index].received, true));
    let unused = |(id, _): &(DefId, _)| kept[id.index()] && directions[id.index()] == Direction::default();
    let unused: Vec<DefId> = schema.definitions().filter(unused).map(|(id, _)| id).collect();
    spread(graph, unused.clone(), |index| std::mem::replace(&mut directions[index].sent, true));
    spread(graph, unused, |index| std::mem::replace(&mut directions[index].received, true));
    directions
}

fn spread(graph: &Graph, mut open: Vec<DefId>, mut visit: impl FnMut(usize) -> bool) {
    while let Some(id) = open.pop() {
        if !visit(id.index()) {
            open.extend(graph[id.index()].iter().map(|reference| reference.target));
        }
    }
}
