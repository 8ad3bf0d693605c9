//! The members of an object type, and the slots that hold their values.

use crate::text::{Mode, Read, Reader, scan};

/// The members of an object type.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Their names. That of an optional member starts with `*`, as in a schema.
    pub members: &'static [&'static str],
    /// The index of the discriminator of a union that shares the object; beyond the members if there is none.
    pub selects: usize,
    /// Whether unknown members are errors, and other things that only a strict reader refuses.
    pub mode: Mode,
    /// Whether unknown members are kept, in one more slot after those of the members.
    pub keeps: bool,
}

impl Shape {
    /// An object type that ignores unknown members.
    #[inline]
    #[must_use]
    pub const fn open(members: &'static [&'static str]) -> Self {
        Shape { members, selects: usize::MAX, mode: Mode::OPEN, keeps: false }
    }

    /// An object type that refuses unknown members.
    #[inline]
    #[must_use]
    pub const fn strict(members: &'static [&'static str]) -> Self {
        Shape { members, selects: usize::MAX, mode: Mode::STRICT, keeps: false }
    }

    /// The member at this index is the discriminator of a union that shares the object.
    #[inline]
    #[must_use]
    pub const fn selects(self, index: usize) -> Self {
        Shape { selects: index, ..self }
    }

    /// Unknown members are kept.
    #[inline]
    #[must_use]
    pub const fn keeps(self) -> Self {
        Shape { keeps: true, ..self }
    }

    /// Whether the object belongs to this type alone, and has few enough members for the bits of a word.
    #[inline]
    pub(super) const fn is_plain(&self) -> bool {
        self.selects >= self.members.len() && !self.keeps && self.members.len() <= 64
    }
}

/// What a member's value is read into.
pub(super) trait Slot {
    /// Reads the next value.
    fn fill(&mut self, reader: &mut Reader<'_>) -> Read;
}

/// The name of a member on the wire.
#[inline]
pub(crate) fn wire_name(member: &'static str) -> &'static str {
    member.strip_prefix('*').unwrap_or(member)
}

/// The index of the member that has this name on the wire.
///
/// The lengths stand in the table itself, unlike the names, and rule out most members.
pub(super) fn index_of(members: &'static [&'static str], name: &str) -> Option<usize> {
    let is_it = |member: &str| scan::same(member.as_bytes(), name.as_bytes());
    members.iter().position(|member| match member.len().wrapping_sub(name.len()) {
        0 => !member.starts_with('*') && is_it(member),
        1 => member.strip_prefix('*').is_some_and(is_it),
        _ => false,
    })
}
