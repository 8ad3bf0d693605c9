#![doc = include_str!("../README.md")]
//!
//! # Finding your way
//!
//! Each server has a module. In it, types sit in a module named after their schema file (`qmp::migration`), commands
//! and the data of events in modules `commands` and `events`, and `Event` is any event with its timestamp.
//!
//! QEMU and its storage daemon share the types that they have in common: `qmp::block_core::BlockdevOptions` is
//! `qsd::block_core::BlockdevOptions`, and a function that takes it serves both servers.
//!
//! A command is a struct of its arguments and implements [`qapi_runtime::Command`], which names it and its response.
//! Everything implements `Serialize` and `Deserialize`. What the schema does not know (a value, a branch, an event)
//! is kept in a variant `Unknown` and written back as it came.
#![forbid(unsafe_code)]

/// The newest version of QEMU whose schemas the types come from. The oldest is 6.2.
pub const QEMU_VERSION: &str = "11.1";

/// What QEMU and the storage daemon have in common, and what only QEMU has.
#[cfg(any(feature = "qmp", feature = "qsd"))]
// Links of what both have lead to what uses it in QEMU.
#[cfg_attr(not(feature = "qmp"), allow(rustdoc::broken_intra_doc_links))]
mod bindings;
/// The guest agent, `qemu-ga`.
#[cfg(feature = "qga")]
pub mod qga;
/// The machine protocol of `qemu-system-*`.
#[cfg(feature = "qmp")]
pub mod qmp {
    pub use crate::bindings::*;
}
/// The storage daemon, `qemu-storage-daemon`. Its types are those of QEMU's machine protocol; with the feature `qmp`,
/// so is its enum `Event`, which then has events that the daemon never sends.
#[cfg(feature = "qsd")]
pub mod qsd {
    pub use crate::bindings::qsd::*;
}
