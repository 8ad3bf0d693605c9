//! What differs between the files that should be there and those that are.

use std::fmt;
use std::path::PathBuf;

/// A file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its path.
    pub path: PathBuf,
    /// What is wrong with it.
    pub kind: ChangeKind,
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is not there.
    Missing,
    /// It holds something else.
    Stale,
    /// An earlier run wrote it, and it is no longer needed.
    LeftOver,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            ChangeKind::Missing => "missing",
            ChangeKind::Stale => "stale",
            ChangeKind::LeftOver => "left over",
        };
        write!(f, "{} ({what})", self.path.display())
    }
}
