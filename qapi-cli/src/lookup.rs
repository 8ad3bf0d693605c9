//! Finding a definition by the name that the user gave.

use crate::report::Failure;
use qapi_codegen::patterns::suggestion;
use qapi_parser::schema::{DefId, Schema};

/// The definition of this name.
///
/// # Errors
///
/// [`Failure::Message`] with the nearest name, if the schema does not define it.
pub fn find(schema: &Schema, name: &str) -> Result<DefId, Failure> {
    schema.find(name).ok_or_else(|| {
        let names = schema.definitions().map(|(_, definition)| definition.name.as_str());
        let hint = match suggestion(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`qapi list` shows what there is".to_owned(),
        };
        Failure::message(format!("the schema does not define `{name}`; {hint}"))
    })
}
