//! Reading values from JSON text, and writing them.
//!
//! The text is checked to be UTF-8 once, not string by string. A union's discriminator is found wherever the server wrote
//! it, so that every member is read once. The values are those that `serde_json` reads from the same text.

use crate::model::{Decode, Encode};
use crate::text::{Failed, Orders, error_after};
use serde_core::de::Error;
use std::mem::ManuallyDrop;

pub use crate::text::{Reader, Writer};

/// Reads a value from JSON bytes.
///
/// ```
/// let sizes: Vec<u64> = qapi_runtime::json::from_slice(b"[1, 18446744073709551615]")?;
/// assert_eq!(sizes, [1, u64::MAX]);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// The text is not JSON, or the value does not fit the type. The message starts with the path, such as
/// `[3].inserted.image: missing member 'filename'`, and ends with the line and column.
pub fn from_slice<T: Decode>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    match std::str::from_utf8(bytes) {
        Ok(text) => from_str(text),
        Err(error) => Err(error_after(bytes.get(..error.valid_up_to()).unwrap_or_default(), error)),
    }
}

/// Reads a value from JSON text.
///
/// # Errors
/// As [`from_slice`].
pub fn from_str<T: Decode>(text: &str) -> Result<T, serde_json::Error> {
    read(text, |reader| reader.error())
}

/// Reads a value from JSON text as strictly as QEMU reads what a client sends.
///
/// Members, enumeration values, branches and alternatives that the schema does not have are errors, whatever the type
/// allows, and so is `null` for a member that may be absent. Types that keep unknown members still do.
///
/// ```
/// # #[derive(Debug, PartialEq)]
/// # pub struct DeviceDel { pub id: String }
/// # qapi_runtime::object! { DeviceDel { id: "id", } }
/// let text = r#"{"id": "d0", "force": true}"#;
/// assert_eq!(qapi_runtime::json::from_str::<DeviceDel>(text)?, DeviceDel { id: "d0".to_owned() });
/// let error = qapi_runtime::json::from_str_strict::<DeviceDel>(text).unwrap_err();
/// assert!(error.to_string().starts_with("unknown member 'force'"));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// As [`from_slice`].
pub fn from_str_strict<T: Decode>(text: &str) -> Result<T, serde_json::Error> {
    read_as(text, true, |reader| reader.error())
}

/// Reads a text as one value; `error` makes an error of the reader's fault.
pub(crate) fn read<T: Decode, E>(text: &str, error: impl Fn(&Reader<'_>) -> E) -> Result<T, E> {
    read_as(text, false, error)
}

fn read_as<T: Decode, E>(text: &str, is_strict: bool, error: impl Fn(&Reader<'_>) -> E) -> Result<T, E> {
    if !T::has_blank() {
        return Orders::with(|orders| whole(Reader::with_orders(text, orders, false, is_strict), error));
    }
    // The value is read where it is returned. Moving it there would take a third of the time that reading an empty list
    // takes.
    let mut result = Ok(T::blank());
    Orders::with(|orders| {
        let mut reader = ManuallyDrop::new(Reader::with_orders(text, orders, true, is_strict));
        if let Ok(value) = &mut result
            && value.read(&mut reader).is_ok()
            && reader.end().is_ok()
        {
            // In the usual case there is nothing to drop, which the compiler does not find out by itself. That saves a tenth
            // of the time that reading an empty list takes.
            if reader.owns_anything() {
                drop(ManuallyDrop::into_inner(reader));
            }
            return;
        }
        let reader = ManuallyDrop::into_inner(reader);
        // Perhaps only a guess was wrong.
        result = match reader.has_guessed() {
            true => whole(Reader::with_orders(text, orders, false, is_strict), error),
            false => Err(error(&reader)),
        };
    });
    result
}

/// Reads the only value of a text.
#[cold]
fn whole<T: Decode, E>(mut reader: Reader<'_>, error: impl Fn(&Reader<'_>) -> E) -> Result<T, E> {
    let mut read = || {
        let mut value = T::start(&mut reader)?;
        value.read(&mut reader)?;
        reader.end()?;
        Ok(value)
    };
    read().map_err(|Failed| error(&reader))
}

/// Writes a value as JSON bytes without white space.
///
/// ```
/// assert_eq!(qapi_runtime::json::to_vec(&vec![1.0, 0.5])?, b"[1,0.5]");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// A module of yours cannot convert a member.
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
