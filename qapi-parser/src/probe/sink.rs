//! What is found, and the pairs of types that are still to be compared.

use super::{Comparison, Differing, Part, PartKind};
use std::collections::{HashSet, VecDeque};

/// Two types to compare: where they are used, their names, and what their members are for a client.
pub(super) type Pair<'a> = (String, &'a str, &'a str, PartKind);

#[derive(Default)]
pub(super) struct Sink<'a> {
    /// Pairs of types, and whether a client sends them.
    seen: HashSet<(&'a str, &'a str, bool)>,
    /// Whether the pair has already been compared where a client sends it.
    is_known: bool,
    pending: VecDeque<Pair<'a>>,
    pub found: Comparison,
}

impl<'a> Sink<'a> {
    /// The next pair to compare.
    pub fn next(&mut self) -> Option<Pair<'a>> {
        let pair = self.pending.pop_front()?;
        let (_, a, b, kind) = &pair;
        self.is_known = *kind != PartKind::Argument && self.seen.contains(&(*a, *b, true));
        Some(pair)
    }

    pub fn pair(&mut self, path: String, a: &'a str, b: &'a str, kind: PartKind) {
        if self.seen.insert((a, b, kind == PartKind::Argument)) {
            self.pending.push_back((path, a, b, kind));
        }
    }

    pub fn features(&mut self, path: &str, a: &[String], b: &[String]) {
        for name in a.iter().filter(|name| !b.contains(name)) {
            self.lacking(PartKind::Feature, format!("{path}/${name}"));
        }
        for name in b.iter().filter(|name| !a.contains(name)) {
            self.extra(PartKind::Feature, format!("{path}/${name}"));
        }
    }

    pub fn lacking(&mut self, kind: PartKind, path: String) {
        self.lacking_as(kind, path, false);
    }

    /// What the server lacks; `implied` if another part says the same.
    pub fn lacking_as(&mut self, kind: PartKind, path: String, implied: bool) {
        if !self.is_known {
            self.found.lacking.push(Part { kind, path, implied });
        }
    }

    pub fn extra(&mut self, kind: PartKind, path: String) {
        self.extra_as(kind, path, false);
    }

    /// What the schema lacks.
    pub fn extra_as(&mut self, kind: PartKind, path: String, implied: bool) {
        if !self.is_known {
            self.found.extra.push(Part { kind, path, implied });
        }
    }

    pub fn differing(&mut self, path: &str, schema: impl Into<String>, server: impl Into<String>, harmless: bool) {
        if !self.is_known {
            let (schema, server) = (schema.into(), server.into());
            self.found.differing.push(Differing { path: path.to_owned(), schema, server, harmless });
        }
    }

    /// A member that may be absent on one side only. A client can send one that the server does not need, and can do
    /// without one that it does not need.
    pub fn optional(&mut self, path: &str, in_schema: bool, kind: PartKind) {
        let form = |optional: bool| if optional { "optional" } else { "mandatory" };
        let harmless = in_schema == (kind != PartKind::Argument);
        // What is harmless where it is sent may not be where it is received.
        if !self.is_known || !harmless {
            let (schema, server) = (form(in_schema).to_owned(), form(!in_schema).to_owned());
            self.found.differing.push(Differing { path: path.to_owned(), schema, server, harmless });
        }
    }
}
