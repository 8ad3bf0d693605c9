//! What went wrong while reading, and what was left out.
//!
//! A function that fails returns nothing but that it did; the fault is kept here, and each function on the way out adds
//! its part of the path. All of this is cold.

use super::fault::{Failed, Fault, Misfit, Problem, Read};
use super::reader::{Reader, ValueKind};
use super::{path, scan};
use serde_core::de::IgnoredAny;

impl Reader<'_> {
    /// The next value is malformed or nests too deep.
    #[cold]
    pub(super) fn not_skipped<T>(&mut self) -> Read<T> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        match serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>().next() {
            Some(Ok(_)) => self.too_deep(),
            _ => self.malformed(),
        }
    }

    #[cold]
    pub(super) fn too_deep<T>(&mut self) -> Read<T> {
        self.fault("recursion limit exceeded: lists and objects nest too deep")
    }

    #[cold]
    fn fail<T>(&mut self, problem: Problem) -> Read<T> {
        self.trouble.get_or_insert_default().fault.get_or_insert_with(|| Fault::new(problem, self.at));
        Err(Failed)
    }

    fn current_fault(&self) -> Option<&Fault> {
        self.trouble.as_ref().and_then(|trouble| trouble.fault.as_ref())
    }

    fn fault_mut(&mut self) -> Option<&mut Fault> {
        self.trouble.as_mut().and_then(|trouble| trouble.fault.as_mut())
    }

    fn take_fault(&mut self) {
        if let Some(trouble) = &mut self.trouble {
            trouble.fault = None;
        }
    }

    /// The text is not JSON.
    #[cold]
    pub(crate) fn malformed<T>(&mut self) -> Read<T> {
        self.fail(Problem::Syntax)
    }

    /// Fails with a message about the next value.
    ///
    /// # Errors
    /// Always.
    #[cold]
    pub fn fault<T>(&mut self, message: impl std::fmt::Display) -> Read<T> {
        self.fail(Problem::Value(message.to_string()))
    }

    /// Fails because the next value is not what was `expected`.
    ///
    /// # Errors
    /// Always.
    #[cold]
    pub fn mismatch<T>(&mut self, expected: &str) -> Read<T> {
        let Some(end) = scan::value(self.bytes(), self.at, self.depth) else { return self.not_skipped() };
        let text = self.text.get(self.at..end).unwrap_or_default();
        match self.kind()? {
            ValueKind::Null if matches!(expected, "a string" | "a list") => {
                self.fail(Problem::Null(format!("expected {expected}, got null")))
            }
            ValueKind::Null | ValueKind::Bool => self.fault(format_args!("expected {expected}, got {text}")),
            ValueKind::Number => self.fault(format_args!("expected {expected}, got the number {text}")),
            ValueKind::String => {
                let start = self.at;
                let got = self.raw_string()?;
                self.at = start;
                self.fault(format_args!("expected {expected}, got the string '{got}'"))
            }
            ValueKind::Array => self.fault(format_args!("expected {expected}, got a list")),
            ValueKind::Object => self.fault(format_args!("expected {expected}, got an object")),
        }
    }

    /// Takes `null` where a string or a list was expected, which has just failed, as an absent member.
    #[cold]
    pub(crate) fn null_is_absent(&mut self) -> Read {
        if self.is_strict() || !self.current_fault().is_some_and(Fault::is_null) {
            return Err(Failed);
        }
        self.take_fault();
        self.null()
    }

    /// Takes the fault away, unless the text is malformed or a guess may have been wrong.
    #[cold]
    pub(crate) fn recover(&mut self) -> Read<String> {
        match self.current_fault() {
            Some(fault) if !matches!(fault.problem, Problem::Syntax) && !self.has_guessed() => {
                let message = fault.message();
                self.take_fault();
                Ok(message)
            }
            _ => Err(Failed),
        }
    }

    /// Remembers that a value was left out. What had been left out of that value no longer counts.
    pub(crate) fn left_out(&mut self, at: usize, fault: String) {
        let misfits = &mut self.trouble.get_or_insert_default().misfits;
        while misfits.last().is_some_and(|last| last.at >= at) {
            misfits.pop();
        }
        misfits.push(Misfit { at, fault });
    }

    /// What was left out, with the paths that lead there.
    pub(crate) fn take_misfits(&mut self) -> Vec<(String, Misfit)> {
        let misfits = self.trouble.as_mut().map(|trouble| std::mem::take(&mut trouble.misfits)).unwrap_or_default();
        let paths = path::of_all(self.text, misfits.iter().map(|misfit| misfit.at));
        paths.into_iter().zip(misfits).collect()
    }

    /// Adds a member to the path of the fault.
    #[cold]
    pub(crate) fn in_member(&mut self, name: &'static str) {
        if let Some(fault) = self.fault_mut() {
            fault.in_member(name);
        }
    }

    /// Adds the name of an event to the path of the fault.
    #[cold]
    pub(crate) fn in_event(&mut self, name: &str) {
        if let Some(fault) = self.fault_mut() {
            fault.in_event(name);
        }
    }

    /// Adds an element to the path of the fault.
    #[cold]
    pub(crate) fn in_element(&mut self, index: usize) {
        if let Some(fault) = self.fault_mut() {
            fault.in_element(index);
        }
    }

    /// The message of the fault, after its path.
    #[cold]
    pub(crate) fn message(&self) -> String {
        self.current_fault().map(Fault::message).unwrap_or_default()
    }

    /// The fault as an error with its line and column.
    #[cold]
    pub(crate) fn error(&self) -> serde_json::Error {
        match self.current_fault() {
            Some(fault) => fault.error(self.text),
            None => Fault::new(Problem::Syntax, self.at).error(self.text),
        }
    }
}
