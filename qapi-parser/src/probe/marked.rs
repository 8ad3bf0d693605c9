//! What a server marks with a feature.

use super::{Part, PartKind};
use crate::introspect::{Entry, EntryKind, Introspection};
use std::collections::{BTreeMap, HashSet, VecDeque};

/// The commands, events, members and values that have a feature, such as `deprecated`, each where it is met first, sorted.
pub fn marked(server: &Introspection, feature: &str) -> Vec<Part> {
    let index = server.index();
    let messages: BTreeMap<&str, &Entry> = server.entries.iter().map(|entry| (entry.name.as_str(), entry)).collect();
    let mut walk = Walk { feature, found: Vec::new(), seen: HashSet::new(), pending: VecDeque::new() };
    let mut received = Vec::new();
    for (name, entry) in messages {
        match &entry.kind {
            EntryKind::Command { arguments, returns, .. } => {
                walk.mark(PartKind::Command, name, &entry.features);
                walk.pending.push_back((format!("{name}/arg-type"), arguments, PartKind::Argument));
                received.push((format!("{name}/ret-type"), returns.as_str(), PartKind::Returned));
            }
            EntryKind::Event(data) => {
                walk.mark(PartKind::Event, name, &entry.features);
                received.push((format!("{name}/arg-type"), data.as_str(), PartKind::Data));
            }
            _ => {}
        }
    }
    // Replies come before events.
    received.sort_by_key(|(_, _, kind)| *kind);
    walk.pending.extend(received);
    while let Some((path, ty, kind)) = walk.pending.pop_front() {
        if walk.seen.insert(ty)
            && let Some(entry) = index.get(ty)
        {
            walk.ty(&path, entry, kind);
        }
    }
    walk.found.sort();
    walk.found
}

struct Walk<'a> {
    feature: &'a str,
    found: Vec<Part>,
    seen: HashSet<&'a str>,
    pending: VecDeque<(String, &'a str, PartKind)>,
}

impl<'a> Walk<'a> {
    fn mark(&mut self, kind: PartKind, path: &str, features: &[String]) {
        if features.iter().any(|name| name == self.feature) {
            self.found.push(Part { kind, path: path.to_owned(), implied: false });
        }
    }

    fn ty(&mut self, path: &str, entry: &'a Entry, kind: PartKind) {
        match &entry.kind {
            EntryKind::Array(element) => self.pending.push_back((path.to_owned(), element, kind)),
            EntryKind::Alternate(types) => {
                self.pending.extend(types.iter().map(|ty| (path.to_owned(), ty.as_str(), kind)));
            }
            EntryKind::Enum(values) => {
                for value in values {
                    self.mark(PartKind::Value, &format!("{path}/^{}", value.name), &value.features);
                }
            }
            EntryKind::Object(object) => {
                for member in &object.members {
                    let path = format!("{path}/{}", member.name);
                    self.mark(kind, &path, &member.features);
                    self.pending.push_back((path, &member.ty, kind));
                }
                let branches = object.variants.iter();
                self.pending.extend(branches.map(|(case, ty)| (format!("{path}/+{case}"), ty.as_str(), kind)));
            }
            EntryKind::Builtin(_) | EntryKind::Command { .. } | EntryKind::Event(_) => {}
        }
    }
}
