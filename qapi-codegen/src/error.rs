//! What can go wrong in a run of the generator.

use qapi_parser::Failure;
use std::path::{Path, PathBuf};
use std::{fmt, io};

/// Why nothing was generated. When this is returned no output file has been touched, unless writing itself failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The schema is not legal; the failure holds the diagnostics and the sources they point into.
    Schema(Box<Failure>),
    /// An option does not fit the schema: the sentence says which, and what to write instead.
    Option(String),
    /// A file could not be read or written.
    Io(PathBuf, io::Error),
    /// `check` found these files to be different from what would be generated.
    Stale(Vec<PathBuf>),
}

impl Error {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |error| Error::Io(path.to_owned(), error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Schema(failure) => failure.fmt(f),
            Error::Option(message) => f.write_str(message),
            Error::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Error::Stale(paths) => {
                f.write_str("not up to date, run the generator again:")?;
                paths.iter().try_for_each(|path| write!(f, "\n  {}", path.display()))
            }
        }
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
