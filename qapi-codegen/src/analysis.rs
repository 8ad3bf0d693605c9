//! What a schema's types need of each other.
//!
//! In: a checked schema and what is present of it. Out: which definitions are kept, in which direction each travels,
//! and which references need a `Box`. Afterwards: every kept definition's references are kept, and the kept types
//! without their boxed references form no cycle, lists apart.

use qapi_parser::schema::{Alternative, Arguments, Branch, DefId, Kind, Member, Schema, Simple, Type, Union};
use std::collections::HashSet;

/// How a type travels between client and server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Direction {
    /// From client to server: arguments of a command.
    pub sent: bool,
    /// From server to client: what a command returns, an event's data.
    pub received: bool,
}

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
        let (element, listed) = match ty {
            Type::Single(element) => (element, false),
            Type::Array(element) => (element, true),
        };
        match element {
            Simple::Defined(target) => Some(Reference { target, listed }),
            Simple::Builtin(_) => None,
        }
    }

    fn direct(target: DefId) -> Self {
        Reference { target, listed: false }
    }
}

/// The members that the Rust type of a definition carries, those of bases first, each with the definition that
/// declares it.
pub fn carried(schema: &Schema, id: DefId) -> Vec<(DefId, &Member)> {
    match &schema.definition(id).kind {
        Kind::Struct(_) | Kind::Union(_) => schema.members(id),
        _ => schema.definition(id).own_members().iter().map(|member| (id, member)).collect(),
    }
}

/// What a Rust type keeps of its definition, with the type that the schema gives it.
pub trait Keeps {
    /// Whether a member that `carrier` has from `owner` is kept.
    fn member(&self, carrier: DefId, owner: DefId, member: &Member) -> bool;
    /// Whether a branch of a union is kept.
    fn branch(&self, id: DefId, union: &Union, branch: &Branch) -> bool;
    /// Whether a branch of an alternate is kept.
    fn alternative(&self, id: DefId, branch: &Alternative) -> bool;
}

/// The references in the Rust type of a definition, in order. The discriminator is none: the enum of the branches
/// takes its place. What a command returns is not part of its type.
pub fn references(schema: &Schema, id: DefId, keeps: &impl Keeps) -> Vec<Reference> {
    let kind = &schema.definition(id).kind;
    let discriminator = match kind {
        Kind::Union(union) => Some(&union.discriminator),
        _ => None,
    };
    let members = carried(schema, id).into_iter();
    let members =
        members.filter(|(owner, member)| Some(&member.name) != discriminator && keeps.member(id, *owner, member));
    let mut out: Vec<Reference> = members.filter_map(|(_, member)| Reference::of(member.ty)).collect();
    match kind {
        Kind::Union(union) => {
            let branches = union.branches.iter().filter(|branch| keeps.branch(id, union, branch));
            out.extend(branches.filter_map(|branch| branch.ty).map(Reference::direct));
        }
        Kind::Alternate(alternate) => {
            let branches = alternate.branches.iter().filter(|branch| keeps.alternative(id, branch));
            out.extend(branches.filter_map(|branch| Reference::of(branch.ty)));
        }
        Kind::Command(command) => out.extend(defined(&command.arguments).map(Reference::direct)),
        Kind::Event(event) => out.extend(defined(&event.arguments).map(Reference::direct)),
        Kind::Enum(_) | Kind::Struct(_) => {}
    }
    out
}

fn defined(arguments: &Arguments) -> Option<DefId> {
    match arguments {
        Arguments::Defined(target) => Some(*target),
        Arguments::None | Arguments::Inline(_) => None,
    }
}

/// What a command's response refers to.
pub fn returned(schema: &Schema, id: DefId) -> Option<DefId> {
    match &schema.definition(id).kind {
        Kind::Command(command) => Reference::of(command.returns?).map(|reference| reference.target),
        _ => None,
    }
}

/// The references of every definition by [`DefId::index`].
pub type Graph = Vec<Vec<Reference>>;

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

/// The references `(from, to)` that stand behind a `Box`.
///
/// Within a cycle the references to one type are boxed, to the one that refers to most others for each reference to
/// it: boxing two references to `BlockdevOptions` breaks what would take thirty boxed references to `BlockdevRef`.
pub fn boxed(graph: &Graph) -> HashSet<(usize, usize)> {
    let direct =
        |references: &Vec<Reference>| references.iter().filter(|r| !r.listed).map(|r| r.target.index()).collect();
    cut(graph.iter().map(direct).collect())
}

