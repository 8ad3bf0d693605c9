//! What is wrong with a schema, and how to say it to a person, an editor or a log.
//!
//! In: diagnostics with codes and spans. Out: text. Afterwards: nothing; rendering changes no state.

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The schema can be used all the same.
    Warning,
    /// The schema breaks a rule of the language.
    Error,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable name of the rule, such as `unknown-type`; `qapi explain CODE` tells more.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence, without a final full stop.
    pub message: String,
    /// Where it is wrong, and what stands there; `None` if no file could be read.
    pub primary: Option<Label>,
    /// Other places that matter, such as the first of two definitions.
    pub secondary: Vec<Label>,
    /// What else helps, one sentence each.
    pub notes: Vec<String>,
}

/// A place and what to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to say; may be empty.
    pub text: String,
}
