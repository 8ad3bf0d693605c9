//! A value as JSON text, written entry by entry.
//!
//! Every entry of a list or object ends in a comma, and the comma of the last one is replaced by the bracket. Functions
//! that write one entry are inlined into what writes all of them, since a call costs more than they do.

use super::depth::LEVELS;
use super::{path, scan, short};
use serde_core::ser::Error as _;
use serde_json::Error;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::Write;

/// JSON text that is being written. A type writes itself to it.
#[derive(Debug)]
pub struct Writer {
    text: Vec<u8>,
    /// How many more levels may be opened.
    depth: u32,
    /// The first error.
    error: Option<Error>,
    /// Additional members, which no type declares, in the order in which they were written.
    additional: Vec<Additional>,
}

/// A member that no type declares.
#[derive(Debug)]
struct Additional {
    /// The offset at which its object starts.
    object: usize,
    name: String,
}

impl Writer {
    /// A writer that has written nothing.
    #[inline]
    pub(crate) fn new() -> Self {
        Writer { text: Vec::with_capacity(256), depth: LEVELS, error: None, additional: Vec::new() }
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

    /// The names of the members of the outermost object that no type declares.
    #[cfg(feature = "peer-schema")]
    pub(crate) fn undeclared(&self) -> Vec<String> {
        let outermost = self.additional.iter().filter(|additional| additional.object == 1);
        outermost.map(|additional| additional.name.clone()).collect()
    }

    /// The text so far.
    pub(crate) fn text(&self) -> &str {
        // All that was written is text.
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// Starts an entry: writes its name and colon, if it has a name.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn name(&mut self, name: &str) {
        if !name.is_empty() {
            short::name(name, &mut self.text);
        }
    }

    /// Writes an entry that is a string.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn string(&mut self, name: &str, text: &str) {
        self.name(name);
        self.quoted(text);
    }

    #[inline]
    fn quoted(&mut self, text: &str) {
        if !short::string(text, &mut self.text) {
            long_string(text, &mut self.text);
            self.text.push(b',');
        }
    }

    /// Writes an entry that is `true` or `false`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn boolean(&mut self, name: &str, value: bool) {
        self.name(name);
        self.text.extend_from_slice(if value { b"true," } else { b"false," });
    }

    /// Writes an entry that is an integer.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn signed(&mut self, name: &str, value: i64) {
        self.name(name);
        if value < 0 {
            self.text.push(b'-');
        }
        short::number(value.unsigned_abs(), &mut self.text);
    }

    /// Writes an entry that is an integer and not negative.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn unsigned(&mut self, name: &str, value: u64) {
        self.name(name);
        short::number(value, &mut self.text);
    }

    /// Writes an entry that is a number. An integer gets no fraction, as QEMU writes it. What is not finite is an
    /// error, since JSON has no such numbers.
    pub(crate) fn float(&mut self, name: &str, value: f64) {
        match integer(value) {
            Some(integer) => self.signed(name, integer),
            None if value.is_finite() => self.foreign(name, &value),
            None => {
                self.name(name);
                self.fail(format_args!("JSON has no number {value}"));
                self.null("");
            }
        }
    }

    /// An integer that no reader takes.
    #[cold]
    pub(crate) fn out_of_range(&mut self, name: &str, value: i128, min: i128, max: i128) {
        self.name(name);
        self.fail(format_args!("the number {value} is not in the range {min} to {max}"));
        self.null("");
    }

    /// Writes an entry that is `null`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn null(&mut self, name: &str) {
        self.name(name);
        self.text.extend_from_slice(b"null,");
    }

    /// Leaves out a member. An element, or a value that is no member, cannot be left out and becomes `null`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn absent(&mut self, name: &str) {
        if name.is_empty() {
            self.null(name);
        }
    }

    /// Writes an entry that is a list; `elements` writes entries that have no name.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn list(&mut self, name: &str, elements: impl FnOnce(&mut Self)) {
        self.name(name);
        self.text.push(b'[');
        if self.open() {
            elements(self);
        }
        self.close(b']');
    }

    /// Writes an entry that is an object; `members` writes entries that have names.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn object(&mut self, name: &str, members: impl FnOnce(&mut Self)) {
        self.name(name);
        self.text.push(b'{');
        if self.open() {
            members(self);
        }
        self.close(b'}');
    }

    /// Goes down one level. Returns whether it may be filled.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn open(&mut self) -> bool {
        self.depth = self.depth.wrapping_sub(1);
        // One more than the levels that are left wraps around.
        self.depth < LEVELS || self.too_deep()
    }

    #[cold]
    fn too_deep(&mut self) -> bool {
        self.fail("recursion limit exceeded: lists and objects nest too deep");
        false
    }

    #[inline]
    fn close(&mut self, bracket: u8) {
        self.depth = self.depth.wrapping_add(1);
        match self.text.last_mut() {
            Some(last @ b',') => *last = bracket,
            _ => self.text.push(bracket),
        }
        self.text.push(b',');
    }

    /// Writes an entry by its implementation of [`serde::Serialize`].
    pub(crate) fn foreign(&mut self, name: &str, value: &impl serde_core::Serialize) {
        self.name(name);
        if let Err(error) = serde_json::to_writer(&mut self.text, value) {
            self.fail(error);
        }
        self.text.push(b',');
    }

    /// Keeps the first error, with the path of the value that was to be written next.
    #[cold]
    pub(crate) fn fail(&mut self, error: impl Display) {
        if self.error.is_none() {
            let path = path::of_end(self.text());
            let separator = if path.is_empty() { "" } else { ": " };
            self.error = Some(Error::custom(format_args!("{path}{separator}{error}")));
        }
    }

    /// Starts a member whose name may contain anything.
    pub(crate) fn any_name(&mut self, name: &str) {
        long_string(name, &mut self.text);
        self.text.push(b':');
    }

    /// Checks that additional members may be written now, next to those that their type declares.
    #[cold]
    pub(crate) fn check_additional<'n>(&mut self, names: impl Iterator<Item = &'n String>, declared: &[&str]) {
        let (object, written) = path::innermost(&self.text);
        let written: BTreeSet<Vec<u8>> = written.into_iter().map(<[u8]>::to_vec).collect();
        for name in names {
            let mut quoted = Vec::new();
            long_string(name, &mut quoted);
            if written.contains(&quoted) || declares(declared, name) {
                self.fail_additional(name);
            }
            self.additional.push(Additional { object, name: name.clone() });
        }
    }

    /// Checks that the additional members of the object that is being written are not among the members of another type
    /// that shares the object.
    #[inline]
    pub(crate) fn check_declared(&mut self, declared: &[&str]) {
        if !self.additional.is_empty() {
            self.check_innermost(declared);
        }
    }

    #[cold]
    fn check_innermost(&mut self, declared: &[&str]) {
        let (object, _) = path::innermost(&self.text);
        let here = self.additional.iter().rev().take_while(|additional| additional.object >= object);
        let clash = here.filter(|additional| additional.object == object).find(|other| declares(declared, &other.name));
        if let Some(name) = clash.map(|clash| clash.name.clone()) {
            self.fail_additional(&name);
        }
    }

    /// An additional member has a name that a type declares.
    #[cold]
    pub(crate) fn fail_additional(&mut self, name: &str) {
        self.any_name(name);
        self.fail("this member is declared, and cannot be an additional one too");
        self.null("");
    }
}

/// Whether this is the name of one of the members, which start with `*` if they are optional.
fn declares(members: &[&str], name: &str) -> bool {
    members.iter().any(|member| member.strip_prefix('*').unwrap_or(member) == name)
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
