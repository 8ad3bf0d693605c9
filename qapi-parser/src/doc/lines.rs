//! The lines of one documentation comment, one at a time and without `#`.
//!
//! Each line is checked for the rules that hold for every line: its start, its length, its sentences.

use super::line::Line;
use super::style::Style;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use crate::syntax::DocComment;

/// Reads the lines of one comment and collects what is wrong.
pub(super) struct Lines<'a, 'd> {
    pub file: FileId,
    text: &'a str,
    comment: &'d DocComment,
    /// The number of the line to come.
    next: usize,
    /// The line that [`Lines::next`] returned last, or the end of the comment.
    pub current: Span,
    /// Whether lines are prose, whose layout matters.
    pub prose: bool,
    style: Style,
    diagnostics: &'d mut Vec<Diagnostic>,
    /// Whether a rule other than one of style was broken.
    pub faulty: bool,
}

impl<'a, 'd> Lines<'a, 'd> {
    /// Starts at the first line after the opening `##`.
    pub fn new(text: &'a str, comment: &'d DocComment, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        let mut lines = Lines {
            file: comment.span.file,
            text,
            comment,
            next: 1,
            current: comment.span,
            prose: true,
            style: Style::default(),
            diagnostics,
            faulty: false,
        };
        if let Some(&open) = comment.lines.first().filter(|open| open.end > open.start + 2) {
            lines.report(Code::DocJunkStart, "text after the '##' that opens a documentation comment", open);
        }
        lines
    }

    /// The span of `start..end` of the file.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start as u32, end.max(start) as u32)
    }

    /// The span of a whole line, from its `#`.
    pub fn line_span(&self, line: Line<'_>) -> Span {
        self.span(line.hash, line.end())
    }

    /// Reports a fault.
    pub fn report(&mut self, code: Code, message: impl Into<String>, place: Span) -> &mut Diagnostic {
        self.faulty = true;
        let at = self.diagnostics.len();
        self.diagnostics.push(Diagnostic::warning(code, message, place));
        &mut self.diagnostics[at]
    }

    /// The next line; `None` at the end of the comment.
    pub fn next(&mut self) -> Option<Line<'a>> {
        let Some(&place) = self.comment.lines.get(self.next) else {
            self.unterminated();
            return None;
        };
        self.next += 1;
        self.current = place;
        if self.comment.closed && self.next == self.comment.lines.len() {
            if place.end > place.start + 2 {
                self.report(Code::DocJunkEnd, "text after the '##' that closes a documentation comment", place);
            }
            return None;
        }
        let (hash, end) = (place.start as usize, place.end as usize);
        let rest = &self.text[hash + 1..end];
        let text = rest.strip_prefix(' ').unwrap_or(rest);
        if !rest.is_empty() && text.len() == rest.len() {
            self.report(Code::DocMissingSpace, "no space after '#' in a documentation comment", place);
        }
        let line = Line { text, start: end - text.len(), hash };
        if self.prose {
            self.diagnostics.extend(self.style.check(line, self.file));
        }
        Some(line)
    }

    /// Reports that the closing `##` is missing, at the token that stands in its place.
    fn unterminated(&mut self) {
        let Span { start, end, .. } = self.comment.span;
        let rest = self.text.get(end as usize..).unwrap_or_default();
        let place = match rest.trim_ascii_start() {
            // At the end of the file: at the end of its last line.
            "" => {
                let text = self.text.strip_suffix('\n').unwrap_or(self.text);
                let end = text.strip_suffix('\r').unwrap_or(text).len();
                self.span(end, end)
            }
            token => {
                let at = self.text.len() - token.len();
                self.span(at, at + token.chars().next().map_or(0, char::len_utf8))
            }
        };
        let open = Span::new(self.file, start, start + 2);
        self.report(Code::DocUnterminated, "a documentation comment without a '##' line at its end", place)
            .also(open, "the comment starts here");
        self.current = place;
    }
}
