//! Members whose values are converted by a module of the user's.

use super::decode::Decode;
use crate::text::{Read, Reader};
use serde::de::Error;
use serde_json::Value;

/// The slot of a member whose value a module of the user's converts.
pub struct Convert<'a, T> {
    slot: Option<&'a mut T>,
    convert: fn(Value) -> Result<T, serde_json::Error>,
}

impl<'a, T> Convert<'a, T> {
    /// Puts what `convert` makes of the member's value into `slot`.
    pub fn new(slot: &'a mut T, convert: fn(Value) -> Result<T, serde_json::Error>) -> Self {
        Convert { slot: Some(slot), convert }
    }
}

impl<T> Decode for Convert<'_, T> {
    fn blank() -> Self {
        Convert { slot: None, convert: |_| Err(serde_json::Error::custom("there is no slot for the value")) }
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        let value = convert(reader, self.convert)?;
        if let Some(slot) = &mut self.slot {
            **slot = value;
        }
        Ok(())
    }
}

/// Takes a value and converts it. The fault is that of the module, at the start of the value.
fn convert<T>(reader: &mut Reader<'_>, convert: fn(Value) -> Result<T, serde_json::Error>) -> Read<T> {
    reader.peek();
    let start = reader.position();
    convert(reader.value()?).or_else(|error| {
        reader.go_to(start);
        reader.fault(error)
    })
}
