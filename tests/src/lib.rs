//! Shared by the integration tests: reference material, servers that a test starts, and round trips.
#![forbid(unsafe_code)]

pub mod arbitrary;
pub mod server;
pub mod table;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Debug;
use std::path::{Path, PathBuf};

/// What the pages show compiles and runs. Blocks that are files of a crate are left to the test `pages` of `qapi-cli`.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../README.md")]
    pub struct Readme;
    #[doc = include_str!("../../docs/debugging.md")]
    pub struct Debugging;
    #[doc = include_str!("../../docs/from-qapi-rs.md")]
    pub struct FromQapiRs;
    #[doc = include_str!("../../docs/versions.md")]
    pub struct Versions;
    #[doc = include_str!("../../generated/README.md")]
    pub struct Bindings;
    #[doc = include_str!("../../qapi-parser/README.md")]
    pub struct Parser;
}

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// A path in the reference material beside the workspace. Tests that need it are ignored where it is missing.
pub fn shared(path: &str) -> PathBuf {
    workspace().join("../shared").join(path)
}

/// Decodes `text`, encodes the result, compares the two as JSON values, and returns the decoded value.
///
/// # Panics
/// When `text` does not decode, or when the two differ.
pub fn round_trip<T: DeserializeOwned + Serialize + Debug>(text: &str) -> T {
    let decoded: T = match serde_json::from_str(text) {
        Ok(decoded) => decoded,
        Err(error) => panic!("{text} does not decode: {error}"),
    };
    assert_eq!(value_of(&decoded), parse(text), "{decoded:?} encodes to something else");
    decoded
}

/// The JSON value that a peer would see: `value` is encoded to text and parsed.
///
/// # Panics
/// When `value` does not encode.
pub fn value_of<T: Serialize + Debug>(value: &T) -> Value {
    match serde_json::to_string(value) {
        Ok(text) => parse(&text),
        Err(error) => panic!("{value:?} does not encode: {error}"),
    }
}

fn parse(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => panic!("{text} is not JSON: {error}"),
    }
}
