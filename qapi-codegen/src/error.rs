//! What can go wrong in a run of the generator.

use crate::change::Change;
use qapi_parser::Failure;
use qapi_parser::diagnostic::Format;
use std::path::{Path, PathBuf};
use std::{env, fmt, io};

/// Why nothing was generated. When this is returned, every output file is as it was.
///
/// `Debug` shows what `Display` shows, because that is what a build script prints whose `main` returns the error.
#[non_exhaustive]
pub enum Error {
    /// The schema is not legal; the failure holds the diagnostics and the sources they point into.
    Schema(Box<Failure>),
    /// An option does not fit the schema: the sentence says which, and what to write instead.
    Option(String),
    /// A file could not be read or written.
    Io(PathBuf, io::Error),
    /// A file must not be written: it is an input, no regular file, not generated, or wanted twice.
    Refused {
        /// The file.
        path: PathBuf,
        /// Why, and what to do instead.
        reason: String,
    },
    /// `check` found that these files would change.
    Stale(Vec<Change>),
    /// Several runs failed, each for its own reason.
    Several(Vec<Error>),
}

impl Error {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |error| Error::Io(path.to_owned(), error)
    }

    /// One error of several; the error itself if it is the only one.
    pub(crate) fn join(mut errors: Vec<Error>) -> Self {
        match errors.len() {
            1 => errors.remove(0),
            _ => Error::Several(errors),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Schema(failure) => {
                write!(f, "{}\n\n{}", failure.summary(), failure.report(Format::Human { colors: wants_colors() }))
            }
            Error::Option(message) => f.write_str(message),
            Error::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Error::Refused { path, reason } => write!(f, "cannot write to `{}`: {reason}", path.display()),
            Error::Stale(changes) => {
                f.write_str("not up to date, run the generator again:")?;
                changes.iter().try_for_each(|change| write!(f, "\n  {change}"))
            }
            Error::Several(errors) => {
                write!(f, "{} runs of the generator failed", errors.len())?;
                errors.iter().try_for_each(|error| write!(f, "\n\n{error}"))
            }
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io(_, error) => Some(error),
            _ => None,
        }
    }
}

/// Whether a report is coloured. Cargo catches what a build script prints and shows it if the script fails, so there is
/// no terminal to look at, only what the user said.
fn wants_colors() -> bool {
    let is = |name: &str, value: &str| env::var_os(name).is_some_and(|found| found == value);
    let is_set = |name: &str| env::var_os(name).is_some_and(|found| !found.is_empty());
    crate::cargo::is_build_script() && is("CARGO_TERM_COLOR", "always") && !is_set("NO_COLOR")
}
