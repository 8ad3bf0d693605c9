//! What a server has that a schema does not, and the other way round.
//!
//! Both are introspections, whose types have no names that matter. So types are compared where they are used, starting
//! from the commands and events that both have, and each pair of types once. What a client sends comes first: a type that
//! is both sent and received is reported where it is sent. Where it is received, only members that may be absent are
//! looked at again. A place is named by a question in libvirt's notation, such as
//! `blockdev-add/arg-type/+nbd/tls-hostname`.

mod marked;
mod sink;
mod types;
mod walk;

pub use marked::marked;

use crate::introspect::Introspection;
use walk::Walk;

/// What a part of a schema is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// A command.
    Command,
    /// An event.
    Event,
    /// A member that a client sends.
    Argument,
    /// A member that a client receives in a reply.
    Returned,
    /// A member of an event.
    Data,
    /// A value of an enumeration.
    Value,
    /// A branch of a union.
    Branch,
    /// A form in JSON that a value may have.
    Form,
    /// A feature.
    Feature,
}

impl PartKind {
    /// All, in order.
    pub const ALL: [PartKind; 9] = [
        PartKind::Command,
        PartKind::Event,
        PartKind::Argument,
        PartKind::Returned,
        PartKind::Data,
        PartKind::Value,
        PartKind::Branch,
        PartKind::Form,
        PartKind::Feature,
    ];

    /// The word for one.
    pub fn name(self) -> &'static str {
        match self {
            PartKind::Command => "command",
            PartKind::Event => "event",
            PartKind::Argument => "argument",
            PartKind::Returned => "returned member",
            PartKind::Data => "event member",
            PartKind::Value => "value",
            PartKind::Branch => "branch",
            PartKind::Form => "form",
            PartKind::Feature => "feature",
        }
    }
}

/// A part that one side has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Where it is.
    pub path: String,
    /// Whether another part says the same: a union has no branch for a value that its discriminator does not have.
    pub implied: bool,
}

/// Something that both have, in another form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Differing {
    /// Where it is.
    pub path: String,
    /// What it is in the schema: `mandatory`, `a string`.
    pub schema: String,
    /// What it is for the server.
    pub server: String,
    /// Whether a client that follows the schema gets on with the server all the same.
    pub harmless: bool,
}

/// In what a schema and a server differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What only the schema has, sorted. What is below a part that is missing is not listed by itself.
    pub lacking: Vec<Part>,
    /// What only the server has, sorted.
    pub extra: Vec<Part>,
    /// What both have in another form, sorted.
    pub differing: Vec<Differing>,
}

impl Comparison {
    /// How many differences there are, without those that others imply.
    pub fn count(&self) -> usize {
        let parts = self.lacking.iter().chain(&self.extra);
        parts.filter(|part| !part.implied).count() + self.differing.len()
    }
}

/// Compares a schema with a server.
///
/// ```
/// use qapi_parser::introspect::Introspection;
/// use qapi_parser::probe::compare;
///
/// let read = |text: &str| Introspection::read("reply.json", text.to_owned()).map(|read| read.introspection);
/// let old = read(r#"[{"name": "STOP", "meta-type": "event", "arg-type": "0"},
///                    {"name": "0", "meta-type": "object", "members": []}]"#)?;
/// let new = read(r#"[{"name": "STOP", "meta-type": "event", "arg-type": "0", "features": ["deprecated"]},
///                    {"name": "0", "meta-type": "object", "members": []}]"#)?;
/// assert_eq!(compare(&old, &new).extra[0].path, "STOP/$deprecated");
/// # Ok::<(), qapi_parser::Failure>(())
/// ```
pub fn compare(schema: &Introspection, server: &Introspection) -> Comparison {
    let mut found = Walk::new(schema.index(), server.index()).run();
    found.lacking.sort();
    found.extra.sort();
    found.differing.sort();
    found
}
