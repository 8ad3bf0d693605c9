//! What an override can change: no override is silently without effect.

use crate::options::Change;
use crate::plan::parts::{Part, PartKind, defined_arguments, is_plain_union};
use qapi_parser::schema::{Builtin, DefId, Kind, Schema, Simple, Type};

/// Whether the change can be made to a type, command or event; the reason if not.
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
        (Change::Strict | Change::Extra, _) if defined_arguments(kind).is_some() => {
            Err("its members are those of another type; name that type")
        }
        (Change::Strict, _) => Ok(()),
        (Change::Extra, _) if is_plain_union(schema, id) => Err("it becomes an enum; name the types of its branches"),
        (Change::Extra, Kind::Enum(_) | Kind::Alternate(_)) => Err("it has no members"),
        (Change::Extra, _) => Ok(()),
    }
}

/// Whether the change can be made to a member, value or branch; the reason if not.
pub fn to_part(schema: &Schema, id: DefId, part: &Part<'_>, change: &Change) -> Result<(), &'static str> {
    const NOTHING: &str = "it holds nothing that could have another type";
    match (change, part.kind) {
        (Change::Derive(_), _) => Err("a derive is for a type; leave out what follows the dot"),
        (Change::Strict, _) => Err("a type is strict as a whole; leave out what follows the dot"),
        (Change::Extra, _) => Err("unknown members are kept by a type; leave out what follows the dot"),
        (_, PartKind::Discriminator) if is_plain_union(schema, id) => {
            Err("the discriminator has no field of its own: the union becomes an enum")
        }
        (Change::Type(_) | Change::TypeWith(..) | Change::Boxed, PartKind::Discriminator) => {
            Err("the field of the discriminator holds the branches")
        }
        (Change::Attribute(_) | Change::Rename(_), _) => Ok(()),
        (Change::Type(_), kind) => match part.ty {
            None => Err(NOTHING),
            Some(ty) if kind == PartKind::Alternative && is_null(ty) => Err(NOTHING),
            Some(_) => Ok(()),
        },
        (Change::TypeWith(..), PartKind::Member { .. }) => Ok(()),
        (Change::TypeWith(..), _) => Err("a serde module is for a member of a struct, command or event"),
        (Change::Boxed, _) => match part.ty {
            None => Err("it holds nothing that could be boxed"),
            // A list and a string are on the heap already; a number is no larger than the pointer to it.
            Some(Type::Single(Simple::Defined(_))) => Ok(()),
            Some(_) => Err("a box is for structs, unions and alternates; lists, strings and numbers need none"),
        },
    }
}

fn is_null(ty: Type) -> bool {
    ty == Type::Single(Simple::Builtin(Builtin::Null))
}
