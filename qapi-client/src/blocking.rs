//! The client for threads that wait.
//!
//! There is no thread in the background: whoever waits for something reads, and hands out what comes. Any number of
//! threads may use clones of one [`Client`] at a time.

mod agent;
mod call;
mod client;
mod connect;
mod events;
#[cfg(feature = "qemu")]
mod helpers;
#[cfg(all(unix, feature = "fd"))]
mod named;
mod shared;
mod transport;

pub use agent::Agent;
pub use call::Call;
pub use client::Client;
pub use connect::{Listener, spawn};
pub use events::{Events, Expect, Expected};
#[cfg(feature = "qemu")]
pub use helpers::Job;
#[cfg(all(unix, feature = "fd"))]
pub use named::NamedFd;
#[cfg(unix)]
pub use transport::Pipes;
pub use transport::Transport;
