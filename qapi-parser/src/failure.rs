//! The error of every function that loads a schema: what is wrong, and the files in which it is.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Format, Severity, render};
use crate::source::SourceMap;
use std::fmt;

/// Why there is no schema. `Debug` shows what `Display` shows: a program whose `main` returns the error prints that.
pub struct Failure {
    /// The files that could be read.
    pub sources: SourceMap,
    /// What is wrong, at least one error.
    pub diagnostics: Vec<Diagnostic>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report(Format::Human { colors: false }))
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Failure {
    /// All diagnostics as text, without a line break at the end.
    pub fn report(&self, format: Format) -> String {
        let mut text = render(&self.diagnostics, &self.sources, format);
        text.truncate(text.trim_end().len());
        text
    }

    /// One line that says how many errors there are, and how to learn more about them.
    pub fn summary(&self) -> String {
        let mut codes: Vec<Code> = Vec::new();
        let errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        let mut count = 0;
        for error in errors {
            count += 1;
            if !codes.contains(&error.code) {
                codes.push(error.code);
            }
        }
        let schema = self.sources.files().next().map_or("the schema", |(_, file)| file.display());
        let errors = if count == 1 { "error" } else { "errors" };
        let code = match codes[..] {
            [code] => code.name(),
            _ => "CODE",
        };
        format!("{count} {errors} in {schema}; `qapi explain {code}` explains the rule")
    }
}

impl std::error::Error for Failure {}
