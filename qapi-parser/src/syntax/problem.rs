//! What to say where the text is not what the grammar allows.
//!
//! In: an expression and the offset where pest gave up. Out: a diagnostic with what was found and what could have
//! stood there, which follows from the brackets and the last token before it. Afterwards: nothing.

use crate::code::Code;
use crate::report::Report;
use crate::source::{FileId, Span};

/// The length of the word that begins `text`: up to white space, a quote, a bracket or other punctuation.
pub(super) fn stray_length(text: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || "[]{}:,'#".contains(c);
    let first = text.chars().next().map_or(0, char::len_utf8);
    text[first..].find(ends).map_or(text.len(), |length| first + length)
}

/// Reports that the expression beginning at `start` goes wrong at `at`.
pub(super) fn unexpected(report: &mut Report, file: FileId, text: &str, start: usize, at: usize) {
    let span = |from: usize, to: usize| Span::new(file, from as u32, to as u32);
    let rest = &text[at..];
    let Some(first) = rest.chars().next() else {
        let at = before_last_line_end(text);
        let context = Context::before(&text[start..]);
        let error = report.error(
            Code::UnexpectedEnd,
            span(at, at),
            format!("the file ends where {} was expected", context.expected()),
            "end of file",
        );
        if let Some(open) = context.open {
            error.also(span(start + open, start + open + 1), "this is not closed");
        }
        return;
    };
    match first {
        '\'' if is_bad_string(rest) => string(report, file, at, rest),
        '\'' | '{' | '}' | '[' | ']' | ':' | ',' => {
            let length = if first == '\'' { string_length(rest) } else { 1 };
            let expected = Context::before(&text[start..at]).expected();
            let found = if first == '\'' { "a string".to_owned() } else { format!("'{first}'") };
            let message = format!("expected {expected}, found {found}");
            report.error(Code::UnexpectedToken, span(at, at + length), message, format!("expected {expected}"));
        }
        '#' => {
            let length = rest.find('\n').map_or(rest.len(), |line| line).min(rest.len());
            let length = rest[..length].trim_end().len();
            let expected = Context::before(&text[start..at]).expected();
            let message = format!("expected {expected}, found a documentation comment");
            report
                .error(Code::UnexpectedToken, span(at, at + length), message, format!("expected {expected}"))
                .note("a comment within a definition begins with a single '#'");
        }
        _ => stray(report, file, at, rest),
    }
}

fn stray(report: &mut Report, file: FileId, at: usize, rest: &str) {
    let length = stray_length(rest);
    let word = &rest[..length];
    let span = Span::new(file, at as u32, (at + length) as u32);
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
pub(super) fn before_last_line_end(text: &str) -> usize {
    text.strip_suffix('\n').map_or(text.len(), |text| text.strip_suffix('\r').unwrap_or(text).len())
}

/// The length of the string that begins `rest`.
pub(super) fn string_length(rest: &str) -> usize {
    rest[1..].find('\'').map_or(rest.len(), |length| length + 2)
}

/// The first thing wrong within a string that begins `rest`, with its offset.
enum BadString {
    Unclosed(usize),
    Escape(usize, char),
    Character(usize, char),
}

fn bad_string(rest: &str) -> Option<BadString> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return Some(BadString::Unclosed(at)),
            '\r' if rest[at..].starts_with("\r\n") => return Some(BadString::Unclosed(at)),
            '\\' => escaped = !escaped,
            _ if escaped => return Some(BadString::Escape(at, c)),
            '\'' => return None,
            ' '..='~' => {}
            _ => return Some(BadString::Character(at, c)),
        }
    }
    Some(BadString::Unclosed(rest.len()))
}

fn is_bad_string(rest: &str) -> bool {
    bad_string(rest).is_some()
}

/// Reports what is wrong with the string that begins `rest`, if anything. The place is the string up to and including
/// what is wrong.
pub(super) fn string(report: &mut Report, file: FileId, at: usize, rest: &str) {
    let span = |to: usize| Span::new(file, at as u32, (at + to) as u32);
    let character = |from: usize, c: char| Span::new(file, (at + from) as u32, (at + from + c.len_utf8()) as u32);
    match bad_string(rest) {
        None => {}
        Some(BadString::Unclosed(to)) => {
            let message = "the string is not closed on its line";
            report.error(Code::UnclosedString, span(to), message, "a closing ' is missing");
        }
        Some(BadString::Escape(to, c)) => {
            let shown = c.escape_debug();
            report
                .error(Code::UnknownEscape, span(to + c.len_utf8()), format!("unknown escape sequence '\\{shown}'"), "")
                .also(Span::new(file, (at + to - 1) as u32, (at + to + c.len_utf8()) as u32), "not an escape sequence")
                .note("the only escape sequence is '\\\\', a backslash");
        }
        Some(BadString::Character(to, c)) => {
            report
                .error(
                    Code::StringCharacter,
                    span(to + c.len_utf8()),
                    format!("character U+{:04X} is not allowed in a string", c as u32),
                    "",
                )
                .also(character(to, c), "only printable ASCII is allowed");
        }
    }
}

/// What the grammar has seen before the place of an error.
struct Context {
    /// The open brackets with their offsets.
    brackets: Vec<(usize, u8)>,
    /// Offset of the innermost open bracket.
    open: Option<usize>,
    last: Last,
}

/// The last token.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Nothing,
    Open,
    Comma,
    Key,
    Colon,
    Value,
}

impl Context {
    fn before(text: &str) -> Self {
        let mut context = Context { brackets: Vec::new(), open: None, last: Last::Nothing };
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let length = match bytes[at] {
                b'#' => text[at..].find('\n').unwrap_or(text.len() - at),
                b'\'' => {
                    let key = context.in_object() && matches!(context.last, Last::Open | Last::Comma);
                    context.last = if key { Last::Key } else { Last::Value };
                    string_length(&text[at..])
                }
                byte => {
                    context.byte(at, byte);
                    1
                }
            };
            at += length;
        }
        context.open = context.brackets.last().map(|&(at, _)| at);
        context
    }

    fn byte(&mut self, at: usize, byte: u8) {
        self.last = match byte {
            b'{' | b'[' => {
                self.brackets.push((at, byte));
                Last::Open
            }
            b'}' | b']' => {
                self.brackets.pop();
                Last::Value
            }
            b',' => Last::Comma,
            b':' => Last::Colon,
            b' ' | b'\n' | b'\t' | b'\r' => return,
            _ => Last::Value,
        };
    }

    fn in_object(&self) -> bool {
        matches!(self.brackets.last(), Some((_, b'{')))
    }

    fn expected(&self) -> &'static str {
        match (self.last, self.in_object()) {
            (Last::Open, true) => "a string or '}'",
            (Last::Open, false) => "a value or ']'",
            (Last::Comma, true) => "a string",
            (Last::Key, _) => "':'",
            (Last::Value, true) => "',' or '}'",
            (Last::Value, false) if self.open_list() => "',' or ']'",
            (Last::Nothing, _) => "'{'",
            _ => "a value: '{', '[', a string, true or false",
        }
    }

    fn open_list(&self) -> bool {
        !self.brackets.is_empty()
    }
}
