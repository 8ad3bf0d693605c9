//! The scripted cases with the client for tokio.
#![cfg(all(unix, feature = "testing", feature = "tokio"))]

#[path = "scripted/cases.rs"]
mod cases;

#[path = "scripted/bridge.rs"]
mod client;
