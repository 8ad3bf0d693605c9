//! What the macros of this crate turn into [`Encode`](crate::Encode) and [`Decode`](crate::Decode).
//!
//! These macros are called by the public ones, and by the rooms above for their own types. They know nothing of serde.
//! An entry of a table may carry `#[cfg(..)]`, which each use of the entry has to repeat.

mod alternate;
mod enumeration;
mod object;
mod parts;
mod union;

pub(crate) use enumeration::__enumeration;
pub(crate) use object::__object;
