//! One line for each diagnostic, and what the formats share.
//!
//! Text from a schema must not break the line or control a terminal.

use super::Diagnostic;
use crate::source::{SourceMap, Span};
use std::borrow::Cow;
use std::fmt::Write;

/// The longest message in characters: names in it come from the schema and may be of any length.
const LIMIT: usize = 1000;

/// `path:line:col: error[code]: message`
pub(super) fn short(diagnostic: &Diagnostic, sources: &SourceMap, out: &mut String) {
    if let Some(label) = &diagnostic.primary {
        let position = sources.position(label.span);
        let path = sources.file(label.span.file).display();
        _ = write!(out, "{path}:{}:{}: ", position.line, position.column);
    }
    _ = writeln!(out, "{}[{}]: {}", diagnostic.severity, diagnostic.code, printable(&diagnostic.message));
}

/// The text with control characters escaped, and cut if it is very long.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    let end = text.char_indices().nth(LIMIT).map(|(end, _)| end);
    let shown = &text[..end.unwrap_or(text.len())];
    if end.is_none() && !shown.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(shown.len() + 3);
    for char in shown.chars() {
        match is_unprintable(char) {
            true => safe.extend(char.escape_default()),
            false => safe.push(char),
        }
    }
    if end.is_some() {
        safe.push_str("...");
    }
    Cow::Owned(safe)
}

/// Control characters, and those that turn the direction of writing.
fn is_unprintable(char: char) -> bool {
    char.is_control() || matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The `include` directives that lead to a place, innermost first.
pub(super) fn include_chain(span: Span, sources: &SourceMap) -> impl Iterator<Item = Span> {
    std::iter::successors(sources.file(span.file).included_at(), |at| sources.file(at.file).included_at())
}
