//! JSON text into types, as fast as the text can be read.
//!
//! In: text or bytes. Out: a value. Afterwards: it is what `serde_json` would have made of the same text.
//!
//! Two things make this faster than a general reader. The text is checked to be UTF-8 once, not string by string. And
//! where a union's discriminator comes late, which is the rule with QEMU since it writes members in hash order, the
//! reader looks ahead for it, so that nothing has to be kept back and read twice.
//!
//! What is not well formed or does not fit is left to `serde_json`, which says what is wrong with it.

mod fill;
mod reader;
mod scan;

use crate::de;
use crate::slot::Decode;

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
    match std::str::from_utf8(bytes).ok().and_then(read) {
        Some(value) => Ok(value),
        None => finish(serde_json::Deserializer::from_slice(bytes)),
    }
}

/// Reads a value from JSON text.
///
/// # Errors
/// As [`from_slice`].
pub fn from_str<T: Decode>(text: &str) -> Result<T, serde_json::Error> {
    match read(text) {
        Some(value) => Ok(value),
        None => finish(serde_json::Deserializer::from_str(text)),
    }
}

/// The fast way; `None` if anything is unusual.
fn read<T: Decode>(text: &str) -> Option<T> {
    let mut reader = reader::Reader::new(text);
    let mut value = T::blank();
    fill::fill(&mut reader, value.slot())?;
    reader.is_at_end().then_some(value)
}

fn finish<'de, R: serde_json::de::Read<'de>, T: Decode>(
    mut deserializer: serde_json::Deserializer<R>,
) -> Result<T, serde_json::Error> {
    let value = de::deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}
