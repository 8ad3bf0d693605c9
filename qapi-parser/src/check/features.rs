//! Features, members and values of one definition (manual: "Features", "Special features", "Enumeration types").
//!
//! In a list of features, members or values no two may clash, types may have no special features, and a schema may have
//! no more than [`MAX_FEATURES`] different features. References do not matter here.

use crate::code::Code;
use crate::names;
use crate::report::Report;
use crate::schema::{DefId, Definition, Feature, Kind};
use crate::source::Span;
use std::collections::{HashMap, HashSet, hash_map::Entry};

/// How many different features a schema can have: QEMU's generated code keeps them in a 64-bit set.
const MAX_FEATURES: usize = 64;
const SPECIAL: [&str; 2] = ["deprecated", "unstable"];

/// Checks all definitions; `order` is the order in which they meet.
pub(super) fn check(definitions: &[Definition], order: &[DefId], report: &mut Report) {
    let mut checker = Checker { report, seen: HashSet::from(SPECIAL), full: false };
    order.iter().for_each(|id| checker.definition(&definitions[id.index()]));
}

struct Checker<'d, 'r> {
    report: &'r mut Report,
    /// The features met so far.
    seen: HashSet<&'d str>,
    /// Whether it was reported that there are too many.
    full: bool,
}

impl<'d> Checker<'d, '_> {
    fn definition(&mut self, definition: &'d Definition) {
        self.features(&definition.features);
        if definition.arguments().is_none() {
            self.no_special_feature(definition);
        }
        if let Kind::Enum(kind) = &definition.kind {
            kind.values.iter().for_each(|value| self.features(&value.features));
            clashes(kind.values.iter().map(|value| (&*value.name, value.span)), "value", self.report);
        }
        let members = definition.own_members();
        clashes(members.iter().map(|member| (&*member.name, member.span)), "member", self.report);
        members.iter().for_each(|member| self.features(&member.features));
    }

    fn no_special_feature(&mut self, definition: &Definition) {
        for feature in definition.features.iter().filter(|feature| SPECIAL.contains(&&*feature.name)) {
            let message = format!("feature '{}' is not for types", feature.name);
            self.report
                .error(Code::SpecialFeature, feature.span, message, "")
                .note("it is for commands, events, members and enum values");
        }
    }

    fn features(&mut self, features: &'d [Feature]) {
        if features.len() > 1 {
            clashes(features.iter().map(|feature| (&*feature.name, feature.span)), "feature", self.report);
        }
        for feature in features {
            let is_new = self.seen.insert(&feature.name);
            if is_new && self.seen.len() > MAX_FEATURES && !self.full {
                self.full = true;
                let message = format!("the schema has more than {MAX_FEATURES} different features");
                self.report
                    .error(Code::TooManyFeatures, feature.span, message, "one too many")
                    .note("'deprecated' and 'unstable' count even if they are not used");
            }
        }
    }
}

/// Reports names that generated code could not tell apart.
pub(super) fn clashes<'n>(names: impl Iterator<Item = (&'n str, Span)>, what: &str, report: &mut Report) {
    let mut seen = HashMap::with_capacity(names.size_hint().0);
    for (name, span) in names {
        match seen.entry(names::fold(name)) {
            Entry::Vacant(entry) => {
                entry.insert((name, span));
            }
            Entry::Occupied(entry) => {
                let &(first, first_span) = entry.get();
                let message = match first == name {
                    true => format!("{what} '{name}' is given twice"),
                    false => format!("{what} '{name}' clashes with {what} '{first}'"),
                };
                let label = format!("second {what}");
                let error = report.error(Code::NameClash, span, message, label);
                error.also(first_span, format!("first {what}"));
                if first != name {
                    error.note("names must differ in more than '-' and '_'");
                }
            }
        }
    }
}
