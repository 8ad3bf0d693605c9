//! What generated code links to.
#![forbid(unsafe_code)]
