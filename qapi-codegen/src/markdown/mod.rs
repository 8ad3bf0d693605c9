//! reStructuredText, as schemas are documented with it, to Markdown (manual: "Documentation markup").
//!
//! The text is one part of a documentation comment, free of `#` and of the common indentation. Of the result this must stay
//! true: no line ends in white space, nothing outside code can be taken for HTML or for a link or block that was not meant,
//! and no code block is one that rustdoc compiles. Markup that is not understood stays as text: no input is an error, and
//! time is linear.
//!
//! `kind` says what starts at a line, `block` writes it, and `inline` writes what stands within a paragraph.

mod block;
mod code;
mod directive;
mod inline;
mod kind;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod upstream;
mod writer;

pub use writer::Reference;

use std::borrow::Cow;
use writer::{Line, Writer};

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
