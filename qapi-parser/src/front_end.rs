//! The sequence of phases, from files to a [`Schema`].
//!
//! What is wrong in one definition does not keep the others from being checked, as long as all directives could be read:
//! an include that is missing would make follow-ups of every name in it.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, DocLevel, Format, Severity, render};
use crate::load::{self, Disk, Files, Memory};
use crate::lower;
use crate::report::Report;
use crate::schema::Schema;
use crate::schema::build::{self, Parts};
use crate::source::SourceMap;
use std::fmt;
use std::path::Path;
use typed_arena::Arena;

/// How to load a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What to do about faults of documentation comments.
    pub docs: DocLevel,
    /// Whether schemas in the language of QEMU before 6.2 are read: conditions that are C expressions, unions without a
    /// base, older names of pragmas, names in any case. Without it, such a schema is an error that says so.
    pub legacy: bool,
}

/// A schema without errors.
#[derive(Debug)]
pub struct Loaded {
    /// The schema.
    pub schema: Schema,
    /// What could be better; all of severity [`Severity::Warning`].
    pub warnings: Vec<Diagnostic>,
}

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

    /// One line: how many errors there are, and how to learn more about them.
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

/// Loads the schema whose root file is at `root`, with all that it includes.
///
/// # Errors
///
/// If a file cannot be read, or the schema breaks a rule of the language (manual: "The QAPI schema language").
pub fn load(root: &Path, options: &Options) -> Result<Loaded, Failure> {
    load_with(&Disk, root, options)
}

/// Loads a schema from files in memory or elsewhere.
///
/// # Errors
///
/// Those of [`load`].
pub fn load_with(files: &dyn Files, root: &Path, options: &Options) -> Result<Loaded, Failure> {
    let texts = Arena::new();
    let mut report = Report::default();
    let (files, parts) = phases(files, root, options, &texts, &mut report);
    let sources = load::sources(&files, texts.into_vec());
    let mut diagnostics = report.into_diagnostics();
    options.docs.apply(&mut diagnostics);
    let Some(Parts { modules, definitions, names, pragmas }) = parts else {
        return Err(Failure { sources, diagnostics });
    };
    let schema = Schema { sources, modules, definitions, names, pragmas };
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(Failure { sources: schema.sources, diagnostics });
    }
    Ok(Loaded { schema, warnings: diagnostics })
}

/// Loads a schema that is one text; `name` stands for its path in diagnostics.
///
/// # Errors
///
/// Those of [`load`].
pub fn load_str(name: &str, text: &str, options: &Options) -> Result<Loaded, Failure> {
    load_with(&Memory::from_iter([(name, text)]), Path::new(name), options)
}

fn phases(
    files: &dyn Files,
    root: &Path,
    options: &Options,
    texts: &Arena<String>,
    report: &mut Report,
) -> (Vec<load::File>, Option<Parts>) {
    let load::Loaded { mut files, definitions, pragmas, unread, has_all_directives, mut signs } =
        load::load(files, root, texts, report);
    let mut parts = None;
    if has_all_directives {
        let mut more = Report::default();
        let mut lowered = lower::lower(definitions, &pragmas, options.legacy, &mut signs, &mut more);
        lowered.unread.extend(unread);
        report.extend_with_independent(more);
        parts = build::build(&mut files, lowered, pragmas, options.docs != DocLevel::Allow, report);
    }
    if !options.legacy {
        signs.report(report);
    }
    (files, parts)
}
