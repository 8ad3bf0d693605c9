//! The parts of a definition: its members, values and branches.
//!
//! Structs, enums, unions, alternates, commands and events differ in where their parts stand in the schema; from here
//! on they do not.

use qapi_parser::schema::{Arguments, Condition, DefId, EnumValue, Feature, Kind, Member, Schema, Simple, Type, Union};
use std::collections::HashMap;

/// A member, value or branch.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Its QAPI name.
    pub name: &'a str,
    /// What it is.
    pub kind: PartKind,
    /// The definition that declares it and whose documentation describes it: the base of an inherited member, the enum
    /// of a union's branch.
    pub owner: DefId,
    /// Its type; `None` for a value, and for a branch that adds no members.
    pub ty: Option<Type>,
    /// Its own condition.
    pub condition: Option<&'a Condition>,
    /// Its features; those of a branch are those of its value of the discriminator.
    pub features: &'a [Feature],
    /// The condition of the value of the discriminator that selects it.
    pub value_condition: Option<&'a Condition>,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A member.
    Member {
        /// Whether the schema says that it may be absent.
        optional: bool,
    },
    /// The member of a union that selects the branch.
    Discriminator,
    /// A value of an enum.
    Value,
    /// A branch of a union.
    Branch,
    /// A branch of an alternate.
    Alternative,
}

impl<'a> Part<'a> {
    /// All parts of a definition in the order of the schema, members first. A union may have a branch and a member of
    /// one name.
    pub fn all(schema: &'a Schema, id: DefId) -> Vec<Self> {
        match &schema.definition(id).kind {
            Kind::Struct(_) => members(schema, id, None),
            Kind::Command(_) | Kind::Event(_) => {
                schema.definition(id).own_members().iter().map(|member| Part::member(id, member)).collect()
            }
            Kind::Enum(of) => of.values.iter().map(|value| Part::value(id, value)).collect(),
            Kind::Union(union) => {
                let mut parts = members(schema, id, Some(&union.discriminator));
                parts.extend(branches(schema, union));
                parts
            }
            Kind::Alternate(alternate) => {
                let branch = |branch: &'a qapi_parser::schema::Alternative| Part {
                    condition: branch.condition.as_ref(),
                    ..Part::new(&branch.name, PartKind::Alternative, id, Some(branch.ty))
                };
                alternate.branches.iter().map(branch).collect()
            }
        }
    }

    fn new(name: &'a str, kind: PartKind, owner: DefId, ty: Option<Type>) -> Self {
        Part { name, kind, owner, ty, condition: None, features: &[], value_condition: None }
    }

    fn member(owner: DefId, member: &'a Member) -> Self {
        Part {
            condition: member.condition.as_ref(),
            features: &member.features,
            ..Part::new(&member.name, PartKind::Member { optional: member.optional }, owner, Some(member.ty))
        }
    }

    fn value(owner: DefId, value: &'a EnumValue) -> Self {
        Part {
            condition: value.condition.as_ref(),
            features: &value.features,
            ..Part::new(&value.name, PartKind::Value, owner, None)
        }
    }

    /// Whether it becomes a field, and not a variant.
    pub fn is_member(&self) -> bool {
        matches!(self.kind, PartKind::Member { .. } | PartKind::Discriminator)
    }

    /// The definitions by which an override can name it: the one that has it, and the base that declares it.
    pub fn owners(&self, id: DefId) -> impl Iterator<Item = DefId> + use<> {
        std::iter::once(id).chain((self.is_member() && self.owner != id).then_some(self.owner))
    }
}

fn members<'a>(schema: &'a Schema, id: DefId, discriminator: Option<&str>) -> Vec<Part<'a>> {
    let members = schema.members(id).into_iter();
    members
        .map(|(owner, member)| match Part::member(owner, member) {
            part if Some(part.name) == discriminator => Part { kind: PartKind::Discriminator, ..part },
            part => part,
        })
        .collect()
}

fn branches<'a>(schema: &'a Schema, union: &'a Union) -> impl Iterator<Item = Part<'a>> {
    let values: &[EnumValue] = match &schema.definition(union.tag).kind {
        Kind::Enum(tag) => &tag.values,
        _ => &[],
    };
    let values: HashMap<&str, &'a EnumValue> = values.iter().map(|value| (value.name.as_str(), value)).collect();
    union.branches.iter().map(move |branch| {
        let value = values.get(branch.name.as_str()).copied();
        Part {
            condition: branch.condition.as_ref(),
            features: value.map_or(&[], |value| &value.features),
            value_condition: value.and_then(|value| value.condition.as_ref()),
            ..Part::new(
                &branch.name,
                PartKind::Branch,
                union.tag,
                branch.ty.map(|ty| Type::Single(Simple::Defined(ty))),
            )
        }
    })
}

/// Whether a union's branches have nothing in common but the discriminator, so that it becomes an enum.
pub fn is_plain_union(schema: &Schema, id: DefId) -> bool {
    matches!(schema.definition(id).kind, Kind::Union(_)) && schema.members(id).len() == 1
}

/// The struct or union whose members a command or event takes.
pub fn defined_arguments(kind: &Kind) -> Option<DefId> {
    match kind {
        Kind::Command(qapi_parser::schema::Command { arguments: Arguments::Defined(target), .. })
        | Kind::Event(qapi_parser::schema::Event { arguments: Arguments::Defined(target), .. }) => Some(*target),
        _ => None,
    }
}
