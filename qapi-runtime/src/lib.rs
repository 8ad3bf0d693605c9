//! What Rust code generated from a QAPI schema links to.
//!
//! Generated code is plain types, each followed by one macro call with a table of its parts:
//!
//! | QAPI | macro |
//! | --- | --- |
//! | enumeration | [`enumeration!`] |
//! | struct, arguments of a command, data of an event | [`object!`] |
//! | union | [`union!`], in an [`object!`] if its base has more members than the discriminator |
//! | alternate | [`alternate!`] |
//! | command or event around another type | [`transparent!`] |
//! | all events of a server | [`events!`] |
//!
//! The tables make a type [`Encode`] and [`Decode`]: it writes its members one after the other, and shows their slots
//! to be filled. All other knowledge of how to write and read is in this crate, and whatever is generic is left to the
//! program that uses a type, so that a crate of bindings compiles in about the time that its types take.
//! There is one writer and one reader, for JSON text ([`json`]). `serde_json` hands such text over as it stands, and
//! its `to_string` and `to_vec` take it so. Any other format of serde's that describes itself as JSON does is told what
//! the text says, and what it says is written down as text.
//!
//! # Rules for generated code
//! - Every entry of a table ends in a comma, except the last one that starts with `..`. An entry
//!   may carry `#[cfg(..)]`.
//! - The words `strict`, `encode` and `decode` may stand before the type: `object! { strict T
//!   {..} }`, `object! { decode strict T {..} }`. `strict` makes errors of what is not known;
//!   `encode` and `decode` implement one direction only.
//! - Unions, alternates and events need the variant after `..`, also when they are strict, where
//!   decoding never makes it. Enumerations may leave it out. Enumerations are `Clone`.
//! - A field for a builtin type is a [`String`], `bool`, `i8` to `u64`, `f64`, `()` for `null`,
//!   [`Value`] for `any`; a list is a `Vec`. What may be absent is an `Option`, and has a
//!   `*` before its name in the table; the field of a member that `selects` has neither. `Box` may
//!   stand anywhere. [`Base64`] may replace a string.
//! - Commands implement [`Command`], events [`Event`]. A command that returns nothing has the
//!   response [`Empty`]. A type without members may be `struct T;` or `struct T {}`.
#![forbid(unsafe_code)]

mod base64;
mod builtin;
#[doc(hidden)]
pub mod de;
pub mod decode;
mod encode;
pub mod json;
mod macros;
mod message;
mod qtype;
#[doc(hidden)]
pub mod ser;
mod unknown;
pub mod wire;

pub use base64::Base64;
pub use decode::Decode;
pub use encode::Encode;
pub use json::Reader;
pub use message::{Message, Reply};
pub use qtype::QType;
pub use unknown::{UnknownBranch, UnknownEvent, UnknownName};
pub use wire::{Capability, Empty, Error, ErrorClass, Execute, Greeting, Response, Timestamp};

pub use serde_json::Value;

/// Members that no schema names.
pub type Map = serde_json::Map<String, Value>;

#[doc(hidden)]
pub use serde as __serde;
#[doc(hidden)]
pub use serde_json as __json;

/// A command: its arguments are the members of the type.
pub trait Command {
    /// What the server returns.
    type Response;
    /// The command's name.
    const NAME: &'static str;
    /// Whether the command can be executed out of band.
    const ALLOW_OOB: bool = false;
    /// Whether the command can be executed before the machine is set up.
    const ALLOW_PRECONFIG: bool = false;
    /// Whether the server replies when the command succeeds.
    const SUCCESS_RESPONSE: bool = true;
    /// The schema's features of the command, such as `deprecated`.
    const FEATURES: &'static [&'static str] = &[];
}

/// An event: its data are the members of the type.
pub trait Event {
    /// The event's name.
    const NAME: &'static str;
    /// The schema's features of the event, such as `deprecated`.
    const FEATURES: &'static [&'static str] = &[];
}
