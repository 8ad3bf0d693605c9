//! The Rust types of QAPI types (manual: "Built-in Types", "Type references and array types").

use super::decisions::Plan;
use super::shape::Kept;
use crate::rust::{JsonType, Type};
use qapi_parser::schema::{self, Builtin, DefId, Kind, Schema, Simple};

impl Plan<'_> {
    /// The type of a member or branch of `from`: the user's, if there is one.
    pub fn part_type(&self, from: DefId, kept: &Kept<'_>) -> Option<Type> {
        let changes = self.overrides.of_part(from, &kept.part);
        match &changes.ty {
            Some(ty) => Some(Type::Given(ty.clone())),
            None => kept.part.ty.map(|ty| self.reference(from, ty, changes.boxed)),
        }
    }

    /// The type of a reference that `from` makes; boxed where a cycle needs it, or on the user's wish.
    pub fn reference(&self, from: DefId, ty: schema::Type, boxed: bool) -> Type {
        match ty {
            schema::Type::Array(element) => Type::Vec(Box::new(self.simple(element))),
            schema::Type::Single(element) => {
                let inner = self.simple(element);
                let cyclic = matches!(element, Simple::Defined(to) if self.boxed.contains(&(from.index(), to.index())));
                if cyclic || boxed { Type::Box(Box::new(inner)) } else { inner }
            }
        }
    }

    fn simple(&self, ty: Simple) -> Type {
        match ty {
            Simple::Builtin(ty) => builtin(ty),
            Simple::Defined(id) => match &self.overrides.of(id).ty {
                Some(ty) => Type::Given(ty.clone()),
                None => Type::Path(self.path(id).clone()),
            },
        }
    }
}

/// The Rust type of a predefined type.
fn builtin(ty: Builtin) -> Type {
    Type::Primitive(match ty {
        Builtin::Str => return Type::String,
        Builtin::Any => return Type::Runtime("Value"),
        Builtin::QType => return Type::Runtime("QType"),
        Builtin::Number => "f64",
        Builtin::Int | Builtin::Int64 => "i64",
        Builtin::Int8 => "i8",
        Builtin::Int16 => "i16",
        Builtin::Int32 => "i32",
        Builtin::Uint8 => "u8",
        Builtin::Uint16 => "u16",
        Builtin::Uint32 => "u32",
        Builtin::Uint64 | Builtin::Size => "u64",
        Builtin::Integer => "i128",
        Builtin::Bool => "bool",
        Builtin::Null => "()",
    })
}

/// The JSON type of a branch of an alternate; the front end has made sure that no two branches have the same.
pub fn json_type(schema: &Schema, ty: schema::Type) -> JsonType {
    match ty {
        schema::Type::Array(_) => JsonType::Array,
        schema::Type::Single(Simple::Builtin(builtin)) => match builtin {
            Builtin::Null => JsonType::Null,
            Builtin::Bool => JsonType::Bool,
            Builtin::Str | Builtin::QType => JsonType::String,
            _ => JsonType::Number,
        },
        schema::Type::Single(Simple::Defined(id)) => match schema.definition(id).kind {
            Kind::Enum(_) => JsonType::String,
            _ => JsonType::Object,
        },
    }
}
