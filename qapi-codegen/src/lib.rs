//! The back end: from a QAPI schema to Rust.
//!
//! [`Builder`] is the way in, from a `build.rs` or a program. A run goes through these phases, one module each:
//!
//! 1. `qapi_parser::load` reads and checks the schema.
//! 2. `plan` takes every decision: what is kept (`analysis`), what exists when (`conditions`), what it is called
//!    (`names`), what a user overrides (`overrides`).
//! 3. `emit` makes tokens of each definition, `markdown` of its documentation.
//! 4. `format` prints them.
//! 5. `output` lays out files and writes those that changed.
//!
//! # Example
//!
//! A `build.rs`:
//!
//! ```no_run
//! # fn main() -> Result<(), qapi_codegen::Error> {
//! qapi_codegen::Builder::new("schema/vendor.json").generate()?;
//! # Ok(())
//! # }
//! ```
//!
//! and in the crate, which depends on `qapi-runtime`:
//!
//! ```text
//! mod vendor {
//!     include!(concat!(env!("OUT_DIR"), "/vendor.rs"));
//! }
//! ```
#![forbid(unsafe_code)]

mod analysis;
mod builder;
mod conditions;
mod emit;
mod error;
mod format;
mod markdown;
mod names;
pub mod options;
mod output;
mod overrides;
pub mod patterns;
mod plan;

pub use builder::{Builder, Generated, Prepared};
pub use error::Error;
