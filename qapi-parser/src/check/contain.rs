//! Types within types: cycles and depth.
//!
//! A type contains its base and, if it is a union, its branches. Later checks follow bases and branches without a guard
//! of their own, so they must not run if this one found a cycle or too deep a nesting.

use crate::code::Code;
use crate::report::Report;
use crate::schema::{DefId, Definition, Kind};
use crate::source::Span;

/// How deep bases and branches can be nested. QEMU's schemas need 5 levels.
const MAX_DEPTH: u32 = 1000;
/// How many steps of a cycle are shown.
const SHOWN_STEPS: usize = 8;

/// A type that contains another, and where it says so.
#[derive(Clone, Copy)]
struct Edge {
    to: DefId,
    span: Span,
}

/// What is known of a type.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Unknown,
    /// It is being followed.
    Open,
    /// How many levels it has.
    Done(u32),
}

/// Checks all definitions, without recursion.
pub(super) fn check(definitions: &[Definition], report: &mut Report) {
    let edges: Vec<_> = definitions.iter().map(edges).collect();
    let mut search = Search {
        definitions,
        edges,
        states: vec![State::Unknown; definitions.len()],
        path: Vec::new(),
        has_cycle: false,
        report,
    };
    (0..definitions.len() as u32).for_each(|id| search.follow(DefId(id)));
}

fn edges(definition: &Definition) -> Vec<Edge> {
    let (base_span, branches) = match &definition.kind {
        Kind::Struct(kind) => (kind.base_span, &[][..]),
        Kind::Union(kind) => (kind.base_span, &kind.branches[..]),
        _ => return Vec::new(),
    };
    let base = definition.base().zip(base_span).map(|(to, span)| Edge { to, span });
    let branches = branches.iter().filter_map(|branch| Some(Edge { to: branch.ty?, span: branch.ty_span }));
    base.into_iter().chain(branches).collect()
}

struct Search<'d, 'r> {
    definitions: &'d [Definition],
    edges: Vec<Vec<Edge>>,
    states: Vec<State>,
    /// The open types, each with the number of the next edge to follow, and the depth found so far.
    path: Vec<(DefId, usize, u32)>,
    has_cycle: bool,
    report: &'r mut Report,
}

impl Search<'_, '_> {
    fn follow(&mut self, start: DefId) {
        if self.states[start.0 as usize] == State::Unknown {
            self.open(start);
        }
        while let Some((id, next, depth)) = self.path.last_mut() {
            let id = *id;
            let Some(&edge) = self.edges[id.index()].get(*next) else {
                let depth = *depth + 1;
                self.path.pop();
                self.close(id, depth);
                continue;
            };
            *next += 1;
            match self.states[edge.to.index()] {
                State::Unknown => self.open(edge.to),
                State::Open => self.cycle(edge.to),
                State::Done(levels) => *depth = levels.max(*depth),
            }
        }
    }

    fn open(&mut self, id: DefId) {
        self.states[id.index()] = State::Open;
        self.path.push((id, 0, 0));
    }

    fn close(&mut self, id: DefId, depth: u32) {
        self.states[id.index()] = State::Done(depth);
        if let Some((_, _, levels)) = self.path.last_mut() {
            *levels = depth.max(*levels);
        }
        // What contains this type is too deep as well, but that is a follow-up; so is the depth of a cycle.
        if depth == MAX_DEPTH + 1 && !self.has_cycle {
            let Definition { name, name_span, .. } = &self.definitions[id.index()];
            let message = format!("bases and branches of '{name}' are nested more than {MAX_DEPTH} deep");
            self.report.error(Code::TypeDepth, *name_span, message, "");
        }
    }

    /// Reports the cycle that the open types from `start` on form. The type defined first is to blame.
    fn cycle(&mut self, start: DefId) {
        self.has_cycle = true;
        let from = self.path.iter().rposition(|(id, ..)| *id == start).unwrap_or(0);
        let steps: Vec<_> =
            self.path[from..].iter().map(|&(id, next, _)| (id, self.edges[id.index()][next - 1].span)).collect();
        let first = steps.iter().enumerate().min_by_key(|(_, (id, _))| *id).map_or(0, |(index, _)| index);
        let (id, span) = steps[first];
        let message = format!("type '{}' contains itself", self.definitions[id.index()].name);
        let error = self.report.error(Code::ContainsItself, span, message, "");
        let others = steps[first + 1..].iter().chain(&steps[..first]);
        for &(id, span) in others.take(SHOWN_STEPS) {
            error.also(span, format!("which '{}' contains", self.definitions[id.index()].name));
        }
    }
}
