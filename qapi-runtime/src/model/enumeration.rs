//! Values of enumerations.

use crate::text::{Read, Reader, Writer};
use std::str::FromStr;

/// The error of parsing a name that an enumeration does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownName;

impl std::fmt::Display for UnknownName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a known name")
    }
}

impl std::error::Error for UnknownName {}

/// Checks that an unknown value of an enumeration with these names is read back as such. `names` is `None` if the
/// enumeration is strict.
///
/// # Errors
/// Why it is not, as a sentence.
#[inline(never)]
pub fn check_unknown(value: &str, names: Option<&[&str]>) -> Result<(), String> {
    match names {
        None => Err(format!("the unknown value '{value}' cannot be written, because the type is strict")),
        Some(names) if find(names, value).is_some() => {
            Err(format!("'{value}' is a known value, and cannot be an unknown one"))
        }
        Some(_) => Ok(()),
    }
}

impl Writer {
    #[doc(hidden)]
    /// Writes an unknown value of an enumeration; `names` is as in [`check_unknown`].
    pub fn unknown_value(&mut self, name: &str, value: &str, names: Option<&[&str]>) {
        self.name(name);
        if let Err(fault) = check_unknown(value, names) {
            self.fail(fault);
        }
        self.string("", value);
    }
}

/// Reads a value of an enumeration with these names into `slot`.
///
/// # Errors
/// The next value is not a string, or the enumeration does not have it.
#[inline]
pub fn value<T: FromStr>(slot: &mut T, names: &[&str], reader: &mut Reader<'_>) -> Read {
    let escaped;
    let name = match reader.plain_string() {
        Some(name) => name,
        None => {
            escaped = reader.string()?;
            &*escaped
        }
    };
    if reader.is_strict_throughout() && find(names, name).is_none() {
        return reader.fault(format_args!("unknown value '{name}'"));
    }
    match name.parse() {
        Ok(value) => *slot = value,
        Err(_) => return reader.fault(format_args!("unknown value '{name}'")),
    }
    Ok(())
}

/// Whether the reader lets values pass that the schema does not have.
#[inline]
pub fn keeps_unknown(reader: &Reader<'_>) -> bool {
    !reader.is_strict_throughout()
}

/// The index of `name` in a list of names.
#[inline]
pub fn find(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| *known == name)
}
