//! What is known about an object type before any value is seen: the table of its members.

/// One member of an object type.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// The name on the wire.
    pub name: &'static str,
    /// Whether the member must be present.
    pub required: bool,
    /// Whether the member is a union's discriminator, whose branch shares this object.
    pub selects: bool,
}

impl Member {
    /// A member that must be present.
    pub const fn new(name: &'static str) -> Self {
        Self { name, required: true, selects: false }
    }

    /// The same member, but it may be absent.
    pub const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// The same member as a union's discriminator.
    pub const fn selects(self) -> Self {
        Self { selects: true, ..self }
    }

    /// The same member; its values are converted by a module of the user's.
    pub const fn with(self) -> Self {
        self
    }

    /// The same member; it may be absent, and its values are converted by a module of the user's.
    pub const fn optional_with(self) -> Self {
        self.optional()
    }
}

/// The members of an object type and what becomes of others.
#[derive(Debug)]
pub struct Shape {
    pub(crate) members: &'static [Member],
    pub(crate) selects: Option<usize>,
    pub(crate) strict: bool,
    pub(crate) rest: bool,
}

impl Shape {
    /// The shape of an object with `members`; unknown ones are skipped.
    pub const fn new(members: &'static [Member]) -> Self {
        let mut selects = None;
        let mut index = 0;
        while index < members.len() {
            if members[index].selects {
                selects = Some(index);
            }
            index += 1;
        }
        Self { members, selects, strict: false, rest: false }
    }

    /// The same shape, with unknown members as errors.
    pub const fn strict(self) -> Self {
        Self { strict: true, ..self }
    }

    /// The same shape, with unknown members skipped.
    pub const fn open(self) -> Self {
        Self { strict: false, ..self }
    }

    /// The same shape; the value keeps unknown members in `field`.
    pub const fn rest(self, field: &'static str) -> Self {
        let _ = field;
        Self { rest: true, ..self }
    }

    /// The members, in the schema's order.
    pub const fn members(&self) -> &'static [Member] {
        self.members
    }

    /// Whether a value of this shape never has a member.
    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty() && !self.rest
    }
}

/// A type whose shape is known.
pub trait Shaped {
    /// The table of members.
    const SHAPE: &'static Shape;
}
