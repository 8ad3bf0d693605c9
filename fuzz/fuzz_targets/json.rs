//! Whatever the text, the runtime's reader and writer do what `serde_json` does and what the types' schemas say.
#![no_main]
#![forbid(unsafe_code)]

use libfuzzer_sys::fuzz_target;
use qapi_runtime::{Value, json};

#[path = "../../qapi-runtime/tests/support/mod.rs"]
mod support;

fuzz_target!(|data: &[u8]| match (data, std::str::from_utf8(data)) {
    // What follows a zero decides about a text that nearly fits a type.
    ([0, choices @ ..], _) => support::check(&support::text::make(choices)),
    // After a one they decide about values that are written, after a two about a text that nests.
    ([1, choices @ ..], _) => support::made::check_writing(choices),
    ([2, choices @ ..], _) => support::made::check_nesting(choices),
    (_, Ok(text)) => support::check(text),
    (_, Err(_)) => assert_eq!(json::from_slice::<Value>(data).ok(), serde_json::from_slice::<Value>(data).ok()),
});
