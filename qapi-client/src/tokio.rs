//! The client for tokio.
//!
//! A task reads and writes for all users of a connection, and ends with it. Every future here may be dropped at any
//! time: a command that was not written is withdrawn, and the reply to one that was written is discarded.

mod agent;
mod call;
mod client;
mod connect;
mod events;
mod expect;
#[cfg(feature = "qemu")]
mod helpers;
mod listen;
#[cfg(all(unix, feature = "fd"))]
mod named;
mod shared;
mod stream;

pub use agent::Agent;
pub use call::Call;
pub use client::Client;
pub use events::Events;
pub use expect::{Expect, Expected};
#[cfg(feature = "qemu")]
pub use helpers::Job;
pub use listen::Listener;
#[cfg(unix)]
pub use listen::spawn;
#[cfg(all(unix, feature = "fd"))]
pub use named::NamedFd;
pub use stream::Stream;
