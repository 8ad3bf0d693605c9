//! What changed between two schemas, judged as the manual does (section "Compatibility considerations").
//!
//! What a client sends and what it receives are judged apart: an optional argument more harms nobody, a mandatory one
//! breaks every caller; a member more in a reply is ignored, one less is missed. So types are compared where they are
//! used, from the commands and events on, once for each direction.
//!
//! The manual lists some changes; these rules decide the others:
//!
//! - What a client receives must still be in every value in which it was. So a member that became optional breaks, also
//!   where a struct became a union and a branch has it: a client that knew a struct looks at no tag.
//! - A client copes with values and branches that it does not know, and nobody misses those that are never sent.
//! - What has a condition counts as there. A condition more, or a narrower one, is judged like what goes, for there are
//!   builds in which it goes; a wider one like what comes.

mod facts;
mod judge;
mod walk;

use crate::introspect::{Config, introspect};
use crate::schema::Schema;
use facts::Facts;
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

/// A use of a type that changed and is described elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where the type is used, from the command or event on.
    pub path: String,
    /// The command or event under which it is described; it may be the same.
    pub group: String,
    /// Where in that one.
    pub at: String,
    /// The worst change in the type and in what it holds.
    pub severity: Severity,
}

/// What changed for one command or event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The command or event.
    pub name: String,
    /// Its changes, and those of types that are described here.
    pub changes: Vec<Change>,
    /// Uses of types that changed, in themselves or in what they hold, and are described elsewhere.
    pub references: Vec<Reference>,
    /// The worst of all these.
    pub severity: Severity,
}

/// What changed from one schema to another, by command and event, in alphabetical order.
pub fn compare(old: &Schema, new: &Schema) -> Vec<Group> {
    let config = Config::everything();
    let facts = [old, new].map(Facts::of);
    let (old, new) = (introspect(old, &config, true), introspect(new, &config, true));
    Walk::new(&old, &new, [&facts[0], &facts[1]]).run()
}
