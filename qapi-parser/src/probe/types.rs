//! What a pair of types has in common, and what only one of them has.

use super::PartKind;
use super::sink::Sink;
use crate::introspect::{Entry, EntryKind, Member, Object, Value};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Entries by name.
pub(super) type Index<'a> = HashMap<&'a str, &'a Entry>;

/// The entries of both sides.
pub(super) struct Sides<'a> {
    pub schema: Index<'a>,
    pub server: Index<'a>,
}

impl<'a> Sides<'a> {
    /// Compares two types; `kind` is what their members are. A type that is not listed has nothing to compare.
    pub fn compare(&self, sink: &mut Sink<'a>, path: &str, a: &str, b: &str, kind: PartKind) {
        let (Some(&a), Some(&b)) = (self.schema.get(a), self.server.get(b)) else { return };
        sink.features(path, &a.features, &b.features);
        match (&a.kind, &b.kind) {
            (EntryKind::Builtin(a), EntryKind::Builtin(b)) if a == b => {}
            (EntryKind::Array(a), EntryKind::Array(b)) => sink.pair(path.to_owned(), a, b, kind),
            (EntryKind::Enum(a), EntryKind::Enum(b)) => values(sink, path, a, b),
            (EntryKind::Object(a), EntryKind::Object(b)) => objects(self, sink, path, a, b, kind),
            (EntryKind::Alternate(_), _) | (_, EntryKind::Alternate(_)) => forms(self, sink, path, a, b, kind),
            _ => sink.differing(path, described(a), described(b), false),
        }
    }
}

fn values<'a>(sink: &mut Sink<'a>, path: &str, a: &'a [Value], b: &'a [Value]) {
    let find = |values: &'a [Value], name: &str| values.iter().find(|value| value.name == name);
    for value in a {
        let path = format!("{path}/^{}", value.name);
        match find(b, &value.name) {
            Some(other) => sink.features(&path, &value.features, &other.features),
            None => sink.lacking(PartKind::Value, path),
        }
    }
    for value in b.iter().filter(|value| find(a, &value.name).is_none()) {
        sink.extra(PartKind::Value, format!("{path}/^{}", value.name));
    }
}

fn objects<'a>(sides: &Sides<'a>, sink: &mut Sink<'a>, path: &str, a: &'a Object, b: &'a Object, kind: PartKind) {
    let same_tag = a.tag == b.tag;
    if !same_tag {
        let form = |object: &Object| match &object.tag {
            Some(tag) => format!("a union by '{tag}'"),
            None => "a struct".to_owned(),
        };
        sink.differing(path, form(a), form(b), false);
    }
    let (schema, server) = (Flat::of(&sides.schema, a, !same_tag), Flat::of(&sides.server, b, !same_tag));
    for (name, (member, optional)) in &schema.members {
        let path = format!("{path}/{name}");
        let Some((other, other_optional)) = server.members.get(name) else {
            sink.lacking(kind, path);
            continue;
        };
        if optional != other_optional {
            sink.optional(&path, *optional, kind);
        }
        sink.features(&path, &member.features, &other.features);
        sink.pair(path, &member.ty, &other.ty, kind);
    }
    for name in server.members.keys().filter(|name| !schema.members.contains_key(*name)) {
        sink.extra(kind, format!("{path}/{name}"));
    }
    if same_tag {
        branches(sides, sink, path, a, b, kind);
    }
}

/// The members of an object by name, and whether each may be absent.
struct Flat<'a> {
    members: BTreeMap<&'a str, (&'a Member, bool)>,
}

impl<'a> Flat<'a> {
    /// With the members of branches, which may be absent, if `all`.
    fn of(index: &Index<'a>, object: &'a Object, all: bool) -> Self {
        let own = object.members.iter().map(|member| (member.name.as_str(), (member, member.optional)));
        let mut flat = Flat { members: own.collect() };
        let mut pending = if all { vec![object] } else { Vec::new() };
        let mut seen = HashSet::new();
        while let Some(object) = pending.pop() {
            for (_, ty) in object.variants.iter().filter(|(_, ty)| seen.insert(ty.as_str())) {
                let Some(EntryKind::Object(branch)) = index.get(ty.as_str()).map(|entry| &entry.kind) else { continue };
                for member in &branch.members {
                    flat.members.entry(&member.name).or_insert((member, true));
                }
                pending.push(branch);
            }
        }
        flat
    }
}

fn branches<'a>(sides: &Sides<'a>, sink: &mut Sink<'a>, path: &str, a: &'a Object, b: &'a Object, kind: PartKind) {
    let find = |object: &'a Object, name: &str| object.variants.iter().find(|(case, _)| case == name);
    let (known, of_server) = (tag_values(&sides.schema, a), tag_values(&sides.server, b));
    for (case, ty) in &a.variants {
        let path = format!("{path}/+{case}");
        match find(b, case) {
            Some((_, other)) => sink.pair(path, ty, other, kind),
            None => sink.lacking_as(PartKind::Branch, path, !of_server.contains(case.as_str())),
        }
    }
    for (case, _) in b.variants.iter().filter(|(case, _)| find(a, case).is_none()) {
        sink.extra_as(PartKind::Branch, format!("{path}/+{case}"), !known.contains(case.as_str()));
    }
}

/// The values of a union's discriminator.
fn tag_values<'a>(index: &Index<'a>, object: &'a Object) -> HashSet<&'a str> {
    let tag = object.tag.as_ref().and_then(|tag| object.members.iter().find(|member| member.name == *tag));
    match tag.and_then(|member| index.get(member.ty.as_str())).map(|entry| &entry.kind) {
        Some(EntryKind::Enum(values)) => values.iter().map(|value| value.name.as_str()).collect(),
        _ => HashSet::new(),
    }
}

/// Compares types of which at least one is an alternate, by the forms that values have in JSON. No two alternatives of
/// one alternate have the same.
fn forms<'a>(sides: &Sides<'a>, sink: &mut Sink<'a>, path: &str, a: &'a Entry, b: &'a Entry, kind: PartKind) {
    fn of<'a>(index: &Index<'a>, entry: &'a Entry) -> BTreeMap<&'static str, &'a Entry> {
        let alternatives = match &entry.kind {
            EntryKind::Alternate(types) => types.iter().filter_map(|ty| index.get(ty.as_str()).copied()).collect(),
            _ => vec![entry],
        };
        alternatives.into_iter().map(|entry| (form(entry), entry)).collect()
    }
    let (schema, server) = (of(&sides.schema, a), of(&sides.server, b));
    for (form, entry) in &schema {
        match server.get(form) {
            Some(other) => sink.pair(path.to_owned(), &entry.name, &other.name, kind),
            None => sink.lacking(PartKind::Form, format!("{path}/!{form}")),
        }
    }
    for form in server.keys().filter(|form| !schema.contains_key(*form)) {
        sink.extra(PartKind::Form, format!("{path}/!{form}"));
    }
}

fn form(entry: &Entry) -> &'static str {
    match &entry.kind {
        EntryKind::Builtin(json_type) => json_type.name(),
        EntryKind::Enum(_) => "string",
        kind => kind.meta_type(),
    }
}

fn described(entry: &Entry) -> String {
    match &entry.kind {
        EntryKind::Enum(_) => "an enumeration".to_owned(),
        EntryKind::Array(_) => "a list".to_owned(),
        EntryKind::Object(_) => "an object".to_owned(),
        _ => form(entry).to_owned(),
    }
}
