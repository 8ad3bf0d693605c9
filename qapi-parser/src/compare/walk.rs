//! From the commands and events to the types that they reach.
//!
//! Each pair of types is described once, where it is met first, and referred to from there on. So the work is linear, however
//! many paths lead to a type.

use super::facts::{Facts, Part};
use super::judge::{Direction, Index, Judge, Outcome, condition, features};
use super::{Change, Group, Reference, Severity};
use crate::introspect::{Entry, EntryKind, Introspection};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

/// Two types that are compared, in a direction.
type Key<'a> = (&'a str, &'a str, Direction);

pub(super) struct Walk<'a> {
    old: Index<'a>,
    new: Index<'a>,
    facts: [&'a Facts<'a>; 2],
    judged: HashMap<Key<'a>, Rc<Outcome<'a>>>,
    /// The group that describes each pair, and where in it.
    described: HashMap<Key<'a>, (String, String)>,
    /// The worst that a pair and all that it reaches hold.
    worst: HashMap<Key<'a>, Option<Severity>>,
}

impl<'a> Walk<'a> {
    pub fn new(old: &'a Introspection, new: &'a Introspection, facts: [&'a Facts<'a>; 2]) -> Self {
        Walk {
            old: old.index(),
            new: new.index(),
            facts,
            judged: HashMap::new(),
            described: HashMap::new(),
            worst: HashMap::new(),
        }
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
        if self.facts.iter().all(|facts| facts.is_known) {
            self.facts(old, new, &mut out);
        }
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

    /// What only schemas say of a command or event.
    fn facts(&self, old: &'a Entry, new: &'a Entry, out: &mut Outcome<'a>) {
        let [was, is] = [(self.facts[0], old), (self.facts[1], new)];
        let of = |(facts, entry): (&Facts<'a>, &'a Entry), feature| facts.condition(entry, Part::Whole, feature);
        // An event that does not come any more harms nobody.
        let gone = if matches!(old.kind, EntryKind::Event(_)) { Severity::Compatible } else { Severity::Breaking };
        condition("", "", of(was, None), of(is, None), gone, Severity::Compatible, out);
        for feature in old.features.iter().filter(|feature| new.features.contains(feature)) {
            let [was, is] = [of(was, Some(feature)), of(is, Some(feature))];
            let what = format!("feature `{feature}` ");
            condition("", &what, was, is, Severity::Compatible, Severity::Compatible, out);
        }
        let [was, is] = [was, is].map(|(facts, entry)| facts.commands.get(entry.name.as_str()).copied());
        let (Some(was), Some(is)) = (was, is) else { return };
        let flags = [
            (was.flags.allow_preconfig, is.flags.allow_preconfig, "can be executed before the machine is set up"),
            (was.flags.success_response, is.flags.success_response, "has a success response"),
            (!was.flags.gen_marshal, !is.flags.gen_marshal, "takes arguments that are not declared"),
        ];
        for (was, is, what) in flags {
            match (was, is) {
                (true, false) => out.found.push((String::new(), format!("no longer {what}"), Severity::Breaking)),
                (false, true) => out.found.push((String::new(), format!("now {what}"), Severity::Compatible)),
                _ => {}
            }
        }
    }

    /// Compares a pair of types; `None` if one of them is not there.
    fn judge(&mut self, key: Key<'a>) -> Option<Rc<Outcome<'a>>> {
        let (a, b, direction) = key;
        let (old, new) = (*self.old.get(a)?, *self.new.get(b)?);
        if let Some(known) = self.judged.get(&key) {
            return Some(known.clone());
        }
        let judge = Judge { old: &self.old, new: &self.new, facts: self.facts, direction };
        let outcome = Rc::new(judge.types(old, new));
        self.judged.insert(key, outcome.clone());
        Some(outcome)
    }

    /// The worst change in a pair of types and in all that they reach.
    fn worst(&mut self, key: Key<'a>) -> Option<Severity> {
        if let Some(known) = self.worst.get(&key) {
            return *known;
        }
        let mut worst = None;
        let mut seen = HashSet::from([key]);
        let mut pending = vec![key];
        while let Some(next) = pending.pop() {
            let Some(outcome) = self.judge(next) else { continue };
            worst = worst.max(outcome.found.iter().map(|(_, _, severity)| *severity).max());
            let reached = outcome.pairs.iter().map(|(_, a, b)| (*a, *b, key.2));
            pending.extend(reached.filter(|key| seen.insert(*key)));
        }
        self.worst.insert(key, worst);
        worst
    }

    /// Says what changed in two types and in those that they reach. What was described before is referred to, except within
    /// itself.
    fn reach(&mut self, group: &mut Group, path: &str, old: &'a str, new: &'a str, direction: Direction) {
        let mut visited: Vec<(Key<'a>, Option<usize>)> = Vec::new();
        let mut pending = vec![(path.to_owned(), (old, new, direction), None)];
        while let Some((path, key, parent)) = pending.pop() {
            let (Some(&old), Some(&new)) = (self.old.get(key.0), self.new.get(key.1)) else { continue };
            // What has no name of its own, or became another kind of type, is a change of every place that uses it.
            if !is_of_place(old, new) {
                if let Some((under, at)) = self.described.get(&key).cloned() {
                    if !is_within(&visited, parent, key) {
                        self.refer(group, path, key, under, at);
                    }
                    continue;
                }
                self.described.insert(key, (group.name.clone(), path.clone()));
            }
            let Some(outcome) = self.judge(key) else { continue };
            for (step, what, severity) in &outcome.found {
                group.add(&format!("{path}{step}"), what, *severity);
            }
            visited.push((key, parent));
            let parent = Some(visited.len() - 1);
            let pairs = outcome.pairs.iter().rev();
            pending.extend(pairs.map(|(step, a, b)| (format!("{path}{step}"), (*a, *b, direction), parent)));
        }
    }

    fn refer(&mut self, group: &mut Group, path: String, key: Key<'a>, under: String, at: String) {
        // A type's new name is worth one mention.
        let Some(severity) = self.worst(key).filter(|worst| *worst > Severity::Invisible) else { return };
        group.severity = group.severity.max(severity);
        group.references.push(Reference { path, group: under, at, severity });
    }
}

/// Whether a pair is among those that lead to a place.
fn is_within(visited: &[(Key<'_>, Option<usize>)], mut parent: Option<usize>, key: Key<'_>) -> bool {
    while let Some(at) = parent {
        if visited[at].0 == key {
            return true;
        }
        parent = visited[at].1;
    }
    false
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
