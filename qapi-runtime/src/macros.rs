//! The macros that generated code calls, one for each type.
//!
//! Each turns a table into the few functions by which a value is taken apart and put together. Any entry of a table may
//! carry `#[cfg(..)]`. What the entries mean is told in the crate's docs.

mod alternate;
mod enumeration;
mod events;
mod object;
mod parts;
mod union;
