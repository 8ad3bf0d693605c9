//! Bindings for schemas that use every construct of the language: that they compile without a warning is the test.
#![forbid(unsafe_code)]
#![deny(warnings)]

include!(concat!(env!("OUT_DIR"), "/all.rs"));
