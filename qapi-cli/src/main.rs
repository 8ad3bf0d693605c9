//! The `qapi` command.
#![forbid(unsafe_code)]

fn main() {}
