//! How prose is laid out: the length of lines and the space between sentences (manual: "Documentation markup").
//!
//! At most one fault is reported for a line. Literal blocks and examples are exempt; what begins one is decided as QEMU
//! decides it, because the manual does not say.

use super::line::Line;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// The longest line of prose in characters, with its `# `.
const WIDTH: usize = 70;

/// Knows whether a line is part of a literal block.
#[derive(Default)]
pub(super) struct Style {
    /// The indentation of the current literal block; 0 until its first line has come.
    literal: Option<usize>,
}

impl Style {
    /// What is wrong with the layout of the next line.
    pub fn check(&mut self, line: Line<'_>, file: FileId) -> Option<Diagnostic> {
        if line.text.is_empty() {
            return None;
        }
        if opens_literal(line.text) {
            self.literal = Some(0);
            return None;
        }
        let indent = line.indent();
        self.literal = match self.literal {
            Some(0) => Some(indent),
            literal => literal.filter(|&block| indent >= block),
        };
        if self.literal.is_some() {
            return None;
        }
        long_line(line, file).or_else(|| sentence_spacing(line, file))
    }
}

/// Whether what is indented below this line is literal text or an example: only a bare `::` and `.. qmp-example::` say
/// so, not a paragraph that ends with `::`, nor another directive.
fn opens_literal(text: &str) -> bool {
    let Some(before) = text.strip_suffix("::") else { return false };
    let directive = || before.strip_prefix("..").filter(|name| name.starts_with(' '));
    before.trim_matches(' ').is_empty() || directive().is_some_and(|name| name.trim_matches(' ') == "qmp-example")
}

fn long_line(line: Line<'_>, file: FileId) -> Option<Diagnostic> {
    // Bytes are an upper bound of characters.
    if line.end() - line.hash <= WIDTH {
        return None;
    }
    let (excess, _) = line.text.char_indices().nth(WIDTH - (line.start - line.hash))?;
    // A link cannot be broken.
    let word = line.text.trim_ascii_start();
    if !word.contains(' ') && ["http://", "https://", "ftp://"].iter().any(|scheme| word.starts_with(scheme)) {
        return None;
    }
    let span = |start: usize| Span::new(file, start as u32, line.end() as u32);
    let message = format!("a line of documentation is longer than {WIDTH} characters");
    let mut diagnostic = Diagnostic::warning(Code::DocLongLine, message, span(line.hash));
    diagnostic.also(span(line.start + excess), "too much");
    Some(diagnostic)
}

fn sentence_spacing(line: Line<'_>, file: FileId) -> Option<Diagnostic> {
    let at = line.start + sentence_end(line.text)? + 1;
    let place = Span::new(file, at as u32, at as u32 + 1);
    Some(Diagnostic::warning(Code::DocSentenceSpacing, "one space between sentences, where two are needed", place))
}

/// The first mark that ends a sentence and is followed by one space and another sentence.
fn sentence_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // A plain loop, because most of a schema is prose, and build scripts are compiled without optimisation.
    let mut space = 1;
    while space + 1 < bytes.len() {
        if bytes[space] == b' '
            && matches!(bytes[space - 1], b'.' | b'!' | b'?')
            && matches!(bytes[space + 1], b'A'..=b'Z' | b'0'..=b'9' | b'(')
            && !is_abbreviation(&text[..space])
        {
            return Some(space - 1);
        }
        space += 1;
    }
    None
}

/// Whether the text ends with something that has a full stop but ends no sentence.
fn is_abbreviation(text: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let begins_word = |before: &str| !before.ends_with(is_word);
    let is_item = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    ["e.g.", "i.e."].iter().any(|known| text.strip_suffix(known).is_some_and(begins_word))
        || text.trim_ascii_start().strip_suffix('.').is_some_and(is_item)
}
