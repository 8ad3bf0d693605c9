//! The macros that generated code calls, one for each kind of type.
//!
//! Each turns a table into the few functions by which a value is taken apart and put together, and adds serde's traits.
//! The crate's documentation says what the entries of a table mean.

mod alternate;
mod enumeration;
mod events;
mod object;
mod union;
