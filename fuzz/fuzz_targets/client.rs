//! Whatever a server says and a caller does, the client's engine gives each command its own reply or a reason.
#![no_main]
#![forbid(unsafe_code)]

use libfuzzer_sys::fuzz_target;

#[path = "../../qapi-client/tests/engine/drive.rs"]
mod drive;

fuzz_target!(|choices: &[u8]| drive::drive(choices));
