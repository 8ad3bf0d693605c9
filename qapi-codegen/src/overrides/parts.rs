//! The parts of a definition that an override can name.
//!
//! In: a definition. Out: its members, values and branches, in schema order. Afterwards: a part knows which definitions
//! it can be named by, and what it is called in Rust if nobody renames it.

use crate::{analysis, names};
use qapi_parser::schema::{DefId, Kind, Member, Schema, Type};

/// A member, value or branch.
pub struct Part<'a> {
    /// Its QAPI name.
    pub name: &'a str,
    /// What it is.
    pub kind: PartKind<'a>,
}

/// What a part is.
pub enum PartKind<'a> {
    /// A member, with the definition that declares it.
    Member(DefId, &'a Member),
    /// A value of an enum.
    Value,
    /// A branch of a union, with its type.
    Branch(Option<DefId>),
    /// A branch of an alternate.
    Alternative(Type),
}

impl<'a> Part<'a> {
    /// All parts of a definition. A union may have a branch and a member of one name.
    pub fn all(schema: &'a Schema, id: DefId) -> Vec<Self> {
        let members = analysis::carried(schema, id).into_iter();
        let mut parts: Vec<Self> =
            members.map(|(owner, member)| Part { name: &member.name, kind: PartKind::Member(owner, member) }).collect();
        match &schema.definition(id).kind {
            Kind::Enum(kind) => {
                parts.extend(kind.values.iter().map(|v| Part { name: &v.name, kind: PartKind::Value }));
            }
            Kind::Union(kind) => {
                parts.extend(kind.branches.iter().map(|b| Part { name: &b.name, kind: PartKind::Branch(b.ty) }));
            }
            Kind::Alternate(kind) => {
                parts.extend(kind.branches.iter().map(|b| Part { name: &b.name, kind: PartKind::Alternative(b.ty) }));
            }
            Kind::Struct(_) | Kind::Command(_) | Kind::Event(_) => {}
        }
        parts
    }

    /// The definitions by which it can be named: the one that has it, and the base that declares it.
    pub fn owners(&self, id: DefId) -> impl Iterator<Item = DefId> {
        let owner = match self.kind {
            PartKind::Member(owner, _) if owner != id => Some(owner),
            _ => None,
        };
        std::iter::once(id).chain(owner)
    }

    /// Whether it becomes a field, and not a variant.
    pub fn is_member(&self) -> bool {
        matches!(self.kind, PartKind::Member(..))
    }

    /// What it is called in Rust unless it is renamed.
    pub fn rust_name(&self) -> String {
        if self.is_member() { names::snake(self.name) } else { names::upper_camel(self.name) }
    }
}
