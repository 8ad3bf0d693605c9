//! JSON text: reading it, writing it, and saying what is wrong with it.
//!
//! This room knows JSON and nothing of QAPI's types, objects or messages. What a [`Reader`] has taken is well-formed
//! JSON, and what a [`Writer`] has written is too, as long as its caller opens and closes what belongs together.

mod ahead;
mod depth;
mod fault;
mod mode;
mod number;
mod order;
pub(crate) mod path;
mod reader;
pub(crate) mod scan;
mod short;
mod string;
mod trouble;
mod value;
mod writer;

pub(crate) use depth::LEVELS;
pub(crate) use fault::error_after;
pub use fault::{Failed, Read};
pub(crate) use mode::Mode;
pub(crate) use order::{Order, Orders};
pub(crate) use reader::Checkpoint;
pub use reader::{Reader, ValueKind};
pub use writer::Writer;
