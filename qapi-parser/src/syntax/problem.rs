//! The wording of syntax errors.
//!
//! pest knows what was found and what could have stood there; this puts it into words.

use super::grammar::{self, Expected, Kind};
use crate::code::Code;
use crate::report::Report;
use crate::source::{FileId, Span};

/// Reports that the item beginning at `start` goes wrong, `expected.at` bytes later. `open` is the innermost bracket
/// that is open there.
pub(super) fn unexpected(
    report: &mut Report,
    file: FileId,
    text: &str,
    start: usize,
    expected: &Expected,
    open: Option<Span>,
) {
    let at = start + expected.at;
    let Some((kind, length)) = grammar::token(&text[at..]) else {
        let at = before_last_line_end(text);
        let message = format!("the file ends where {} was expected", words(&expected.kinds));
        let error = report.error(Code::UnexpectedEnd, Span::new(file, at as u32, at as u32), message, "end of file");
        error.secondary.extend(open.map(|span| crate::diagnostic::Label { span, text: "this is not closed".into() }));
        return;
    };
    let token = &text[at..at + length];
    if kind == Kind::Word {
        return stray(report, file, at, token);
    }
    if string_fault(report, file, at, kind, token) {
        return;
    }
    let found = match kind {
        Kind::String => "a string".to_owned(),
        Kind::DocOpen => "a documentation comment".to_owned(),
        _ => format!("'{token}'"),
    };
    let expected = words(&expected.kinds);
    let span = Span::new(file, at as u32, (at + token.trim_end().len()) as u32);
    let message = format!("expected {expected}, found {found}");
    let error = report.error(Code::UnexpectedToken, span, message, format!("expected {expected}"));
    if kind == Kind::DocOpen {
        error.note("a comment within a definition begins with a single '#'");
    }
}

/// What could have stood at a place, in words.
fn words(kinds: &[Kind]) -> String {
    const VALUE: [Kind; 4] = [Kind::String, Kind::Boolean, Kind::Object, Kind::List];
    let is_value = VALUE.iter().all(|kind| kinds.contains(kind));
    let mut words: Vec<&str> = Vec::new();
    if is_value {
        words.push("a value");
    }
    words.extend(kinds.iter().filter(|kind| !(is_value && VALUE.contains(kind))).filter_map(|kind| word(*kind)));
    match &words[..] {
        ["a value"] => "a value: '{', '[', a string, true or false".to_owned(),
        [] => "something else".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// A token in words; `None` for what may stand anywhere.
fn word(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::String => "a string",
        Kind::Boolean => "true or false",
        Kind::Object => "'{'",
        Kind::CloseBrace => "'}'",
        Kind::List => "'['",
        Kind::CloseBracket => "']'",
        Kind::Colon => "':'",
        Kind::Comma => "','",
        _ => return None,
    })
}

fn stray(report: &mut Report, file: FileId, at: usize, word: &str) {
    let span = Span::new(file, at as u32, (at + word.len()) as u32);
    // Of a long word or one with control characters, only the beginning is shown, escaped.
    let shown: String = word.chars().take(40).flat_map(char::escape_debug).collect();
    let error =
        report.error(Code::StrayText, span, format!("'{shown}' has no meaning here"), "not part of the language");
    if word.starts_with('\u{feff}') {
        error.note("the file begins with a byte order mark, which the language does not allow");
    } else if word.starts_with('"') {
        error.note("strings are enclosed in single quotes");
    } else if word == "null" || word.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        error.note("the language has no numbers and no null");
    } else if word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        error.note("names and other text are enclosed in single quotes");
    }
}

/// The offset of the last line end if the text ends with one, else of the end of the text.
fn before_last_line_end(text: &str) -> usize {
    text.strip_suffix('\n').map_or(text.len(), |text| text.strip_suffix('\r').unwrap_or(text).len())
}

/// Reports the first thing that is wrong with a string, if anything; `false` if nothing is. The place is the string up
/// to and including what is wrong.
pub(super) fn string_fault(report: &mut Report, file: FileId, at: usize, kind: Kind, token: &str) -> bool {
    let span = |from: usize, to: usize| Span::new(file, (at + from) as u32, (at + to) as u32);
    let fault_length = match kind {
        Kind::Escape => token.rfind('\\').unwrap_or(0),
        _ => token.len(),
    };
    let mut characters = token[..fault_length].char_indices();
    if let Some((from, c)) = characters.find(|(_, c)| !matches!(c, ' '..='~')) {
        let to = from + c.len_utf8();
        let message = format!("character U+{:04X} is not allowed in a string", c as u32);
        report
            .error(Code::StringCharacter, span(0, to), message, "")
            .also(span(from, to), "only printable ASCII is allowed");
        return true;
    }
    match kind {
        Kind::Unclosed => {
            let message = "the string is not closed on its line";
            report.error(Code::UnclosedString, span(0, token.len()), message, "a closing ' is missing");
        }
        Kind::Escape => {
            let shown = token[fault_length + 1..].escape_debug();
            report
                .error(Code::UnknownEscape, span(0, token.len()), format!("unknown escape sequence '\\{shown}'"), "")
                .also(span(fault_length, token.len()), "not an escape sequence")
                .note("the only escape sequence is '\\\\', a backslash");
        }
        _ => return false,
    }
    true
}
