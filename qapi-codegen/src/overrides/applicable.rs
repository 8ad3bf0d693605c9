//! What an override can change.
//!
//! In: a change and what its path matches. Out: nothing, or the reason why the change has no meaning there.
//! Afterwards: no override is silently without effect.

use super::parts::{Part, PartKind};
use crate::options::Change;
use qapi_parser::schema::{Arguments, Builtin, Command, DefId, Event, Kind, Schema, Simple, Type};

/// Whether the change can be made to a type, command or event.
pub fn to_definition(schema: &Schema, id: DefId, change: &Change) -> Result<(), &'static str> {
    let kind = &schema.definition(id).kind;
    match (change, kind) {
        (Change::Derive(_) | Change::Attribute(_) | Change::Rename(_), _) => Ok(()),
        (Change::Type(_), Kind::Command(_) | Kind::Event(_)) => {
            Err("a command or event cannot have another type; name one of its members, as in `name.member`")
        }
        (Change::Type(_), _) => Ok(()),
        (Change::TypeWith(..), _) => Err("a serde module is for a member; name one, as in `Type.member`"),
        (Change::Boxed, _) => Err("a box is for a member or branch; name one, as in `Type.member`"),
        (Change::Strict, Kind::Command(Command { arguments: Arguments::Defined(_), .. }))
        | (Change::Extra, Kind::Command(Command { arguments: Arguments::Defined(_), .. }))
        | (Change::Strict, Kind::Event(Event { arguments: Arguments::Defined(_), .. }))
        | (Change::Extra, Kind::Event(Event { arguments: Arguments::Defined(_), .. })) => {
            Err("its members are those of another type; name that type")
        }
        (Change::Strict, _) => Ok(()),
        (Change::Extra, Kind::Union(_)) if schema.members(id).len() == 1 => {
            Err("it becomes an enum; name the types of its branches")
        }
        (Change::Extra, Kind::Enum(_) | Kind::Alternate(_)) => Err("it has no members"),
        (Change::Extra, _) => Ok(()),
    }
}

/// Whether the change can be made to a member, value or branch.
pub fn to_part(schema: &Schema, id: DefId, part: &Part<'_>, change: &Change) -> Result<(), &'static str> {
    let discriminator = match &schema.definition(id).kind {
        Kind::Union(union) if part.is_member() && union.discriminator == part.name => Some(schema.members(id).len()),
        _ => None,
    };
    match (change, discriminator) {
        (Change::Derive(_), _) => Err("a derive is for a type; leave out what follows the dot"),
        (Change::Strict, _) => Err("a type is strict as a whole; leave out what follows the dot"),
        (Change::Extra, _) => Err("unknown members are kept by a type; leave out what follows the dot"),
        (_, Some(1)) => Err("the discriminator has no field of its own: the union becomes an enum"),
        (Change::Type(_) | Change::TypeWith(..) | Change::Boxed, Some(_)) => {
            Err("the field of the discriminator holds the branches")
        }
        (Change::Attribute(_) | Change::Rename(_), _) => Ok(()),
        (Change::Type(_), _) => match part.kind {
            PartKind::Value | PartKind::Branch(None) => Err("it holds nothing that could have another type"),
            PartKind::Alternative(Type::Single(Simple::Builtin(Builtin::Null))) => {
                Err("it holds nothing that could have another type")
            }
            _ => Ok(()),
        },
        (Change::TypeWith(..), _) if part.is_member() => Ok(()),
        (Change::TypeWith(..), _) => Err("a serde module is for a member of a struct, command or event"),
        (Change::Boxed, _) => match part.kind {
            PartKind::Member(_, member) => boxable(member.ty),
            PartKind::Alternative(ty) => boxable(ty),
            PartKind::Branch(Some(_)) => Ok(()),
            PartKind::Value | PartKind::Branch(None) => Err("it holds nothing that could be boxed"),
        },
    }
}

/// A list and a string are on the heap already; a number is no larger than the pointer to it.
fn boxable(ty: Type) -> Result<(), &'static str> {
    match ty {
        Type::Single(Simple::Defined(_)) => Ok(()),
        _ => Err("a box is for structs, unions and alternates; lists, strings and numbers need none"),
    }
}
