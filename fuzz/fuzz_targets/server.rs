//! Whatever a client sends, and in whatever pieces, a server answers with JSON and is there for the next command.
#![no_main]
#![forbid(unsafe_code)]

use libfuzzer_sys::fuzz_target;

#[path = "../../qapi-server/tests/random/drive.rs"]
mod drive;

fuzz_target!(|bytes: &[u8]| drive::drive(bytes));
