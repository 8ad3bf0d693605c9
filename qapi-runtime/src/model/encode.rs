//! The trait of types that can be sent.
//!
//! An object writes its members one after the other, anything else writes itself. What is the same for every type
//! (quotes, commas, what is left out) is the writer's.

use super::shape::wire_name;
use crate::text::Writer;
use serde_json::{Error, Value};
use std::fmt;

/// A type that can be sent.
///
/// A type is either an object, whose [`Encode::members`] are written one by one, or [`Encode::write`] writes it as one
/// value. Tables implement it; so can a type of yours that replaces one of the schema's:
///
/// ```
/// use qapi_runtime::{Encode, json, json::Writer};
///
/// /// Travels as a list of two numbers.
/// struct Range { start: u64, end: u64 }
///
/// impl Encode for Range {
///     fn write(&self, name: &str, writer: &mut Writer) {
///         writer.list(name, |writer| {
///             self.start.write("", writer);
///             self.end.write("", writer);
///         });
///     }
/// }
/// assert_eq!(json::to_string(&Range { start: 1, end: 3 })?, "[1,3]");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Encode {
    /// Writes the value as a member of this name, or as an element of a list if the name is empty.
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.object(name, |writer| self.members(writer));
    }

    /// For an object: writes its members. The object may have others.
    #[inline]
    fn members(&self, writer: &mut Writer) {
        let _ = writer;
    }

    /// Whether arguments or data of this type are written at all. They are left out if the type is an object that
    /// cannot have members. A type that holds another one says what that one says.
    #[inline]
    fn has_members(&self) -> bool {
        true
    }
}

/// Writes a value as JSON, for people. What a server must not get is shown, too: an error would make `to_string` panic.
///
/// # Errors
/// The formatter's.
pub fn display(value: &dyn Encode, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut writer = Writer::new();
    value.write("", &mut writer);
    f.pad(writer.text().trim_end_matches(','))
}

impl Writer {
    /// Writes a member of an object. The name is as in a table: it starts with `*` if the member is optional.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn member(&mut self, name: &'static str, value: &(impl Encode + ?Sized)) {
        value.write(wire_name(name), self);
    }

    #[doc(hidden)]
    /// Writes the arguments of a command or the data of an event, unless their type cannot have members.
    #[inline]
    pub fn data(&mut self, name: &'static str, value: &impl Encode) {
        if value.has_members() {
            self.member(name, value);
        }
    }

    #[doc(hidden)]
    /// Writes a member that a module of the user's has converted; `None` is an optional member that is absent.
    pub fn converted(&mut self, name: &'static str, value: Option<Result<Value, Error>>) {
        match value {
            Some(Ok(value)) => self.member(name, &value),
            Some(Err(error)) => {
                self.name(wire_name(name));
                self.fail(error);
                self.null("");
            }
            None => {}
        }
    }
}
