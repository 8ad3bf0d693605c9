//! The back end: from a checked schema to Rust.
#![forbid(unsafe_code)]
