//! Serde's traits: values from and into every format of serde's that describes itself.
//!
//! There is one reader and one writer, of JSON text. `serde_json` hands over such text, and takes it, as it stands. For
//! any other format, what its deserializer says is written down as text, and its serializer is told what the text says.
//! This room uses all others but the macros.

mod borrowed;
mod de;
mod onlooker;
mod own;
mod raw;
mod ser;
mod tables;
mod text;

pub use de::deserialize;
pub use ser::serialize;
