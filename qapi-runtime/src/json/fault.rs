//! What is wrong with a text, and where.
//!
//! In: a problem, and the path that leads to it, from the inside out. Out: an error of `serde_json`'s.

use super::Reader;
use serde::de::{Error as _, IgnoredAny};
use std::fmt::{Display, Write};

/// What is wrong, found where reading stopped.
#[derive(Debug)]
pub struct Fault {
    pub problem: Problem,
    /// The place in the text.
    pub at: usize,
    /// The innermost step first.
    pub path: Vec<Step>,
}

/// What is wrong.
#[derive(Debug)]
pub enum Problem {
    /// The text is not JSON.
    Syntax,
    /// A value does not fit, and why.
    Value(String),
}

/// One step from a value to one within it.
#[derive(Debug)]
pub enum Step {
    Member(&'static str),
    Element(usize),
}

impl Reader<'_> {
    #[cold]
    pub(crate) fn in_member(&mut self, name: &'static str) {
        if let Some(fault) = &mut self.fault {
            fault.path.push(Step::Member(name));
        }
    }

    #[cold]
    pub(crate) fn in_element(&mut self, index: usize) {
        if let Some(fault) = &mut self.fault {
            fault.path.push(Step::Element(index));
        }
    }

    /// What is wrong, with the path that leads there.
    #[cold]
    pub(crate) fn message(&self) -> String {
        let mut text = String::new();
        let Some(fault) = &self.fault else { return text };
        for step in fault.path.iter().rev() {
            // Writing to a string cannot fail.
            let _ = match step {
                Step::Member(name) if text.is_empty() => write!(text, "{name}"),
                Step::Member(name) => write!(text, ".{name}"),
                Step::Element(index) => write!(text, "[{index}]"),
            };
        }
        let separator = if text.is_empty() { "" } else { ": " };
        match &fault.problem {
            Problem::Value(message) => text + separator + message,
            Problem::Syntax => text + separator + "malformed JSON",
        }
    }

    /// The error, with its line and column. What is wrong with the text itself is told by `serde_json`.
    #[cold]
    pub(crate) fn error(&self) -> serde_json::Error {
        let fault = self.fault.as_deref();
        if let Some(Fault { problem: Problem::Syntax, .. }) = fault
            && let Err(error) = serde_json::from_str::<IgnoredAny>(self.text)
        {
            return error;
        }
        told_after(self.bytes().get(..fault.map_or(self.at, |fault| fault.at)).unwrap_or_default(), self.message())
    }
}

/// An error with its line and column: those of the end of the text before it.
#[cold]
pub fn told_after(before: &[u8], message: impl Display) -> serde_json::Error {
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
    // The form that serde_json takes line and column from.
    serde_json::Error::custom(format_args!("{message} at line {line} column {}", column.max(1)))
}
