//! Checking the part of an item that precedes a syntax error.
//!
//! There is no value of that part, so it is read token by token. The rules that the grammar leaves out hold there, too.

use super::grammar::{self, Kind};
use super::problem::string_fault;
use crate::report::Report;
use crate::source::{FileId, Span};
use std::collections::{HashMap, hash_map::Entry};

/// Reports keys given twice and strings with forbidden characters in `start..end`, the part before an error. Gives the
/// innermost bracket that is open at its end.
pub(super) fn faults(report: &mut Report, file: FileId, text: &str, start: usize, end: usize) -> Option<Span> {
    let mut reader = Reader { report, file, open: Vec::new(), key: None };
    for (kind, range) in grammar::tokens(&text[start..end]) {
        reader.token(kind, start + range.start, &text[start..end][range]);
    }
    reader.open.last().map(|(span, _)| *span)
}

struct Reader<'t, 'r> {
    report: &'r mut Report,
    file: FileId,
    /// The open brackets: the keys of an object with the places of their values, or `None` for a list.
    open: Vec<(Span, Option<HashMap<&'t str, Span>>)>,
    /// A key whose value comes next.
    key: Option<&'t str>,
}

impl<'t> Reader<'t, '_> {
    fn token(&mut self, kind: Kind, at: usize, token: &'t str) {
        let span = Span::new(self.file, at as u32, (at + token.len()) as u32);
        match kind {
            Kind::Comma | Kind::Colon => return,
            Kind::CloseBrace | Kind::CloseBracket => {
                self.open.pop();
                return;
            }
            Kind::String | Kind::Escape | Kind::Unclosed => {
                string_fault(self.report, self.file, at, kind, token);
                if self.key.is_none() && matches!(self.open.last(), Some((_, Some(_)))) {
                    self.key = Some(token);
                    return;
                }
            }
            _ => {}
        }
        self.value(span);
        match kind {
            Kind::OpenBrace => self.open.push((span, Some(HashMap::new()))),
            Kind::OpenBracket => self.open.push((span, None)),
            _ => {}
        }
    }

    fn value(&mut self, span: Span) {
        let (Some(key), Some((_, Some(keys)))) = (self.key.take(), self.open.last_mut()) else { return };
        match keys.entry(key) {
            Entry::Vacant(place) => _ = place.insert(span),
            Entry::Occupied(first) => super::duplicate(self.report, key.trim_matches('\''), span, *first.get()),
        }
    }
}
