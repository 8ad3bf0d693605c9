//! The trait of types that can be received, and how the types that share an object are shown to the reader.
//!
//! A type makes a blank value and shows the slots of all its members at once; the reader fills them in the order of the
//! text. A union is shown in steps, each of which adds a layer ([`super::shared`]), until the last branch is known.

use super::object::plain;
use super::shape::{Shape, Slot};
use super::shared::{Keep, Layer, Members, Seen, Tag, read_members, reborrow};
use super::union::UnknownBranch;
use crate::text::{Read, Reader};
use serde_json::{Map, Value};

/// A type that can be received.
///
/// A type is either read as one value, by [`Decode::read`], or it is an object, which [`Decode::layer`] takes apart.
pub trait Decode {
    /// A value to be filled. Making it allocates nothing, except for a [`Box`] itself.
    fn blank() -> Self
    where
        Self: Sized;

    /// Takes the value that is next in the text.
    ///
    /// # Errors
    /// The text is not JSON, or its value does not fit.
    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        self.layer(Visit { reader, shared: None })
    }

    /// For an object: shows the slots of its members.
    ///
    /// # Errors
    /// As [`Decode::read`].
    fn layer(&mut self, visit: Visit<'_, '_>) -> Read {
        visit.nothing()
    }

    /// Where unknown members are kept, if this is what keeps them.
    fn rest(&mut self) -> Option<&mut Map<String, Value>> {
        None
    }

    /// The union, if this is one.
    fn union(&mut self) -> Option<&mut dyn UnionMut> {
        None
    }
}

impl Slot for dyn Decode + '_ {
    #[inline]
    fn fill(&mut self, reader: &mut Reader<'_>) -> Read {
        self.read(reader)
    }
}

/// What is the same for all branches of a union.
#[derive(Debug, Clone, Copy)]
pub struct Branches {
    /// The name of the discriminator.
    pub tag: &'static str,
    /// Whether unknown branches are errors.
    pub strict: bool,
}

/// A union that is being filled. A blank one is the unknown branch.
pub trait UnionMut {
    /// What is the same for all branches.
    fn branches(&self) -> Branches;
    /// Becomes the branch that this value of the discriminator selects, blank. Returns whether there is one.
    fn select(&mut self, name: &str) -> bool;
    /// Shows the slots of the branch.
    ///
    /// # Errors
    /// As [`Decode::read`].
    fn payload(&mut self, visit: Visit<'_, '_>) -> Read;
}

/// What a type shows its slots to.
pub struct Visit<'v, 'de> {
    reader: &'v mut Reader<'de>,
    /// The types that share the object, so far.
    shared: Option<Shared<'v>>,
}

impl Visit<'_, '_> {
    /// Fills the slots of an object type's members.
    ///
    /// # Errors
    /// As [`Decode::read`].
    #[inline]
    pub fn members(self, shape: Shape, slots: &mut [&mut dyn Decode]) -> Read {
        match self.shared {
            None if shape.is_plain() => only(self.reader, shape, slots),
            None => Shared::start(self.reader)?.members(self.reader, shape, slots),
            Some(shared) => shared.members(self.reader, shape, slots),
        }
    }

    /// Selects the branch of a union, and fills the slots of its members.
    ///
    /// # Errors
    /// As [`Decode::read`].
    pub fn union(self, union: &mut dyn UnionMut) -> Read {
        match self.shared {
            None => Shared::start(self.reader)?.union(self.reader, union),
            Some(shared) => shared.union(self.reader, union),
        }
    }

    /// Keeps an unknown branch: the value of the discriminator `tag`, and the members that no type has.
    ///
    /// # Errors
    /// As [`Decode::read`].
    pub fn unknown(self, tag: &'static str, unknown: &mut UnknownBranch) -> Read {
        match self.shared {
            None => self.reader.mismatch("a branch of a union"),
            Some(shared) => shared.unknown(self.reader, tag, unknown),
        }
    }

    /// Adds no members: for an object type without members, or a branch without data.
    ///
    /// # Errors
    /// As [`Decode::read`].
    pub fn nothing(self) -> Read {
        match self.shared {
            None => only(self.reader, Shape::open(&[]), &mut []),
            Some(shared) => shared.read(self.reader, None),
        }
    }
}

/// Takes an object of one type. Compiled here once, and not in each crate that has types.
fn only(reader: &mut Reader<'_>, shape: Shape, slots: &mut [&mut dyn Decode]) -> Read {
    plain(reader, shape, slots)
}

