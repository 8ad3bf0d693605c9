//! Runs that have succeeded in memory, and writing several of them together.

use crate::error::Error;
use crate::options::Advice;
use crate::output::{Change, FileSet};
use qapi_parser::diagnostic::Diagnostic;
use qapi_parser::schema::Schema;
use std::path::PathBuf;

/// What a run has done.
#[derive(Debug)]
pub struct Generated {
    /// The files that were written or removed; empty if everything was up to date.
    pub changed: Vec<PathBuf>,
    /// The file or folder that holds the output.
    pub target: PathBuf,
    /// What is doubtful about the schema, such as faults in its documentation.
    pub warnings: Vec<Diagnostic>,
    /// The schema, whose sources the warnings point into.
    pub schema: Schema,
}

/// A run that has succeeded and not been written.
#[derive(Debug)]
pub struct Prepared {
    pub(crate) generated: Generated,
    pub(crate) files: FileSet,
    pub(crate) advice: Advice,
}

impl Prepared {
    /// What the run found; [`Generated::changed`] is empty.
    pub fn generated(&self) -> &Generated {
        &self.generated
    }

    /// The files that would be written.
    pub fn files(&self) -> &FileSet {
        &self.files
    }

    /// What the run found, without its files.
    pub fn into_generated(self) -> Generated {
        self.generated
    }

    /// Writes the files that are not as they should be.
    ///
    /// # Errors
    ///
    /// Those of [`write_all`].
    pub fn write(self) -> Result<Generated, Error> {
        let changes = self.files.write()?;
        Ok(self.written(&changes))
    }

    /// What the run found and, of these changes, has done.
    fn written(self, changes: &[Change]) -> Generated {
        let mine = changes.iter().filter(|change| self.files.mentions(&change.path));
        let changed = mine.map(|change| change.path.clone()).collect();
        Generated { changed, ..self.generated }
    }
}

/// Writes the files of all runs, or none. `inputs` are further files that must not be written, such as a configuration.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let (schema, out) = (folder.path().join("room.json"), folder.path().join("room.rs"));
/// # std::fs::write(&schema, "{ 'command': 'open-door' }")?;
/// use qapi_codegen::{Builder, write_all};
///
/// let run = Builder::new(&schema).out_file(&out).prepare()?;
/// let done = write_all(vec![run], &[])?;
/// assert_eq!(done[0].changed, [out]);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::Refused`] if a file must not be written, also because two runs would write it, and [`Error::Io`].
pub fn write_all(runs: Vec<Prepared>, inputs: &[PathBuf]) -> Result<Vec<Generated>, Error> {
    let changes = together(&runs, inputs).write()?;
    Ok(runs.into_iter().map(|run| run.written(&changes)).collect())
}

/// Compares the files of all runs with what is on disk.
///
/// # Errors
///
/// [`Error::Stale`] if a file would change, and those of [`write_all`].
pub fn check_all(runs: &[Prepared], inputs: &[PathBuf]) -> Result<(), Error> {
    let changes = together(runs, inputs).changes()?;
    if changes.is_empty() { Ok(()) } else { Err(Error::Stale(changes)) }
}

fn together(runs: &[Prepared], inputs: &[PathBuf]) -> FileSet {
    let mut all = FileSet::new(runs.first().map(|run| run.advice).unwrap_or_default());
    runs.iter().for_each(|run| all.append(run.files.clone()));
    inputs.iter().for_each(|input| all.input(input));
    all
}
