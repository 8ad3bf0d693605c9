//! What a pair of types has in common and not, and how bad each difference is in a direction.

use super::Severity::{self, Breaking, Compatible, Invisible};
use super::facts::{Facts, Part, Turn, parts, turn};
use crate::introspect::{Entry, EntryKind, JsonType, Member, Object, Value};
use crate::schema::Condition;
use std::collections::HashMap;

/// Which way values go, as a client sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Direction {
    Sent,
    Received,
}

use Direction::{Received, Sent};

/// A change in a type: where in it, what, and how bad.
pub(super) type Found = (String, String, Severity);

/// A part of both types whose own types are to be compared: where in the type it is, and the two types.
pub(super) type Pair<'a> = (String, &'a str, &'a str);

/// What differs between two types themselves, and the pairs of types to compare next.
#[derive(Default)]
pub(super) struct Outcome<'a> {
    pub found: Vec<Found>,
    pub pairs: Vec<Pair<'a>>,
}

/// Entries by name.
pub(super) type Index<'a> = HashMap<&'a str, &'a Entry>;

pub(super) struct Judge<'i, 'a> {
    pub old: &'i Index<'a>,
    pub new: &'i Index<'a>,
    pub facts: [&'a Facts<'a>; 2],
    pub direction: Direction,
}

