//! What two introspections differ in, apart from the names of types and order.
//!
//! Types have no names that matter, so they are compared where they are used: starting from the commands and events that
//! both have, each pair of types once.

use super::{Entry, EntryKind, Introspection};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

/// One thing in which two introspections differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where, from a command or event on: `migrate/arg-type/channels/addr`.
    pub path: String,
    /// What differs there.
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.what)
    }
}

/// What differs between two introspections, which the descriptions call the first and the second.
pub fn differences(first: &Introspection, second: &Introspection) -> Vec<Difference> {
    let mut comparison = Comparison {
        first: first.index(),
        second: second.index(),
        seen: HashSet::new(),
        pending: Vec::new(),
        found: Vec::new(),
    };
    comparison.messages(first, second);
    while let Some((path, a, b)) = comparison.pending.pop() {
        comparison.types(&path, a, b);
    }
    comparison.found.sort_by(|a, b| a.path.cmp(&b.path));
    comparison.found
}

struct Comparison<'a> {
    first: HashMap<&'a str, &'a Entry>,
    second: HashMap<&'a str, &'a Entry>,
    seen: HashSet<(&'a str, &'a str)>,
    /// Pairs of types to compare, with the path to them.
    pending: Vec<(String, &'a str, &'a str)>,
    found: Vec<Difference>,
}

impl<'a> Comparison<'a> {
    fn differ(&mut self, path: &str, what: impl Into<String>) {
        self.found.push(Difference { path: path.to_owned(), what: what.into() });
    }

    /// Compares the commands and events.
    fn messages(&mut self, first: &'a Introspection, second: &'a Introspection) {
        fn is_message(entry: &&Entry) -> bool {
            matches!(entry.kind, EntryKind::Command { .. } | EntryKind::Event(_))
        }
        let names = |introspection: &'a Introspection| -> BTreeMap<&'a str, &'a Entry> {
            introspection.entries.iter().filter(is_message).map(|entry| (entry.name.as_str(), entry)).collect()
        };
        for (a, b) in self.paired("", &names(first), &names(second)) {
            let path = &a.name;
            self.features(path, &a.features, &b.features);
            match (&a.kind, &b.kind) {
                (EntryKind::Event(a), EntryKind::Event(b)) => self.pair(format!("{path}/arg-type"), a, b),
                (
                    EntryKind::Command { arguments, returns, allow_oob },
                    EntryKind::Command { arguments: other_arguments, returns: other_returns, allow_oob: other_oob },
                ) => {
                    if allow_oob != other_oob {
                        self.differ(path, format!("allow-oob is {allow_oob} in the first, {other_oob} in the second"));
                    }
                    self.pair(format!("{path}/arg-type"), arguments, other_arguments);
                    self.pair(format!("{path}/ret-type"), returns, other_returns);
                }
                (a, b) => self.differ(path, format!("{} in the first, {} in the second", a.meta_type(), b.meta_type())),
            }
        }
    }

    fn pair(&mut self, path: String, a: &'a str, b: &'a str) {
        if self.seen.insert((a, b)) {
            self.pending.push((path, a, b));
        }
    }

    /// What both have; the rest is reported.
    fn paired<T: Copy>(
        &mut self,
        path: &str,
        first: &BTreeMap<&'a str, T>,
        second: &BTreeMap<&'a str, T>,
    ) -> Vec<(T, T)> {
        let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        for name in first.keys().filter(|name| !second.contains_key(*name)) {
            self.differ(&join(name), "only in the first");
        }
        for name in second.keys().filter(|name| !first.contains_key(*name)) {
            self.differ(&join(name), "only in the second");
        }
        first.iter().filter_map(|(name, a)| Some((*a, *second.get(name)?))).collect()
    }

    fn features(&mut self, path: &str, first: &'a [String], second: &'a [String]) {
        let map = |names: &'a [String]| names.iter().map(|name| (name.as_str(), ())).collect();
        self.paired(&format!("{path}/features"), &map(first), &map(second));
    }

    fn types(&mut self, path: &str, a: &'a str, b: &'a str) {
        let (Some(&a), Some(&b)) = (self.first.get(a), self.second.get(b)) else {
            return self.differ(path, "a type is not listed");
        };
        self.features(path, &a.features, &b.features);
        match (&a.kind, &b.kind) {
            (EntryKind::Builtin(a), EntryKind::Builtin(b)) if a == b => {}
            (EntryKind::Array(a), EntryKind::Array(b)) => self.pair(path.to_owned(), a, b),
            (EntryKind::Enum(a), EntryKind::Enum(b)) => {
                let map =
                    |values: &'a [super::Value]| values.iter().map(|value| (value.name.as_str(), value)).collect();
                for (a, b) in self.paired(path, &map(a), &map(b)) {
                    self.features(&format!("{path}/{}", a.name), &a.features, &b.features);
                }
            }
            (EntryKind::Alternate(a), EntryKind::Alternate(b)) => self.alternates(path, a, b),
            (EntryKind::Object(a), EntryKind::Object(b)) => self.objects(path, a, b),
            _ => self.differ(path, format!("{} in the first, {} in the second", self.describe(a), self.describe(b))),
        }
    }

    fn describe(&self, entry: &Entry) -> String {
        match &entry.kind {
            EntryKind::Builtin(json_type) => json_type.name().to_owned(),
            kind => kind.meta_type().to_owned(),
        }
    }

    /// Branches have no names, but no two have the same form in JSON.
    fn alternates(&mut self, path: &str, a: &'a [String], b: &'a [String]) {
        fn forms<'a>(index: &HashMap<&'a str, &'a Entry>, types: &'a [String]) -> BTreeMap<&'a str, &'a str> {
            let form = |ty: &'a String| match index.get(ty.as_str()).map(|entry| &entry.kind) {
                Some(EntryKind::Builtin(json_type)) => json_type.name(),
                Some(EntryKind::Enum(_)) => "string",
                Some(kind) => kind.meta_type(),
                None => "unknown",
            };
            types.iter().map(|ty| (form(ty), ty.as_str())).collect()
        }
        let (first, second) = (forms(&self.first, a), forms(&self.second, b));
        for (a, b) in self.paired(path, &first, &second) {
            self.pair(path.to_owned(), a, b);
        }
    }

    fn objects(&mut self, path: &str, a: &'a super::Object, b: &'a super::Object) {
        let members = |object: &'a super::Object| -> BTreeMap<&'a str, &'a super::Member> {
            object.members.iter().map(|member| (member.name.as_str(), member)).collect()
        };
        for (a, b) in self.paired(path, &members(a), &members(b)) {
            let path = format!("{path}/{}", a.name);
            if a.optional != b.optional {
                let form = |optional: bool| if optional { "optional" } else { "mandatory" };
                let what = format!("{} in the first, {} in the second", form(a.optional), form(b.optional));
                self.differ(&path, what);
            }
            self.features(&path, &a.features, &b.features);
            self.pair(path, &a.ty, &b.ty);
        }
        if a.tag != b.tag {
            self.differ(path, "selects its branch by another member");
        }
        let branches = |object: &'a super::Object| -> BTreeMap<&'a str, (&'a str, &'a str)> {
            let variants = object.variants.iter();
            variants.map(|(case, ty)| (case.as_str(), (case.as_str(), ty.as_str()))).collect()
        };
        for ((case, a), (_, b)) in self.paired(&format!("{path}/+"), &branches(a), &branches(b)) {
            self.pair(format!("{path}/+{case}"), a, b);
        }
    }
}
