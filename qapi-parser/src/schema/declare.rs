//! Declaring: which definition a name stands for.
//!
//! In: definitions. Out: [`Names`]. Afterwards: no two definitions share a name, and none has that of a built-in type.

use super::{Builtin, DefId, Simple};
use crate::ast::{Body, Definition, TypeRef};
use crate::code::Code;
use crate::report::Report;
use crate::syntax::Text;
use std::borrow::Cow;
use std::collections::{HashMap, hash_map::Entry};

/// What a name stands for.
#[derive(Clone, Copy)]
enum Named {
    Type(Simple),
    /// A command or event.
    Other,
    /// A definition that is faulty. What refers to it may be right.
    Faulty,
}

/// The names of a schema.
pub(super) struct Names<'d> {
    types: HashMap<&'d str, Named>,
}

impl<'d> Names<'d> {
    /// Declares all definitions. `order` is the order in which they meet: the second of two is the wrong one.
    pub fn declare(definitions: &'d [Definition<'_>], order: &[DefId], report: &mut Report) -> Self {
        let mut types = HashMap::with_capacity(definitions.len() + Builtin::ALL.len());
        types.extend(Builtin::ALL.map(|builtin| (builtin.name(), Named::Type(Simple::Builtin(builtin)))));
        let mut first = HashMap::with_capacity(definitions.len());
        for &id in order {
            let definition = &definitions[id.0 as usize];
            let name = &definition.name;
            let named = match definition.body {
                Body::Command(_) | Body::Event { .. } => Named::Other,
                _ => Named::Type(Simple::Defined(id)),
            };
            match types.entry(&*name.text) {
                Entry::Vacant(entry) => {
                    entry.insert(named);
                    first.insert(&*name.text, name.span);
                }
                Entry::Occupied(_) => match first.get(&*name.text) {
                    Some(&span) => {
                        let message = format!("'{}' is defined twice", name.text);
                        report
                            .error(Code::Redefinition, name.span, message, "second definition")
                            .also(span, "first definition");
                    }
                    None => {
                        let message = format!("'{}' is a built-in type", name.text);
                        report.error(Code::Redefinition, name.span, message, "cannot be defined again");
                    }
                },
            }
        }
        Names { types }
    }

    /// Takes it that these names are those of types.
    pub fn excuse(&mut self, names: &'d [Cow<'_, str>]) {
        for name in names {
            self.types.entry(name).or_insert(Named::Faulty);
        }
    }

    /// The type of this name.
    pub fn find(&self, name: &str) -> Option<Simple> {
        match self.types.get(name) {
            Some(Named::Type(simple)) => Some(*simple),
            _ => None,
        }
    }

    /// The type of this name, or a report that there is none.
    pub fn resolve(&self, name: &Text<'_>, report: &mut Report) -> Option<Simple> {
        let found = self.find(&name.text);
        if found.is_none() && !matches!(self.types.get(&*name.text), Some(Named::Faulty)) {
            let error = report.error(Code::UnknownType, name.span, format!("unknown type '{}'", name.text), "");
            let element = name.text.strip_suffix("List").filter(|element| self.find(element).is_some());
            if let Some(element) = element {
                error.note(format!("an array of it is written ['{element}']"));
            } else if self.types.contains_key(&*name.text) {
                error.note(format!("'{}' is a command or event", name.text));
            }
        }
        found
    }

    /// Like [`Names::resolve`], for a type that may be an array.
    pub fn resolve_ref(&self, ty: &TypeRef<'_>, report: &mut Report) -> Option<super::Type> {
        let simple = self.resolve(&ty.name, report)?;
        Some(if ty.array { super::Type::Array(simple) } else { super::Type::Single(simple) })
    }
}
