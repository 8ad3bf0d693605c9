//! Reads values from any self-describing serde format.
//!
//! The value becomes JSON text, so that there is only one reader. `serde_json` hands over its text without a copy when
//! it is asked in the way that its `RawValue` asks. No other format is asked like this.

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
/// The format's own reader fails, or the value does not fit the type. In the latter case the message starts with a
/// path. It begins at this value, because what is around the value cannot be seen from here.
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
