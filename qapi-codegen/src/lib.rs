//! The back end: from a QAPI schema to Rust.
//!
//! [`Builder`] is the way in, from a `build.rs` or a program. A run goes through these phases, one module each:
//!
//! 1. `qapi_parser::load` reads and checks the schema.
//! 2. `plan` takes every decision: what is kept, what exists when, what it is called. Its result is a model of the
//!    [`rust`] that comes out, with documentation that `markdown` made of the schema's.
//! 3. `emit` prints the model.
//! 4. [`output`] writes the files that changed.
//!
//! The modules stand on floors, and each uses only those below it: `builder`; `run`; `plan` and `output`; `emit` and
//! `error`; [`rust`] and `markdown`; and at the bottom `names`, [`patterns`] and [`options`].
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

mod builder;
mod cargo;
mod change;
mod emit;
mod error;
mod markdown;
mod names;
pub mod options;
pub mod output;
mod parallel;
pub mod patterns;
mod plan;
mod run;
pub mod rust;
mod several;

pub use builder::Builder;
pub use error::Error;
pub use options::{Advice, DocLevel, Role, Unstable};
pub use run::{Generated, Prepared, check_all, write_all};
pub use several::{generate_all, prepare_all};

/// The name of the Rust module, and of the file in `OUT_DIR`, for a schema file with this name without its extension.
///
/// ```
/// assert_eq!(qapi_codegen::module_name("block-core"), "block_core");
/// ```
pub fn module_name(stem: &str) -> String {
    names::snake(stem)
}
