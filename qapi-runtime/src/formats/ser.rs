//! Writes values to any self-describing serde format.
//!
//! A value is first written as JSON text, and the format is then told what the text says. So every format gets exactly
//! what [`json::to_vec`] writes, and no list has a known length. Only the serializer behind `serde_json`'s `to_vec` and
//! `to_string` takes the text as it is; a pretty printer must not, and neither may another format.

use super::raw;
use crate::json;
use crate::model::Encode;
use crate::text::{Failed, Read, Reader, ValueKind};
use serde_core::Serialize;
use serde_core::ser::{Error, SerializeMap, SerializeSeq, Serializer};
use std::cell::{Cell, RefCell};

/// Writes a value: the `Serialize` implementation of every generated type.
///
/// # Errors
/// The value cannot be written as JSON, or the format's own writer fails.
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    let text = json::to_string(value).map_err(S::Error::custom)?;
    if typeid::of::<S>() == typeid::of::<&mut serde_json::Serializer<&mut Vec<u8>>>() {
        return raw::write(raw::writing(), text, serializer);
    }
    Part { text: &RefCell::new(Reader::of_own(&text)), start: 0, end: Cell::new(None) }.serialize(serializer)
}

/// The value at an offset of the text. A format may ask for it more than once, or not at all.
struct Part<'p, 't> {
    text: &'p RefCell<Reader<'t>>,
    start: usize,
    /// Where it ends, once it has been asked for.
    end: Cell<Option<usize>>,
}

impl<'p, 't> Part<'p, 't> {
    /// Takes something from the text. This cannot fail, because this crate wrote the text.
    #[inline]
    fn take<T, E: Error>(&self, take: impl FnOnce(&mut Reader<'t>) -> Read<T>) -> Result<T, E> {
        let mut reader = self.text.borrow_mut();
        take(&mut reader).map_err(|Failed| E::custom(reader.message()))
    }

    /// Calls `tell` with the value that is next, and goes to its end.
    fn next<E: Error>(&self, tell: impl FnOnce(&Part<'p, 't>) -> Result<(), E>) -> Result<(), E> {
        let part = Part { text: self.text, start: self.text.borrow().position(), end: Cell::new(None) };
        tell(&part)?;
        let mut reader = self.text.borrow_mut();
        match part.end.get() {
            Some(end) => reader.go_to(end),
            None => reader.go_after(part.start),
        }
        Ok(())
    }

    fn tell<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.take(Reader::kind)? {
            ValueKind::Null => {
                self.take(Reader::null)?;
                serializer.serialize_unit()
            }
            ValueKind::Bool => serializer.serialize_bool(self.take(Reader::boolean)?),
            ValueKind::Number => {
                let number = self.take(Reader::number)?;
                // `Number`'s own implementation takes another form when `serde_json` keeps all digits.
                match (number.as_i64(), number.as_u64(), number.as_f64()) {
                    (Some(number), ..) => serializer.serialize_i64(number),
                    (_, Some(number), _) => serializer.serialize_u64(number),
                    (.., number) => serializer.serialize_f64(number.unwrap_or(f64::NAN)),
                }
            }
            ValueKind::String => serializer.serialize_str(&self.take(Reader::string)?),
            ValueKind::Array => {
                let is_text = serializer.is_human_readable();
                let mut seq = serializer.serialize_seq(None).map_err(|error| no_length(error, is_text))?;
                let mut more = self.take(Reader::list)?;
                while more {
                    self.next(|element| seq.serialize_element(element))?;
                    more = self.take(Reader::next_element)?;
                }
                seq.end()
            }
            ValueKind::Object => {
                let is_text = serializer.is_human_readable();
                let mut map = serializer.serialize_map(None).map_err(|error| no_length(error, is_text))?;
                let mut more = self.take(Reader::object)?;
                while more {
                    let name = self.take(Reader::name)?;
                    self.next(|member| map.serialize_entry(&*name, member))?;
                    more = self.take(Reader::next_member)?;
                }
                map.end()
            }
        }
    }
}

/// A list or an object cannot be started. With a binary format, the reason is most likely that it needs the length.
fn no_length<E: Error>(error: E, is_text: bool) -> E {
    if is_text {
        return error;
    }
    E::custom(format_args!("{error} (QAPI's types cannot be written to a format that does not say what comes next)"))
}

impl Serialize for Part<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.borrow_mut().go_to(self.start);
        let written = self.tell(serializer)?;
        self.end.set(Some(self.text.borrow().position()));
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Error;

    /// A part that is asked for twice, or never, is scanned once, however deep it nests.
    #[test]
    fn parts_are_passed_over_once() {
        let text = format!(r#"[{}{},"]",1]"#, "[".repeat(500), "]".repeat(500));
        let list = Part { text: &RefCell::new(Reader::of_own(&text)), start: 0, end: Cell::new(None) };
        assert_eq!(list.take::<_, Error>(Reader::list), Ok(true));
        assert_eq!(list.next(|_| Ok::<_, Error>(())), Ok(()));
        assert_eq!(list.take::<_, Error>(Reader::next_element), Ok(true));
        let twice = |part: &Part<'_, '_>| {
            assert_eq!(serde_json::to_value(part).ok(), Some("]".into()));
            assert_eq!(serde_json::to_value(part).ok(), Some("]".into()));
            Ok::<_, Error>(())
        };
        assert_eq!(list.next(twice), Ok(()));
        assert_eq!(list.take::<_, Error>(Reader::next_element), Ok(true));
        assert_eq!(list.take::<_, Error>(Reader::number).map(|number| number.as_i64()), Ok(Some(1)));
        assert_eq!(list.take::<_, Error>(Reader::next_element), Ok(false));
    }
}
