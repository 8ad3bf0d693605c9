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
//! There is one reader and one writer, both for JSON text ([`json`]). `serde_json` passes text in and out unchanged. Any
//! other self-describing serde format is bridged: what it says becomes JSON text, which is read; and what is written as
//! text is then said to the format.
//!
//! # What is accepted, and what is written
//! - Unknown enumeration values, branches and events are kept and written back as they came. So is an event whose data
//!   does not fit its type. Unknown members are skipped, or kept where the type has a field for them. [`Partial`] keeps
//!   what does not fit in a reply.
//! - A negative number where a 64-bit unsigned one is expected is taken as its two's complement, as in QEMU, and is written
//!   back as the unsigned number. `null` for an optional list or string means that it is absent, as agents written in Go
//!   mean it, and is not written back.
//! - A strict type refuses all of this.
//! - A member that comes twice is an error, in an object of a type as in a message. In a [`Value`] the last one counts, as
//!   in `serde_json`.
//! - What is written is read back as the same value, or is not written: additional members must not have names that the
//!   type declares, an unknown value, branch, alternative or event must not be one that is known, a strict type has none,
//!   and JSON has neither NaN nor infinity.
//! - Lists and objects nest up to 1,024 levels (QEMU's own limit), in a debug build up to 256, on a stack of 2 MiB. Derived
//!   traits and dropping reach as deep on such a stack.
//! - Errors start with the path of the member. When serde reads a `Vec`, its elements do not know their index, so the path
//!   starts at the element. With [`json`], [`Response`] and [`Partial`] the path is always whole.
//! - Formats that do not say what comes next, such as bincode and postcard, cannot hold these types.
//! - A value may be flattened into a struct of yours (`#[serde(flatten)]`). It is shown all members of the object, and a
//!   second flattened field gets them all, too: let the type keep what it does not know instead.
//!
//! # Rules for generated code
//! - Every entry of a table ends in a comma, except a last one that starts with `..`. An entry may carry `#[cfg(..)]`.
//! - The words `strict`, `encode` and `decode` may stand before the type: `object! { strict T {..} }`, `object! { decode
//!   strict T {..} }`. `strict` refuses what is unknown; `encode` and `decode` implement one direction only.
//! - Unions, alternates and events need the variant after `..`, also when they are strict, where decoding never makes it.
//!   Enumerations may leave it out. Enumerations are `Clone`.
//! - A field for a builtin type is a [`String`], `bool`, `i8` to `u64`, `f64`, `()` for `null`, [`Value`] for `any`; a list
//!   is a `Vec`. An optional member is an `Option`, and its name in the table starts with `*`; the field of a member that
//!   `selects` has neither. `Box` may stand anywhere. [`Base64`] may replace a string.
//! - Commands implement [`Command`], events [`Event`]. A command that returns nothing has the response [`Empty`]. A type
//!   without members may be `struct T;` or `struct T {}`.
#![forbid(unsafe_code)]

mod formats;
pub mod json;
mod macros;
mod model;
#[cfg(feature = "peer-schema")]
mod peer;
mod protocol;
mod text;
mod versions;

pub use model::{Base64, Decode, Encode, Misfit, Partial, QType, UnknownBranch, UnknownName};
#[cfg(feature = "peer-schema")]
pub use peer::{MalformedQuestion, Mismatch, MismatchKind, PeerKind, PeerSchema, PeerType, QueryPeerSchema};
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
    pub use crate::model::{
        Branches, Convert, Payload, Shape, UnionMut, Visit, check_unknown, display, find, keeps_unknown, no_blank,
        value,
    };
    pub use crate::protocol::EventMut;
    pub use {serde_core, serde_json};
}
