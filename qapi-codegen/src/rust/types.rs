//! Types and paths.

use super::code::Code;

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A type of the language, for example `u64` or `()`.
    Primitive(&'static str),
    /// `String`
    String,
    /// A type of the runtime crate, for example `Value`.
    Runtime(&'static str),
    /// The type of another definition.
    Path(Path),
    /// A type that the user gave.
    Given(Code),
    /// `Option<..>`
    Option(Box<Type>),
    /// `Vec<..>`
    Vec(Box<Type>),
    /// `Box<..>`
    Box(Box<Type>),
}

/// Where an item is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    /// Its module.
    pub location: Location,
    /// Its name as it is written in source.
    pub name: String,
}

/// A module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// The [`Module`](super::Module) of this name.
    Module(String),
    /// A module elsewhere, by the path that the user gave.
    Extern(Code),
}

/// What generated code takes from the standard library's prelude.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Prelude {
    Box,
    From,
    Into,
    None,
    Option,
    String,
    Vec,
}

impl Type {
    /// The type inside an `Option`; the type itself if it is none.
    pub fn inner(&self) -> &Type {
        match self {
            Type::Option(inner) => inner,
            other => other,
        }
    }
}

impl Path {
    /// A path in a module of the crate.
    pub fn new(module: impl Into<String>, name: impl Into<String>) -> Self {
        Path { location: Location::Module(module.into()), name: name.into() }
    }
}

impl Prelude {
    /// All of them.
    pub const ALL: [Prelude; 7] =
        [Prelude::Box, Prelude::From, Prelude::Into, Prelude::None, Prelude::Option, Prelude::String, Prelude::Vec];

    /// The short name.
    pub fn name(self) -> &'static str {
        match self {
            Prelude::Box => "Box",
            Prelude::From => "From",
            Prelude::Into => "Into",
            Prelude::None => "None",
            Prelude::Option => "Option",
            Prelude::String => "String",
            Prelude::Vec => "Vec",
        }
    }
}
