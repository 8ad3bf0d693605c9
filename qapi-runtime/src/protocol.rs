//! The messages of the QEMU Machine Protocol: what surrounds commands, replies and events on the wire.
//!
//! The guest agent and the storage daemon speak the same protocol, the agent without a greeting. A member of a message
//! that comes twice is an error in whatever message it is. This room uses `text`, `model` and `json`.

mod event;
mod execute;
mod greeting;
mod message;
mod response;

pub use event::{Event, EventMut, Timestamp, UnknownEvent};
pub use execute::{Command, Execute};
pub use greeting::{Capability, Greeting, Qmp, Version, VersionTriple};
pub use message::{Message, Reply};
pub use response::{Empty, Error, ErrorClass, Response};