/// The types that share an object, so far.
struct Shared<'s> {
    last: Option<&'s mut dyn Layer>,
    strict: bool,
    /// Whether the object has any member.
    entries: bool,
    /// Where the value of the discriminator stands that selected the next layer.
    selected: usize,
}

impl Shared<'_> {
    fn start(reader: &mut Reader<'_>) -> Read<Self> {
        Ok(Shared { last: None, strict: false, entries: reader.object()?, selected: 0 })
    }

    /// Adds the layer of an object type.
    fn members(self, reader: &mut Reader<'_>, shape: Shape, slots: &mut [&mut dyn Decode]) -> Read {
        let Shape { members, selects, strict, keeps } = shape;
        let strict = self.strict || strict;
        let (slots, keeper) = slots.split_at_mut(slots.len() - usize::from(keeps && !slots.is_empty()));
        let rest = keeper.first_mut().and_then(|keeper| keeper.rest());
        let (left, right) = slots.split_at_mut(selects.min(slots.len()));
        let (mut selector, right) = match right.split_first_mut() {
            Some((selector, right)) => (selector.union(), right),
            None => (None, Default::default()),
        };
        let found = match &mut selector {
            Some(union) => select(reader, &mut **union)?,
            None => None,
        };
        let order = reader.order_of(members);
        let (before, seen) = (reborrow(self.last), Seen::default());
        let mut layer = Members { before, members, left, right, rest, order, after: 0, seen, found };
        let shared = Shared { last: Some(&mut layer), strict, ..self };
        match selector {
            Some(union) => shared.branch(reader, union, found),
            None => shared.read(reader, None),
        }
    }

    /// Adds the layer of a union that is on its own.
    fn union(self, reader: &mut Reader<'_>, union: &mut dyn UnionMut) -> Read {
        let found = select(reader, union)?;
        let mut layer = Tag { before: reborrow(self.last), tag: union.branches().tag, seen: false, found };
        let shared = Shared { last: Some(&mut layer), ..self };
        shared.branch(reader, union, found)
    }

    /// Adds the layer of the branch that was selected by a discriminator, if one was found.
    fn branch(self, reader: &mut Reader<'_>, union: &mut dyn UnionMut, found: Option<usize>) -> Read {
        let Some(selected) = found else { return self.read(reader, Some(union.branches().tag)) };
        let strict = self.strict || union.branches().strict;
        let shared = Shared { last: reborrow(self.last), strict, selected, ..self };
        union.payload(Visit { reader, shared: Some(shared) })
    }

    /// Adds the layer of an unknown branch.
    fn unknown(self, reader: &mut Reader<'_>, tag: &'static str, unknown: &mut UnknownBranch) -> Read {
        // Read where it was found: looking ahead again may find another one.
        let start = reader.position();
        reader.go_to(self.selected);
        unknown.name = reader.owned().inspect_err(|_| reader.in_member(tag))?;
        reader.go_to(start);
        let mut layer = Keep { before: reborrow(self.last), rest: &mut unknown.members };
        // Unknown members belong to the branch, even if the types before it are strict.
        Shared { last: Some(&mut layer), strict: false, ..self }.read(reader, None)
    }

    /// Takes all members of the object, now that all layers are known.
    fn read(self, reader: &mut Reader<'_>, missing: Option<&'static str>) -> Read {
        match self.last {
            Some(layer) => read_members(reader, layer, self.strict, self.entries, missing),
            None => reader.malformed(),
        }
    }
}

/// Selects the branch of a union, wherever its discriminator stands. Returns where the discriminator's value starts;
/// `None` if there is none.
fn select(reader: &mut Reader<'_>, union: &mut dyn UnionMut) -> Read<Option<usize>> {
    let Branches { tag, strict } = union.branches();
    let start = reader.position();
    let Some(at) = reader.look_ahead(tag) else { return Ok(None) };
    reader.go_to(at);
    let name = reader.string().inspect_err(|_| reader.in_member(tag))?;
    reader.go_to(start);
    // A union that selects nothing stays the unknown branch, whose layer takes the name.
    if !union.select(&name) && strict {
        reader.go_to(at);
        return reader.fault(format_args!("unknown branch '{name}'")).inspect_err(|_| reader.in_member(tag));
    }
    Ok(Some(at))
}
