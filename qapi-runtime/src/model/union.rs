//! The branch of a union that a newer peer has sent.

use serde_json::{Map, Value};

/// A branch of a union that the schema does not have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnknownBranch {
    /// The value of the discriminator.
    pub name: String,
    /// The members of the object that no type has.
    pub members: Map<String, Value>,
}

impl UnknownBranch {
    /// A branch without members.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), members: Map::new() }
    }
}
