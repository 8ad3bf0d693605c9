//! The sequence of phases, from files to a [`Schema`].
//!
//! What is wrong in one definition does not keep the others from being checked, as long as all directives could be
//! read: an include that is missing would make follow-ups of every name in it.

use crate::check;
use crate::code::Code;
use crate::diagnostic::{Diagnostic, DocLevel, Severity};
use crate::failure::Failure;
use crate::files::{Files, Memory};
use crate::introspect::{self, Introspection};
use crate::load;
use crate::lower;
use crate::overlay;
use crate::report::Report;
use crate::schema::{Origin, Parts, Schema};
use crate::source::SourceMap;
use std::path::{Path, PathBuf};
use typed_arena::Arena;

/// How to load a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What to do about faults of documentation comments.
    pub docs: DocLevel,
    /// Whether schemas in the language of QEMU before 6.2 are read: conditions that are C expressions, unions without a
    /// base, older names of pragmas, names in any case. Without it, such a schema is an error that says so.
    pub legacy: bool,
    /// How errors name the option `legacy`: as the user writes it, such as `--legacy`.
    pub legacy_name: &'static str,
}

impl Default for Options {
    fn default() -> Self {
        Options { docs: DocLevel::default(), legacy: false, legacy_name: "Options::legacy" }
    }
}

/// A schema without errors.
#[derive(Debug)]
pub struct Loaded {
    /// The schema.
    pub schema: Schema,
    /// What could be better; all of severity [`Severity::Warning`].
    pub warnings: Vec<Diagnostic>,
}

/// Loads a schema from files in memory or elsewhere.
///
/// # Errors
///
/// Those of [`load`](crate::load).
pub fn load_with(files: &dyn Files, root: &Path, options: &Options) -> Result<Loaded, Failure> {
    load_overlaid(files, root, &[], options)
}

/// As [`load_with`]; overlays are read from the file system.
pub(crate) fn load_overlaid(
    files: &dyn Files,
    root: &Path,
    overlays: &[PathBuf],
    options: &Options,
) -> Result<Loaded, Failure> {
    match files.read(root).ok().and_then(reply) {
        Some(text) if overlays.is_empty() => load_reply(root, text),
        Some(_) => Err(not_extended(root)),
        None => load_text(files, root, overlays, options),
    }
}

/// An overlay names types, and those of a reply have no names.
fn not_extended(root: &Path) -> Failure {
    let message = format!("'{}' is a saved reply: an overlay extends schema files only", root.display());
    let (code, severity) = (Code::InvalidReply, Severity::Error);
    let notes = vec!["merge the reply with a schema of its version instead".to_owned()];
    let diagnostic = Diagnostic { code, severity, message, primary: None, secondary: Vec::new(), notes };
    Failure { sources: SourceMap::default(), diagnostics: vec![diagnostic] }
}

/// The text of a file that is a saved reply to `query-qmp-schema`.
fn reply(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok().filter(|text| introspect::is_reply(text))
}

/// Makes a schema of a saved reply.
fn load_reply(path: &Path, text: String) -> Result<Loaded, Failure> {
    let introspect::Read { introspection, sources } = Introspection::read(&path.display().to_string(), text)?;
    let module = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let Parts { modules, definitions, names, pragmas } = introspect::types::schema(&introspection, &module);
    let mut report = Report::default();
    check::check_made(&definitions, &mut report);
    if !report.is_clean() {
        return Err(Failure { sources, diagnostics: report.into_diagnostics() });
    }
    let origin = Origin::Reply;
    Ok(Loaded { schema: Schema { sources, modules, definitions, names, pragmas, origin }, warnings: Vec::new() })
}

fn load_text(files: &dyn Files, root: &Path, overlays: &[PathBuf], options: &Options) -> Result<Loaded, Failure> {
    let texts = Arena::new();
    let mut report = Report::default();
    let loaded = load::load(files, root, overlays, &texts, &mut report);
    let (files, parts) = phases(loaded, options, &mut report);
    let sources = load::sources(&files, texts.into_vec());
    let mut diagnostics = report.into_diagnostics();
    options.docs.apply(&mut diagnostics);
    let Some(Parts { modules, definitions, names, pragmas }) = parts else {
        return Err(Failure { sources, diagnostics });
    };
    let origin = Origin::Text;
    let schema = Schema { sources, modules, definitions, names, pragmas, origin };
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(Failure { sources: schema.sources, diagnostics });
    }
    Ok(Loaded { schema, warnings: diagnostics })
}

/// Loads a schema that is one text; `name` stands for its path in diagnostics.
///
/// # Errors
///
/// Those of [`load`](crate::load).
pub fn load_str(name: &str, text: &str, options: &Options) -> Result<Loaded, Failure> {
    load_with(&Memory::from_iter([(name, text)]), Path::new(name), options)
}

fn phases(loaded: load::Loaded<'_>, options: &Options, report: &mut Report) -> (Vec<load::File>, Option<Parts>) {
    let load::Loaded { mut files, definitions, pragmas, unread, has_all_directives, mut signs, overlays } = loaded;
    let mut parts = None;
    if has_all_directives {
        let mut more = Report::default();
        let mut lowered = lower::lower(definitions, &pragmas, options.legacy, &mut signs, &mut more);
        lowered.unread.extend(unread);
        overlay::apply(&overlays, &mut files, &mut lowered.definitions, &mut more);
        report.extend_with_independent(more);
        parts = check::check(&mut files, lowered, pragmas, options.docs != DocLevel::Allow, report);
    }
    if !options.legacy {
        signs.report(options.legacy_name, report);
    }
    (files, parts)
}
