//! From the commands and events to the types that they reach.

use super::judge::{Direction, Found, Index, Judge, Outcome, features};
use super::{Change, Group, Severity};
use crate::introspect::{Entry, EntryKind, Introspection};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Two types that are compared, in a direction.
type Key<'a> = (&'a str, &'a str, Direction);

pub(super) struct Walk<'a> {
    old: Index<'a>,
    new: Index<'a>,
    /// The group that tells of each changed pair.
    told: HashMap<Key<'a>, String>,
}

impl<'a> Walk<'a> {
    pub fn new(old: &'a Introspection, new: &'a Introspection) -> Self {
        Walk { old: old.index(), new: new.index(), told: HashMap::new() }
    }

    pub fn run(mut self) -> Vec<Group> {
        fn is_message(entry: &&&Entry) -> bool {
            matches!(entry.kind, EntryKind::Command { .. } | EntryKind::Event(_))
        }
        let entries = self.old.values().chain(self.new.values());
        let names: BTreeSet<&'a str> = entries.filter(is_message).map(|entry| entry.name.as_str()).collect();
        let groups = names.into_iter().filter_map(|name| self.group(name));
        groups.collect()
    }

    fn group(&mut self, name: &'a str) -> Option<Group> {
        let mut group =
            Group { name: name.to_owned(), changes: Vec::new(), references: Vec::new(), severity: Severity::Invisible };
        match (self.old.get(name).copied(), self.new.get(name).copied()) {
            (Some(old), Some(new)) => self.message(&mut group, old, new),
            (Some(old), None) => {
                // An event that does not come any more harms nobody.
                let is_event = matches!(old.kind, EntryKind::Event(_));
                let severity = if is_event { Severity::Compatible } else { Severity::Breaking };
                group.add("", "is gone", severity);
            }
            (None, Some(_)) => group.add("", "is new", Severity::Compatible),
            (None, None) => {}
        }
        (!group.changes.is_empty() || !group.references.is_empty()).then_some(group)
    }

    fn message(&mut self, group: &mut Group, old: &'a Entry, new: &'a Entry) {
        let mut out = Outcome::default();
        features("", &old.features, &new.features, &mut out);
        out.found.into_iter().for_each(|(path, what, severity)| group.add(&path, &what, severity));
        match (&old.kind, &new.kind) {
            (EntryKind::Event(a), EntryKind::Event(b)) => self.reach(group, "data", a, b, Direction::Received),
            (
                EntryKind::Command { arguments, returns, allow_oob },
                EntryKind::Command { arguments: now_arguments, returns: now_returns, allow_oob: now_oob },
            ) => {
                match (allow_oob, now_oob) {
                    (true, false) => group.add("", "cannot be executed out of band any more", Severity::Breaking),
                    (false, true) => group.add("", "can be executed out of band", Severity::Compatible),
                    _ => {}
                }
                self.reach(group, "arguments", arguments, now_arguments, Direction::Sent);
                self.reach(group, "returns", returns, now_returns, Direction::Received);
            }
            _ => group.add("", "is now the other of command and event", Severity::Breaking),
        }
    }

    /// Tells what changed in two types and in those that they reach.
    fn reach(&mut self, group: &mut Group, path: &str, old: &'a str, new: &'a str, direction: Direction) {
        let mut pending = vec![(path.to_owned(), old, new)];
        let mut seen = HashSet::new();
        while let Some((path, a, b)) = pending.pop() {
            let (Some(&old), Some(&new)) = (self.old.get(a), self.new.get(b)) else { continue };
            let key = (a, b, direction);
            // What has no name of its own, or became another kind of type, is a change of every place that uses it.
            let of_place = is_of_place(old, new);
            if !seen.insert(key) && !of_place {
                continue;
            }
            let Outcome { found, pairs } = Judge { old: &self.old, new: &self.new, direction }.types(old, new);
            if of_place {
                found.into_iter().for_each(|(step, what, worst)| group.add(&format!("{path}{step}"), &what, worst));
            } else {
                self.tell(group, &path, key, found);
            }
            let pairs = pairs.into_iter().rev();
            pending.extend(pairs.map(|(step, a, b)| (format!("{path}{step}"), a, b)));
        }
    }

    fn tell(&mut self, group: &mut Group, path: &str, key: Key<'a>, found: Vec<Found>) {
        let Some(worst) = found.iter().map(|(_, _, severity)| *severity).max() else { return };
        match self.told.get(&key).filter(|teller| **teller != group.name) {
            Some(teller) => {
                // A type's new name is worth one mention.
                if worst > Severity::Invisible {
                    group.references.push((path.to_owned(), teller.clone()));
                    group.severity = group.severity.max(worst);
                }
            }
            None => {
                self.told.insert(key, group.name.clone());
                for (step, what, severity) in found {
                    group.add(&format!("{path}{step}"), &what, severity);
                }
            }
        }
    }
}

fn is_of_place(old: &Entry, new: &Entry) -> bool {
    let has_name = |entry: &Entry| !matches!(entry.kind, EntryKind::Builtin(_) | EntryKind::Array(_));
    let same_kind = std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind);
    !(same_kind && has_name(old))
}

impl Group {
    fn add(&mut self, path: &str, what: &str, severity: Severity) {
        self.changes.push(Change { path: path.to_owned(), what: what.to_owned(), severity });
        self.severity = self.severity.max(severity);
    }
}
