//! A branch that the schema does not have, as a newer peer may send.

use serde_json::{Map, Value};
use std::fmt;

/// A branch of a union that the schema does not have.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct UnknownBranch {
    /// The value of the discriminator.
    pub name: String,
    /// The members of the object that no type declares.
    pub members: Map<String, Value>,
}

impl UnknownBranch {
    /// A branch without members.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), members: Map::new() }
    }
}

impl fmt::Debug for UnknownBranch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members = Members(&self.members);
        f.debug_struct("UnknownBranch").field("name", &self.name).field("members", &members).finish()
    }
}

/// The value of the discriminator, and the members as JSON.
impl fmt::Display for UnknownBranch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.name, Members(&self.members))
    }
}

/// Members, shown as JSON.
struct Members<'m>(&'m Map<String, Value>);

impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (place, (name, value)) in self.0.iter().enumerate() {
            let separator = if place > 0 { ", " } else { "" };
            write!(f, "{separator}{name:?}: {value}")?;
        }
        f.write_str("}")
    }
}
