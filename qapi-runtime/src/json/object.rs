//! JSON objects whose members all belong to one type.
//!
//! In: a reader at an object, and a blank value. Out: the filled value. Afterwards: each member came once at most, and
//! none is missing. Objects that a union shares are a matter of [`super::layers`].

use super::Reader;
use crate::decode::{Decode, Inner, Read, Shape, wire_name};

/// How many members a plain object may have; one bit for each.
const MEMBERS: usize = 64;

impl Reader<'_> {
    /// Takes an object.
    ///
    /// # Errors
    /// As [`Decode::read`].
    pub fn object(&mut self, object: &mut dyn Decode) -> Read {
        let shape = object.shape();
        if shape.selects < shape.members.len() || shape.keeps || shape.members.len() > MEMBERS {
            return self.shared(Inner::Object(object));
        }
        if self.peek() != b'{' {
            return self.mismatch("an object");
        }
        let seen = if self.open(b'}')? { self.members(shape, object)? } else { 0 };
        let all = u64::MAX.checked_shr((MEMBERS - shape.members.len()) as u32).unwrap_or(0);
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
    fn members(&mut self, Shape { members, strict, .. }: Shape, object: &mut dyn Decode) -> Read<u64> {
        let order = self.orders.of(members);
        let (mut seen, mut before) = (0_u64, 0);
        loop {
            match self.member_name(members, order, before)? {
                Some(place) => {
                    before = place + 1;
                    if seen & 1 << place != 0 {
                        return self.duplicate(members[place]);
                    }
                    seen |= 1 << place;
                    if let Err(failed) = object.member(place, self) {
                        self.in_member(wire_name(members[place]));
                        return Err(failed);
                    }
                }
                None if strict => return self.unlisted(),
                None => {
                    self.name()?;
                    self.skip()?;
                }
            }
            if !self.more(b'}')? {
                return Ok(seen);
            }
        }
    }

    /// Takes the name of one of the members, with its colon, and gives its place; any other name is left.
    #[inline]
    fn member_name(&mut self, members: &'static [&'static str], order: usize, before: usize) -> Read<Option<usize>> {
        if self.peek() != b'"' {
            return self.malformed();
        }
        let expected = self.orders.expected(order, before);
        if let Some(member) = members.get(expected)
            && self.is_name(wire_name(member))
        {
            self.colon()?;
            return Ok(Some(expected));
        }
        let start = self.at;
        let name = self.raw_string()?;
        let Some(place) = members.iter().position(|member| wire_name(member) == name) else {
            self.at = start;
            return Ok(None);
        };
        self.orders.came(order, before, place);
        self.colon()?;
        Ok(Some(place))
    }

    /// Takes the string that is next if it is this name, which has nothing to escape.
    #[inline(always)]
    pub(super) fn is_name(&mut self, name: &str) -> bool {
        let Some(rest) = self.bytes().get(self.at + 1..) else { return false };
        let found = rest.get(name.len()) == Some(&b'"') && rest.get(..name.len()) == Some(name.as_bytes());
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
