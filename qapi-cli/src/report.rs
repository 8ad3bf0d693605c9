//! Loading schemas, and telling the user what is wrong with them.
//!
//! In: a path. Out: a schema, and diagnostics on standard error in the form that the user chose. Afterwards: a failure
//! carries only what has not been told yet.

use crate::args::MessageFormat;
use crate::config::DocsName;
use qapi_parser::DocLevel;
use qapi_parser::diagnostic::{Diagnostic, Format, render};
use qapi_parser::schema::Schema;
use qapi_parser::source::SourceMap;
use std::io::Write;
use std::path::Path;

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// Diagnostics have told.
    Reported,
    /// This sentence tells.
    Message(String),
}

impl Failure {
    /// A failure that a sentence tells.
    pub fn message(message: impl Into<String>) -> Self {
        Failure::Message(message.into())
    }
}

/// Prints diagnostics.
#[derive(Clone, Copy, Debug)]
pub struct Reporter {
    format: MessageFormat,
    docs: DocLevel,
}

impl Reporter {
    /// A reporter of this format.
    pub fn new(format: MessageFormat, docs: DocsName) -> Self {
        Reporter { format, docs: docs.into() }
    }

    /// Loads the schema that starts with the file at `path`, and prints its warnings or errors.
    ///
    /// # Errors
    ///
    /// [`Failure::Reported`] if the schema is at fault.
    pub fn load(&self, path: &Path) -> Result<Schema, Failure> {
        match qapi_parser::load(path, &qapi_parser::Options { docs: self.docs, ..Default::default() }) {
            Ok(loaded) => {
                self.print(loaded.schema.sources(), &loaded.warnings);
                Ok(loaded.schema)
            }
            Err(failure) => {
                self.print(&failure.sources, &failure.diagnostics);
                Err(Failure::Reported)
            }
        }
    }

    /// Prints diagnostics to standard error.
    pub fn print(&self, sources: &SourceMap, diagnostics: &[Diagnostic]) {
        let format = match self.format {
            // The stream takes the colours away where they are not wanted.
            MessageFormat::Human => Format::Human { colors: true },
            MessageFormat::Short => Format::Short,
            MessageFormat::Json => Format::Json,
        };
        let text = render(diagnostics, sources, format);
        // Nobody is left to tell when standard error is closed.
        _ = anstream::stderr().write_all(text.as_bytes());
    }
}

/// Prints to standard output; that a reader like `head` has seen enough is no failure.
///
/// # Errors
///
/// [`Failure::Message`] if standard output cannot be written to.
pub fn print(text: &str) -> Result<(), Failure> {
    match anstream::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::message(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}
