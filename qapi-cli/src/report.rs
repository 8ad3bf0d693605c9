//! Loading schemas, printing what is wrong with them, and printing results.
//!
//! Everything that the command prints goes through here: results to standard output, diagnostics to standard error.

use crate::args::{DocsName, MergeOptions, MessageFormat, SchemaOptions, Verbosity};
use crate::{progress, style};
use qapi_codegen::Builder;
use qapi_parser::diagnostic::{Diagnostic, Format, Severity, few, render};
use qapi_parser::merge::{Settlements, Spelling};
use qapi_parser::schema::Schema;
use qapi_parser::source::SourceMap;
use qapi_parser::{DocLevel, Loaded, SchemaSet};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The reason has been printed.
    Reported,
    /// The reason, to be printed.
    Message(String),
}

impl Failure {
    /// A failure with this reason.
    pub fn message(message: impl Into<String>) -> Self {
        Failure::Message(message.into())
    }
}

impl From<qapi_codegen::Error> for Failure {
    fn from(error: qapi_codegen::Error) -> Self {
        Failure::Message(error.to_string())
    }
}

/// Loads schemas and prints diagnostics.
#[derive(Clone, Debug)]
pub struct Reporter {
    format: MessageFormat,
    verbosity: Verbosity,
    docs: DocLevel,
    legacy: bool,
    settlements: Settlements,
}

impl Reporter {
    /// A reporter as the user's options say. It does not report faults in documentation; see [`Reporter::docs`].
    pub fn new(options: &SchemaOptions, verbosity: Verbosity) -> Self {
        let mut settlements: Settlements = options.settle.iter().cloned().collect();
        settlements.spelling = Spelling::Flag;
        let (format, legacy) = (options.message_format, options.legacy);
        Reporter { format, verbosity, docs: DocLevel::Allow, legacy, settlements }
    }

    /// Reports faults in documentation, too, at this level.
    pub fn docs(self, level: DocsName) -> Self {
        Reporter { docs: level.into(), ..self }
    }

    /// Loads the schema that starts with the file at `path`, and prints its warnings or errors.
    ///
    /// # Errors
    ///
    /// [`Failure::Reported`] if the schema is at fault.
    pub fn load(&self, path: &Path) -> Result<Schema, Failure> {
        Ok(self.load_with_warnings(path)?.schema)
    }

    /// As [`Reporter::load`], merged with further schemas and extended by overlays.
    pub fn load_with(&self, schema: &Path, options: &MergeOptions) -> Result<Schema, Failure> {
        let further = options.merge.iter().cloned();
        let schemas = [schema.to_owned()].into_iter().chain(further).collect();
        Ok(self.load_set(schemas, options.overlay.clone())?.schema)
    }

    /// As [`Reporter::load`]; the warnings that were printed are given back, too.
    pub fn load_with_warnings(&self, path: &Path) -> Result<Loaded, Failure> {
        self.load_set(vec![path.to_owned()], Vec::new())
    }

    /// Loads schemas as one.
    pub fn load_set(&self, schemas: Vec<PathBuf>, overlays: Vec<PathBuf>) -> Result<Loaded, Failure> {
        let names: Vec<String> = schemas.iter().map(|name| name.display().to_string()).collect();
        let _progress = progress::start(format!("reading {}", names.join(", ")));
        let set = SchemaSet { schemas, overlays, settlements: self.settlements.clone(), like: None };
        match set.load(&qapi_parser::Options { docs: self.docs, legacy: self.legacy, legacy_name: "--legacy" }) {
            Ok(loaded) => {
                self.print(loaded.schema.sources(), &loaded.warnings);
                Ok(loaded)
            }
            Err(failure) => {
                self.failed(&failure);
                Err(Failure::Reported)
            }
        }
    }

    /// Loads the schema of a builder, with all that its options say.
    pub fn load_of(&self, builder: &Builder) -> Result<Schema, Failure> {
        let _progress = progress::start(format!("reading {}", builder.schema().display()));
        match builder.load() {
            Ok(loaded) => {
                self.print(loaded.schema.sources(), &loaded.warnings);
                Ok(loaded.schema)
            }
            Err(qapi_codegen::Error::Schema(failure)) => {
                self.failed(&failure);
                Err(Failure::Reported)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Prints everything that is wrong with a schema, and for people a summary.
    pub fn failed(&self, failure: &qapi_parser::Failure) {
        self.print(&failure.sources, &failure.diagnostics);
        if self.format == MessageFormat::Human {
            anstream::eprintln!("{}: {}", style::error("error"), failure.summary());
        }
    }

    /// Prints an error that is not a diagnostic.
    pub fn error(&self, message: &str) {
        anstream::eprintln!("{}: {message}", style::error("error"));
    }

    /// Prints diagnostics to standard error.
    pub fn print(&self, sources: &SourceMap, diagnostics: &[Diagnostic]) {
        let format = match self.format {
            // The stream removes the colours where they are not wanted.
            MessageFormat::Human => Format::Human { colors: true },
            MessageFormat::Short => Format::Short,
            MessageFormat::Json => Format::Json,
        };
        let is_wanted =
            |diagnostic: &&Diagnostic| self.verbosity > Verbosity::Quiet || diagnostic.severity == Severity::Error;
        let wanted: Vec<Diagnostic> = diagnostics.iter().filter(is_wanted).cloned().collect();
        // An editor wants all of them, but a person does not read the same warning a hundred times.
        let wanted = match self.format {
            MessageFormat::Human if self.verbosity < Verbosity::Verbose => few(&wanted, sources),
            _ => wanted,
        };
        let text = render(&wanted, sources, format);
        // If standard error is closed, there is no way to report that.
        _ = anstream::stderr().write_all(text.as_bytes());
        if self.verbosity == Verbosity::Verbose {
            sources
                .files()
                .for_each(|(_, file)| anstream::eprintln!("{}", style::faint(&format!("read {}", file.display()))));
        }
    }
}

/// Prints a result to standard output. A reader that closes it early, such as `head`, is not a failure.
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

/// Prints a result to standard output as indented JSON.
///
/// # Errors
///
/// Those of [`print()`].
pub fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::message(error.to_string()))?;
    print(&(text + "\n"))
}

/// Prints what was done to standard output, unless the user wants to see only results.
///
/// # Errors
///
/// Those of [`print()`].
pub fn summarize(text: &str, verbosity: Verbosity) -> Result<(), Failure> {
    if verbosity == Verbosity::Quiet { Ok(()) } else { print(text) }
}
