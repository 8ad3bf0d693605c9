//! From the commands and events to pairs of types.

use super::sink::{Pair, Sink};
use super::types::{Index, Sides};
use super::{Comparison, PartKind};
use crate::introspect::{Entry, EntryKind};
use std::collections::BTreeSet;

pub(super) struct Walk<'a> {
    sides: Sides<'a>,
    sink: Sink<'a>,
}

impl<'a> Walk<'a> {
    pub fn new(schema: Index<'a>, server: Index<'a>) -> Self {
        Walk { sides: Sides { schema, server }, sink: Sink::default() }
    }

    pub fn run(mut self) -> Comparison {
        let mut received = Vec::new();
        for name in self.messages() {
            match (self.sides.schema.get(name).copied(), self.sides.server.get(name).copied()) {
                (Some(a), Some(b)) => received.extend(self.message(a, b)),
                (Some(a), None) => self.sink.lacking(message_kind(a), name.to_owned()),
                (None, Some(b)) => self.sink.extra(message_kind(b), name.to_owned()),
                (None, None) => {}
            }
        }
        self.follow();
        // Replies come before events.
        received.sort_by_key(|(_, _, _, kind)| *kind);
        received.into_iter().for_each(|(path, a, b, kind)| self.sink.pair(path, a, b, kind));
        self.follow();
        self.sink.found
    }

    /// The names of the commands and events of both, in alphabetical order.
    fn messages(&self) -> BTreeSet<&'a str> {
        let entries = self.sides.schema.values().chain(self.sides.server.values());
        let is_message = |entry: &&&Entry| matches!(entry.kind, EntryKind::Command { .. } | EntryKind::Event(_));
        entries.filter(is_message).map(|entry| entry.name.as_str()).collect()
    }

    /// Compares two commands or events; gives the types that a client receives.
    fn message(&mut self, a: &'a Entry, b: &'a Entry) -> Vec<Pair<'a>> {
        let name = &a.name;
        self.sink.features(name, &a.features, &b.features);
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
                    self.sink.differing(name, form(*allow_oob), form(*other_oob), *other_oob);
                }
                self.sink.pair(format!("{name}/arg-type"), a, b, PartKind::Argument);
                vec![(format!("{name}/ret-type"), returns, other, PartKind::Returned)]
            }
            (a, b) => {
                self.sink.differing(name, a.meta_type(), b.meta_type(), false);
                Vec::new()
            }
        }
    }

    fn follow(&mut self) {
        while let Some((path, a, b, kind)) = self.sink.next() {
            self.sides.compare(&mut self.sink, &path, a, b, kind);
        }
    }
}

fn message_kind(entry: &Entry) -> PartKind {
    if matches!(entry.kind, EntryKind::Event(_)) { PartKind::Event } else { PartKind::Command }
}
