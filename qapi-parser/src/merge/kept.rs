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
    /// The node that stands for each: another one, if that is what it was renamed to.
    pub now: Vec<NodeId>,
    /// Older names, each with the node that has it now.
    pub aliases: Vec<(String, NodeId)>,
}

/// Decides which nodes become definitions.
pub(super) fn kept(graph: &Graph<'_>, made: &[Made]) -> Kept {
    let absorbers = absorbers(graph);
    let now = renamed(graph, &absorbers);
    let holders = |id: NodeId| -> BTreeSet<NodeId> {
        let holders = absorbers[id.0 as usize].iter().map(|holder| now[holder.0 as usize]);
        holders.filter(|holder| *holder != id).collect()
    };
    let is_own = |id: &NodeId| now[id.0 as usize] == *id;
    let is_candidate =
        |id: &NodeId| is_anonymous(graph, *id) || !is_own(id) || !holders(*id).is_empty() && is_gone(graph, *id);
    let candidates: HashSet<NodeId> = graph.ids().filter(is_candidate).collect();
    let mut reached = vec![false; made.len()];
    for id in graph.ids().filter(|id| !candidates.contains(id)) {
        reach(graph, made, &now, id, &mut reached);
    }
    let mut aliases = Vec::new();
    for id in graph.ids().filter(|id| !is_anonymous(graph, *id)) {
        let holders: Vec<_> = holders(id).into_iter().filter(|holder| reached[holder.0 as usize]).collect();
        match (reached[id.0 as usize], holders.as_slice()) {
            (true, _) => {}
            (false, _) if !is_own(&id) => aliases.push((graph.node(id).name.clone(), now[id.0 as usize])),
            (false, [holder]) => aliases.push((graph.node(id).name.clone(), *holder)),
            (false, _) => reach(graph, made, &now, id, &mut reached),
        }
    }
    aliases.retain(|(name, _)| graph.ids().all(|id| !reached[id.0 as usize] || graph.node(id).name != *name));
    Kept { is_kept: reached, now, aliases }
}

/// For each node what it was renamed to, or itself. A type that is gone was renamed if one other type, and only that,
/// holds all that ever had its name; uses that were dropped before the new name came are uses of that type, too.
fn renamed(graph: &Graph<'_>, absorbers: &[BTreeSet<NodeId>]) -> Vec<NodeId> {
    let mut now: Vec<NodeId> = graph.ids().collect();
    loop {
        let before = now.clone();
        for id in graph.ids().filter(|id| before[id.0 as usize] == *id) {
            let holders: BTreeSet<_> =
                absorbers[id.0 as usize].iter().map(|holder| before[holder.0 as usize]).collect();
            let [holder] = Vec::from_iter(holders)[..] else { continue };
            let held: HashSet<_> = graph.node(holder).sources.iter().collect();
            let is_held = graph.node(id).sources.iter().all(|source| held.contains(source));
            if holder != id && is_held && !is_anonymous(graph, id) && is_gone(graph, id) {
                now[id.0 as usize] = holder;
            }
        }
        // What was renamed more than once has its last name.
        for place in 0..now.len() {
            let mut last = now[place];
            let mut steps = 0;
            while now[last.0 as usize] != last && steps < now.len() {
                last = now[last.0 as usize];
                steps += 1;
            }
            now[place] = last;
        }
        if now == before {
            return now;
        }
    }
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
fn reach(graph: &Graph<'_>, made: &[Made], now: &[NodeId], id: NodeId, reached: &mut [bool]) {
    let mut pending = vec![id];
    while let Some(id) = pending.pop() {
        if std::mem::replace(&mut reached[id.0 as usize], true) {
            continue;
        }
        pending.extend(made[id.0 as usize].targets().filter_map(|target| match target {
            Target::Defined(input, id) | Target::ArrayOf(input, id) => {
                graph.find(input, id).map(|node| now[node.0 as usize])
            }
            _ => None,
        }));
    }
}
