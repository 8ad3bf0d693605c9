//! Answers to questions: a walk along the steps of a path.
//!
//! An alternate leads to several types at once, so a walk is at a set of places. Each step looks at each type at most
//! once, so that no answer, however its types refer to each other, makes a question take long.

use super::index::{Entry, Id, Index, Kind, Member, NOT_LISTED, PeerType, value};
use super::question::Step;
use std::collections::HashSet;

/// A type that a walk has come to, and the member by which it came.
#[derive(Clone, Copy)]
struct Place<'p> {
    ty: Id,
    member: Option<&'p Member>,
}

/// Where a walk has come to. Nearly always one place, which takes no memory.
#[derive(Default)]
struct Places<'p> {
    first: Option<Place<'p>>,
    more: Vec<Place<'p>>,
}

impl<'p> Places<'p> {
    fn at(ty: Id) -> Self {
        Places { first: Some(Place { ty, member: None }), more: Vec::new() }
    }

    fn add(&mut self, place: Place<'p>) {
        match self.first {
            None => self.first = Some(place),
            Some(_) => self.more.push(place),
        }
    }

    fn iter(&self) -> impl Iterator<Item = &Place<'p>> {
        self.first.iter().chain(&self.more)
    }
}

impl Index {
    /// What a question leads to that begins with this command or event.
    pub fn answer<'q>(&self, message: &str, mut steps: impl Iterator<Item = Step<'q>>) -> Option<PeerType<'_>> {
        let message = self.message(message)?;
        match steps.next() {
            None => Some(PeerType::of(message)),
            Some(Step::Feature(name)) => has(&message.features, name).then(|| PeerType::of(message)),
            Some(Step::Member(types)) => self.walk(types_of(message, types)?, steps),
            Some(_) => None,
        }
    }

    /// What a path leads to that begins with the arguments of a message, or with what it returns.
    pub fn part<'q>(&self, message: &str, types: &str, steps: impl Iterator<Item = Step<'q>>) -> Option<PeerType<'_>> {
        self.walk(types_of(self.message(message)?, types)?, steps)
    }

    fn walk<'q>(&self, start: Id, steps: impl Iterator<Item = Step<'q>>) -> Option<PeerType<'_>> {
        let mut here = Places::at(start);
        let mut steps = steps.peekable();
        while let Some(step) = steps.next() {
            here = match step {
                Step::Member(name) => self.go(&here, |entry| member(entry, name)),
                Step::Optional(name) => self.go(&here, |entry| member(entry, name).filter(Place::is_optional)),
                Step::Branch(name) => self.go(&here, |entry| branch(entry, name)),
                Step::Form(form) => return self.find(&here, |entry| is_builtin(entry, form)),
                Step::Feature(name) => return self.feature(&here, name),
                Step::Value(name) => {
                    let feature = steps.next();
                    return self.find(&here, |entry| has_value(entry, name, feature));
                }
            };
            here.first?;
        }
        here.first.map(|place| self.found(place))
    }

    fn found<'p>(&'p self, place: Place<'p>) -> PeerType<'p> {
        PeerType { entry: self.entry(place.ty), member: place.member }
    }

    /// Takes a step from every place.
    fn go<'p>(&'p self, here: &Places<'p>, step: impl Fn(&'p Entry) -> Option<Place<'p>>) -> Places<'p> {
        let mut there = Places::default();
        self.visit(here, &mut |entry| {
            step(entry).into_iter().for_each(|place| there.add(place));
            false
        });
        there
    }

    /// The first place at which something holds.
    fn find<'p>(&'p self, here: &Places<'p>, holds: impl Fn(&Entry) -> bool) -> Option<PeerType<'p>> {
        let mut found = None;
        self.visit(here, &mut |entry| {
            if holds(entry) {
                found = Some(PeerType::of(entry));
            }
            found.is_some()
        });
        found
    }

    /// The first place that has a feature: of the member that led to it, of the type, or of what the type stands for.
    fn feature<'p>(&'p self, here: &Places<'p>, name: &str) -> Option<PeerType<'p>> {
        let own = here.iter().map(|place| self.found(*place)).find(|found| found.features().any(|own| own == name));
        own.or_else(|| self.find(here, |entry| has(&entry.features, name)))
    }

    /// Looks at the types of all places until `look` has seen enough. Lists are passed for their elements, alternates
    /// for their alternatives.
    fn visit<'p>(&'p self, here: &Places<'p>, look: &mut impl FnMut(&'p Entry) -> bool) {
        let Some(place) = here.first else { return };
        let entry = self.element(place.ty);
        let Kind::Alternate(alternatives) = &entry.kind else {
            if here.more.is_empty() {
                look(entry);
                return;
            }
            return self.visit_all(here, look);
        };
        let is_simple = |ty: &Id| !matches!(self.element(*ty).kind, Kind::Alternate(_));
        if here.more.is_empty() && alternatives.iter().all(is_simple) {
            alternatives.iter().any(|ty| look(self.element(*ty)));
            return;
        }
        self.visit_all(here, look);
    }

    #[cold]
    fn visit_all<'p>(&'p self, here: &Places<'p>, look: &mut impl FnMut(&'p Entry) -> bool) {
        let mut pending: Vec<Id> = here.iter().map(|place| place.ty).collect();
        pending.reverse();
        let mut seen = HashSet::new();
        while let Some(ty) = pending.pop() {
            let entry = self.element(ty);
            if !seen.insert(std::ptr::from_ref(entry)) {
                continue;
            }
            match &entry.kind {
                Kind::Alternate(alternatives) => pending.extend(alternatives.iter().rev()),
                _ if look(entry) => return,
                _ => {}
            }
        }
    }

    /// The type, or that of its elements if it is a list.
    #[inline]
    fn element(&self, ty: Id) -> &Entry {
        match self.entry(ty) {
            Entry { kind: Kind::Array { innermost, .. }, .. } => self.entry(*innermost),
            entry => entry,
        }
    }
}

impl Place<'_> {
    fn is_optional(&self) -> bool {
        self.member.is_some_and(|member| member.optional)
    }
}

/// The arguments of a command or the data of an event.
pub fn arguments(message: &Entry) -> Id {
    types_of(message, "arg-type").unwrap_or(NOT_LISTED)
}

/// The arguments or data of a message, or what it returns.
fn types_of(message: &Entry, types: &str) -> Option<Id> {
    match (types, &message.kind) {
        ("arg-type", Kind::Command { arguments, .. } | Kind::Event(arguments)) => Some(*arguments),
        ("ret-type", Kind::Command { returns, .. }) => Some(*returns),
        _ => None,
    }
}

fn member<'p>(entry: &'p Entry, name: &str) -> Option<Place<'p>> {
    let Kind::Object(object) = &entry.kind else { return None };
    object.member(name).map(|member| Place { ty: member.ty, member: Some(member) })
}

fn branch<'p>(entry: &'p Entry, name: &str) -> Option<Place<'p>> {
    let Kind::Object(object) = &entry.kind else { return None };
    object.branch(name).map(|ty| Place { ty, member: None })
}

fn is_builtin(entry: &Entry, form: &str) -> bool {
    matches!(&entry.kind, Kind::Builtin(other) if **other == *form)
}

fn has_value(entry: &Entry, name: &str, feature: Option<Step<'_>>) -> bool {
    let Kind::Enum(values) = &entry.kind else { return false };
    match (value(values, name), feature) {
        (Some(value), Some(Step::Feature(feature))) => has(&value.features, feature),
        (found, _) => found.is_some(),
    }
}

fn has(features: &[Box<str>], name: &str) -> bool {
    features.iter().any(|feature| **feature == *name)
}
