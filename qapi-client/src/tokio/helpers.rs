//! Helpers for what takes more than one command.

crate::qemu::helpers! { [async] [.await] }
