//! The commands, one file each.
//!
//! A command is a struct that holds its arguments, with a method `run`; its documentation is the text of `--help`. No
//! command uses another: what two of them need belongs in a file above this folder. [`crate::cli`] lists them all.

pub mod check;
pub mod completions;
pub mod diff;
pub mod dump;
pub mod explain;
pub mod generate;
pub mod init;
pub mod introspect;
pub mod list;
pub mod man;
pub mod merge;
pub mod overlay;
pub mod probe;
pub mod proxy;
pub mod show;
pub mod vendor;