impl<'a> Judge<'_, 'a> {
    /// Compares two types.
    pub fn types(&self, old: &'a Entry, new: &'a Entry) -> Outcome<'a> {
        let mut out = Outcome::default();
        features("", &old.features, &new.features, &mut out);
        match (&old.kind, &new.kind) {
            (EntryKind::Array(a), EntryKind::Array(b)) => out.pairs.push(("[]".into(), a, b)),
            (EntryKind::Enum(a), EntryKind::Enum(b)) => self.enums(a, b, &mut out),
            (EntryKind::Object(a), EntryKind::Object(b)) => self.objects(a, b, &mut out),
            (EntryKind::Alternate(a), EntryKind::Alternate(b)) => self.alternates(a, b, &mut out),
            (EntryKind::Builtin(a), EntryKind::Builtin(b)) if a == b => {}
            _ => self.forms(old, new, &mut out),
        }
        self.conditions(old, new, &mut out);
        let is_named = |entry: &Entry| !matches!(entry.kind, EntryKind::Array(_) | EntryKind::Builtin(_));
        let is_implicit = |entry: &Entry| entry.name.starts_with("q_");
        let both = [old, new];
        if old.name != new.name && both.iter().all(|entry| is_named(entry) && !is_implicit(entry)) {
            out.found.push((String::new(), format!("type `{}` is called `{}`", old.name, new.name), Invisible));
        }
        out
    }

    /// Breaking if a client sends it, else compatible.
    fn if_sent(&self) -> Severity {
        if self.direction == Sent { Breaking } else { Compatible }
    }

    fn if_received(&self) -> Severity {
        if self.direction == Received { Breaking } else { Compatible }
    }

    /// What is there in other builds than before. A saved reply has no conditions.
    fn conditions(&self, old: &'a Entry, new: &'a Entry, out: &mut Outcome<'a>) {
        if !self.facts.iter().all(|facts| facts.is_known) {
            return;
        }
        let now = parts(new);
        for (part, path, features) in parts(old) {
            let Some((_, _, now_features)) = now.iter().find(|(other, ..)| *other == part) else { continue };
            let [was, is] =
                [(self.facts[0], old), (self.facts[1], new)].map(|(facts, entry)| facts.condition(entry, part, None));
            let (gone, come) = self.coming_and_going(part, old, new);
            condition(&path, "", was, is, gone, come, out);
            for feature in features.iter().filter(|feature| now_features.contains(feature)) {
                let [was, is] = [(self.facts[0], old), (self.facts[1], new)]
                    .map(|(facts, entry)| facts.condition(entry, part, Some(feature)));
                condition(&path, &format!("feature `{feature}` "), was, is, Compatible, Compatible, out);
            }
        }
    }

    /// How bad it is that a part goes, and that it comes.
    fn coming_and_going(&self, part: Part<'_>, old: &Entry, new: &Entry) -> (Severity, Severity) {
        let Part::Member(name) = part else { return (self.if_sent(), Compatible) };
        let is_mandatory = |entry: &Entry| match &entry.kind {
            EntryKind::Object(object) => object.members.iter().any(|member| member.name == name && !member.optional),
            _ => false,
        };
        match self.direction {
            Sent => (Breaking, if is_mandatory(new) { Breaking } else { Compatible }),
            Received => (if is_mandatory(old) { Breaking } else { Compatible }, Compatible),
        }
    }

    fn enums(&self, old: &'a [Value], new: &'a [Value], out: &mut Outcome<'a>) {
        for value in new.iter().filter(|value| !old.iter().any(|known| known.name == value.name)) {
            out.found.push((String::new(), format!("value `{}` is new", value.name), Compatible));
        }
        for value in old {
            match new.iter().find(|known| known.name == value.name) {
                // A value that no server sends any more harms nobody.
                None => out.found.push((String::new(), format!("value `{}` is gone", value.name), self.if_sent())),
                Some(now) => features(&format!("={}", value.name), &value.features, &now.features, out),
            }
        }
    }

    fn objects(&self, old: &'a Object, new: &'a Object, out: &mut Outcome<'a>) {
        if old.tag == new.tag {
            self.members(&all(&old.members), &all(&new.members), &|_| None, out);
            self.branches(old, new, out);
        } else {
            let form = |object: &Object| match &object.tag {
                Some(tag) => format!("a union by `{tag}`"),
                None => "a struct".to_owned(),
            };
            out.found.push((String::new(), format!("{} became {}", form(old), form(new)), Invisible));
            let now = self.flat(self.new, new, 0);
            self.members(&self.flat(self.old, old, 0), &now, &|name| self.branches_with(new, name), out);
        }
    }

    /// Which branches have a member that is not common to all.
    fn branches_with(&self, object: &Object, name: &str) -> Option<String> {
        if has(&all(&object.members), name) {
            return None;
        }
        let has_it = |ty: &str| match self.new.get(ty).map(|entry| &entry.kind) {
            Some(EntryKind::Object(branch)) => has(&self.flat(self.new, branch, 1), name),
            _ => false,
        };
        let branches = object.variants.iter().filter(|(_, ty)| has_it(ty)).map(|(case, _)| format!("`{case}`"));
        Some(branches.collect::<Vec<_>>().join(", "))
    }

    /// All members, those of branches as optional ones.
    fn flat(&self, index: &Index<'a>, object: &'a Object, depth: u32) -> Vec<(&'a Member, bool)> {
        let mut members = all(&object.members);
        for (_, ty) in &object.variants {
            if let Some(EntryKind::Object(branch)) = index.get(ty.as_str()).map(|entry| &entry.kind)
                && depth < 100
            {
                let more = self.flat(index, branch, depth + 1);
                let is_new = |name: &str| !members.iter().any(|(known, _)| known.name == name);
                let more: Vec<_> = more.into_iter().filter(|(member, _)| is_new(&member.name)).collect();
                members.extend(more.into_iter().map(|(member, _)| (member, true)));
            }
        }
        members
    }

    /// Compares members, each with whether it may be absent. `whence` names the branches that have a member which is not
    /// common to all.
    fn members(
        &self,
        old: &[(&'a Member, bool)],
        new: &[(&'a Member, bool)],
        whence: &dyn Fn(&str) -> Option<String>,
        out: &mut Outcome<'a>,
    ) {
        for (member, optional) in new.iter().filter(|(member, _)| !has(old, &member.name)) {
            let (form, severity) = match (*optional, self.direction) {
                (false, Sent) => ("a new mandatory argument", Breaking),
                (true, Sent) => ("a new optional argument", Compatible),
                (_, Received) => ("new", Compatible),
            };
            out.found.push((format!(".{}", member.name), format!("is {form}"), severity));
        }
        for (member, optional) in old {
            let path = format!(".{}", member.name);
            let Some((now, now_optional)) = new.iter().find(|(now, _)| now.name == member.name) else {
                let severity = match (self.direction, *optional) {
                    // One that may be absent anyway is never sent any more.
                    (Received, true) => Compatible,
                    _ => Breaking,
                };
                out.found.push((path, "is gone".to_owned(), severity));
                continue;
            };
            match (*optional, *now_optional) {
                (true, false) => out.found.push((path.clone(), "became mandatory".to_owned(), self.if_sent())),
                (false, true) => {
                    let what = match whence(&member.name) {
                        Some(branches) => format!("is only there in branch {branches}"),
                        None => "became optional".to_owned(),
                    };
                    out.found.push((path.clone(), what, self.if_received()));
                }
                _ => {}
            }
            features(&path, &member.features, &now.features, out);
            out.pairs.push((path, &member.ty, &now.ty));
        }
    }

    fn branches(&self, old: &'a Object, new: &'a Object, out: &mut Outcome<'a>) {
        for (case, _) in new.variants.iter().filter(|(case, _)| !old.variants.iter().any(|(known, _)| known == case)) {
            out.found.push((String::new(), format!("branch `{case}` is new"), Compatible));
        }
        for (case, ty) in &old.variants {
            match new.variants.iter().find(|(known, _)| known == case) {
                None => out.found.push((String::new(), format!("branch `{case}` is gone"), self.if_sent())),
                Some((_, now)) => out.pairs.push((format!("({case})"), ty, now)),
            }
        }
    }

    fn alternates(&self, old: &'a [String], new: &'a [String], out: &mut Outcome<'a>) {
        let form = |index: &Index<'a>, ty: &String| index.get(ty.as_str()).map_or("unknown", |entry| json_form(entry));
        for ty in new.iter().filter(|ty| !old.iter().any(|known| form(self.old, known) == form(self.new, ty))) {
            let what = format!("can be {}, too", form(self.new, ty));
            out.found.push((String::new(), what, self.if_received()));
        }
        for ty in old {
            match new.iter().find(|now| form(self.new, now) == form(self.old, ty)) {
                None => {
                    let what = format!("cannot be {} any more", form(self.old, ty));
                    out.found.push((String::new(), what, self.if_sent()));
                }
                Some(now) => out.pairs.push((String::new(), ty, now)),
            }
        }
    }

    /// Two types of different kinds: what one of them accepts beyond the other decides.
    fn forms(&self, old: &'a Entry, new: &'a Entry, out: &mut Outcome<'a>) {
        let (was, is) = (json_form(old), json_form(new));
        let what = format!("was {}, is {}", describe(old), describe(new));
        let severity = match (&old.kind, &new.kind) {
            (EntryKind::Builtin(JsonType::Value), _) => self.if_sent(),
            (_, EntryKind::Builtin(JsonType::Value)) => self.if_received(),
            (EntryKind::Builtin(JsonType::Int), EntryKind::Builtin(JsonType::Number)) => self.if_received(),
            (EntryKind::Builtin(JsonType::Number), EntryKind::Builtin(JsonType::Int)) => self.if_sent(),
            (EntryKind::Builtin(_), EntryKind::Enum(_)) if was == is => self.if_sent(),
            (EntryKind::Enum(_), EntryKind::Builtin(_)) if was == is => Compatible,
            (_, EntryKind::Alternate(branches)) => match branch_of(self.new, branches, was) {
                Some(branch) => {
                    out.pairs.push((String::new(), &old.name, branch));
                    self.if_received()
                }
                None => Breaking,
            },
            (EntryKind::Alternate(branches), _) => match branch_of(self.old, branches, is) {
                Some(branch) => {
                    out.pairs.push((String::new(), branch, &new.name));
                    self.if_sent()
                }
                None => Breaking,
            },
            _ => Breaking,
        };
        out.found.push((String::new(), what, severity));
    }
}

fn all(members: &[Member]) -> Vec<(&Member, bool)> {
    members.iter().map(|member| (member, member.optional)).collect()
}

fn has(members: &[(&Member, bool)], name: &str) -> bool {
    members.iter().any(|(member, _)| member.name == name)
}

fn branch_of<'a>(index: &Index<'a>, branches: &'a [String], form: &str) -> Option<&'a str> {
    let has_form = |ty: &&String| index.get(ty.as_str()).is_some_and(|entry| json_form(entry) == form);
    branches.iter().find(has_form).map(String::as_str)
}

/// Adds what became of a condition.
pub(super) fn condition(
    path: &str,
    what: &str,
    old: Option<&Condition>,
    new: Option<&Condition>,
    gone: Severity,
    come: Severity,
    out: &mut Outcome<'_>,
) {
    let shown = |condition: Option<&Condition>| condition.map_or_else(String::new, Condition::to_string);
    let (text, severity) = match (turn(old, new), old) {
        (Turn::Same, _) => return,
        (Turn::Narrower, None) => (format!("is there only if {}", shown(new)), gone),
        (Turn::Narrower, Some(_)) => (format!("is there only if {}, before if {}", shown(new), shown(old)), gone),
        (Turn::Wider, _) if new.is_none() => (format!("is there without {}, too", shown(old)), come),
        (Turn::Wider, _) => (format!("is there if {}, before if {}", shown(new), shown(old)), come),
        (Turn::Other, _) => (format!("is there if {}, before if {}", shown(new), shown(old)), gone.max(come)),
    };
    out.found.push((path.to_owned(), format!("{what}{text}"), severity));
}

/// What features came and went. None of them breaks a client.
pub(super) fn features(path: &str, old: &[String], new: &[String], out: &mut Outcome<'_>) {
    let mut add = |name: &String, what: &str| {
        let what = match name.as_str() {
            "deprecated" | "unstable" => format!("is {what} {name}"),
            _ => format!("{} feature `{name}`", if what == "now" { "has a new" } else { "lost the" }),
        };
        out.found.push((path.to_owned(), what, Compatible));
    };
    new.iter().filter(|name| !old.contains(name)).for_each(|name| add(name, "now"));
    old.iter().filter(|name| !new.contains(name)).for_each(|name| add(name, "not any more"));
}

fn json_form(entry: &Entry) -> &'static str {
    match &entry.kind {
        EntryKind::Builtin(JsonType::String) | EntryKind::Enum(_) => "a string",
        EntryKind::Builtin(JsonType::Int | JsonType::Number) => "a number",
        EntryKind::Builtin(JsonType::Boolean) => "a boolean",
        EntryKind::Builtin(JsonType::Null) => "null",
        EntryKind::Array(_) => "an array",
        EntryKind::Object(_) => "an object",
        _ => "anything",
    }
}

fn describe(entry: &Entry) -> String {
    match &entry.kind {
        EntryKind::Builtin(_) => format!("`{}`", entry.name),
        EntryKind::Array(element) => format!("an array of `{element}`"),
        kind => format!("{} `{}`", kind.meta_type(), entry.name),
    }
}
