//! A client for QMP.
#![forbid(unsafe_code)]

mod agent;
pub mod blocking;
mod connecting;
pub mod engine;
mod error;
mod events;
#[cfg(all(unix, feature = "fd"))]
mod fd;
pub mod framing;
mod options;
#[cfg(feature = "qemu")]
mod qemu;
mod reply;
#[cfg(all(unix, feature = "testing"))]
pub mod testing;
#[cfg(feature = "tokio")]
pub mod tokio;
mod trace;

pub use agent::Farewell;
pub use engine::RawEvent;
pub use error::{Awaited, Error, Sent};
pub use events::Received;
pub use options::{Address, Options};
#[cfg(feature = "qemu")]
pub use qemu::{JobEnd, MigrationEnd, Removal};
pub use reply::AnyCommand;
