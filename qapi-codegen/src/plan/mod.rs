//! From a checked schema and options to a Rust model.
//!
//! Every decision is taken here, each in a module of its own: what the user's options mean (`presence`, `overrides`,
//! `modules`), which parts of a definition are kept and what they are called (`shape`), which definitions are kept and
//! which way they travel (`selection`, `analysis`), where a `Box` stands (`cycles`), what definitions are called
//! (`naming`), which members are read before the others (`early`). `decisions` takes them in order; `items` makes the model
//! of what was decided, with its types (`types`) and its documentation (`docs`).
//!
//! A change must keep true that an option without effect, and a name that two items would have, is an error.

mod analysis;
mod cycles;
mod decisions;
mod docs;
mod early;
mod items;
mod modules;
mod naming;
mod overrides;
mod parts;
mod presence;
mod selection;
mod shape;
mod share;
mod types;
mod uses;
mod versions;

pub use share::share;

use crate::error::Error;
use crate::options::Options;
use crate::rust::Crate;
use decisions::Plan;
use qapi_parser::schema::Schema;

/// The Rust that a schema becomes with these options.
///
/// # Errors
///
/// [`Error::Option`] if an option does not fit the schema.
pub fn model(schema: &Schema, options: &Options) -> Result<Crate, Error> {
    items::krate(&Plan::new(schema, options)?)
}
