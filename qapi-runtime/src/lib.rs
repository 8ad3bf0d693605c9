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
//! The tables implement [`Encode`] and [`Decode`]: a type writes its members one after the other, and shows the slots
//! of its members to be filled. Everything else is in this crate, and generic code is compiled in the program that uses
//! a type, so that a crate of bindings compiles in about the time that its plain types take.
//!
//! There is one writer and one reader, of JSON text ([`json`]). `serde_json` hands over such text as it stands, and its
//! `to_string` and `to_vec` take it as it stands. Any other format of serde's that describes itself is told what the text
//! says, and what it says is written down as text.
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

mod formats;
pub mod json;
mod macros;
mod model;
mod protocol;
mod text;
mod versions;

pub use model::{Base64, Decode, Encode, Misfit, Partial, QType, UnknownBranch, UnknownName};
pub use protocol::{
    Capability, Command, Empty, Error, ErrorClass, Event, Execute, Greeting, Message, Qmp, Reply, Response, Timestamp,
    UnknownEvent, Version, VersionTriple,
};
pub use text::{Failed, Read, Reader, ValueKind, Writer};
pub use versions::{VersionFact, Versions};

pub use serde_json::Value;

/// Members that have no place in a type: their names, and their values.
pub type Map = serde_json::Map<String, Value>;

/// What the macros of this crate expand to. Nothing here is for any other use, and it may change in any version.
#[doc(hidden)]
pub mod __private {
    pub use crate::formats::{deserialize, serialize};
    pub use crate::model::{Branches, Convert, Payload, Shape, UnionMut, Visit, find, keeps_unknown, no_blank, value};
    pub use crate::protocol::EventMut;
    pub use {serde, serde_json};
}
