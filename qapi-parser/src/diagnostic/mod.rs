//! What is wrong with a schema, and how to say it to a person, an editor or a log.
//!
//! A [`Diagnostic`] names its rule and its places; [`render`] makes text of it. Rendering changes no state.

mod few;
mod human;
#[cfg(feature = "json")]
mod json;
#[cfg(test)]
mod tests;
mod text;

pub use few::{few, lines};

use crate::code::Code;
use crate::source::{SourceMap, Span};
use std::fmt;
use std::str::FromStr;

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
    pub code: Code,
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

/// What becomes of documentation faults, which do not keep a schema from being used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DocLevel {
    /// They are not reported.
    Allow,
    /// They are warnings.
    #[default]
    Warn,
    /// They are errors.
    Deny,
}

impl DocLevel {
    /// Drops the documentation faults among the diagnostics or gives them the severity of this level.
    pub fn apply(self, diagnostics: &mut Vec<Diagnostic>) {
        let severity = match self {
            DocLevel::Allow => return diagnostics.retain(|diagnostic| !diagnostic.is_doc()),
            DocLevel::Warn => Severity::Warning,
            DocLevel::Deny => Severity::Error,
        };
        for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.is_doc()) {
            diagnostic.severity = severity;
        }
    }
}

impl FromStr for DocLevel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "allow" => Ok(DocLevel::Allow),
            "warn" => Ok(DocLevel::Warn),
            "deny" => Ok(DocLevel::Deny),
            _ => Err(format!("'{text}' is none of allow, warn, deny")),
        }
    }
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: Code, message: impl Into<String>, span: Span) -> Self {
        Diagnostic { severity: Severity::Error, ..Self::warning(code, message, span) }
    }

    /// A warning at a place.
    pub fn warning(code: Code, message: impl Into<String>, span: Span) -> Self {
        Diagnostic {
            code,
            severity: Severity::Warning,
            message: message.into(),
            primary: Some(Label { span, text: String::new() }),
            secondary: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds another place that matters.
    pub fn also(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a sentence that helps.
    pub fn note(&mut self, text: impl Into<String>) -> &mut Self {
        self.notes.push(text.into());
        self
    }

    /// Whether it is about documentation, see [`DocLevel`].
    pub fn is_doc(&self) -> bool {
        self.code.is_doc()
    }
}

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For a person: the place, the line itself, labels, notes.
    Human {
        /// Whether to colour it with terminal escapes.
        colors: bool,
    },
    /// One line each: `path:line:col: error[code]: message`.
    Short,
    /// One JSON object a line, for editors.
    #[cfg(feature = "json")]
    Json,
}

impl FromStr for Format {
    type Err = String;

    /// From `human` (without colours), `short` or `json`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "human" => Ok(Format::Human { colors: false }),
            "short" => Ok(Format::Short),
            #[cfg(feature = "json")]
            "json" => Ok(Format::Json),
            _ => Err(format!("'{text}' is none of human, short, json")),
        }
    }
}

/// Writes diagnostics as text. Lines and columns count from 1, columns in characters; paths are as reached from the
/// path given first.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, format: Format) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        match format {
            Format::Human { colors } => human::render(diagnostic, sources, colors, &mut out),
            Format::Short => text::short(diagnostic, sources, &mut out),
            #[cfg(feature = "json")]
            Format::Json => json::render(diagnostic, sources, &mut out),
        }
    }
    out
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}
