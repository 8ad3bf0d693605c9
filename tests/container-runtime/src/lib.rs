//! Bindings for what a container runtime sends to QEMU and what it hears from it; see `build.rs`.
#![forbid(unsafe_code)]

include!(concat!(env!("OUT_DIR"), "/qapi_schema.rs"));
