//! What changed between two schemas, judged as the manual does (section "Compatibility considerations").
//!
//! What a client sends and what it receives are judged apart: an optional argument more harms nobody, a mandatory one
//! breaks every caller; a member more in a reply is ignored, one less is missed. So types are compared where they are
//! used, from the commands and events on, once for each direction. What has a condition counts as there.

mod judge;
mod walk;

use crate::introspect::{Config, introspect};
use crate::schema::Schema;
use walk::Walk;

/// How bad a change is for a client that was written for the older schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It cannot be seen on the wire, such as another name of a type.
    Invisible,
    /// Clients go on working.
    Compatible,
    /// A client may fail, or miss what it had.
    Breaking,
}

impl Severity {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Invisible => "invisible",
            Severity::Compatible => "compatible",
            Severity::Breaking => "breaking",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it is, from the command or event on: `arguments.channels[].addr`; empty for the command or event itself.
    pub path: String,
    /// What changed, in words.
    pub what: String,
    /// How bad it is.
    pub severity: Severity,
}

/// What changed for one command or event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The command or event.
    pub name: String,
    /// Its changes, and those of types that no group before it reaches.
    pub changes: Vec<Change>,
    /// Types that changed and that a group before it tells of: where each is used, and the name of that group.
    pub references: Vec<(String, String)>,
    /// The worst of all these.
    pub severity: Severity,
}

/// What changed from one schema to another, by command and event, in alphabetical order.
pub fn compare(old: &Schema, new: &Schema) -> Vec<Group> {
    let config = Config::everything();
    let (old, new) = (introspect(old, &config, true), introspect(new, &config, true));
    Walk::new(&old, &new).run()
}
