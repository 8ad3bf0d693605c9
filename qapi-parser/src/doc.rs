//! Documentation comments (manual: "Documentation comments").
//!
//! In: the text between two `##` lines. Out: a [`Doc`]: body, members, features and sections, each with its text and
//! span. Afterwards: the text is free of `#` and of the common indentation; markup (rST) is left as it is.

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
