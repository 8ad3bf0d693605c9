//! Documentation comments (manual: "Documentation comments").
//!
//! [`parse`] divides a comment into body, members, features and sections, each with its text and span. The text is free
//! of `#` and of the common indentation; markup (rST) is left as it is. A comment that breaks a rule must still yield
//! all of its text: documentation faults are warnings ([`crate::diagnostic::DocLevel`] can make them errors), and older
//! schemas break rules that did not exist then. Nothing here knows the schema; whether a comment fits its definition is
//! checked in `check`.

mod line;
mod lines;
mod parse;
mod placement;
mod since;
mod style;
#[cfg(test)]
mod tests;

pub use parse::parse;
pub(crate) use placement::misplaced;
pub use since::{NO_TEXT, definition_since, since};

use crate::source::Span;

/// A documentation comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    /// The whole comment.
    pub span: Span,
    /// The name after `@` in its first line; `None` for free-form documentation.
    pub symbol: Option<Symbol>,
    /// The parts in the order of the text; the first is always [`PartKind::Body`].
    pub parts: Vec<Part>,
    /// Whether its text breaks a rule, so that errors about what it documents may only be consequences of that.
    pub faulty: bool,
}

/// The name that a documentation comment is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// A part of a documentation comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Where it starts (for a member or feature, its name) to its end.
    pub span: Span,
    /// The text, lines separated by `\n`.
    pub text: String,
    /// How many characters of indentation were taken off the lines of the text.
    pub indent: u32,
    /// Whether the text starts on the line of the name or tag, which then had no indentation to take off.
    pub hanging: bool,
}

/// What a part of a documentation comment is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// The text before the first described name or section.
    Body,
    /// The description of a member, argument, branch or enum value.
    Member(String),
    /// The description of a feature.
    Feature(String),
    /// Text that follows descriptions and has no tag.
    Plain,
    /// `Returns:`
    Returns,
    /// `Errors:`
    Errors,
    /// `Since:`
    Since,
    /// `TODO:`
    Todo,
}

impl Doc {
    /// An empty comment, which is never reported, for a definition that does not stand in the schema as such.
    pub(crate) fn stub(name: String, span: Span) -> Self {
        let body = Part { kind: PartKind::Body, span, text: String::new(), indent: 0, hanging: false };
        Doc { span, symbol: Some(Symbol { name, span }), parts: vec![body], faulty: true }
    }

    /// The text before the first described name or section; empty if there is none.
    pub fn body(&self) -> &str {
        self.parts.iter().find(|part| part.kind == PartKind::Body).map_or("", |part| &part.text)
    }

    /// The text of the `Since:` section, for example `2.10`.
    pub fn since(&self) -> Option<&str> {
        self.parts.iter().find(|part| part.kind == PartKind::Since).map(|part| part.text.trim())
    }

    /// The description of a member, argument, branch or enum value.
    pub fn member(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| matches!(&part.kind, PartKind::Member(member) if member == name))
    }

    /// The description of a feature.
    pub fn feature(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| matches!(&part.kind, PartKind::Feature(feature) if feature == name))
    }
}

impl Part {
    /// Where the name of a described member or feature stands; the whole part for other kinds.
    pub fn name_span(&self) -> Span {
        match &self.kind {
            PartKind::Member(name) | PartKind::Feature(name) => {
                Span::new(self.span.file, self.span.start, self.span.start + name.len() as u32)
            }
            _ => self.span,
        }
    }

    /// The text with its indentation in the comment put back.
    pub fn indented_text(&self) -> String {
        let indent = " ".repeat(self.indent as usize);
        let mut text = String::with_capacity(self.text.len() + indent.len());
        for (index, line) in self.text.lines().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            let at_margin = line.is_empty() || (self.hanging && index == 0);
            if !at_margin {
                text.push_str(&indent);
            }
            text.push_str(line);
        }
        text
    }
}
