//! Bindings for what a virtual machine monitor hears from its clients and says to them; see `build.rs`.
#![forbid(unsafe_code)]

include!(concat!(env!("OUT_DIR"), "/qapi_schema.rs"));
