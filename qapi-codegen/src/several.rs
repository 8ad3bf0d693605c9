//! Several builders at once: side by side in memory, then written together or not at all.

use crate::builder::Builder;
use crate::error::Error;
use crate::run::{Generated, Prepared, write_all};
use std::thread;

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
