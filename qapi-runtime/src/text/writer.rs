//! A value as JSON text, written entry by entry.
//!
//! Every entry of a list or object ends in a comma, and the comma of the last one is replaced by the bracket. Functions
//! that write one entry are inlined into what writes all of them, since a call costs more than they do.

use super::{scan, short};
use serde_json::{Error, Map, Value};
use std::io::Write;

/// JSON text that is being written. A type writes itself to it.
#[derive(Debug)]
pub struct Writer {
    text: Vec<u8>,
    /// The first error.
    error: Option<Error>,
}

impl Writer {
    /// A writer that has written nothing.
    #[inline]
    pub(crate) fn new() -> Self {
        Writer { text: Vec::with_capacity(256), error: None }
    }

    /// The text of the one value that was written.
    #[inline]
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        // The comma after the value.
        self.text.pop();
        Ok(self.text)
    }

    /// Writes members that have names of their own.
    pub fn rest(&mut self, members: &Map<String, Value>) {
        for (name, value) in members {
            long_string(name, &mut self.text);
            self.text.push(b':');
            self.foreign("", value);
        }
    }

    /// Starts an entry: writes its name and colon, if it has a name.
    #[inline(always)]
    fn name(&mut self, name: &str) {
        if !name.is_empty() {
            short::name(name, &mut self.text);
        }
    }

    /// Writes an entry that is a string.
    #[inline(always)]
    pub fn string(&mut self, name: &str, text: &str) {
        self.name(name);
        self.text(text);
    }

    #[inline]
    fn text(&mut self, text: &str) {
        if !short::string(text, &mut self.text) {
            long_string(text, &mut self.text);
            self.text.push(b',');
        }
    }

    /// Writes an entry that is `true` or `false`.
    #[inline(always)]
    pub(crate) fn boolean(&mut self, name: &str, value: bool) {
        self.name(name);
        self.text.extend_from_slice(if value { b"true," } else { b"false," });
    }

    /// Writes an entry that is an integer.
    #[inline(always)]
    pub(crate) fn signed(&mut self, name: &str, value: i64) {
        self.name(name);
        if value < 0 {
            self.text.push(b'-');
        }
        short::number(value.unsigned_abs(), &mut self.text);
    }

    /// Writes an entry that is an integer and not negative.
    #[inline(always)]
    pub(crate) fn unsigned(&mut self, name: &str, value: u64) {
        self.name(name);
        short::number(value, &mut self.text);
    }

    /// Writes an entry that is a number. An integer gets no fraction, as QEMU writes it.
    pub(crate) fn float(&mut self, name: &str, value: f64) {
        match integer(value) {
            Some(integer) => self.signed(name, integer),
            None => self.foreign(name, &value),
        }
    }

    /// Writes an entry that is `null`.
    #[inline(always)]
    pub fn null(&mut self, name: &str) {
        self.name(name);
        self.text.extend_from_slice(b"null,");
    }

    /// Leaves out a member. An element, or a value that is no member, cannot be left out and becomes `null`.
    #[inline(always)]
    pub(crate) fn absent(&mut self, name: &str) {
        if name.is_empty() {
            self.null(name);
        }
    }

    /// Writes an entry that is a list; `elements` writes entries that have no name.
    #[inline(always)]
    pub fn list(&mut self, name: &str, elements: impl FnOnce(&mut Self)) {
        self.name(name);
        self.text.push(b'[');
        elements(self);
        self.close(b']');
    }

    /// Writes an entry that is an object; `members` writes entries that have names.
    #[inline(always)]
    pub fn object(&mut self, name: &str, members: impl FnOnce(&mut Self)) {
        self.name(name);
        self.text.push(b'{');
        members(self);
        self.close(b'}');
    }

    #[inline]
    fn close(&mut self, bracket: u8) {
        match self.text.last_mut() {
            Some(last @ b',') => *last = bracket,
            _ => self.text.push(bracket),
        }
        self.text.push(b',');
    }

    /// Writes an entry by its implementation of [`serde::Serialize`].
    pub(crate) fn foreign(&mut self, name: &str, value: &impl serde::Serialize) {
        self.name(name);
        if let Err(error) = serde_json::to_writer(&mut self.text, value) {
            self.fail(error);
        }
        self.text.push(b',');
    }

    /// Keeps the first error.
    #[cold]
    pub(crate) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }
}

/// The integer that a number is, if no digit is lost.
fn integer(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let negative_zero = value == 0.0 && value.is_sign_negative();
    (value.fract() == 0.0 && value.abs() <= EXACT && !negative_zero).then_some(value as i64)
}

/// Writes a string of any length, with escapes.
#[inline(never)]
fn long_string(mut text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + 3);
    out.push(b'"');
    loop {
        let end = scan::plain(text.as_bytes(), 0);
        // Only single bytes are escaped, so that both halves are whole characters.
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
