//! Values as JSON text.
//!
//! In: values, one after the other. Out: text. Afterwards: the text is what `serde_json` would have written.
//!
//! Every entry of a list or object ends in a comma, that of the last gives way to the bracket.

use super::{scan, short};
use crate::decode::wire_name;
use crate::ser::whole_float;
use crate::view::{Encode, Names, UnionRef, View};
use serde_json::{Error, Map, Value};
use std::io::Write;

/// JSON text that is being written.
#[derive(Debug)]
pub struct Writer {
    text: Vec<u8>,
    /// What a module of the user's reported.
    error: Option<Error>,
}

impl Writer {
    /// Without any text yet.
    #[inline]
    pub(crate) fn new() -> Self {
        Writer { text: Vec::with_capacity(128), error: None }
    }

    /// The text of the one value that was written.
    #[inline]
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        // The comma after it.
        self.text.pop();
        Ok(self.text)
    }

    /// Starts an entry: its name with a colon; a list's element and the outermost value have an empty name.
    #[inline]
    pub(crate) fn name(&mut self, name: &str) {
        if !name.is_empty() {
            short::name(name, &mut self.text);
        }
    }

    /// Ends an entry.
    #[inline]
    pub(crate) fn comma(&mut self) {
        self.text.push(b',');
    }

    /// An entry that is a string.
    #[inline]
    pub(crate) fn string(&mut self, name: &str, text: &str) {
        self.name(name);
        if !short::string(text, &mut self.text) {
            long_string(text, &mut self.text);
            self.comma();
        }
    }

    /// An entry that is `true` or `false`.
    #[inline]
    pub(crate) fn boolean(&mut self, name: &str, value: bool) {
        self.name(name);
        match value {
            true => self.text.extend_from_slice(b"true,"),
            false => self.text.extend_from_slice(b"false,"),
        }
    }

    /// An entry that is `null` or a number.
    #[inline]
    pub(crate) fn word(&mut self, name: &str, word: &str) {
        self.name(name);
        self.text.extend_from_slice(word.as_bytes());
        self.comma();
    }

    /// An entry that is a list; `elements` writes them, each with an empty name.
    #[inline]
    pub(crate) fn list(&mut self, name: &str, elements: impl FnOnce(&mut Self)) {
        self.name(name);
        self.text.push(b'[');
        elements(self);
        self.close(b']');
    }

    /// An entry that is an object; `members` shows them.
    pub(crate) fn object(&mut self, name: &str, members: impl FnOnce(&mut dyn FnMut(Names, &[&dyn Encode]))) {
        self.name(name);
        self.text.push(b'{');
        members(&mut |names, parts| self.entries(names, parts));
        self.close(b'}');
    }

    fn close(&mut self, bracket: u8) {
        match self.text.last_mut() {
            Some(last @ b',') => *last = bracket,
            _ => self.text.push(bracket),
        }
        self.comma();
    }

    /// An entry that is no object.
    pub(crate) fn value(&mut self, name: &str, view: View<'_>) {
        match view {
            // An absent element, or an absent value by itself, cannot be left out.
            View::Absent if !name.is_empty() => {}
            View::Absent | View::Null | View::Object => self.word(name, "null"),
            View::Bool(value) => self.boolean(name, value),
            View::I64(value) => self.word(name, itoa::Buffer::new().format(value)),
            View::U64(value) => self.word(name, itoa::Buffer::new().format(value)),
            View::F64(value) => match whole_float(value) {
                Some(whole) => self.word(name, itoa::Buffer::new().format(whole)),
                None => self.foreign(name, &value),
            },
            View::Str(value) => self.string(name, value),
            View::Value(value) => self.foreign(name, value),
            View::Text(text) => self.string(name, &text.to_string()),
            View::List(list) => self.list(name, |writer| {
                for element in (0..list.len()).filter_map(|index| list.get(index)) {
                    element.write("", writer);
                }
            }),
            View::Foreign(convert) => match convert() {
                Some(Ok(value)) => self.foreign(name, &value),
                Some(Err(error)) => self.error = Some(error),
                None => self.value(name, View::Absent),
            },
            View::Part(part) => part.write(name, self),
            View::Branch(tag, union) => self.branch(tag, union),
            View::Union(tag, union) => {
                self.name(name);
                self.text.push(b'{');
                self.branch(tag, union);
                self.close(b'}');
            }
            View::Rest(map) => {
                self.name(name);
                self.text.push(b'{');
                self.rest(map);
                self.close(b'}');
            }
        }
    }

    /// An entry that serde writes.
    fn foreign(&mut self, name: &str, value: &impl serde::Serialize) {
        self.name(name);
        if let Err(error) = serde_json::to_writer(&mut self.text, value) {
            self.error = Some(error);
        }
        self.comma();
    }

    fn entries(&mut self, names: Names, parts: &[&dyn Encode]) {
        for (place, part) in parts.iter().enumerate() {
            // What keeps further members comes last, and has no name.
            part.write(names.get(place).map_or("", |name| wire_name(name)), self);
        }
    }

    fn branch(&mut self, tag: &'static str, union: &dyn UnionRef) {
        let (value, payload) = union.branch();
        self.string(tag, value);
        if let Some(payload) = payload {
            self.shared(payload);
        }
    }

    /// The members of what shares an object.
    fn shared(&mut self, payload: &dyn Encode) {
        match payload.view() {
            View::Object => payload.members(&mut |names, parts| self.entries(names, parts)),
            View::Union(tag, inner) => self.branch(tag, inner),
            View::Rest(members) => self.rest(members),
            View::Part(part) => self.shared(part),
            _ => {}
        }
    }

    /// Entries with the names that they have.
    pub(crate) fn rest(&mut self, members: &Map<String, Value>) {
        for (name, value) in members {
            long_string(name, &mut self.text);
            self.text.push(b':');
            self.foreign("", value);
        }
    }
}

/// A string of any length, with whatever has to be escaped.
#[inline(never)]
fn long_string(mut text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + 3);
    out.push(b'"');
    loop {
        let end = scan::plain(text.as_bytes(), 0);
        // What is escaped is a single byte, so that both halves are whole characters.
        let (plain, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        out.extend_from_slice(plain.as_bytes());
        let Some(special) = rest.chars().next() else { break };
        match special {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\u{c}' => out.extend_from_slice(b"\\f"),
            // Writing to a vector cannot fail.
            control => drop(write!(out, "\\u{:04x}", u32::from(control))),
        }
        text = rest.get(special.len_utf8()..).unwrap_or_default();
    }
    out.push(b'"');
}
