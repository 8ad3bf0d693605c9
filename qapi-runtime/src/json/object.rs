//! JSON objects: the way in, and objects whose members all belong to one type.
//!
//! In: a reader at an object, and the slots of a type. Out: filled slots. Afterwards: each member came once at most, and
//! none is missing. Objects that a union shares are a matter of [`super::layers`].

use super::layers::Shared;
use super::order::Order;
use super::{Reader, scan};
use crate::UnknownBranch;
use crate::decode::{Decode, Read, Shape, UnionMut, wire_name};

/// What a type shows its slots to.
pub struct Visit<'v, 'de> {
    reader: &'v mut Reader<'de>,
    /// The types whose members are in the same object.
    shared: Option<Shared<'v>>,
}

impl<'v, 'de> Visit<'v, 'de> {
    #[inline]
    pub(crate) fn new(reader: &'v mut Reader<'de>) -> Self {
        Visit { reader, shared: None }
    }

    #[inline]
    pub(super) fn within(reader: &'v mut Reader<'de>, shared: Shared<'v>) -> Self {
        Visit { reader, shared: Some(shared) }
    }

    /// Fills the slots of an object type's members.
    ///
    /// # Errors
    /// As [`Decode::read`](crate::Decode::read).
    #[inline]
    pub fn members(self, shape: Shape, slots: &mut [&mut dyn Decode]) -> Read {
        match self.shared {
            None if shape.is_plain() => self.reader.plain(shape, slots),
            None => self.reader.shared(|reader, shared| shared.members(reader, shape, slots)),
            Some(shared) => shared.members(self.reader, shape, slots),
        }
    }

    /// Selects the branch of a union, and fills the slots of its members.
    ///
    /// # Errors
    /// As [`Decode::read`](crate::Decode::read).
    pub fn union(self, union: &mut dyn UnionMut) -> Read {
        match self.shared {
            None => self.reader.shared(|reader, shared| shared.union(reader, union)),
            Some(shared) => shared.union(self.reader, union),
        }
    }

    /// Keeps the branch of a union that is not known: the value of the discriminator `tag`, and the members that
    /// nobody lists.
    ///
    /// # Errors
    /// As [`Decode::read`](crate::Decode::read).
    pub fn unknown(self, tag: &'static str, unknown: &mut UnknownBranch) -> Read {
        match self.shared {
            None => self.reader.mismatch("a branch of a union"),
            Some(shared) => shared.unknown(self.reader, tag, unknown),
        }
    }

    /// There are no more members: in a branch without data, or an object type that has none.
    ///
    /// # Errors
    /// As [`Decode::read`](crate::Decode::read).
    pub fn nothing(self) -> Read {
        match self.shared {
            None => self.reader.plain(Shape::open(&[]), &mut []),
            Some(shared) => shared.nothing(self.reader),
        }
    }
}

impl Reader<'_> {
    /// Takes an object whose members are all of one type.
    fn plain(&mut self, shape: Shape, slots: &mut [&mut dyn Decode]) -> Read {
        let seen = if self.object()? { self.entries(shape, slots)? } else { 0 };
        let all = u64::MAX.checked_shr(64 - shape.members.len() as u32).unwrap_or(0);
        let mut missing = all & !seen;
        while missing != 0 {
            let member = shape.members[missing.trailing_zeros() as usize];
            if !member.starts_with('*') {
                return self.missing(member);
            }
            missing &= missing - 1;
        }
        Ok(())
    }

    /// Takes the members up to the closing brace; gives a bit for each that came.
    #[inline]
    fn entries(&mut self, Shape { members, strict, .. }: Shape, slots: &mut [&mut dyn Decode]) -> Read<u64> {
        let order = self.order_of(members);
        let (mut seen, mut before) = (0_u64, 0);
        loop {
            match self.member_name(members, order, before)? {
                Some(place) => {
                    before = place + 1;
                    if seen & 1 << place != 0 {
                        return self.duplicate(members[place]);
                    }
                    seen |= 1 << place;
                    self.fill(members[place], slots.get_mut(place))?;
                }
                None if strict => return self.unlisted(),
                None => {
                    self.name()?;
                    self.skip()?;
                }
            }
            if !self.next_member()? {
                return Ok(seen);
            }
        }
    }

    /// Takes the value of a member.
    #[inline]
    pub(super) fn fill(&mut self, member: &'static str, slot: Option<&mut &mut dyn Decode>) -> Read {
        let Some(slot) = slot else { return self.skip() };
        slot.read(self).inspect_err(|_| self.in_member(wire_name(member)))
    }

    /// Takes the name of one of the members, with its colon, and gives its place; any other name is left.
    #[inline]
    pub(super) fn member_name(
        &mut self,
        members: &'static [&'static str],
        order: Option<&Order>,
        before: usize,
    ) -> Read<Option<usize>> {
        if self.peek() != b'"' {
            return self.malformed();
        }
        let expected = order.map_or(before, |order| order.expected(before));
        if let Some(member) = members.get(expected)
            && self.is_name(wire_name(member))
        {
            self.colon()?;
            return Ok(Some(expected));
        }
        self.other_name(members, order, before)
    }

    /// The same for a name that was not expected.
    fn other_name(
        &mut self,
        members: &'static [&'static str],
        order: Option<&Order>,
        before: usize,
    ) -> Read<Option<usize>> {
        let start = self.at;
        let name = self.raw_string()?;
        let Some(place) = place_of(members, &name) else {
            self.at = start;
            return Ok(None);
        };
        if let Some(order) = order {
            order.came(before, place);
        }
        self.colon()?;
        Ok(Some(place))
    }

    /// Takes the string that is next if it is this name, which has nothing to escape.
    #[inline(always)]
    pub(super) fn is_name(&mut self, name: &str) -> bool {
        let Some(rest) = self.bytes().get(self.at + 1..) else { return false };
        let found = rest.get(name.len()) == Some(&b'"')
            && rest.get(..name.len()).is_some_and(|text| scan::same(text, name.as_bytes()));
        if found {
            self.at += name.len() + 2;
        }
        found
    }

    /// A member that must be there did not come.
    #[cold]
    pub(super) fn missing<T>(&mut self, member: &'static str) -> Read<T> {
        self.fault(format_args!("missing member '{}'", wire_name(member)))
    }

    /// A member came again.
    #[cold]
    pub(super) fn duplicate<T>(&mut self, member: &'static str) -> Read<T> {
        self.fault(format_args!("duplicate member '{}'", wire_name(member)))
    }

    /// The member whose name is next is not one of the type's.
    #[cold]
    pub(super) fn unlisted<T>(&mut self) -> Read<T> {
        let name = self.name()?;
        self.fault(format_args!("unknown member '{name}'"))
    }
}

/// The place of the member that has this name on the wire.
///
/// Lengths stand in the table itself, unlike texts, and rule most members out.
pub(super) fn place_of(members: &'static [&'static str], name: &str) -> Option<usize> {
    let is_it = |member: &str| scan::same(member.as_bytes(), name.as_bytes());
    members.iter().position(|member| match member.len().wrapping_sub(name.len()) {
        0 => !member.starts_with('*') && is_it(member),
        1 => member.strip_prefix('*').is_some_and(is_it),
        _ => false,
    })
}
