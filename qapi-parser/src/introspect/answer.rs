//! From a schema to the reply of a server that was built from it.
//!
//! Entries come in the order in which they are first needed: commands and events in definition order, each followed
//! later by the types that it reaches. Types that no command or event reaches are left out, integer types are one, and
//! the members of bases stand with those of the type that has the base.
//!
//! As in QEMU, a type is reached by way of a member, branch, command or event that a build lacks, too. It is then listed
//! unless the build lacks the type itself.

use super::{Config, Entry, EntryKind, Introspection, JsonType, Member, Object, Value};
use crate::schema::{Arguments, Builtin, DefId, Definition, Kind, Schema, Simple, Type, Union};
use crate::source::{FileId, Span};
use std::collections::{HashMap, HashSet};

/// The values of `QType`, which is an enumeration that no schema defines.
const QTYPE: [&str; 7] = ["none", "qnull", "qnum", "qstring", "qdict", "qlist", "qbool"];

/// What an entry describes. Types with one name in the reply are equal.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    Empty,
    Builtin(Builtin),
    Array(Simple),
    Definition(DefId),
    /// The arguments of a command or event that are listed in place.
    Arguments(DefId),
}

/// What a server built from the schema, with this configuration, answers to `query-qmp-schema`.
///
/// Names of types are masked as QEMU does it, unless `names` asks to keep them.
pub fn introspect(schema: &Schema, config: &Config, names: bool) -> Introspection {
    let mut answer =
        Answer { schema, config, names, subjects: Vec::new(), numbers: HashMap::new(), known: HashSet::new() };
    let mut entries = Vec::new();
    for (_, definition) in schema.definitions() {
        let entry = answer.message(definition, schema.find(&definition.name));
        entries.extend(entry.filter(|_| config.has(&definition.condition)));
    }
    let mut next = 0;
    while let Some(&subject) = answer.subjects.get(next) {
        let entry = answer.entry(subject);
        entries.extend(Some(entry).filter(|_| answer.has(subject)));
        next += 1;
    }
    Introspection { entries }
}

struct Answer<'a> {
    schema: &'a Schema,
    config: &'a Config,
    names: bool,
    /// What is needed, in the order in which it was first needed.
    subjects: Vec<Subject>,
    /// The names that are numbers.
    numbers: HashMap<Subject, usize>,
    known: HashSet<Subject>,
}

