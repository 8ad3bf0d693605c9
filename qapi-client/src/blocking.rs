//! The client for threads that wait.
//!
//! There is no background thread: a thread that waits for something reads for all. Any number of threads may use clones
//! of one [`Client`] at a time.

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
#[cfg(unix)]
mod pipes;
#[cfg(unix)]
mod poll;
mod shared;
mod socket;
mod transport;

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
#[cfg(unix)]
pub use pipes::Pipes;
pub use transport::Transport;
