//! Serve QMP and the guest agent's protocol from Rust, mock them, share them.
//!
//! # Commands
//! A [`Server`] has a handler for each type of command. The handler gets the checked arguments, and returns the
//! response or an error:
//!
//! ```
//! use qapi_runtime::{Empty, Greeting, json};
//! use qapi_server::{Server, error};
//! use qemu_qapi::qmp::commands::DeviceDel;
//!
//! # let text = r#"{"QMP": {"version": {"qemu": {"micro": 0, "minor": 1, "major": 0}, "package": ""}, "capabilities": []}}"#;
//! let greeting: Greeting = json::from_str(text)?;
//! let server = Server::new(greeting).command::<DeviceDel, _>(|_context, command| match command.id.as_str() {
//!     "d0" => Ok(Empty {}),
//!     other => Err(error(format!("Device '{other}' not found"))),
//! });
//!
//! let input = br#"{"execute": "qmp_capabilities"}
//!     {"execute": "device_del", "arguments": {"id": "d1"}, "id": 1}
//!     {"execute": "device_del", "arguments": {"id": 7}}"#;
//! let mut output = Vec::new();
//! server.serve(&input[..], &mut output)?;
//! let lines: Vec<&str> = std::str::from_utf8(&output)?.lines().skip(2).collect();
//! assert_eq!(lines, [
//!     r#"{"id": 1, "error": {"class": "GenericError", "desc": "Device 'd1' not found"}}"#,
//!     r#"{"error": {"class": "GenericError", "desc": "Invalid parameter type for 'id', expected: string"}}"#,
//! ]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Server::async_command`] takes a handler that returns a future. [`Server::raw_command`] and [`Server::fallback`]
//! take handlers for commands that have no type. What the schema says about a command is honoured: whether it may be
//! executed out of band or before the machine is set up, and whether it replies when it succeeds.
//!
//! # Serving
//! [`Server::serve`] serves one client over any stream. [`Server::listen_unix`] and [`Server::listen_tcp`] accept
//! clients on threads of their own; with the feature `tokio`, the module `tokio` does so on tasks.
//!
//! # Events
//! A [`Handle`] sends events to all clients, from any thread; within a handler, a [`Context`] does. Nothing ever waits
//! for a client that does not read. [`Server::limit_event`] keeps an event from coming too often, as QEMU does with
//! some.
//!
//! # Agents
//! [`Server::agent`] speaks as a guest agent does: without greeting and negotiation, and with a byte that never occurs
//! in UTF-8 before the reply to `guest-sync-delimited`.
//!
//! # Introspection
//! `query-version` and `query-commands`, and for an agent `guest-info`, are answered from what is registered.
//! [`Server::schema`] adds `query-qmp-schema`.
//!
//! # Tests, and sharing
//! With the feature `mock`, `mock::Mock` is a server that plays a script. With the feature `proxy`, `proxy::Proxy` lets
//! several clients share one monitor, and controls what they may do.
//!
//! # Without a server
//! [`input::Input`] splits bytes into messages by QEMU's rules, and [`Request`] says what a message asks for. Neither
//! does any I/O.
#![forbid(unsafe_code)]

/// What the README shows compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

mod arguments;
mod blocking;
mod command;
mod context;
mod dispatch;
mod error;
#[cfg(all(unix, feature = "fd"))]
mod fd;
mod hub;
pub mod input;
mod limiter;
mod listening;
#[cfg(feature = "mock")]
pub mod mock;
mod outbox;
#[cfg(feature = "proxy")]
pub mod proxy;
mod reply;
mod request;
mod running;
mod schema;
mod server;
mod session;
#[cfg(feature = "tokio")]
pub mod tokio;

pub use command::Invocation;
pub use context::{Context, Handle, QEMU_INTERVAL};
pub use error::{command_not_found, error, error_of};
pub use listening::Listening;
pub use request::{NoRequest, Request};
pub use server::Server;
