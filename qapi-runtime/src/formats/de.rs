//! Values from any format of serde's that describes itself.
//!
//! The value becomes JSON text, which the one reader reads. `serde_json` hands over the text as it stands, without a copy,
//! if it is asked in the way of its `RawValue`. No other format is asked in this way.

use super::raw;
use super::text::Text;
use crate::json;
use crate::model::Decode;
use serde_core::de::{Deserializer, Error};
use std::borrow::Cow;
use std::cell::Cell;

/// Reads a value: the `Deserialize` implementation of every generated type.
///
/// # Errors
/// The format's own reader fails. Or the value does not fit the type: the message starts with the path, which starts at
/// this value, since nothing that is around it can be seen from here.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = text(deserializer)?;
    json::read(&text, |reader| D::Error::custom(reader.message()))
}

/// The value as JSON text.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    if raw::is_serde_json::<D::Error>() {
        return raw::read(raw::reading(), deserializer);
    }
    let described = Cell::new(false);
    let is_text = deserializer.is_human_readable();
    deserializer.deserialize_any(Text { raw: None, described: &described }).map_err(|error| {
        if is_text || described.get() {
            return error;
        }
        D::Error::custom(format_args!(
            "{error} (QAPI's types cannot be read from a format that does not say what comes next)"
        ))
    })
}
