#![doc = include_str!("../README.md")]
//!
//! # Finding one's way
//!
//! Each server has a module. In it, types sit in a module named after their schema file (`qmp::migration`), commands
//! and the data of events in modules `commands` and `events`, and `Event` is any event with its timestamp.
//!
//! A command is a struct of its arguments and implements [`qapi_runtime::Command`], which names it and its response.
//! Everything implements `Serialize` and `Deserialize`. What the schema does not know (a value, a branch, an event)
//! is kept in a variant `Unknown` and written back as it came.
#![forbid(unsafe_code)]

/// The version of QEMU whose schemas the types come from.
pub const QEMU_VERSION: &str = "10.2.2";

/// The guest agent, `qemu-ga`.
#[cfg(feature = "qga")]
pub mod qga;
/// The machine protocol of `qemu-system-*`.
#[cfg(feature = "qmp")]
pub mod qmp;
/// The storage daemon, `qemu-storage-daemon`.
#[cfg(feature = "qsd")]
pub mod qsd;
