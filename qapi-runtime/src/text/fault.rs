//! What is wrong with a text, and where.
//!
//! A fault is made where reading stops. On the way out each list and object adds its step to the path, so that nothing
//! is recorded as long as all goes well.

use super::path::{self, Step};
use serde_core::de::{Error as _, IgnoredAny};
use std::borrow::Cow;
use std::fmt::Display;

/// The result of reading. On failure the reader holds the reason.
pub type Read<T = ()> = Result<T, Failed>;

/// Reading failed; the reader holds the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed;

/// What is wrong, and where.
#[derive(Debug)]
pub struct Fault {
    /// What is wrong.
    pub problem: Problem,
    /// The byte offset in the text.
    pub at: usize,
    /// The path from the root, innermost step first.
    path: Vec<Step<'static>>,
    /// The name of the event.
    event: Option<String>,
}

/// What is wrong.
#[derive(Debug)]
pub enum Problem {
    /// The text is not JSON.
    Syntax,
    /// The text is JSON, but the value does not fit. This is the message.
    Value(String),
    /// The same for `null` in place of a string or a list.
    Null(String),
}

/// A value that was left out because it did not fit.
#[derive(Debug)]
pub struct Misfit {
    /// Where it starts.
    pub at: usize,
    /// What does not fit, with the path from this value.
    pub fault: String,
}

/// What went wrong so far.
#[derive(Debug, Default)]
pub struct Trouble {
    /// Why reading failed.
    pub fault: Option<Fault>,
    /// What was left out, in the order of the text.
    pub misfits: Vec<Misfit>,
}

impl Fault {
    pub fn new(problem: Problem, at: usize) -> Self {
        Fault { problem, at, path: Vec::new(), event: None }
    }

    /// The value at fault is in this member.
    pub fn in_member(&mut self, name: &'static str) {
        self.path.push(Step::Member(Cow::Borrowed(name)));
    }

    /// The value at fault is in this element of a list.
    pub fn in_element(&mut self, index: usize) {
        self.path.push(Step::Element(index));
    }

    /// The value at fault is in an event of this name.
    pub fn in_event(&mut self, name: &str) {
        self.event = Some(name.to_owned());
    }

    /// Whether the value that was just to be read is `null` in place of a string or a list.
    pub fn is_null(&self) -> bool {
        matches!(self.problem, Problem::Null(_)) && self.path.is_empty()
    }

    /// The message, after the name of the event and the path.
    pub fn message(&self) -> String {
        let path = path::write(self.path.iter().rev());
        let problem = match &self.problem {
            Problem::Value(message) | Problem::Null(message) => message,
            Problem::Syntax => "malformed JSON",
        };
        let event = self.event.as_deref().unwrap_or_default();
        [event, &path, problem].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
    }

    /// The error, with its line and column in `text`. If the text is not JSON, `serde_json` says why.
    pub fn error(&self, text: &str) -> serde_json::Error {
        if let Problem::Syntax = self.problem
            && let Err(error) = serde_json::from_str::<IgnoredAny>(text)
        {
            return error;
        }
        error_after(text.as_bytes().get(..self.at).unwrap_or_default(), self.message())
    }
}

/// An error with a line and column: those of the end of the text before it.
#[cold]
pub fn error_after(before: &[u8], message: impl Display) -> serde_json::Error {
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
    // `serde_json` takes the line and column from a message of this form.
    serde_json::Error::custom(format_args!("{message} at line {line} column {}", column.max(1)))
}
