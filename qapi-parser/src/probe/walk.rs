//! From the commands and events to pairs of types.

use super::types::{Index, types};
use super::{Comparison, Differing, Part, PartKind};
use crate::introspect::{Entry, EntryKind};
use std::collections::{BTreeSet, HashSet, VecDeque};

/// Two types to compare: where they are used, their names, and what their members are for a client.
pub(super) type Pair<'a> = (String, &'a str, &'a str, PartKind);

pub(super) struct Walk<'a> {
    pub schema: Index<'a>,
    pub server: Index<'a>,
    /// Pairs of types, and whether a client sends them.
    seen: HashSet<(&'a str, &'a str, bool)>,
    /// Whether the pair that is compared has been told of where a client sends it.
    is_told: bool,
    pending: VecDeque<Pair<'a>>,
    found: Comparison,
}

impl<'a> Walk<'a> {
    pub fn new(schema: Index<'a>, server: Index<'a>) -> Self {
        Walk {
            schema,
            server,
            seen: HashSet::new(),
            is_told: false,
            pending: VecDeque::new(),
            found: Comparison::default(),
        }
    }

    pub fn run(mut self) -> Comparison {
        let mut received = Vec::new();
        for name in self.messages() {
            match (self.schema.get(name).copied(), self.server.get(name).copied()) {
                (Some(a), Some(b)) => received.extend(self.message(a, b)),
                (Some(a), None) => self.lacking(message_kind(a), name.to_owned()),
                (None, Some(b)) => self.extra(message_kind(b), name.to_owned()),
                (None, None) => {}
            }
        }
        self.follow();
        // Replies come before events.
        received.sort_by_key(|(_, _, _, kind)| *kind);
        received.into_iter().for_each(|(path, a, b, kind)| self.pair(path, a, b, kind));
        self.follow();
        self.found
    }

    /// The names of the commands and events of both, in alphabetical order.
    fn messages(&self) -> BTreeSet<&'a str> {
        let entries = self.schema.values().chain(self.server.values());
        let is_message = |entry: &&&Entry| matches!(entry.kind, EntryKind::Command { .. } | EntryKind::Event(_));
        entries.filter(is_message).map(|entry| entry.name.as_str()).collect()
    }

    /// Compares two commands or events; gives the types that a client receives.
    fn message(&mut self, a: &'a Entry, b: &'a Entry) -> Vec<Pair<'a>> {
        let name = &a.name;
        self.features(name, &a.features, &b.features);
        match (&a.kind, &b.kind) {
            (EntryKind::Event(a), EntryKind::Event(b)) => {
                vec![(format!("{name}/arg-type"), a, b, PartKind::Data)]
            }
            (
                EntryKind::Command { arguments: a, returns, allow_oob },
                EntryKind::Command { arguments: b, returns: other, allow_oob: other_oob },
            ) => {
                if allow_oob != other_oob {
                    let form = |oob: bool| if oob { "can run out of band" } else { "cannot run out of band" };
                    self.differing(name, form(*allow_oob), form(*other_oob), *other_oob);
                }
                self.pair(format!("{name}/arg-type"), a, b, PartKind::Argument);
                vec![(format!("{name}/ret-type"), returns, other, PartKind::Returned)]
            }
            (a, b) => {
                self.differing(name, a.meta_type(), b.meta_type(), false);
                Vec::new()
            }
        }
    }

    fn follow(&mut self) {
        while let Some((path, a, b, kind)) = self.pending.pop_front() {
            self.is_told = kind != PartKind::Argument && self.seen.contains(&(a, b, true));
            if let (Some(&a), Some(&b)) = (self.schema.get(a), self.server.get(b)) {
                types(self, &path, a, b, kind);
            }
        }
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
        if !self.is_told {
            self.found.lacking.push(Part { kind, path, implied });
        }
    }

    pub fn extra(&mut self, kind: PartKind, path: String) {
        self.extra_as(kind, path, false);
    }

    /// What the schema lacks.
    pub fn extra_as(&mut self, kind: PartKind, path: String, implied: bool) {
        if !self.is_told {
            self.found.extra.push(Part { kind, path, implied });
        }
    }

    pub fn differing(&mut self, path: &str, schema: impl Into<String>, server: impl Into<String>, harmless: bool) {
        if !self.is_told {
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
        if !self.is_told || !harmless {
            let (schema, server) = (form(in_schema).to_owned(), form(!in_schema).to_owned());
            self.found.differing.push(Differing { path: path.to_owned(), schema, server, harmless });
        }
    }
}

fn message_kind(entry: &Entry) -> PartKind {
    if matches!(entry.kind, EntryKind::Event(_)) { PartKind::Event } else { PartKind::Command }
}