fn cut(direct: Vec<Vec<usize>>) -> HashSet<(usize, usize)> {
    let mut boxed = HashSet::new();
    let mut open = components((0..direct.len()).collect(), &direct, &boxed);
    while let Some(component) = open.pop() {
        let members: HashSet<usize> = component.iter().copied().collect();
        let inner = |from: usize| {
            let boxed = &boxed;
            let members = &members;
            direct[from].iter().filter(move |to| members.contains(to) && !boxed.contains(&(from, **to)))
        };
        let mut incoming = std::collections::HashMap::<usize, usize>::new();
        for &from in &component {
            inner(from).for_each(|&to| *incoming.entry(to).or_default() += 1);
        }
        let cost = |node: usize| incoming.get(&node).copied().unwrap_or(0).max(1);
        // A fraction compared crosswise; the earliest definition wins a tie.
        let best = component.iter().copied().max_by(|&left, &right| {
            let (left_out, right_out) = (inner(left).count(), inner(right).count());
            (left_out * cost(right)).cmp(&(right_out * cost(left))).then(right.cmp(&left))
        });
        let Some(best) = best else { continue };
        let cut: Vec<usize> = component.iter().copied().filter(|&from| inner(from).any(|&to| to == best)).collect();
        boxed.extend(cut.into_iter().map(|from| (from, best)));
        open.extend(components(component, &direct, &boxed));
    }
    boxed
}

/// The strongly connected components among `nodes` that hold a cycle, by Tarjan's algorithm with a stack of its own,
/// because a schema may chain more types than a thread's stack has frames.
fn components(nodes: Vec<usize>, direct: &[Vec<usize>], boxed: &HashSet<(usize, usize)>) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy, Default)]
    struct Mark {
        index: usize,
        low: usize,
        on_stack: bool,
    }
    let mut marks: std::collections::HashMap<usize, Mark> = nodes.iter().map(|&node| (node, Mark::default())).collect();
    let (mut next, mut stack, mut found) = (1, Vec::new(), Vec::new());
    for &start in &nodes {
        if marks[&start].index != 0 {
            continue;
        }
        let mut calls = vec![(start, 0)];
        while let Some((node, edge)) = calls.pop() {
            if edge == 0 {
                marks.insert(node, Mark { index: next, low: next, on_stack: true });
                next += 1;
                stack.push(node);
            }
            let step = direct[node][edge..].iter().position(|&to| {
                !boxed.contains(&(node, to)) && marks.get(&to).is_some_and(|mark| mark.index == 0 || mark.on_stack)
            });
            match step.map(|step| edge + step) {
                Some(at) => {
                    let target = direct[node][at];
                    let seen = marks[&target];
                    calls.push((node, at + 1));
                    if seen.index == 0 {
                        calls.push((target, 0));
                    } else if let Some(mark) = marks.get_mut(&node) {
                        mark.low = mark.low.min(seen.index);
                    }
                }
                None => {
                    let low = marks[&node].low;
                    if let Some(mark) = calls.last().and_then(|(caller, _)| marks.get_mut(caller)) {
                        mark.low = mark.low.min(low);
                    }
                    if low == marks[&node].index {
                        let at = stack.iter().rposition(|&member| member == node).unwrap_or(0);
                        let mut component = stack.split_off(at);
                        for member in &component {
                            marks.entry(*member).or_default().on_stack = false;
                        }
                        let cyclic =
                            component.len() > 1 || direct[node].contains(&node) && !boxed.contains(&(node, node));
                        if cyclic {
                            component.sort_unstable();
                            found.push(component);
                        }
                    }
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed_edges(edges: &[(usize, &[usize])]) -> Vec<(usize, usize)> {
        let direct: Vec<Vec<usize>> = edges.iter().map(|(_, targets)| targets.to_vec()).collect();
        let mut cut: Vec<_> = super::cut(direct).into_iter().collect();
        cut.sort_unstable();
        cut
    }

    #[test]
    fn a_type_that_holds_itself_is_boxed_and_an_acyclic_one_is_not() {
        assert_eq!(boxed_edges(&[(0, &[0, 1]), (1, &[])]), [(0, 0)]);
        assert_eq!(boxed_edges(&[(0, &[1]), (1, &[2]), (2, &[])]), []);
    }

    #[test]
    fn the_type_with_most_references_for_each_to_it_is_boxed() {
        // 0 is a union over 1, 2 and 3, which all hold the alternate 4, which holds the union.
        assert_eq!(boxed_edges(&[(0, &[1, 2, 3]), (1, &[4]), (2, &[4]), (3, &[4]), (4, &[0])]), [(4, 0)]);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_types_neither_overflows_nor_hangs() {
        let mut direct: Vec<Vec<usize>> = (1..100_000).map(|next| vec![next]).collect();
        direct.push(vec![0]);
        assert_eq!(cut(direct).len(), 1);
    }
}
