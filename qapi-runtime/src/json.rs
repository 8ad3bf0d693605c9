//! JSON text into types and back, as fast as the text can be gone over.
//!
//! In: text or bytes. Out: a value, and the reverse. Afterwards: it is what `serde_json` makes of the same text.
//!
//! What makes reading fast: the text is checked to be UTF-8 once, not string by string; members are expected in the
//! order in which they came the last time; and the discriminator of a union is looked for ahead, wherever the server
//! writes it, so that nothing has to be kept back and read twice. What makes writing fast: names stand in the program
//! as they stand in the text, and what is short is moved as a whole.

mod ahead;
mod event;
mod fault;
mod layers;
mod object;
mod order;
mod reader;
mod scan;
mod short;
mod writer;

pub use object::Visit;
pub use reader::Reader;
pub use writer::Writer;

use crate::{Decode, Encode};
use serde::de::Error;

/// Reads a value from JSON bytes.
///
/// ```
/// let sizes: Vec<u64> = qapi_runtime::json::from_slice(b"[1, 18446744073709551615]")?;
/// assert_eq!(sizes, [1, u64::MAX]);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// What is wrong with the text, with its line and column; or with the value, with a path that leads there, such as
/// `[3].inserted.image: missing member 'filename'`.
pub fn from_slice<T: Decode>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    match std::str::from_utf8(bytes) {
        Ok(text) => from_str(text),
        Err(error) => Err(fault::told_after(bytes.get(..error.valid_up_to()).unwrap_or_default(), error)),
    }
}

/// Reads a value from JSON text.
///
/// # Errors
/// As [`from_slice`].
pub fn from_str<T: Decode>(text: &str) -> Result<T, serde_json::Error> {
    Reader::read(text, |reader| reader.error())
}

/// Writes a value as JSON bytes without white space.
///
/// ```
/// assert_eq!(qapi_runtime::json::to_vec(&vec![1.0, 0.5])?, b"[1,0.5]");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// What a module of the user's reports for a member that it converts.
#[inline]
pub fn to_vec<T: Encode + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut writer = Writer::new();
    value.write("", &mut writer);
    writer.finish()
}

/// Writes a value as JSON text without white space.
///
/// # Errors
/// As [`to_vec`].
pub fn to_string<T: Encode + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    String::from_utf8(to_vec(value)?).map_err(serde_json::Error::custom)
}
