//! What a schema says beyond the answer to `query-qmp-schema`: conditions, and flags of commands.

use crate::introspect::{Entry, EntryKind};
use crate::schema::{Command, Condition, Definition, Feature, Kind, Origin, Schema};
use std::collections::HashMap;

/// A part of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part<'a> {
    Whole,
    Member(&'a str),
    Value(&'a str),
    Branch(&'a str),
}

/// A part of an entry, and for a feature of it also the name of that.
type Place<'a> = (String, Part<'a>, Option<&'a str>);

/// The facts of a schema. A saved reply has none.
#[derive(Default)]
pub(super) struct Facts<'a> {
    pub is_known: bool,
    conditions: HashMap<Place<'a>, &'a Condition>,
    pub commands: HashMap<&'a str, &'a Command>,
}

impl<'a> Facts<'a> {
    pub fn of(schema: &'a Schema) -> Self {
        let mut facts = Facts { is_known: !matches!(schema.origin, Origin::Reply), ..Facts::default() };
        for (id, definition) in schema.definitions() {
            let name = definition.name.as_str();
            facts.add(name, Part::Whole, &definition.condition, &definition.features);
            match &definition.kind {
                Kind::Enum(kind) => {
                    for value in &kind.values {
                        facts.add(name, Part::Value(&value.name), &value.condition, &value.features);
                    }
                }
                Kind::Struct(_) | Kind::Union(_) => {
                    for (_, member) in schema.members(id) {
                        facts.add(name, Part::Member(&member.name), &member.condition, &member.features);
                    }
                    if let Kind::Union(union) = &definition.kind {
                        for branch in &union.branches {
                            facts.add(name, Part::Branch(&branch.name), &branch.condition, &[]);
                        }
                    }
                }
                Kind::Command(command) => {
                    facts.commands.insert(name, command);
                    facts.arguments(definition);
                }
                Kind::Event(_) => facts.arguments(definition),
                Kind::Alternate(_) => {}
            }
        }
        facts
    }

    /// Arguments that are listed in place are an entry of their own.
    fn arguments(&mut self, definition: &'a Definition) {
        let entry = format!("q_obj_{}-arg", definition.name);
        for member in definition.own_members() {
            self.add(&entry, Part::Member(&member.name), &member.condition, &member.features);
        }
    }

    fn add(&mut self, entry: &str, part: Part<'a>, condition: &'a Option<Condition>, features: &'a [Feature]) {
        self.conditions.extend(condition.as_ref().map(|condition| ((entry.to_owned(), part, None), condition)));
        for feature in features {
            let place = (entry.to_owned(), part, Some(feature.name.as_str()));
            self.conditions.extend(feature.condition.as_ref().map(|condition| (place, condition)));
        }
    }

    /// The condition of a part, or of a feature of it.
    pub fn condition(&self, entry: &Entry, part: Part<'a>, feature: Option<&'a str>) -> Option<&'a Condition> {
        self.conditions.get(&(entry.name.clone(), part, feature)).copied()
    }
}

/// The parts of an entry that may have a condition, apart from itself: each with its path, and the names of its features.
pub(super) fn parts(entry: &Entry) -> Vec<(Part<'_>, String, &[String])> {
    match &entry.kind {
        EntryKind::Enum(values) => values
            .iter()
            .map(|value| (Part::Value(value.name.as_str()), format!("={}", value.name), value.features.as_slice()))
            .collect(),
        EntryKind::Object(object) => {
            let members = object.members.iter().map(|member| {
                (Part::Member(member.name.as_str()), format!(".{}", member.name), member.features.as_slice())
            });
            let branches =
                object.variants.iter().map(|(case, _)| (Part::Branch(case), format!("({case})"), [].as_slice()));
            members.chain(branches).collect()
        }
        _ => Vec::new(),
    }
}

/// What became of a condition.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Turn {
    Same,
    /// What has it is there in fewer builds.
    Narrower,
    /// It is there in more builds.
    Wider,
    /// It is there in other builds.
    Other,
}

/// Compares two conditions; `None` always holds.
pub(super) fn turn(old: Option<&Condition>, new: Option<&Condition>) -> Turn {
    let (narrower, wider) = match (old, new) {
        (None, None) => return Turn::Same,
        (None, Some(_)) => (true, false),
        (Some(_), None) => (false, true),
        (Some(old), Some(new)) => (implies(new, old), implies(old, new)),
    };
    match (narrower, wider) {
        (true, true) => Turn::Same,
        (true, false) => Turn::Narrower,
        (false, true) => Turn::Wider,
        (false, false) => Turn::Other,
    }
}

/// Whether one condition can be seen to imply another. Conditions are small, and their depth is bounded.
fn implies(a: &Condition, b: &Condition) -> bool {
    if a == b {
        return true;
    }
    match (a, b) {
        (Condition::Any(operands), _) => operands.iter().all(|operand| implies(operand, b)),
        (_, Condition::All(operands)) => operands.iter().all(|operand| implies(a, operand)),
        (Condition::Not(a), Condition::Not(b)) => implies(b, a),
        _ => {
            let from = matches!(a, Condition::All(operands) if operands.iter().any(|operand| implies(operand, b)));
            from || matches!(b, Condition::Any(operands) if operands.iter().any(|operand| implies(a, operand)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Turn, turn};
    use crate::schema::Condition::{self, All, Any, Not, Symbol};

    /// Rule: order and repetition do not count, and what holds more often is wider.
    #[test]
    fn conditions_are_compared() {
        let a = || Symbol("A".into());
        let b = || Symbol("B".into());
        let of = |old: Option<Condition>, new: Option<Condition>| turn(old.as_ref(), new.as_ref());
        assert!(of(None, None) == Turn::Same);
        assert!(of(None, Some(a())) == Turn::Narrower);
        assert!(of(Some(a()), None) == Turn::Wider);
        assert!(of(Some(a()), Some(b())) == Turn::Other);
        assert!(of(Some(All(vec![a(), b()])), Some(All(vec![b(), a()]))) == Turn::Same);
        assert!(of(Some(Any(vec![a(), b()])), Some(Any(vec![b(), a(), a()]))) == Turn::Same);
        assert!(of(Some(a()), Some(Any(vec![a(), b()]))) == Turn::Wider);
        assert!(of(Some(a()), Some(All(vec![b(), a()]))) == Turn::Narrower);
        assert!(of(Some(All(vec![a(), b()])), Some(Any(vec![a(), b()]))) == Turn::Wider);
        assert!(of(Some(Not(Box::new(a()))), Some(Not(Box::new(All(vec![a(), b()]))))) == Turn::Wider);
    }
}
