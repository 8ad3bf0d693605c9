//! Documentation text to Markdown (manual: "Documentation markup").
//!
//! In: the reStructuredText of one part of a documentation comment, free of `#` and of the common indentation. Out:
//! Markdown for rustdoc. Afterwards: no line ends in white space, nothing outside code can be taken for HTML, for a link
//! that is not meant or for a block of its own, and no code block is one that rustdoc compiles.
//!
//! [`block`] sees lines and indentation, [`inline`] what stands within a paragraph. Both go forward over the text once.
//! Markup that is not understood stays as text: no input is an error.

mod block;
mod code;
mod directive;
mod inline;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod upstream;

use std::borrow::Cow;

/// A name that documentation refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference<'a> {
    /// `@name`: a member, argument, branch, value or feature of the same definition; in older schemas also a definition.
    Member(&'a str),
    /// A name in single backticks or with a role other than `:doc:`; usually a definition.
    Definition(&'a str),
    /// The target of the role `:doc:`, for example `/interop/qmp-spec`.
    Document(&'a str),
}

/// Turns documentation text into Markdown.
///
/// `resolve` says where a reference leads: a path that rustdoc resolves, or a URL. A name that can be resolved as it is
/// written should be given back unchanged, since rustdoc objects to a link that says the same thing twice. What it does
/// not know is set as code. The result has no newline at its end and is empty when nothing is left to say.
pub fn markdown(rst: &str, resolve: &dyn Fn(Reference<'_>) -> Option<String>) -> String {
    let text = clean(rst);
    let mut lines: Vec<Line<'_>> = text.split('\n').map(Line::new).collect();
    let mut writer =
        Writer { out: String::with_capacity(text.len() + text.len() / 8), prefix: String::new(), fresh: true, resolve };
    block::blocks(&mut writer, &mut lines, 0);
    writer.out.truncate(writer.out.trim_end().len());
    writer.out
}

/// Removes what Rust forbids in comments: carriage returns, and characters that change the direction of text.
fn clean(text: &str) -> Cow<'_, str> {
    let forbidden = |c: char| matches!(c, '\r' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if (text.is_ascii() && !text.contains('\r')) || !text.contains(forbidden) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").chars().filter(|&c| !forbidden(c)).collect())
}

/// One line: the column where it starts, and the rest without white space around it.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    indent: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn new(raw: &'a str) -> Self {
        let text = raw.trim_ascii();
        let mut indent = 0;
        for byte in raw.bytes() {
            match byte {
                b' ' => indent += 1,
                b'\t' => indent += 8 - indent % 8,
                _ => break,
            }
        }
        Self { indent, text }
    }

    fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// The Markdown so far, and where in it the next block goes.
struct Writer<'r> {
    out: String,
    /// What each line starts with: the indentation of list items, and the marks of quotations.
    prefix: String,
    /// Whether the next block continues the line on which its container's marker or label stands.
    fresh: bool,
    resolve: &'r dyn Fn(Reference<'_>) -> Option<String>,
}

impl Writer<'_> {
    /// Starts a block, after an empty line where `apart`.
    fn begin(&mut self, apart: bool) {
        if std::mem::take(&mut self.fresh) {
            return;
        }
        if apart {
            self.blank();
        }
        self.newline();
    }

    /// Ends the line and starts the next.
    fn newline(&mut self) {
        self.trim();
        self.out.push('\n');
        self.out.push_str(&self.prefix);
    }

    /// Ends the line and adds an empty one, without its end.
    fn blank(&mut self) {
        self.trim();
        self.out.push('\n');
        self.out.push_str(self.prefix.trim_end());
    }

    fn trim(&mut self) {
        while let Some(b' ' | b'\t') = self.out.as_bytes().last() {
            self.out.pop();
        }
    }

    /// Runs `inner` with more in front of each line.
    fn nested(&mut self, prefix: &str, inner: impl FnOnce(&mut Self)) {
        let outer = self.prefix.len();
        self.prefix.push_str(prefix);
        inner(self);
        self.prefix.truncate(outer);
    }
}
