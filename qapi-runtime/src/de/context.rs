//! What one run of the decoder carries along: the tape, and the path of an error.

use super::tape::Node;
use serde::de::Error;
use std::fmt::{Display, Write};

/// One step from the outermost value to the place of an error.
enum Step {
    Member(&'static str),
    Index(usize),
}

#[derive(Default)]
pub(crate) struct Context<'de> {
    /// Members that arrived before the discriminator that says what they are.
    pub(super) tape: Vec<Node<'de>>,
    path: Vec<Step>,
    found_fault: bool,
}

impl Context<'_> {
    /// An error about the value, as opposed to one of the format's own reader.
    #[cold]
    pub fn fault<E: Error>(&mut self, message: impl Display) -> E {
        self.found_fault = true;
        E::custom(message)
    }

    #[cold]
    pub fn in_member(&mut self, name: &'static str) {
        self.path.push(Step::Member(name));
    }

    #[cold]
    pub fn in_element(&mut self, index: usize) {
        self.path.push(Step::Index(index));
    }

    /// Puts the path before an error about the value; errors of the reader stay as they are.
    #[cold]
    pub fn locate<E: Error>(&self, error: E) -> E {
        if !self.found_fault || self.path.is_empty() {
            return error;
        }
        let mut text = String::new();
        for step in self.path.iter().rev() {
            // Writing to a string cannot fail.
            let _ = match step {
                Step::Member(name) if text.is_empty() => write!(text, "{name}"),
                Step::Member(name) => write!(text, ".{name}"),
                Step::Index(index) => write!(text, "[{index}]"),
            };
        }
        E::custom(format_args!("{text}: {error}"))
    }
}
