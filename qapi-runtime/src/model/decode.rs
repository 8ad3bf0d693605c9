//! The trait of types that can be received, and how the types that share an object are shown to the reader.
//!
//! A type makes a blank value and shows the slots of all its members at once; the reader fills them in the order of the
//! text. A union is shown in steps, each of which adds a layer ([`super::shared`]), until the last branch is known.

use super::object::plain;
use super::shape::{Shape, Slot};
use super::shared::{Keep, Layer, Members, Seen, Tag, read_members, reborrow};
use super::union::UnknownBranch;
use crate::text::{Mode, Read, Reader};
use serde_json::{Map, Value};
use std::num::NonZeroUsize;

/// A type that can be received.
///
/// Tables implement it. So can a type of yours that replaces one of the schema's, by two functions: `blank` makes any
/// value, which [`Decode::read`] then replaces by the one that is next in the text.
///
/// ```
/// use qapi_runtime::{Decode, Read, Reader, json};
///
/// /// Travels as a list of two numbers.
/// #[derive(Debug, PartialEq)]
/// struct Range { start: u64, end: u64 }
///
/// impl Decode for Range {
///     fn blank() -> Self {
///         Range { start: 0, end: 0 }
///     }
///     fn read(&mut self, reader: &mut Reader<'_>) -> Read {
///         let mut list: Vec<u64> = Vec::new();
///         list.read(reader)?;
///         match list.as_slice() {
///             [start, end] => *self = Range { start: *start, end: *end },
///             _ => return reader.fault("a range has a start and an end"),
///         }
///         Ok(())
///     }
/// }
/// assert_eq!(json::from_str::<Range>("[1,3]")?, Range { start: 1, end: 3 });
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Decode {
    /// A value to be filled. Making it allocates nothing, except for a [`Box`] itself.
    #[doc(hidden)]
    fn blank() -> Self
    where
        Self: Sized;

    /// Whether there is a blank value. There is none if a member is of a type of yours that has none.
    ///
    /// Where there is one, [`Decode::blank`] is called in place of [`Decode::start`], whose result is copied twice. For
    /// an empty list that is a third of the time.
    #[doc(hidden)]
    #[inline(always)]
    fn has_blank() -> bool
    where
        Self: Sized,
    {
        true
    }

    /// A value to be filled with the object that is next in the text, or whose members are next.
    ///
    /// This is for types that have no blank value. The members that have none are read ahead.
    ///
    /// # Errors
    /// A member that is read ahead is missing or does not fit.
    #[doc(hidden)]
    #[inline]
    fn start(reader: &mut Reader<'_>) -> Read<Self>
    where
        Self: Sized,
    {
        let _ = reader;
        Ok(Self::blank())
    }

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
    #[doc(hidden)]
    fn layer(&mut self, visit: Visit<'_, '_>) -> Read {
        visit.nothing()
    }

    /// Where unknown members are kept, if this is what keeps them.
    #[doc(hidden)]
    fn rest(&mut self) -> Option<&mut Map<String, Value>> {
        None
    }

    /// The union, if this is one.
    #[doc(hidden)]
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
#[doc(hidden)]
pub trait UnionMut {
    /// What is the same for all branches.
    fn branches(&self) -> Branches;
    /// Becomes the branch that this value of the discriminator selects, to be filled with the members that are next.
    /// Returns whether there is one.
    ///
    /// # Errors
    /// As [`Decode::start`].
    fn select(&mut self, name: &str, reader: &mut Reader<'_>) -> Read<bool>;
    /// The slots of the branch.
    fn payload(&mut self) -> Payload<'_>;
}

/// The slots of a branch.
pub enum Payload<'u> {
    /// Those of a type.
    Members(&'u mut dyn Decode),
    /// None: the branch has no data.
    Nothing,
    /// The branch is unknown.
    Unknown(&'u mut UnknownBranch),
}

/// What a type shows its slots to: the reader, and the types that share the object so far.
pub struct Visit<'v, 'de> {
    reader: &'v mut Reader<'de>,
    /// The types that share the object, so far.
    shared: Option<&'v mut Shared<'v>>,
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
            shared => several(self.reader, shared, shape, slots),
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

    /// Adds no members: for an object type that has none.
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

/// Takes an object of one type. Not generic, so that it is compiled once and not in every crate with types.
fn only(reader: &mut Reader<'_>, shape: Shape, slots: &mut [&mut dyn Decode]) -> Read {
    if reader.mode() == shape.mode { plain(reader, shape, slots) } else { in_mode(reader, shape, slots) }
}

/// The same in another mode than that of the object around it.
#[cold]
fn in_mode(reader: &mut Reader<'_>, shape: Shape, slots: &mut [&mut dyn Decode]) -> Read {
    if reader.is_partial() {
        return several(reader, None, shape, slots);
    }
    let outer = reader.mode();
    reader.set_mode(shape.mode.within(outer));
    plain(reader, shape, slots)?;
    reader.set_mode(outer);
    Ok(())
}

/// Takes an object of several types, or of one that is not plain; or adds the next of several.
fn several(
    reader: &mut Reader<'_>,
    shared: Option<&mut Shared<'_>>,
    shape: Shape,
    slots: &mut [&mut dyn Decode],
) -> Read {
    match shared {
        None => Shared::start(reader)?.members(reader, shape, slots),
        Some(shared) => shared.members(reader, shape, slots),
    }
}

/// The types that share an object, so far. Each adds its layer and hands the layers on to the next.
struct Shared<'s> {
    last: Option<&'s mut dyn Layer>,
    mode: Mode,
    /// Whether the object has any member.
    entries: bool,
}

impl Shared<'_> {
    fn start(reader: &mut Reader<'_>) -> Read<Self> {
        Ok(Shared { last: None, mode: Mode::OPEN, entries: reader.object()? })
    }

    /// Adds the layer of an object type.
    fn members(&mut self, reader: &mut Reader<'_>, shape: Shape, slots: &mut [&mut dyn Decode]) -> Read {
        let Shape { members, selects, keeps, .. } = shape;
        let (slots, keeper) = slots.split_at_mut(slots.len() - usize::from(keeps && !slots.is_empty()));
        let (left, right) = slots.split_at_mut(selects.min(slots.len()));
        let (mut union, right) = match right.split_first_mut() {
            Some((selector, right)) => (selector.union(), right),
            None => (None, Default::default()),
        };
        let found = match &mut union {
            Some(union) => select(reader, &mut **union)?,
            None => None,
        };
        let mut layer = Members {
            before: reborrow(&mut self.last),
            members,
            left,
            right,
            rest: keeper.first_mut().and_then(|keeper| keeper.rest()),
            order: reader.order_of(members),
            after: 0,
            seen: Seen::default(),
            found,
        };
        let mode = shape.mode.or(self.mode);
        Shared { last: Some(&mut layer), mode, ..*self }.next(reader, union, found)
    }

    /// Adds the layer of a union that is on its own.
    fn union(&mut self, reader: &mut Reader<'_>, union: &mut dyn UnionMut) -> Read {
        let found = select(reader, union)?;
        let mut layer = Tag { before: reborrow(&mut self.last), tag: union.branches().tag, seen: false, found };
        Shared { last: Some(&mut layer), ..*self }.next(reader, Some(union), found)
    }

    /// Goes on with the branch of the union that was just added, if there is one. Its discriminator was found there.
    fn next(&mut self, reader: &mut Reader<'_>, union: Option<&mut dyn UnionMut>, found: Option<NonZeroUsize>) -> Read {
        let Some(union) = union else { return self.read(reader, None) };
        let Branches { tag, strict } = union.branches();
        let Some(found) = found else { return self.read(reader, Some(tag)) };
        self.mode = self.mode.or(if strict { Mode::STRICT } else { Mode::OPEN });
        match union.payload() {
            Payload::Members(payload) => {
                let mut shared = Shared { last: reborrow(&mut self.last), ..*self };
                payload.layer(Visit { reader, shared: Some(&mut shared) })
            }
            Payload::Nothing => self.read(reader, None),
            Payload::Unknown(unknown) => self.unknown(reader, tag, found, unknown),
        }
    }

    /// Adds the layer of an unknown branch, whose discriminator was found there.
    #[cold]
    fn unknown(
        &mut self,
        reader: &mut Reader<'_>,
        tag: &'static str,
        found: NonZeroUsize,
        unknown: &mut UnknownBranch,
    ) -> Read {
        // Read where it was found: looking ahead again may find another one.
        let start = reader.position();
        reader.go_to(found.get());
        unknown.name = reader.owned().inspect_err(|_| reader.in_member(tag))?;
        reader.go_to(start);
        let mut layer = Keep { before: reborrow(&mut self.last), rest: &mut unknown.members };
        // Unknown members belong to the branch, even if the types before it are strict.
        Shared { last: Some(&mut layer), mode: Mode::OPEN, ..*self }.read(reader, None)
    }

    /// Takes all members of the object, now that all layers are known.
    fn read(&mut self, reader: &mut Reader<'_>, missing: Option<&'static str>) -> Read {
        let Some(layer) = &mut self.last else { return reader.malformed() };
        let outer = reader.mode();
        reader.set_mode(self.mode.within(outer));
        read_members(reader, &mut **layer, self.entries, missing)?;
        reader.set_mode(outer);
        Ok(())
    }
}

/// Selects the branch of a union, wherever its discriminator stands. Returns where the discriminator's value starts;
/// `None` if there is none.
fn select(reader: &mut Reader<'_>, union: &mut dyn UnionMut) -> Read<Option<NonZeroUsize>> {
    let Branches { tag, strict } = union.branches();
    let start = reader.position();
    let Some(at) = reader.look_ahead(tag) else { return Ok(None) };
    reader.go_to(at);
    let escaped;
    let name = match reader.plain_string() {
        Some(name) => name,
        None => {
            escaped = reader.string().inspect_err(|_| reader.in_member(tag))?;
            &*escaped
        }
    };
    reader.go_to(start);
    // A union that selects nothing stays the unknown branch, whose layer takes the name.
    if !union.select(name, reader)? && (strict || reader.is_strict_throughout()) {
        reader.go_to(at);
        return reader.fault(format_args!("unknown branch '{name}'")).inspect_err(|_| reader.in_member(tag));
    }
    Ok(NonZeroUsize::new(at))
}
