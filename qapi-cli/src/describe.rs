//! How parts of a schema are called in what `qapi` prints.

use qapi_parser::doc::definition_since;
use qapi_parser::schema::{Condition, Definition, Feature, Kind, Schema, Simple, Type};

/// The key that introduces such a definition in a schema.
pub fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Enum(_) => "enum",
        Kind::Struct(_) => "struct",
        Kind::Union(_) => "union",
        Kind::Alternate(_) => "alternate",
        Kind::Command(_) => "command",
        Kind::Event(_) => "event",
    }
}

/// The version in which a definition appeared.
pub fn since(definition: &Definition) -> Option<&str> {
    definition_since(definition.doc.as_ref()?)
}

/// A type as Rust's readers know arrays: `[str]`.
pub fn type_name(schema: &Schema, ty: Type) -> String {
    let name = |ty| match ty {
        Simple::Builtin(builtin) => builtin.name(),
        Simple::Defined(id) => &schema.definition(id).name,
    };
    match ty {
        Type::Single(ty) => name(ty).to_owned(),
        Type::Array(ty) => format!("[{}]", name(ty)),
    }
}

/// A condition in words: `CONFIG_A and (CONFIG_B or not CONFIG_C)`.
pub fn condition(of: &Condition) -> String {
    let join = |parts: &[Condition], word: &str| parts.iter().map(operand).collect::<Vec<_>>().join(word);
    match of {
        Condition::Symbol(symbol) => symbol.clone(),
        Condition::All(parts) => join(parts, " and "),
        Condition::Any(parts) => join(parts, " or "),
        Condition::Not(part) => format!("not {}", operand(part)),
    }
}

fn operand(of: &Condition) -> String {
    match of {
        Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 => format!("({})", condition(of)),
        _ => condition(of),
    }
}

/// Features by name, each with its condition.
pub fn features(of: &[Feature]) -> String {
    let names = of.iter().map(|feature| match &feature.condition {
        Some(of) => format!("{} if {}", feature.name, condition(of)),
        None => feature.name.clone(),
    });
    names.collect::<Vec<_>>().join(", ")
}
