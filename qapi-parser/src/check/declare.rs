//! The names of a schema: which definition each stands for.
//!
//! Types, commands and events share one name space with the built-in types. All names are declared before any reference
//! is resolved, so definitions can refer to each other in any order.

use crate::ast::{Body, Definition};
use crate::code::Code;
use crate::report::Report;
use crate::schema::{Builtin, DefId, Simple};
use crate::syntax::Text;
use std::borrow::Cow;
use std::collections::{HashMap, hash_map::Entry};

/// What a type is, as far as rules about references need to know.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Sort {
    BuiltIn,
    Enum,
    Struct,
    Union,
    Alternate,
}

impl Sort {
    pub fn describe(self) -> &'static str {
        match self {
            Sort::BuiltIn => "a built-in type",
            Sort::Enum => "an enum",
            Sort::Struct => "a struct",
            Sort::Union => "a union",
            Sort::Alternate => "an alternate",
        }
    }

    pub fn is_object(self) -> bool {
        matches!(self, Sort::Struct | Sort::Union)
    }
}

/// What a name stands for.
#[derive(Clone, Copy)]
pub(super) enum Named {
    Type(Simple, Sort),
    Command,
    Event,
    /// A definition that could not be read. A reference to it may well be right.
    Unread,
}

/// The names of a schema.
pub(super) struct Names<'a> {
    names: HashMap<Cow<'a, str>, Named>,
}

impl<'a> Names<'a> {
    /// Declares all definitions and reports names that are taken. `order` is the order in which QEMU meets them: of two
    /// definitions with one name, the later one is wrong.
    pub fn declare(definitions: &[Definition<'a>], order: &[DefId], report: &mut Report) -> Self {
        let mut names: HashMap<Cow<'a, str>, Named> = HashMap::with_capacity(definitions.len() + Builtin::ALL.len());
        names.extend(
            Builtin::ALL.map(|builtin| (builtin.name().into(), Named::Type(Simple::Builtin(builtin), Sort::BuiltIn))),
        );
        let mut first = HashMap::with_capacity(definitions.len());
        for &id in order {
            let definition = &definitions[id.index()];
            let name = &definition.name;
            match names.entry(name.text.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(named(&definition.body, id));
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
        Names { names }
    }

    /// Declares names that definitions may have which could not be read, so that a reference to one is no error.
    pub fn declare_unread(&mut self, names: impl IntoIterator<Item = Cow<'a, str>>) {
        for name in names {
            self.names.entry(name).or_insert(Named::Unread);
        }
    }

    /// What the name stands for.
    pub fn find(&self, name: &Text<'_>) -> Option<Named> {
        self.names.get(&*name.text).copied()
    }

    /// The names of all types.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        let types = self.names.iter().filter(|(_, named)| matches!(named, Named::Type(..)));
        types.map(|(name, _)| &**name)
    }

    /// Whether there is a type of this name.
    pub fn is_type(&self, name: &str) -> bool {
        matches!(self.names.get(name), Some(Named::Type(..)))
    }
}

fn named(body: &Body<'_>, id: DefId) -> Named {
    let sort = match body {
        Body::Enum(_) => Sort::Enum,
        Body::Struct { .. } => Sort::Struct,
        Body::Union { .. } => Sort::Union,
        Body::Alternate { .. } => Sort::Alternate,
        Body::Command(_) => return Named::Command,
        Body::Event { .. } => return Named::Event,
    };
    Named::Type(Simple::Defined(id), sort)
}
