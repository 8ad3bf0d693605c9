//! Which merged definitions there are in the end, and what became of the others.
//!
//! A type that is gone from the newest version, and whose every use is now a use of another type, is an older name of
//! that type. If it was split into several, it stays as it was.

use super::graph::{Graph, NodeId, SourceKind};
use super::made::Made;
use super::resolve::Target;
use std::collections::{BTreeSet, HashSet};

/// The outcome.
pub(super) struct Kept {
    /// Whether each node becomes a definition.
    pub is_kept: Vec<bool>,
    /// Older names, each with the node that has it now.
    pub aliases: Vec<(String, NodeId)>,
}

/// Decides which nodes become definitions.
pub(super) fn kept(graph: &Graph<'_>, made: &[Made]) -> Kept {
    let absorbers = absorbers(graph);
    let is_candidate = |id: &NodeId| is_anonymous(graph, *id) || !absorbers[id.0 as usize].is_empty() && is_gone(graph, *id);
    let candidates: HashSet<NodeId> = graph.ids().filter(is_candidate).collect();
    let mut reached = vec![false; made.len()];
    for id in graph.ids().filter(|id| !candidates.contains(id)) {
        reach(graph, made, id, &mut reached);
    }
    let mut aliases = Vec::new();
    for id in graph.ids().filter(|id| !is_anonymous(graph, *id)) {
        let holders: Vec<_> = absorbers[id.0 as usize].iter().filter(|holder| reached[holder.0 as usize]).collect();
        match (reached[id.0 as usize], holders.as_slice()) {
            (true, _) => {}
            (false, [holder]) => aliases.push((graph.node(id).name.clone(), **holder)),
            (false, _) => reach(graph, made, id, &mut reached),
        }
    }
    aliases.retain(|(name, _)| graph.ids().all(|id| !reached[id.0 as usize] || graph.node(id).name != *name));
    Kept { is_kept: reached, aliases }
}

fn is_anonymous(graph: &Graph<'_>, id: NodeId) -> bool {
    graph.input(graph.node(id).primary.0).anonymous && graph.primary(id).arguments().is_none()
}

/// Whether the newest version that has names does not have this one.
fn is_gone(graph: &Graph<'_>, id: NodeId) -> bool {
    let newest = graph.inputs.inputs.iter().filter(|input| !input.anonymous).map(|input| input.version).max();
    Some(graph.input(graph.node(id).primary.0).version) != newest
}

/// For each node, the others that hold one of its declarations.
fn absorbers(graph: &Graph<'_>) -> Vec<BTreeSet<NodeId>> {
    let mut absorbers = vec![BTreeSet::new(); graph.nodes.len()];
    for holder in graph.ids() {
        for source in &graph.node(holder).sources {
            if let SourceKind::Definition(id) = source.kind
                && let Some(owner) = graph.find(source.input, id).filter(|owner| *owner != holder)
            {
                absorbers[owner.0 as usize].insert(holder);
            }
        }
    }
    absorbers
}

/// Marks a node and all that it uses.
fn reach(graph: &Graph<'_>, made: &[Made], id: NodeId, reached: &mut [bool]) {
    let mut pending = vec![id];
    while let Some(id) = pending.pop() {
        if std::mem::replace(&mut reached[id.0 as usize], true) {
            continue;
        }
        pending.extend(made[id.0 as usize].targets().filter_map(|target| match target {
            Target::Defined(input, id) | Target::ArrayOf(input, id) => graph.find(input, id),
            _ => None,
        }));
    }
}
