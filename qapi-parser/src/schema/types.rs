//! Types as definitions refer to them.

/// A definition of a [`Schema`](super::Schema).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefId(pub(crate) u32);

impl DefId {
    /// Its place in definition order, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A type as a member, branch or return value names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A type or an array's element.
    Single(Simple),
    /// An array of it.
    Array(Simple),
}

impl Type {
    /// The definition that it names, as itself or as the element of an array.
    pub fn definition(self) -> Option<DefId> {
        match self {
            Type::Single(Simple::Defined(id)) | Type::Array(Simple::Defined(id)) => Some(id),
            _ => None,
        }
    }
}

/// A type that is not an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Simple {
    /// A predefined type.
    Builtin(Builtin),
    /// An enum, struct, union or alternate.
    Defined(DefId),
}

/// The predefined types (manual: "Built-in Types").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Builtin {
    Str,
    Number,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Size,
    Bool,
    Null,
    Any,
    QType,
    /// Any integer of 64 bits, with or without a sign. No schema can name it: it is what merging makes of integers of
    /// which one may be negative and another larger than an `int64` can hold, and all that a reply to
    /// `query-qmp-schema` says of an integer.
    Integer,
}

impl Builtin {
    /// Those that a schema can name.
    pub const ALL: [Builtin; 16] = [
        Builtin::Str,
        Builtin::Number,
        Builtin::Int,
        Builtin::Int8,
        Builtin::Int16,
        Builtin::Int32,
        Builtin::Int64,
        Builtin::Uint8,
        Builtin::Uint16,
        Builtin::Uint32,
        Builtin::Uint64,
        Builtin::Size,
        Builtin::Bool,
        Builtin::Null,
        Builtin::Any,
        Builtin::QType,
    ];

    /// The name in a schema.
    pub fn name(self) -> &'static str {
        match self {
            Builtin::Str => "str",
            Builtin::Number => "number",
            Builtin::Int => "int",
            Builtin::Int8 => "int8",
            Builtin::Int16 => "int16",
            Builtin::Int32 => "int32",
            Builtin::Int64 => "int64",
            Builtin::Uint8 => "uint8",
            Builtin::Uint16 => "uint16",
            Builtin::Uint32 => "uint32",
            Builtin::Uint64 => "uint64",
            Builtin::Size => "size",
            Builtin::Bool => "bool",
            Builtin::Null => "null",
            Builtin::Any => "any",
            Builtin::QType => "QType",
            Builtin::Integer => "integer",
        }
    }

    /// The type of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|builtin| builtin.name() == name)
    }
}
