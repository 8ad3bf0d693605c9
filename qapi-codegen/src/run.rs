//! Runs that have succeeded in memory, and writing several of them together.

use crate::builder::Builder;
use crate::error::Error;
use crate::options::Advice;
use crate::output::{Change, FileSet};
use qapi_parser::diagnostic::Diagnostic;
use qapi_parser::schema::Schema;
use std::path::PathBuf;
use std::thread;

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
}

/// Generates for several schemas. All of them are tried, so that the faults of all are reported; if one fails, nothing
/// is written.
///
/// ```no_run
/// # fn main() -> Result<(), qapi_codegen::Error> {
/// use qapi_codegen::{Builder, generate_all};
///
/// generate_all([Builder::new("schema/device.json"), Builder::new("schema/agent.json")])?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Those of [`Builder::generate`]; [`Error::Several`] if more than one run fails.
pub fn generate_all(builders: impl IntoIterator<Item = Builder>) -> Result<Vec<Generated>, Error> {
    let (mut prepared, mut errors) = (Vec::new(), Vec::new());
    for result in prepare_all(builders) {
        match result {
            Ok(run) => prepared.push(run),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { write_all(prepared, &[]) } else { Err(Error::join(errors)) }
}

/// Runs several builders in memory, side by side; the results are in the order of the builders.
pub fn prepare_all(builders: impl IntoIterator<Item = Builder>) -> Vec<Result<Prepared, Error>> {
    thread::scope(|scope| {
        let threads: Vec<_> = builders.into_iter().map(|builder| scope.spawn(|| builder.prepare())).collect();
        let join = |thread: thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        threads.into_iter().map(join).collect()
    })
}

/// Writes the files of all runs, or none. `inputs` are further files that must not be written, such as a configuration.
///
/// # Errors
///
/// [`Error::Refused`] if a file must not be written, also because two runs would write it, and [`Error::Io`].
pub fn write_all(runs: Vec<Prepared>, inputs: &[PathBuf]) -> Result<Vec<Generated>, Error> {
    let changes = together(&runs, inputs).write()?;
    Ok(runs
        .into_iter()
        .map(|Prepared { generated, files, .. }| {
            let mine = |change: &&Change| files.mentions(&change.path);
            let changed = changes.iter().filter(mine).map(|change| change.path.clone()).collect();
            Generated { changed, ..generated }
        })
        .collect())
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
