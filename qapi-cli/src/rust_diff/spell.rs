//! Types and paths as they are written at the root of the output.

use qapi_codegen::rust::{Body, Item, Location, Path, Type};

/// A path: `migration::MigrationStats`.
pub fn path(path: &Path) -> String {
    match &path.location {
        Location::Module(module) => format!("{module}::{}", path.name),
        Location::Extern(module) => format!("{module}::{}", path.name),
    }
}

/// A type. Those of the runtime have no path before them.
pub fn ty(ty: &Type) -> String {
    match ty {
        Type::Primitive(name) | Type::Runtime(name) => (*name).to_owned(),
        Type::String => "String".to_owned(),
        Type::Path(inner) => path(inner),
        Type::Given(code) => code.to_string(),
        Type::Option(inner) => format!("Option<{}>", self::ty(inner)),
        Type::Vec(inner) => format!("Vec<{}>", self::ty(inner)),
        Type::Box(inner) => format!("Box<{}>", self::ty(inner)),
    }
}

/// What an item is.
pub fn kind(item: &Item) -> &'static str {
    match &item.body {
        Body::Struct(_) => "a struct",
        Body::Wrapper(_) => "a tuple struct",
        Body::Enum(_) => "an enum",
    }
}
