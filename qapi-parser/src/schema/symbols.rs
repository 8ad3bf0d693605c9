//! The symbols of `if` conditions (manual: "Configuring the schema").
//!
//! A condition may stand at a definition, a member, a value, a branch or a feature; all of them are searched.

use super::{Condition, Definition, Feature, Kind, Schema};
use std::collections::BTreeSet;

impl Schema {
    /// Every symbol that a condition names.
    pub fn symbols(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for (_, definition) in self.definitions() {
            conditions(definition).into_iter().flatten().for_each(|condition| collect(condition, &mut found));
        }
        found
    }
}

fn conditions(definition: &Definition) -> Vec<Option<&Condition>> {
    let mut out = vec![definition.condition.as_ref()];
    let mut features: Vec<&[Feature]> = vec![&definition.features];
    match &definition.kind {
        Kind::Enum(kind) => {
            for value in &kind.values {
                out.push(value.condition.as_ref());
                features.push(&value.features);
            }
        }
        Kind::Alternate(kind) => out.extend(kind.branches.iter().map(|branch| branch.condition.as_ref())),
        Kind::Union(kind) => out.extend(kind.branches.iter().map(|branch| branch.condition.as_ref())),
        Kind::Struct(_) | Kind::Command(_) | Kind::Event(_) => {}
    }
    for member in definition.own_members() {
        out.push(member.condition.as_ref());
        features.push(&member.features);
    }
    out.extend(features.into_iter().flatten().map(|feature| feature.condition.as_ref()));
    out
}

fn collect<'a>(condition: &'a Condition, found: &mut BTreeSet<&'a str>) {
    match condition {
        Condition::Symbol(name) => drop(found.insert(name)),
        Condition::Not(inner) => collect(inner, found),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| collect(part, found)),
    }
}
