//! The lines of one documentation comment.
//!
//! In: the text of a file and where a comment stands in it. Out: its lines, one at a time, without `#`. Afterwards:
//! every line has been checked for the rules that hold for each line: its start, its length, its sentences.

use super::style::Style;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// A line between the two `##` lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// What follows `# `, without white space at its end.
    pub text: &'a str,
    /// Where `text` starts in the file.
    pub start: usize,
    /// Where the line's `#` stands in the file.
    pub hash: usize,
}

impl Line<'_> {
    /// Where `text` ends in the file.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// How many bytes of indentation the text has.
    pub fn indent(&self) -> usize {
        let bytes = self.text.as_bytes();
        let mut indent = 0;
        while indent < bytes.len() && matches!(bytes[indent], b' ' | b'\t') {
            indent += 1;
        }
        indent
    }
}

/// Where the documentation comment ends whose first `#` stands at `start`: past its last `##`, or, if that is
/// missing, past the last line that starts with `#`. Blank lines do not interrupt a comment.
pub fn extent(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut next = start;
    while let Some((hash, line)) = comment_line(text, next, text.len()) {
        end = hash + line.len();
        if hash > start && line.starts_with("##") {
            break;
        }
        next = end;
    }
    end
}

/// The first line of `text[from..to]` that is not blank, if it starts with `#`: the place of its `#`, and the line
/// from there on without white space at its end.
fn comment_line(text: &str, from: usize, to: usize) -> Option<(usize, &str)> {
    let rest = text.get(from..to)?;
    let hash = match rest.as_bytes() {
        // The usual case, without a look at each byte.
        [b'\n', b'#', ..] => from + 1,
        _ => from + (rest.len() - rest.trim_ascii_start().len()),
    };
    let line = text.get(hash..to).filter(|rest| rest.starts_with('#'))?;
    let line = line.find('\n').map_or(line, |end| &line[..end]);
    let is_trimmed = line.as_bytes().last().is_some_and(u8::is_ascii_graphic);
    Some((hash, if is_trimmed { line } else { line.trim_end() }))
}

/// Reads the lines of one comment and collects what is wrong.
pub(super) struct Lines<'a, 'd> {
    pub file: FileId,
    text: &'a str,
    next: usize,
    start: usize,
    end: usize,
    /// Where the line stands that [`Lines::next`] gave last, or the end of the comment.
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
    pub fn new(text: &'a str, span: Span, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        let (start, end) = (span.start as usize, (span.end as usize).min(text.len()));
        let mut lines = Lines {
            file: span.file,
            text,
            next: start,
            start,
            end,
            current: span,
            prose: true,
            style: Style::default(),
            diagnostics,
            faulty: false,
        };
        if let Some((hash, line)) = comment_line(text, start, end) {
            lines.next = hash + line.len();
            if line != "##" {
                let place = lines.span(hash, hash + line.len());
                lines.report(Code::DocJunkStart, "text after the '##' that opens a documentation comment", place);
            }
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
        let Some((hash, comment)) = comment_line(self.text, self.next, self.end) else {
            self.unterminated();
            return None;
        };
        self.next = hash + comment.len();
        self.current = self.span(hash, hash + comment.len());
        if let Some(junk) = comment.strip_prefix("##") {
            if !junk.is_empty() {
                let message = "text after the '##' that closes a documentation comment";
                self.report(Code::DocJunkEnd, message, self.current);
            }
            return None;
        }
        let rest = &comment[1..];
        let text = rest.strip_prefix(' ').unwrap_or(rest);
        if !rest.is_empty() && text.len() == rest.len() {
            self.report(Code::DocMissingSpace, "no space after '#' in a documentation comment", self.current);
        }
        let line = Line { text, start: hash + comment.len() - text.len(), hash };
        if self.prose {
            self.diagnostics.extend(self.style.check(line, self.file));
        }
        Some(line)
    }

    /// Reports that the closing `##` is missing, at what stands in its place.
    fn unterminated(&mut self) {
        let rest = self.text.get(self.end..).unwrap_or_default();
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
        let open = self.span(self.start, self.start + 2);
        self.report(Code::DocUnterminated, "a documentation comment without a '##' line at its end", place)
            .also(open, "the comment starts here");
        self.current = place;
    }
}
