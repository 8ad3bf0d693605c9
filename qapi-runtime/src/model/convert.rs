//! Members whose values are converted by a module of the user's, and members that are read ahead.

use super::decode::Decode;
use super::shape::wire_name;
use crate::text::{Read, Reader, scan};
use serde_core::de::Error;
use serde_json::Value;

/// What a module's `deserialize` makes of a value.
type Converted<T> = Result<T, serde_json::Error>;

/// The slot of a member whose value a module of the user's converts.
pub struct Convert<'a, T> {
    slot: Option<&'a mut T>,
    convert: fn(Value) -> Converted<T>,
    /// The value of an optional member that is absent.
    absent: Option<fn() -> T>,
}

impl<'a, T> Convert<'a, T> {
    /// Puts what `convert` makes of the member's value into `slot`.
    pub fn new(slot: &'a mut T, convert: fn(Value) -> Converted<T>) -> Self {
        Convert { slot: Some(slot), convert, absent: None }
    }

    /// The same for a member that is optional.
    pub fn optional(slot: &'a mut Option<T>, convert: fn(Value) -> Converted<Option<T>>) -> Convert<'a, Option<T>> {
        Convert { slot: Some(slot), convert, absent: Some(|| None) }
    }
}

impl<T> Decode for Convert<'_, T> {
    fn blank() -> Self {
        let convert = |_| Err(serde_json::Error::custom("there is no slot for the value"));
        Convert { slot: None, convert, absent: None }
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        let value = convert(reader, self.convert, self.absent)?;
        if let Some(slot) = &mut self.slot {
            **slot = value;
        }
        Ok(())
    }
}

/// Takes a value and converts it. If that fails, the fault is the module's, at the start of the value. An optional
/// member that cannot be `null` may be, as any optional list or string.
fn convert<T>(reader: &mut Reader<'_>, convert: fn(Value) -> Converted<T>, absent: Option<fn() -> T>) -> Read<T> {
    reader.peek();
    let start = reader.position();
    let value = reader.value()?;
    let absent = absent.filter(|_| value.is_null() && !reader.is_strict());
    convert(value).or_else(|error| match absent {
        Some(absent) => Ok(absent()),
        None => {
            reader.go_to(start);
            reader.fault(error)
        }
    })
}

impl Reader<'_> {
    #[doc(hidden)]
    /// Reads the value of a member ahead, and comes back. What is next is the object, or its next member.
    ///
    /// # Errors
    /// There is no such member, or `read` fails.
    pub fn ahead<T>(&mut self, member: &'static str, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let start = self.checkpoint();
        let mut more = self.peek() == b'"' && self.is_at_member() || self.object()?;
        let Some(at) = self.find_ahead(wire_name(member)) else {
            // Perhaps the text is malformed.
            while more {
                self.name()?;
                self.skip()?;
                more = self.next_member()?;
            }
            return self.missing(member);
        };
        self.go_to(at);
        let value = read(self).inspect_err(|_| self.in_member(wire_name(member)))?;
        self.go_back(start);
        Ok(value)
    }

    /// Reads the value of a member ahead, and converts it with a module of the user's.
    ///
    /// # Errors
    /// There is no such member, or the module does not accept its value.
    #[doc(hidden)]
    pub fn converted_ahead<T>(&mut self, member: &'static str, module: fn(Value) -> Converted<T>) -> Read<T> {
        self.ahead(member, |reader| convert(reader, module, None))
    }

    /// Whether the string that is next is the name of a member.
    fn is_at_member(&self) -> bool {
        let bytes = self.bytes();
        scan::string(bytes, self.position() + 1)
            .is_some_and(|(end, _)| bytes.get(scan::space(bytes, end + 1)) == Some(&b':'))
    }
}

/// The blank value of a member that is read ahead, which is not there.
///
/// # Panics
/// Always: a table that contains such a type must read it ahead, too.
pub fn no_blank<T>() -> T {
    panic!("a type with a member that is read ahead is itself read ahead: its table entry says `ahead`")
}
