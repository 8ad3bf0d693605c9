//! The members of objects that belong to several types: a union, or a struct with a union in it, nested to any depth.
//!
//! Each type that shares an object is a layer: first the outermost type's members, then those of the branch that its
//! discriminator selects, and so on. A layer knows the one before it. Once the last layer is known, [`read_members`]
//! reads all members where they stand. The discriminators have been looked for ahead for that, so that no value is kept
//! back, and nothing but the value itself is allocated. A discriminator must then come where it was found.

use super::object::fill;
use super::partial::fill_partial;
use super::shape::{Slot, index_of, wire_name};
use crate::text::{Order, Read, Reader};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::num::NonZeroUsize;

/// One type's part of an object, and the layers before it.
pub trait Layer {
    /// Takes the next member if this layer or one before it expects it next.
    fn take_expected(&mut self, reader: &mut Reader<'_>) -> Read<bool>;
    /// Takes the value of the member `name` if this layer or one before it has such a member.
    fn take(&mut self, name: &str, reader: &mut Reader<'_>) -> Read<bool>;
    /// Where unknown members are kept, if they are.
    fn rest(&mut self) -> Option<&mut Map<String, Value>>;
    /// Checks that no member is missing.
    fn finish(&mut self, reader: &mut Reader<'_>) -> Read;
}

/// Takes the members of an object up to the closing brace. If the discriminator `missing` was not found ahead, the
/// layers are incomplete, and all that can be said is that it is missing.
pub fn read_members(
    reader: &mut Reader<'_>,
    layer: &mut dyn Layer,
    mut more: bool,
    missing: Option<&'static str>,
) -> Read {
    while more {
        if reader.peek() != b'"' {
            return reader.malformed();
        }
        if !layer.take_expected(reader)? {
            let start = reader.position();
            let name = reader.name()?;
            if !layer.take(&name, reader)? {
                let rest = layer.rest().filter(|_| missing.is_none());
                take_unknown(reader, rest, reader.is_strict() && missing.is_none(), start, name)?;
            }
        }
        more = reader.next_member()?;
    }
    match missing {
        Some(tag) => reader.missing(tag),
        None => layer.finish(reader),
    }
}

/// Takes the value of an unknown member. Its name starts at `start`.
#[inline(never)]
fn take_unknown(
    reader: &mut Reader<'_>,
    rest: Option<&mut Map<String, Value>>,
    strict: bool,
    start: usize,
    name: Cow<'_, str>,
) -> Read {
    match rest {
        Some(rest) => {
            let value = reader.value()?;
            if rest.contains_key(&*name) {
                return reader.duplicate(&name);
            }
            rest.insert(name.into_owned(), value);
            Ok(())
        }
        None if strict => {
            reader.go_to(start);
            reader.unlisted()
        }
        None => reader.skip(),
    }
}

/// The same layer, borrowed for a shorter time.
pub fn reborrow<'a>(layer: &'a mut Option<&mut dyn Layer>) -> Option<&'a mut dyn Layer> {
    match layer {
        Some(layer) => Some(&mut **layer),
        None => None,
    }
}

/// Skips a discriminator, which was read ahead and must stand where it was found.
#[inline]
fn skip_found(reader: &mut Reader<'_>, found: Option<NonZeroUsize>) -> Read {
    reader.peek();
    if found.is_some_and(|found| found.get() == reader.position()) { reader.skip() } else { reader.malformed() }
}

/// Which members have come. Small, since it takes up stack at each level of nesting.
#[derive(Debug, Default)]
pub struct Seen {
    first: [u64; 2],
    /// The words after the first two. Only allocated for types with more than 128 members.
    #[expect(clippy::box_collection, reason = "hardly ever there, and a third of the size of a vector")]
    more: Option<Box<Vec<u64>>>,
}

impl Seen {
    #[inline]
    fn word(&mut self, index: usize) -> &mut u64 {
        match self.first.get_mut(index / 64) {
            Some(word) => word,
            None => later(self.more.get_or_insert_default(), index / 64 - 2),
        }
    }

    #[inline]
    fn has(&mut self, index: usize) -> bool {
        *self.word(index) & 1 << (index % 64) != 0
    }

    /// Marks a member. Returns whether it was not marked before.
    #[inline]
    fn mark(&mut self, index: usize) -> bool {
        let word = self.word(index);
        let new = *word & 1 << (index % 64) == 0;
        *word |= 1 << (index % 64);
        new
    }
}

/// A word after the first two of [`Seen`].
#[cold]
fn later(words: &mut Vec<u64>, index: usize) -> &mut u64 {
    if index >= words.len() {
        words.resize(index + 1, 0);
    }
    &mut words[index]
}

/// The members of an object type.
pub struct Members<'m, 's, S: ?Sized> {
    pub before: Option<&'m mut dyn Layer>,
    pub members: &'static [&'static str],
    /// The slots of the members before the discriminator, and of those after it. The discriminator has none.
    pub left: &'m mut [&'s mut S],
    pub right: &'m mut [&'s mut S],
    pub rest: Option<&'m mut Map<String, Value>>,
    pub order: Option<&'m Order>,
    /// One more than the index of the member that came last.
    pub after: usize,
    pub seen: Seen,
    /// Where the value of the discriminator was found.
    pub found: Option<NonZeroUsize>,
}

