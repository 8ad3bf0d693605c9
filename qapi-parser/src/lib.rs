//! The front end: from QAPI schema files to a checked [`schema::Schema`].
//!
//! ```text
//! files -> syntax::Value -> ast -> schema::Schema
//!      load           lower      check
//! ```
//!
//! [`load`] runs all phases. Every error has a code ([`code::Code`]), a message and places in the source
//! ([`diagnostic`]).
//!
//! ```
//! let text = "{ 'command': 'ping', 'returns': 'Pong' } { 'struct': 'Pong', 'data': { 'id': 'int' } }";
//! let loaded = qapi_parser::load_str("ping.json", text, &Default::default())?;
//! assert!(loaded.schema.find("ping").is_some());
//! # Ok::<(), qapi_parser::Failure>(())
//! ```
#![forbid(unsafe_code)]

mod ast;
mod check;
pub mod code;
#[cfg(feature = "tools")]
pub mod compare;
pub mod diagnostic;
pub mod doc;
#[cfg(feature = "tools")]
pub mod dump;
pub mod explain;
mod failure;
mod files;
mod front_end;
pub mod introspect;
mod legacy;
mod load;
mod lower;
pub mod merge;
mod named;
mod names;
mod narrow;
pub mod nearest;
#[cfg(feature = "tools")]
pub mod overlay;
#[cfg(not(feature = "tools"))]
mod overlay;
#[cfg(feature = "tools")]
pub mod probe;
mod report;
#[cfg(feature = "tools")]
pub mod restate;
pub mod schema;
mod several;
pub mod source;
pub mod syntax;
pub mod tree;

pub use code::Code;
pub use diagnostic::DocLevel;
pub use failure::Failure;
pub use files::{Disk, Files, Memory};
pub use front_end::{Loaded, Options, load_str, load_with};
pub use named::{root_file, shown_name, within};
pub use several::{SchemaSet, load};
