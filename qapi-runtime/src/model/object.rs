//! Objects whose members all belong to one type.
//!
//! Each member comes at most once, and none that is required is missing. Objects that belong to several types are read
//! in [`super::shared`].

use super::shape::{Shape, Slot, index_of, wire_name};
use crate::text::{Mode, Order, Read, Reader};

/// Takes an object whose members all belong to one type. The shape is [plain](Shape::is_plain), and
/// the reader is in its mode.
pub fn plain<S: Slot + ?Sized>(reader: &mut Reader<'_>, shape: Shape, slots: &mut [&mut S]) -> Read {
    let seen = if reader.object()? { entries(reader, shape, slots)? } else { 0 };
    let all = u64::MAX.checked_shr(64 - shape.members.len() as u32).unwrap_or(0);
    let mut missing = all & !seen;
    while missing != 0 {
        let member = shape.members[missing.trailing_zeros() as usize];
        if !member.starts_with('*') {
            return reader.missing(member);
        }
        missing &= missing - 1;
    }
    Ok(())
}

/// Takes the members up to the closing brace. Returns a bit for each that came.
#[inline]
fn entries<S: Slot + ?Sized>(
    reader: &mut Reader<'_>,
    Shape { members, mode, .. }: Shape,
    slots: &mut [&mut S],
) -> Read<u64> {
    let order = reader.order_of(members);
    let (mut seen, mut before) = (0_u64, 0);
    loop {
        match member_name(reader, members, order, before)? {
            Some(index) => {
                before = index + 1;
                if seen & 1 << index != 0 {
                    return reader.duplicate(members[index]);
                }
                seen |= 1 << index;
                fill(reader, members[index], slots.get_mut(index))?;
            }
            None if mode == Mode::STRICT || reader.is_strict_throughout() => return reader.unlisted(),
            None => {
                reader.name()?;
                reader.skip()?;
            }
        }
        if !reader.next_member()? {
            return Ok(seen);
        }
    }
}

/// Takes the value of a member.
#[inline]
pub fn fill<S: Slot + ?Sized>(reader: &mut Reader<'_>, member: &'static str, slot: Option<&mut &mut S>) -> Read {
    let Some(slot) = slot else { return reader.skip() };
    slot.fill(reader).inspect_err(|_| reader.in_member(wire_name(member)))
}

/// Takes the name of one of the members, and its colon, and returns the member's index. Any other name is left.
#[inline]
fn member_name(
    reader: &mut Reader<'_>,
    members: &'static [&'static str],
    order: Option<&Order>,
    before: usize,
) -> Read<Option<usize>> {
    if reader.peek() != b'"' {
        return reader.malformed();
    }
    let expected = order.map_or(before, |order| order.expected(before));
    if let Some(member) = members.get(expected)
        && reader.is_name(wire_name(member))
    {
        reader.colon()?;
        return Ok(Some(expected));
    }
    unexpected_name(reader, members, order, before)
}

/// As [`member_name`], for a name that was not expected.
fn unexpected_name(
    reader: &mut Reader<'_>,
    members: &'static [&'static str],
    order: Option<&Order>,
    before: usize,
) -> Read<Option<usize>> {
    let start = reader.position();
    let escaped;
    let name = match reader.plain_string() {
        Some(name) => name,
        None => {
            escaped = reader.raw_string()?;
            &*escaped
        }
    };
    let Some(index) = index_of(members, name) else {
        reader.go_to(start);
        return Ok(None);
    };
    if let Some(order) = order {
        order.came(before, index);
    }
    reader.colon()?;
    Ok(Some(index))
}

impl Reader<'_> {
    /// Fails because a required member did not come.
    #[cold]
    pub(crate) fn missing<T>(&mut self, member: &'static str) -> Read<T> {
        self.fault(format_args!("missing member '{}'", wire_name(member)))
    }

    /// Fails because a member came twice.
    #[cold]
    pub(crate) fn duplicate<T>(&mut self, member: &str) -> Read<T> {
        self.fault(format_args!("duplicate member '{}'", member.strip_prefix('*').unwrap_or(member)))
    }

    /// Fails because the member whose name is next is unknown.
    #[cold]
    pub(super) fn unlisted<T>(&mut self) -> Read<T> {
        let name = self.name()?;
        self.fault(format_args!("unknown member '{name}'"))
    }
}
