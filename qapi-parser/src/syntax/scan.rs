//! The linear scan that comes before pest.
//!
//! In: text. Out: the places of top-level expressions, documentation comments and plain comments. Afterwards: an
//! expression handed on is nested at most [`MAX_DEPTH`](super::MAX_DEPTH) deep. Which brackets match which, and what
//! stands between them, is left to the grammar.

use super::MAX_DEPTH;

/// What the scan finds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    /// Something that is neither white space nor a comment. It is `closed` if its brackets are balanced; otherwise it
    /// extends to the end of the text, or it is a word that is no expression at all.
    Expression { start: usize, end: usize, closed: bool },
    /// An expression with too many open brackets at `at`.
    TooDeep { at: usize },
    /// A comment that is not documentation.
    Comment { start: usize, end: usize },
    /// A documentation comment: comment lines, perhaps with blank lines between them, up to the next that begins with
    /// `##`.
    Doc { start: usize, end: usize },
}

/// The scan's state.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// Plain comments found within the expression scanned last.
    pub inner_comments: Vec<(usize, usize)>,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        Scanner { text, at: 0, inner_comments: Vec::new() }
    }

    /// The next piece, or `None` at the end of the text.
    pub fn next_piece(&mut self) -> Option<Piece> {
        self.inner_comments.clear();
        self.skip_space();
        let start = self.at;
        match self.peek()? {
            b'#' if self.text[start..].starts_with("##") => Some(self.doc()),
            b'#' => {
                self.at = self.comment_end(start);
                Some(Piece::Comment { start, end: self.at })
            }
            b'{' | b'[' => Some(self.brackets()),
            b'\'' => {
                self.skip_string();
                Some(Piece::Expression { start, end: self.at, closed: true })
            }
            _ => {
                self.skip_word();
                Some(Piece::Expression { start, end: self.at, closed: false })
            }
        }
    }

    /// After a syntax error at `error` within an unclosed expression that begins at `start`: goes on at the next line
    /// that begins like a definition or a documentation comment does.
    pub fn resume(&mut self, start: usize, error: usize) {
        let bytes = self.text.as_bytes();
        let begins = |at: usize| matches!(bytes.get(at), Some(b'{' | b'[')) || self.text[at..].starts_with("##");
        let mut line = match error {
            _ if error > start && bytes[error - 1] == b'\n' => error,
            _ => self.line_end(error.min(self.text.len())) + 1,
        };
        while line < bytes.len() && !begins(line) {
            line = self.line_end(line) + 1;
        }
        self.at = line.min(bytes.len());
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Offset of the line end at or after `from`, or the end of the text.
    fn line_end(&self, from: usize) -> usize {
        self.text[from..].find('\n').map_or(self.text.len(), |length| from + length)
    }

    /// The end of the comment that begins at `start`, without white space at the end of its line.
    fn comment_end(&self, start: usize) -> usize {
        start + self.text[start..self.line_end(start)].trim_end().len()
    }

    fn brackets(&mut self) -> Piece {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut depth = 0;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'{' | b'[' if depth == MAX_DEPTH => return Piece::TooDeep { at: self.at },
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                b'\'' => {
                    self.skip_string();
                    continue;
                }
                b'#' => {
                    let end = self.comment_end(self.at);
                    self.inner_comments.push((self.at, end));
                    self.at = end;
                    continue;
                }
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Piece::Expression { start, end: self.at, closed: true };
            }
        }
        Piece::Expression { start, end: self.at, closed: false }
    }

    /// Skips a string, well-formed or not; no string goes on after the end of its line.
    fn skip_string(&mut self) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'\n' => return,
                b'\'' => {
                    self.at += 1;
                    return;
                }
                b'\\' if bytes.get(self.at + 1).is_some_and(|&next| next != b'\n') => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at = bytes.len();
    }

    /// Skips what cannot begin an expression, at least one character.
    fn skip_word(&mut self) {
        self.at += super::problem::stray_length(&self.text[self.at..]);
    }

    fn doc(&mut self) -> Piece {
        let start = self.at;
        let mut end = self.comment_end(start);
        self.at = end;
        self.skip_space();
        while self.peek() == Some(b'#') {
            let line = self.at;
            end = self.comment_end(line);
            self.at = end;
            if self.text[line..].starts_with("##") {
                break;
            }
            self.skip_space();
        }
        Piece::Doc { start, end }
    }
}
