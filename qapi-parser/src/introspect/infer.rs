//! What a server was built with, from its reply and the schema that it was built from.
//!
//! Schema and reply are walked side by side. Wherever the schema has a condition, the reply says whether it held; from
//! these facts [`solve`](super::solve) concludes which symbols are defined.

use super::solve::{Fact, Solution, solve};
use super::{Config, Entry, EntryKind, Introspection};
use crate::schema::{Arguments, Condition, DefId, Feature, Kind, Member, Schema, Simple, Type, Union};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What was concluded about the build of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inference {
    /// The configuration. What is open is not defined in it.
    pub config: Config,
    /// The symbols that are known, with what shows it: a path such as `migrate/arg-type/channels`.
    pub known: BTreeMap<String, (bool, String)>,
    /// Symbols about which the reply says nothing for certain.
    pub open: Vec<String>,
    /// Where the reply contradicts itself, if it is taken as that of a server built from the schema.
    pub contradictions: Vec<String>,
}

/// Infers with which symbols a server was built from the schema.
pub fn like(schema: &Schema, reply: &Introspection) -> Inference {
    let mut walk = Walk { schema, index: reply.index(), seen: HashSet::new(), pending: Vec::new(), facts: Vec::new() };
    walk.messages();
    while let Some((path, ty, name)) = walk.pending.pop() {
        walk.types(&path, ty, name);
    }
    let Solution { known, open, contradictions } = solve(&walk.facts);
    let config = known.iter().fold(Config::default(), |config, (symbol, (defined, _))| match defined {
        true => config.define(symbol),
        false => config.undefine(symbol),
    });
    Inference { config, known, open, contradictions }
}

struct Walk<'a> {
    schema: &'a Schema,
    index: HashMap<&'a str, &'a Entry>,
    seen: HashSet<(Type, &'a str)>,
    pending: Vec<(String, Type, &'a str)>,
    facts: Vec<Fact<'a>>,
}

impl<'a> Walk<'a> {
    fn fact(&mut self, condition: &'a Option<Condition>, holds: bool, path: impl FnOnce() -> String) {
        if let Some(condition) = condition {
            self.facts.push(Fact { condition, holds, path: path() });
        }
    }

    fn features(&mut self, path: &str, features: &'a [Feature], found: &[String]) {
        for feature in features {
            let holds = found.contains(&feature.name);
            self.fact(&feature.condition, holds, || format!("{path}/${}", feature.name));
        }
    }

    fn pair(&mut self, path: String, ty: Type, name: &'a str) {
        if self.seen.insert((ty, name)) {
            self.pending.push((path, ty, name));
        }
    }

    fn messages(&mut self) {
        let schema = self.schema;
        for (_, definition) in schema.definitions() {
            let Some(arguments) = definition.arguments() else { continue };
            let found = self.index.get(definition.name.as_str()).copied();
            self.fact(&definition.condition, found.is_some(), || definition.name.clone());
            let Some(entry) = found else { continue };
            self.features(&definition.name, &definition.features, &entry.features);
            let name = match (&entry.kind, &definition.kind) {
                (EntryKind::Command { arguments, returns, .. }, Kind::Command(command)) => {
                    if let Some(ty) = command.returns {
                        self.pair(format!("{}/ret-type", definition.name), ty, returns);
                    }
                    arguments
                }
                (EntryKind::Event(arguments), Kind::Event(_)) => arguments,
                _ => continue,
            };
            let path = format!("{}/arg-type", definition.name);
            match arguments {
                Arguments::Defined(id) => self.pair(path, Type::Single(Simple::Defined(*id)), name),
                Arguments::Inline(members) => self.members(&path, members.iter(), name),
                Arguments::None => {}
            }
        }
    }

    fn types(&mut self, path: &str, ty: Type, name: &'a str) {
        let Some(&entry) = self.index.get(name) else { return };
        match (ty, &entry.kind) {
            (Type::Array(element), EntryKind::Array(name)) => self.pair(path.to_owned(), Type::Single(element), name),
            (Type::Single(Simple::Defined(id)), _) => self.definition(path, id, entry),
            _ => {}
        }
    }

    fn definition(&mut self, path: &str, id: DefId, entry: &'a Entry) {
        let definition = self.schema.definition(id);
        self.fact(&definition.condition, true, || path.to_owned());
        self.features(path, &definition.features, &entry.features);
        match (&definition.kind, &entry.kind) {
            (Kind::Enum(kind), EntryKind::Enum(values)) => {
                for value in &kind.values {
                    let found = values.iter().find(|found| found.name == value.name);
                    let path = || format!("{path}/^{}", value.name);
                    self.fact(&value.condition, found.is_some(), path);
                    if let Some(found) = found {
                        self.features(&path(), &value.features, &found.features);
                    }
                }
            }
            (Kind::Alternate(kind), EntryKind::Alternate(names)) => self.alternate(path, kind, names),
            (Kind::Struct(_) | Kind::Union(_), EntryKind::Object(object)) => {
                let members = self.schema.members(id);
                self.members(path, members.into_iter().map(|(_, member)| member), &entry.name);
                if let Kind::Union(union) = &definition.kind {
                    self.branches(path, union, &object.variants);
                }
            }
            _ => {}
        }
    }

    /// Branches of alternates are known by their form: what is an object in the reply is the branch that is one.
    fn alternate(&mut self, path: &str, kind: &'a crate::schema::Alternate, names: &'a [String]) {
        for branch in &kind.branches {
            let found = names.iter().find(|name| self.has_form(branch.ty, name));
            self.fact(&branch.condition, found.is_some(), || format!("{path}/{}", branch.name));
            if let Some(name) = found {
                self.pair(path.to_owned(), branch.ty, name);
            }
        }
    }

    fn has_form(&self, ty: Type, name: &str) -> bool {
        let Some(entry) = self.index.get(name) else { return false };
        match (ty, &entry.kind) {
            (Type::Array(_), EntryKind::Array(_)) => true,
            (Type::Single(Simple::Builtin(builtin)), EntryKind::Builtin(json_type)) => {
                super::answer::json_type(builtin) == *json_type
            }
            (Type::Single(Simple::Defined(id)), kind) => matches!(
                (&self.schema.definition(id).kind, kind),
                (Kind::Enum(_), EntryKind::Enum(_)) | (Kind::Struct(_) | Kind::Union(_), EntryKind::Object(_))
            ),
            _ => false,
        }
    }

    fn members(&mut self, path: &str, members: impl Iterator<Item = &'a Member>, name: &'a str) {
        let Some(EntryKind::Object(object)) = self.index.get(name).map(|entry| &entry.kind) else { return };
        for member in members {
            let found = object.members.iter().find(|found| found.name == member.name);
            let path = format!("{path}/{}", member.name);
            self.fact(&member.condition, found.is_some(), || path.clone());
            if let Some(found) = found {
                self.features(&path, &member.features, &found.features);
                self.pair(path, member.ty, &found.ty);
            }
        }
    }

    fn branches(&mut self, path: &str, union: &'a Union, variants: &'a [(String, String)]) {
        for branch in &union.branches {
            let found = variants.iter().find(|(case, _)| *case == branch.name);
            let path = format!("{path}/+{}", branch.name);
            self.fact(&branch.condition, found.is_some(), || path.clone());
            if let (Some((_, name)), Some(id)) = (found, branch.ty) {
                self.pair(path, Type::Single(Simple::Defined(id)), name);
            }
        }
    }
}
