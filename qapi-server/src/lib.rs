//! The other end of QMP: serve it, from Rust.
#![forbid(unsafe_code)]

mod arguments;
mod blocking;
mod command;
mod context;
mod error;
#[cfg(all(unix, feature = "fd"))]
mod fd;
mod hub;
pub mod input;
mod limiter;
#[cfg(feature = "mock")]
pub mod mock;
mod outbox;
#[cfg(feature = "proxy")]
pub mod proxy;
mod reply;
mod request;
mod schema;
mod server;
mod session;
#[cfg(feature = "tokio")]
pub mod tokio;

pub use blocking::Listening;
pub use command::Invocation;
pub use context::{Context, Handle, QEMU_INTERVAL};
pub use error::{command_not_found, error, error_of};
pub use request::{NoRequest, Request};
pub use server::Server;
