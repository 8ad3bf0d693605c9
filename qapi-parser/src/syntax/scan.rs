//! The linear scan before pest: it bounds depth, and finds where to continue after an error.
//!
//! pest recurses into brackets, so it must never get a text in which brackets are nested more than [`MAX_DEPTH`] deep.
//! The scan knows only as much of the language as that takes: strings and comments, in which brackets do not count, and
//! that a string ends with its line at the latest.

use super::MAX_DEPTH;

/// A section ends with the first item that ends after this many bytes. pest keeps all tokens of what it reads.
const SECTION: usize = 1 << 16;

/// A part of a file that pest can read at once: whole items, as far as brackets say.
#[derive(Debug, PartialEq)]
pub(super) struct Section {
    pub start: usize,
    pub end: usize,
    /// Where the items end that begin with a bracket.
    ends: Vec<usize>,
    /// What comes next; `None` for another section, or the end of the text.
    pub next: Option<Odd>,
}

/// An item whose brackets are not balanced. It begins where the section ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Odd {
    /// The text ends before the last bracket is closed.
    Unclosed,
    /// The bracket at this offset is one level too deep.
    TooDeep(usize),
}

impl Section {
    /// Scans the section that begins at `start`, where no item is open.
    pub fn scan(text: &str, start: usize) -> Self {
        let mut section = Section { start, end: start, ends: Vec::new(), next: None };
        let mut at = start;
        let bytes = text.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'{' | b'[' => match balanced(text, at) {
                    Ok(end) => {
                        at = end;
                        section.ends.push(end);
                        if end - start >= SECTION {
                            break;
                        }
                    }
                    Err(odd) => {
                        section.next = Some(odd);
                        break;
                    }
                },
                b'\'' => at = after_string(bytes, at),
                b'#' => at = line_end(text, at),
                _ => at += 1,
            }
        }
        section.end = at;
        section
    }

    /// Where the item ends, as far as brackets say, that begins at `item`.
    pub fn item_end(&self, text: &str, item: usize) -> usize {
        match text.as_bytes().get(item) {
            Some(b'{' | b'[') => {
                self.ends.get(self.ends.partition_point(|&end| end <= item)).map_or(self.end, |&end| end)
            }
            _ => line_end(text, item).min(self.end),
        }
    }

    /// Where to go on after an error at `error`, in an item of this section that begins at `item`.
    pub fn resume(&self, text: &str, item: usize, error: usize) -> usize {
        match text.as_bytes().get(item) {
            Some(b'{' | b'[') => self.item_end(text, item),
            _ => next_item(text, item, error).min(self.end),
        }
    }
}

/// The start of the next line at or after `error` that begins like an item, or the end of the text. The item with the
/// error begins at `item`.
pub(super) fn next_item(text: &str, item: usize, error: usize) -> usize {
    let bytes = text.as_bytes();
    let begins = |at: usize| matches!(bytes.get(at), Some(b'{' | b'[')) || text[at..].starts_with("##");
    let mut line = match error {
        _ if error > item && bytes[error - 1] == b'\n' => error,
        _ => line_end(text, error.min(text.len())) + 1,
    };
    while line < bytes.len() && !begins(line) {
        line = line_end(text, line) + 1;
    }
    line.min(bytes.len())
}

/// The end of the item that begins with the bracket at `at`.
fn balanced(text: &str, mut at: usize) -> Result<usize, Odd> {
    let bytes = text.as_bytes();
    let mut depth = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' if depth == MAX_DEPTH => return Err(Odd::TooDeep(at)),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b'\'' => {
                at = after_string(bytes, at);
                continue;
            }
            b'#' => {
                at = line_end(text, at);
                continue;
            }
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Ok(at);
        }
    }
    Err(Odd::Unclosed)
}

/// The end of the string that begins at `at`, whether it is right or not, or of its line.
fn after_string(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => return at,
            b'\'' => return at + 1,
            b'\\' if bytes.get(at + 1).is_some_and(|&next| next != b'\n') => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The offset of the line end at or after `from`, or the end of the text.
fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |length| from + length)
}
