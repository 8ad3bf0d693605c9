//! Which references stand behind a `Box`: without them, and lists apart, no type holds itself.

use super::analysis::Graph;
use std::collections::{HashMap, HashSet};

/// References `(from, to)`, by [`DefId::index`](qapi_parser::schema::DefId::index).
pub type Boxed = HashSet<(usize, usize)>;

/// The references that stand behind a `Box`.
///
/// Within a cycle the references to one type are boxed, to the one that refers to most others for each reference to
/// it: boxing two references to `BlockdevOptions` breaks what would take thirty boxed references to `BlockdevRef`.
pub fn boxed(graph: &Graph) -> Boxed {
    let direct = graph.iter().map(|references| references.iter().filter(|r| !r.listed).map(|r| r.target.index()));
    cut(direct.map(Iterator::collect).collect())
}

fn cut(direct: Vec<Vec<usize>>) -> Boxed {
    let mut boxed = Boxed::new();
    let mut open = components(&(0..direct.len()).collect::<Vec<_>>(), &direct, &boxed);
    while let Some(component) = open.pop() {
        let members: HashSet<usize> = component.iter().copied().collect();
        let inner = |from: usize| {
            let (boxed, members) = (&boxed, &members);
            direct[from].iter().filter(move |to| members.contains(to) && !boxed.contains(&(from, **to)))
        };
        let mut incoming = HashMap::<usize, usize>::new();
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
        open.extend(components(&component, &direct, &boxed));
    }
    boxed
}

/// The strongly connected components among `nodes` that hold a cycle.
fn components(nodes: &[usize], direct: &[Vec<usize>], boxed: &Boxed) -> Vec<Vec<usize>> {
    let mut search = Search {
        direct,
        boxed,
        marks: nodes.iter().map(|&node| (node, Mark::default())).collect(),
        next: 1,
        stack: Vec::new(),
        found: Vec::new(),
    };
    for &start in nodes {
        if search.marks[&start].index == 0 {
            search.visit(start);
        }
    }
    search.found
}

/// Tarjan's algorithm with a stack of its own, because a schema may chain more types than a thread's stack has frames.
struct Search<'a> {
    direct: &'a [Vec<usize>],
    boxed: &'a Boxed,
    marks: HashMap<usize, Mark>,
    /// The index that the next visited node gets.
    next: usize,
    /// The visited nodes whose component is not complete.
    stack: Vec<usize>,
    found: Vec<Vec<usize>>,
}

#[derive(Clone, Copy, Default)]
struct Mark {
    /// When the node was visited, from 1; 0 if it was not.
    index: usize,
    /// The earliest node of its component that is known to be reachable.
    low: usize,
    on_stack: bool,
}

