//! Parts of a schema in the words in which `qapi` prints them.

use qapi_parser::doc::definition_since;
use qapi_parser::schema::{Condition, Definition, Feature};

/// The version in which a definition appeared.
pub fn since(definition: &Definition) -> Option<&str> {
    definition_since(definition.doc.as_ref()?)
}

/// A condition in words: `CONFIG_A and (CONFIG_B or not CONFIG_C)`.
pub fn condition(of: &Condition) -> String {
    of.in_words(&str::to_owned)
}

/// Features by name, each with its condition.
pub fn features(of: &[Feature]) -> String {
    let names = of.iter().map(|feature| match &feature.condition {
        Some(of) => format!("{} if {}", feature.name, condition(of)),
        None => feature.name.clone(),
    });
    names.collect::<Vec<_>>().join(", ")
}
