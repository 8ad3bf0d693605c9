//! What a server answers to `query-qmp-schema` (manual: "Client JSON Protocol introspection").
//!
//! An [`Introspection`] is made from a schema and a build's configuration (`introspect`), read from a saved reply
//! ([`Introspection::read`]), printed as JSON, and compared up to the names of types and order (`differences`).
//! `like` infers with which configuration a server was built. Loading a saved reply turns it into a
//! [`Schema`](crate::schema::Schema).

#[cfg(feature = "tools")]
mod answer;
#[cfg(feature = "tools")]
mod config;
#[cfg(feature = "tools")]
mod equal;
#[cfg(feature = "tools")]
mod infer;
mod json;
#[cfg(feature = "tools")]
mod print;
mod read;
#[cfg(feature = "tools")]
mod solve;
pub(crate) mod types;

#[cfg(feature = "tools")]
pub use answer::introspect;
#[cfg(feature = "tools")]
pub use config::Config;
#[cfg(feature = "tools")]
pub use equal::{Difference, differences};
#[cfg(feature = "tools")]
pub use infer::{Inference, like};
pub use read::Read;
pub(crate) use read::is_reply;

use crate::source::Span;
use std::collections::HashMap;

/// A list of what a server knows: its commands and events, and the types that they reach.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Introspection {
    /// The entries. Names are unique.
    pub entries: Vec<Entry>,
}

/// One `SchemaInfo` object.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The name. Those of types mean nothing outside of the list.
    pub name: String,
    /// Where it comes from: a definition of the schema, or the object in the reply.
    pub span: Span,
    /// Its features.
    pub features: Vec<String>,
    /// What it is.
    pub kind: EntryKind,
}

/// What a `SchemaInfo` object describes.
#[derive(Clone, Debug, PartialEq)]
pub enum EntryKind {
    /// A built-in type, by its form in JSON.
    Builtin(JsonType),
    /// An enumeration.
    Enum(Vec<Value>),
    /// An array of the type with this name.
    Array(String),
    /// A struct or union.
    Object(Object),
    /// An alternate of the types with these names.
    Alternate(Vec<String>),
    /// A command.
    Command {
        /// Name of the object type of the arguments.
        arguments: String,
        /// Name of the type of what it returns.
        returns: String,
        /// Whether it can be executed out of band.
        allow_oob: bool,
    },
    /// An event, with the name of the object type of its data.
    Event(String),
}

impl EntryKind {
    /// The name of the kind in a reply.
    pub fn meta_type(&self) -> &'static str {
        match self {
            EntryKind::Builtin(_) => "builtin",
            EntryKind::Enum(_) => "enum",
            EntryKind::Array(_) => "array",
            EntryKind::Object(_) => "object",
            EntryKind::Alternate(_) => "alternate",
            EntryKind::Command { .. } => "command",
            EntryKind::Event(_) => "event",
        }
    }
}

/// A value of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Its name.
    pub name: String,
    /// Its features.
    pub features: Vec<String>,
}

/// The members of a struct, or those of a union with its branches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    /// The members that do not depend on a branch; those of bases are among them.
    pub members: Vec<Member>,
    /// The member that selects the branch.
    pub tag: Option<String>,
    /// The branches: a value of the tag, and the name of an object type.
    pub variants: Vec<(String, String)>,
}

/// A member of an object type.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// The name of its type.
    pub ty: String,
    /// Whether it may be absent.
    pub optional: bool,
    /// Its features.
    pub features: Vec<String>,
}

/// The forms that a value of a built-in type has in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum JsonType {
    String,
    Number,
    Int,
    Boolean,
    Null,
    Object,
    Array,
    /// Any of them.
    Value,
}

impl JsonType {
    const ALL: [(JsonType, &str); 8] = [
        (JsonType::String, "string"),
        (JsonType::Number, "number"),
        (JsonType::Int, "int"),
        (JsonType::Boolean, "boolean"),
        (JsonType::Null, "null"),
        (JsonType::Object, "object"),
        (JsonType::Array, "array"),
        (JsonType::Value, "value"),
    ];

    /// The name in a reply.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(known, _)| *known == self).map_or("value", |(_, name)| name)
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(json_type, _)| *json_type)
    }
}

impl Introspection {
    /// The names of the commands, in the order of the entries.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        let is_command = |entry: &&Entry| matches!(entry.kind, EntryKind::Command { .. });
        self.entries.iter().filter(is_command).map(|entry| entry.name.as_str())
    }

    /// The names of the events, in the order of the entries.
    pub fn events(&self) -> impl Iterator<Item = &str> {
        let is_event = |entry: &&Entry| matches!(entry.kind, EntryKind::Event(_));
        self.entries.iter().filter(is_event).map(|entry| entry.name.as_str())
    }

    /// The entries by name.
    pub(crate) fn index(&self) -> HashMap<&str, &Entry> {
        self.entries.iter().map(|entry| (entry.name.as_str(), entry)).collect()
    }
}
