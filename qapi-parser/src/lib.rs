//! The front end: from QAPI schema files to a checked [`schema::Schema`].
#![forbid(unsafe_code)]

pub mod codes;
pub mod diagnostic;
pub mod doc;
pub mod dump;
pub mod restate;
pub mod schema;
pub mod source;