impl Search<'_> {
    fn visit(&mut self, start: usize) {
        let mut calls = vec![(start, 0)];
        while let Some((node, edge)) = calls.pop() {
            if edge == 0 {
                self.marks.insert(node, Mark { index: self.next, low: self.next, on_stack: true });
                self.next += 1;
                self.stack.push(node);
            }
            let Some(at) = self.next_edge(node, edge) else {
                self.leave(node, calls.last().map(|(caller, _)| *caller));
                continue;
            };
            let target = self.direct[node][at];
            let seen = self.marks[&target];
            calls.push((node, at + 1));
            if seen.index == 0 {
                calls.push((target, 0));
            } else {
                self.lower(node, seen.index);
            }
        }
    }

    /// The first reference of a node from `edge` on that leads to a node that is new or on the stack.
    fn next_edge(&self, node: usize, edge: usize) -> Option<usize> {
        let open = |to: &usize| {
            !self.boxed.contains(&(node, *to))
                && self.marks.get(to).is_some_and(|mark| mark.index == 0 || mark.on_stack)
        };
        self.direct[node][edge..].iter().position(open).map(|step| edge + step)
    }

    fn lower(&mut self, node: usize, low: usize) {
        if let Some(mark) = self.marks.get_mut(&node) {
            mark.low = mark.low.min(low);
        }
    }

    /// All references of a node were followed: the first node of a component completes it.
    fn leave(&mut self, node: usize, caller: Option<usize>) {
        let Mark { index, low, .. } = self.marks[&node];
        if let Some(caller) = caller {
            self.lower(caller, low);
        }
        if low != index {
            return;
        }
        let at = self.stack.iter().rposition(|&member| member == node).unwrap_or(0);
        let mut component = self.stack.split_off(at);
        for member in &component {
            self.marks.entry(*member).or_default().on_stack = false;
        }
        let holds_itself = || self.direct[node].contains(&node) && !self.boxed.contains(&(node, node));
        if component.len() > 1 || holds_itself() {
            component.sort_unstable();
            self.found.push(component);
        }
    }
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

    /// Rule: of types that are equally good to cut at, the one that the schema defines first is taken.
    #[test]
    fn the_earliest_type_wins_a_tie() {
        assert_eq!(boxed_edges(&[(0, &[1]), (1, &[2]), (2, &[0])]), [(2, 0)]);
        assert_eq!(boxed_edges(&[(0, &[]), (1, &[2]), (2, &[1])]), [(2, 1)]);
    }

    /// Rule: references into and out of a cycle weigh nothing, and stay without a box.
    #[test]
    fn only_references_within_the_cycle_count() {
        // 0 and 1 form the cycle; 2, 3 and 4 refer to 1 from outside, 0 refers to 5 and 6.
        let edges: &[(usize, &[usize])] =
            &[(0, &[1, 5, 6]), (1, &[0]), (2, &[1]), (3, &[1]), (4, &[1]), (5, &[]), (6, &[])];
        assert_eq!(boxed_edges(edges), [(1, 0)]);
    }

    /// Rule: what is left of a component after a cut is cut again while it holds a cycle, and cycles apart from each
    /// other are cut apart.
    #[test]
    fn every_cycle_is_cut() {
        // Two cycles that share nothing.
        assert_eq!(boxed_edges(&[(0, &[1]), (1, &[0]), (2, &[3]), (3, &[2])]), [(1, 0), (3, 2)]);
        // Three types that all hold each other: two have to be behind boxes.
        assert_eq!(boxed_edges(&[(0, &[1, 2]), (1, &[0, 2]), (2, &[0, 1])]), [(1, 0), (2, 0), (2, 1)]);
        // A type that holds itself within a larger cycle.
        assert_eq!(boxed_edges(&[(0, &[1]), (1, &[1, 0])]), [(1, 1), (1, 0)].into_iter().rev().collect::<Vec<_>>());
    }

    /// Rule: whatever the types, what is left without a box forms no cycle.
    #[test]
    fn what_stays_direct_is_acyclic() {
        let mut state = 1_u64;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for _ in 0..300 {
            let size = 1 + random(9);
            let direct: Vec<Vec<usize>> = (0..size).map(|_| (0..random(4)).map(|_| random(size)).collect()).collect();
            let boxed = cut(direct.clone());
            // Types are taken away once all that they hold directly was taken away.
            let mut left: Vec<usize> = (0..size).collect();
            while let Some(at) = left
                .iter()
                .position(|&node| direct[node].iter().all(|to| boxed.contains(&(node, *to)) || !left.contains(to)))
            {
                left.remove(at);
            }
            assert!(left.is_empty(), "{direct:?} without {boxed:?}");
            assert!(boxed.iter().all(|(from, to)| direct[*from].contains(to)), "{boxed:?}");
        }
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_types_neither_overflows_nor_hangs() {
        let mut direct: Vec<Vec<usize>> = (1..100_000).map(|next| vec![next]).collect();
        direct.push(vec![0]);
        assert_eq!(cut(direct).len(), 1);
    }
}
