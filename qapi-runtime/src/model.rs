//! QAPI's types: how a value is written to and read from JSON text.
//!
//! A type says what its members are, by [`Encode`] and [`Decode`]; what is the same for all types (unions that share an
//! object, missing and repeated members, builtin types) is implemented here once. This room uses only `text`.

mod additional;
mod base64;
mod builtins;
mod convert;
mod decode;
mod encode;
mod enumeration;
mod object;
mod partial;
mod qtype;
mod shape;
mod shared;
mod tables;
mod tolerant;
mod union;

pub use base64::Base64;
pub use convert::{Convert, no_blank};
pub use decode::{Branches, Decode, Payload, UnionMut, Visit};
pub use encode::{Encode, display};
pub use enumeration::{UnknownName, check_unknown, find, keeps_unknown, value};
pub use qtype::QType;
pub use shape::Shape;
pub(crate) use tables::{__enumeration, __object};
pub use tolerant::{Misfit, Partial};
pub use union::UnknownBranch;
