//! What is wrong with a text, and where.
//!
//! A fault is made where reading stops. On the way out each list and object adds its step to the path, so that nothing
//! is recorded as long as all goes well.

use serde::de::{Error as _, IgnoredAny};
use std::fmt::{Display, Write};

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
    path: Vec<Step>,
}

/// What is wrong.
#[derive(Debug)]
pub enum Problem {
    /// The text is not JSON.
    Syntax,
    /// The text is JSON, but the value does not fit. This is the message.
    Value(String),
}

/// One step from a value to one inside it.
#[derive(Debug)]
enum Step {
    Member(&'static str),
    Element(usize),
}

/// How many steps of a long path are shown at each end.
const SHOWN: usize = 8;

impl Fault {
    pub fn new(problem: Problem, at: usize) -> Self {
        Fault { problem, at, path: Vec::new() }
    }

    /// The value at fault is in this member.
    pub fn in_member(&mut self, name: &'static str) {
        self.path.push(Step::Member(name));
    }

    /// The value at fault is in this element of a list.
    pub fn in_element(&mut self, index: usize) {
        self.path.push(Step::Element(index));
    }

    /// The message, after the path. The middle of a long path is left out.
    pub fn message(&self) -> String {
        let mut text = String::new();
        let left_out = self.path.len().saturating_sub(2 * SHOWN);
        for (place, step) in self.path.iter().rev().enumerate() {
            if left_out > 1 && (SHOWN..SHOWN + left_out).contains(&place) {
                if place == SHOWN {
                    // Writing to a string cannot fail.
                    let _ = write!(text, "...({left_out} more)..");
                }
                continue;
            }
            let _ = match step {
                Step::Member(name) if text.is_empty() => write!(text, "{name}"),
                Step::Member(name) => write!(text, ".{name}"),
                Step::Element(index) => write!(text, "[{index}]"),
            };
        }
        let separator = if text.is_empty() { "" } else { ": " };
        match &self.problem {
            Problem::Value(message) => text + separator + message,
            Problem::Syntax => text + separator + "malformed JSON",
        }
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
