//! Files: how the text is laid out, and writing it.
//!
//! Library code of this crate touches the file system only here and in [`Builder`](crate::Builder). A change must keep
//! true that a run writes all of its files or none, that a file whose content is as it should be is not touched, and that
//! nothing is replaced or removed but what this generator wrote, unless the user asked for it.

mod claims;
mod files;
mod generated;
mod place;
mod transaction;

pub use crate::change::{Change, ChangeKind};
pub use files::{FileSet, NewFile};

pub(crate) use claims::claim;
pub(crate) use generated::{Layout, left_over, texts};
