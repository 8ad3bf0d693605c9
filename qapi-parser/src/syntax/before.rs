//! Faults in the part of an expression that comes before a syntax error.
//!
//! In: the part that the grammar accepts. Out: diagnostics of the rules that the grammar leaves out. Afterwards: nothing;
//! no value is made of the part, so it is read token by token.

use super::problem::{stray_length, string, string_length};
use crate::report::Report;
use crate::source::{FileId, Span};
use std::collections::{HashMap, hash_map::Entry};

/// Reports keys given twice and strings with forbidden characters in `start..at`, where the expression goes wrong.
pub(super) fn faults(report: &mut Report, file: FileId, text: &str, start: usize, at: usize) {
    let mut reader = Reader { report, file, open: Vec::new(), key: None };
    let mut next = start;
    while let Some(first) = text.as_bytes()[..at].get(next) {
        let rest = &text[next..];
        next += match first {
            b' ' | b'\n' | b'\t' | b'\r' | b',' | b':' => 1,
            b'#' => rest.find('\n').unwrap_or(rest.len()),
            _ => reader.token(next, rest),
        };
    }
}

struct Reader<'t, 'r> {
    report: &'r mut Report,
    file: FileId,
    /// The open brackets: the keys of an object with the places of their values, or `None` for a list.
    open: Vec<Option<HashMap<&'t str, Span>>>,
    /// A key whose value comes next.
    key: Option<&'t str>,
}

impl<'t> Reader<'t, '_> {
    /// Reads the token that begins `rest`; gives its length.
    fn token(&mut self, at: usize, rest: &'t str) -> usize {
        let length = match rest.as_bytes()[0] {
            b'\'' => string_length(rest),
            b'{' | b'}' | b'[' | b']' => 1,
            _ => stray_length(rest),
        };
        let span = Span::new(self.file, at as u32, (at + length) as u32);
        match &rest[..length] {
            "}" | "]" => drop(self.open.pop()),
            token => {
                let is_string = token.starts_with('\'');
                if is_string {
                    string(self.report, self.file, at, rest);
                }
                if is_string && self.key.is_none() && matches!(self.open.last(), Some(Some(_))) {
                    self.key = Some(token);
                } else {
                    self.value(span);
                }
                match token {
                    "{" => self.open.push(Some(HashMap::new())),
                    "[" => self.open.push(None),
                    _ => {}
                }
            }
        }
        length
    }

    fn value(&mut self, span: Span) {
        let (Some(key), Some(Some(keys))) = (self.key.take(), self.open.last_mut()) else { return };
        match keys.entry(key) {
            Entry::Vacant(place) => _ = place.insert(span),
            Entry::Occupied(first) => super::duplicate(self.report, key.trim_matches('\''), span, *first.get()),
        }
    }
}
