//! Why there is no schema: what every way of loading one returns.

use crate::diagnostic::{Diagnostic, Format, render};
use crate::source::SourceMap;
use std::fmt;

/// Why there is no schema.
#[derive(Debug)]
pub struct Failure {
    /// The files that could be read.
    pub sources: SourceMap,
    /// What is wrong, at least one error.
    pub diagnostics: Vec<Diagnostic>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(render(&self.diagnostics, &self.sources, Format::Human { colors: false }).trim_end())
    }
}

impl std::error::Error for Failure {}
