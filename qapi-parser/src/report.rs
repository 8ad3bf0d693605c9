//! Collecting diagnostics within a phase.
//!
//! Diagnostics come out in the order of the text. [`Report::is_clean`] says whether a schema can be made.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::Span;
use std::collections::HashSet;

/// Further errors are only counted: nobody reads them, and a long file could have millions.
const MAX_ERRORS: usize = 1000;

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    diagnostics: Vec<Diagnostic>,
    errors: usize,
    /// The error found last, if there were too many before it.
    surplus: Option<Diagnostic>,
}

impl Report {
    /// Adds an error at a place; `label` says what stands there. The result can take more labels and notes.
    pub fn error(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            primary: Some(Label { span, text: label.into() }),
            secondary: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        if diagnostic.severity == Severity::Error {
            self.errors += 1;
            if self.errors > MAX_ERRORS {
                return self.surplus.insert(diagnostic);
            }
        }
        let index = self.diagnostics.len();
        self.diagnostics.push(diagnostic);
        &mut self.diagnostics[index]
    }

    /// Adds several diagnostics.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }

    /// Adds what another phase found, without what concerns a place that has an error already: a name that is wrong may
    /// clash with another only because it is wrong.
    pub fn extend_with_independent(&mut self, other: Report) {
        // Faults of documentation are no errors, and say nothing of what else is wrong at their place.
        let errors = self.diagnostics.iter().filter(|known| !known.code.is_doc());
        let known: HashSet<Span> = errors.filter_map(|known| Some(known.primary.as_ref()?.span)).collect();
        let is_known = |label: &Label| known.contains(&label.span);
        self.extend(
            other
                .into_diagnostics()
                .into_iter()
                .filter(|diagnostic| !diagnostic.primary.iter().chain(&diagnostic.secondary).any(is_known)),
        );
    }

    /// Keeps only the diagnostics that fit.
    pub fn retain(&mut self, fits: impl FnMut(&Diagnostic) -> bool) {
        self.diagnostics.retain(fits);
    }

    /// Whether nothing was found that is an error.
    pub fn is_clean(&self) -> bool {
        self.errors == 0
    }

    /// How many errors were found.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Everything that was found, in the order of the files and their text. What is an error anyway need not be
    /// documented.
    pub fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        let place = |diagnostic: &Diagnostic| diagnostic.primary.as_ref().map(|label| label.span);
        let wrong: HashSet<_> = self.diagnostics.iter().filter(|known| !known.is_doc()).map(place).collect();
        self.diagnostics.retain(|diagnostic| !diagnostic.is_doc() || !wrong.contains(&place(diagnostic)));
        // Several phases may have gone over the text.
        self.diagnostics.sort_by_key(place);
        if self.errors > MAX_ERRORS
            && let Some(last) = self.diagnostics.iter_mut().rfind(|diagnostic| !diagnostic.is_doc())
        {
            last.note(format!("{} more errors are not shown", self.errors - MAX_ERRORS));
        }
        self.diagnostics
    }
}