impl Answer<'_> {
    /// The entry of a command or event.
    fn message(&mut self, definition: &Definition, id: Option<DefId>) -> Option<Entry> {
        let kind = match &definition.kind {
            Kind::Command(command) => EntryKind::Command {
                arguments: self.arguments(id?, &command.arguments),
                returns: match command.returns {
                    Some(ty) => self.type_name(ty),
                    None => self.name(Subject::Empty),
                },
                allow_oob: command.flags.allow_oob,
            },
            Kind::Event(event) => EntryKind::Event(self.arguments(id?, &event.arguments)),
            _ => return None,
        };
        let features = self.config.features(&definition.features);
        Some(Entry { name: definition.name.clone(), span: definition.name_span, features, kind })
    }

    fn arguments(&mut self, id: DefId, arguments: &Arguments) -> String {
        self.name(match arguments {
            Arguments::None => Subject::Empty,
            Arguments::Inline(_) => Subject::Arguments(id),
            Arguments::Defined(id) => Subject::Definition(*id),
        })
    }

    fn type_name(&mut self, ty: Type) -> String {
        self.name(match ty {
            Type::Single(Simple::Builtin(builtin)) => Subject::Builtin(folded(builtin)),
            Type::Single(Simple::Defined(id)) => Subject::Definition(id),
            Type::Array(Simple::Builtin(builtin)) => Subject::Array(Simple::Builtin(folded(builtin))),
            Type::Array(simple) => Subject::Array(simple),
        })
    }

    /// Whether the build has what an entry describes.
    fn has(&self, subject: Subject) -> bool {
        match subject {
            Subject::Definition(id) | Subject::Arguments(id) | Subject::Array(Simple::Defined(id)) => {
                self.config.has(&self.schema.definition(id).condition)
            }
            Subject::Empty | Subject::Builtin(_) | Subject::Array(Simple::Builtin(_)) => true,
        }
    }

    /// The name of a type, which is needed from now on.
    fn name(&mut self, subject: Subject) -> String {
        if self.known.insert(subject) {
            self.subjects.push(subject);
        }
        match subject {
            Subject::Builtin(builtin) if builtin != Builtin::QType => builtin.name().to_owned(),
            Subject::Array(Simple::Builtin(builtin)) => format!("[{}]", self.name(Subject::Builtin(builtin))),
            Subject::Array(Simple::Defined(id)) => format!("[{}]", self.name(Subject::Definition(id))),
            Subject::Builtin(builtin) if self.names => builtin.name().to_owned(),
            Subject::Empty if self.names => "q_empty".to_owned(),
            Subject::Definition(id) if self.names => self.schema.definition(id).name.clone(),
            Subject::Arguments(id) if self.names => format!("q_obj_{}-arg", self.schema.definition(id).name),
            _ => {
                let next = self.numbers.len();
                self.numbers.entry(subject).or_insert(next).to_string()
            }
        }
    }

    fn entry(&mut self, subject: Subject) -> Entry {
        let schema = self.schema;
        let mut entry = Entry {
            name: self.name(subject),
            span: Span::new(FileId(0), 0, 0),
            features: Vec::new(),
            kind: EntryKind::Object(Object::default()),
        };
        match subject {
            Subject::Empty => {}
            Subject::Builtin(builtin) => entry.kind = builtin_kind(builtin),
            Subject::Array(element) => entry.kind = EntryKind::Array(self.type_name(Type::Single(element))),
            Subject::Arguments(id) => {
                let definition = schema.definition(id);
                let members = definition.own_members().iter().filter_map(|member| self.member(member)).collect();
                entry.span = definition.name_span;
                entry.kind = EntryKind::Object(Object { members, tag: None, variants: Vec::new() });
            }
            Subject::Definition(id) => {
                let definition = schema.definition(id);
                entry.span = definition.name_span;
                entry.features = self.config.features(&definition.features);
                entry.kind = self.definition_kind(id, definition);
            }
        }
        entry
    }

    fn definition_kind(&mut self, id: DefId, definition: &Definition) -> EntryKind {
        match &definition.kind {
            Kind::Enum(kind) => {
                let values = kind.values.iter().filter(|value| self.config.has(&value.condition));
                let value = |name: &String, features| Value { name: name.clone(), features };
                EntryKind::Enum(values.map(|known| value(&known.name, self.config.features(&known.features))).collect())
            }
            Kind::Alternate(kind) => {
                let mut types = Vec::new();
                for branch in &kind.branches {
                    let name = self.type_name(branch.ty);
                    types.extend(Some(name).filter(|_| self.config.has(&branch.condition)));
                }
                EntryKind::Alternate(types)
            }
            kind => {
                let members = self.schema.members(id);
                let members = members.into_iter().filter_map(|(_, member)| self.member(member)).collect();
                let mut object = Object { members, tag: None, variants: Vec::new() };
                if let Kind::Union(union) = kind {
                    object.tag = Some(union.discriminator.clone());
                    object.variants = self.variants(union);
                }
                EntryKind::Object(object)
            }
        }
    }

    fn variants(&mut self, union: &Union) -> Vec<(String, String)> {
        let mut variants = Vec::new();
        for branch in &union.branches {
            let name = self.name(branch.ty.map_or(Subject::Empty, Subject::Definition));
            variants.extend(Some((branch.name.clone(), name)).filter(|_| self.config.has(&branch.condition)));
        }
        variants
    }

    fn member(&mut self, member: &crate::schema::Member) -> Option<Member> {
        let ty = self.type_name(member.ty);
        let features = self.config.features(&member.features);
        let known = Member { name: member.name.clone(), ty, optional: member.optional, features };
        self.config.has(&member.condition).then_some(known)
    }
}

/// The type that stands for a built-in type: there is only one of integers.
fn folded(builtin: Builtin) -> Builtin {
    match json_type(builtin) {
        JsonType::Int => Builtin::Int,
        _ => builtin,
    }
}

pub(super) fn json_type(builtin: Builtin) -> JsonType {
    match builtin {
        Builtin::Str | Builtin::QType => JsonType::String,
        Builtin::Number => JsonType::Number,
        Builtin::Bool => JsonType::Boolean,
        Builtin::Null => JsonType::Null,
        Builtin::Any => JsonType::Value,
        _ => JsonType::Int,
    }
}

fn builtin_kind(builtin: Builtin) -> EntryKind {
    match builtin {
        Builtin::QType => {
            EntryKind::Enum(QTYPE.iter().map(|name| Value { name: (*name).to_owned(), features: Vec::new() }).collect())
        }
        builtin => EntryKind::Builtin(json_type(builtin)),
    }
}
