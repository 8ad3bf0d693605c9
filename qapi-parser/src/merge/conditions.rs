//! When a merged item exists, and which features it has.
//!
//! What one version has unconditionally is unconditional; otherwise it is there if any version's condition holds. Of the
//! special features, the newest version that has the item decides: what was deprecated and is not any more is not.
//! Other features say what a version can do, and stay if any version has them.

use super::Inputs;
use crate::schema::{Condition, Feature, VersionSet};
use std::collections::HashMap;

/// The features of which the newest version decides (manual: "Special features").
const SPECIAL: [&str; 2] = ["deprecated", "unstable"];

/// An item as an input has it.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    pub input: usize,
    pub condition: &'a Option<Condition>,
    pub features: &'a [Feature],
}

/// The condition of items, which come newest first.
pub(super) fn condition<'a>(conditions: impl Iterator<Item = &'a Option<Condition>>) -> Option<Condition> {
    let mut found: Vec<&Condition> = Vec::new();
    let mut known: Vec<Condition> = Vec::new();
    for condition in conditions {
        let condition = condition.as_ref()?;
        let operands = match condition {
            Condition::Any(operands) => operands.as_slice(),
            _ => std::slice::from_ref(condition),
        };
        for operand in operands {
            let form = normal(operand);
            if !known.contains(&form) {
                known.push(form);
                found.push(operand);
            }
        }
    }
    match found.as_slice() {
        [] => None,
        [only] => Some((*only).clone()),
        all => Some(Condition::Any(all.iter().map(|condition| (*condition).clone()).collect())),
    }
}

/// The condition in a form in which the order of operands is of no account.
fn normal(condition: &Condition) -> Condition {
    let sorted = |operands: &[Condition]| {
        let mut operands: Vec<_> = operands.iter().map(normal).collect();
        operands.sort();
        operands.dedup();
        operands
    };
    match condition {
        Condition::Symbol(_) => condition.clone(),
        Condition::Not(operand) => Condition::Not(Box::new(normal(operand))),
        Condition::All(operands) => Condition::All(sorted(operands)),
        Condition::Any(operands) => Condition::Any(sorted(operands)),
    }
}

/// The features of items, which come newest first.
pub(super) fn features(inputs: &Inputs, items: &[Item<'_>]) -> Vec<Feature> {
    let newest = items.first().map(|item| inputs.inputs[item.input].version);
    let mut names: Vec<&str> = Vec::new();
    let mut features = Vec::new();
    for item in items {
        for feature in item.features {
            let decides =
                !SPECIAL.contains(&feature.name.as_str()) || Some(inputs.inputs[item.input].version) == newest;
            if !decides || names.contains(&feature.name.as_str()) {
                continue;
            }
            names.push(&feature.name);
            let same = items.iter().flat_map(|item| item.features).filter(|other| other.name == feature.name);
            features.push(Feature {
                name: feature.name.clone(),
                span: inputs.moved(item.input, feature.span),
                condition: condition(same.map(|feature| &feature.condition)),
            });
        }
    }
    features
}

/// Which versions have which features.
pub(super) fn feature_facts(inputs: &Inputs, items: &[Item<'_>]) -> HashMap<String, VersionSet> {
    let mut facts: HashMap<String, VersionSet> = HashMap::new();
    for item in items {
        for feature in item.features {
            facts.entry(feature.name.clone()).or_default().insert(inputs.inputs[item.input].version);
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::condition;
    use crate::schema::Condition::{self, All, Any, Symbol};

    /// Rule: a condition in any version is enough, and the order of operands is of no account.
    #[test]
    fn conditions_are_alternatives() {
        let a = || Symbol("A".into());
        let b = || Symbol("B".into());
        let merged = |conditions: &[Option<Condition>]| condition(conditions.iter());
        assert_eq!(merged(&[Some(a()), None]), None);
        assert_eq!(merged(&[Some(a()), Some(a())]), Some(a()));
        assert_eq!(merged(&[Some(All(vec![a(), b()])), Some(All(vec![b(), a()]))]), Some(All(vec![a(), b()])));
        assert_eq!(merged(&[Some(Any(vec![a(), b()])), Some(b())]), Some(Any(vec![a(), b()])));
        assert_eq!(merged(&[Some(a()), Some(b())]), Some(Any(vec![a(), b()])));
    }
}