impl<S: Slot + ?Sized> Members<'_, '_, S> {
    fn fill(&mut self, index: usize, reader: &mut Reader<'_>) -> Read {
        self.after = index + 1;
        let member = self.members[index];
        if !self.seen.mark(index) {
            return reader.duplicate(member);
        }
        let slot = match index.checked_sub(self.left.len()) {
            None => self.left.get_mut(index),
            Some(0) => return skip_found(reader, self.found),
            Some(after) => self.right.get_mut(after - 1),
        };
        match reader.is_partial() {
            true => fill_partial(reader, member, slot),
            false => fill(reader, member, slot),
        }
    }
}

impl<S: Slot + ?Sized> Layer for Members<'_, '_, S> {
    fn take_expected(&mut self, reader: &mut Reader<'_>) -> Read<bool> {
        let expected = self.order.map_or(self.after, |order| order.expected(self.after));
        if let Some(member) = self.members.get(expected)
            && reader.is_name(wire_name(member))
        {
            reader.colon()?;
            return self.fill(expected, reader).map(|()| true);
        }
        match &mut self.before {
            Some(before) => before.take_expected(reader),
            None => Ok(false),
        }
    }

    fn take(&mut self, name: &str, reader: &mut Reader<'_>) -> Read<bool> {
        match (index_of(self.members, name), &mut self.before) {
            (Some(index), _) => {
                if let Some(order) = self.order {
                    order.came(self.after, index);
                }
                self.fill(index, reader).map(|()| true)
            }
            (None, Some(before)) => before.take(name, reader),
            (None, None) => Ok(false),
        }
    }

    fn rest(&mut self) -> Option<&mut Map<String, Value>> {
        match &mut self.rest {
            Some(rest) => Some(rest),
            None => self.before.as_mut().and_then(|before| before.rest()),
        }
    }

    fn finish(&mut self, reader: &mut Reader<'_>) -> Read {
        if let Some(before) = &mut self.before {
            before.finish(reader)?;
        }
        for (index, member) in self.members.iter().enumerate() {
            if !self.seen.has(index) && !member.starts_with('*') {
                return reader.missing(member);
            }
        }
        Ok(())
    }
}

/// The discriminator of a union that is on its own.
pub struct Tag<'m> {
    pub before: Option<&'m mut dyn Layer>,
    pub tag: &'static str,
    pub seen: bool,
    /// Where its value was found.
    pub found: Option<NonZeroUsize>,
}

impl Tag<'_> {
    fn skip(&mut self, reader: &mut Reader<'_>) -> Read<bool> {
        if std::mem::replace(&mut self.seen, true) {
            return reader.duplicate(self.tag);
        }
        skip_found(reader, self.found).map(|()| true)
    }
}

impl Layer for Tag<'_> {
    fn take_expected(&mut self, reader: &mut Reader<'_>) -> Read<bool> {
        if !self.seen && reader.is_name(self.tag) {
            reader.colon()?;
            return self.skip(reader);
        }
        match &mut self.before {
            Some(before) => before.take_expected(reader),
            None => Ok(false),
        }
    }

    fn take(&mut self, name: &str, reader: &mut Reader<'_>) -> Read<bool> {
        match &mut self.before {
            _ if self.tag == name => self.skip(reader),
            Some(before) => before.take(name, reader),
            None => Ok(false),
        }
    }

    fn rest(&mut self) -> Option<&mut Map<String, Value>> {
        self.before.as_mut().and_then(|before| before.rest())
    }

    fn finish(&mut self, reader: &mut Reader<'_>) -> Read {
        if let Some(before) = &mut self.before {
            before.finish(reader)?;
        }
        // A guess may have found the discriminator of another object.
        if self.seen { Ok(()) } else { reader.missing(self.tag) }
    }
}

/// The members of an unknown branch.
pub struct Keep<'m> {
    pub before: Option<&'m mut dyn Layer>,
    pub rest: &'m mut Map<String, Value>,
}

impl Layer for Keep<'_> {
    fn take_expected(&mut self, reader: &mut Reader<'_>) -> Read<bool> {
        self.before.as_mut().map_or(Ok(false), |before| before.take_expected(reader))
    }
    fn take(&mut self, name: &str, reader: &mut Reader<'_>) -> Read<bool> {
        self.before.as_mut().map_or(Ok(false), |before| before.take(name, reader))
    }
    fn rest(&mut self) -> Option<&mut Map<String, Value>> {
        Some(self.rest)
    }
    fn finish(&mut self, reader: &mut Reader<'_>) -> Read {
        self.before.as_mut().map_or(Ok(()), |before| before.finish(reader))
    }
}
