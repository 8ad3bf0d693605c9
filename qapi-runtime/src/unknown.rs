//! What a newer peer said, kept raw so that it can be looked at and written back as it came.

use crate::wire::Timestamp;
use serde_json::{Map, Value};

/// A branch of a union that the schema does not have: the discriminator's value and the members
/// that no known part of the union claims.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnknownBranch {
    /// The value of the discriminator.
    pub name: String,
    /// The members that came with it.
    pub members: Map<String, Value>,
}

impl UnknownBranch {
    /// A branch without members.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), members: Map::new() }
    }
}

/// An event that the schema does not have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnknownEvent {
    /// The event's name.
    pub name: String,
    /// The event's data, if there were any.
    pub data: Option<Value>,
    /// When it happened.
    pub timestamp: Timestamp,
}

/// The error of parsing a name into an enumeration that has no value for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownName;

impl std::fmt::Display for UnknownName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a known name")
    }
}

impl std::error::Error for UnknownName {}
