//! Filling a value while its text is read: what generated types can do, and what the reader asks of them.
//!
//! A generated type implements [`Decode`]: it makes a blank value, whose members are then read one by one as they come.
//! What is the same for every type (the order of members, unions that share an object, errors) is the reader's, so that
//! it exists once and not once for each type.

use crate::json::Reader;
use crate::wire::Timestamp;
use crate::{Map, UnknownBranch, UnknownEvent};
use std::str::FromStr;

/// What reading gives. Why it failed is kept by the [`Reader`].
pub type Read<T = ()> = Result<T, Failed>;

/// Reading failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed;

/// A type that can be received.
pub trait Decode {
    /// A value to be filled. Making it allocates nothing, except for a [`Box`] itself.
    fn blank() -> Self
    where
        Self: Sized;

    /// Takes the value that is next in the text. A blank value is filled once.
    ///
    /// # Errors
    /// The text is not JSON, or its value does not fit.
    fn read(&mut self, reader: &mut Reader<'_>) -> Read
    where
        Self: Sized,
    {
        reader.object(self)
    }

    /// For an object: the names of its members.
    fn shape(&self) -> Shape {
        Shape::open(&[])
    }

    /// For an object: takes the value of the member at this place of its shape.
    ///
    /// # Errors
    /// As [`Decode::read`].
    fn member(&mut self, place: usize, reader: &mut Reader<'_>) -> Read {
        let _ = place;
        reader.skip()
    }

    /// For an object: what else its members are read into.
    fn part(&mut self, part: Part) -> Inner<'_> {
        let _ = part;
        Inner::Nothing
    }

    /// The value as what shares the members of one JSON object.
    fn inner(&mut self) -> Inner<'_>
    where
        Self: Sized,
    {
        Inner::Object(self)
    }
}

/// The members of an object type.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Their names; those that may be absent begin with `*`, as in a schema.
    pub(crate) members: &'static [&'static str],
    /// The place of the discriminator of a union that shares the object; more than there are members if there is none.
    pub(crate) selects: usize,
    /// Whether members that are not listed are errors.
    pub(crate) strict: bool,
    /// Whether members that are not listed are kept.
    pub(crate) keeps: bool,
}

impl Shape {
    /// Members that are not listed are skipped.
    #[inline]
    #[must_use]
    pub const fn open(members: &'static [&'static str]) -> Self {
        Shape { members, selects: usize::MAX, strict: false, keeps: false }
    }

    /// Members that are not listed are errors.
    #[inline]
    #[must_use]
    pub const fn strict(members: &'static [&'static str]) -> Self {
        Shape { members, selects: usize::MAX, strict: true, keeps: false }
    }

    /// The member at this place is the discriminator of a union that shares the object.
    #[inline]
    #[must_use]
    pub const fn selects(self, place: usize) -> Self {
        Shape { selects: place, ..self }
    }

    /// Members that are not listed are kept.
    #[inline]
    #[must_use]
    pub const fn keeps(self) -> Self {
        Shape { keeps: true, ..self }
    }
}

/// The name of a member as it is on the wire.
#[inline]
pub(crate) fn wire_name(member: &'static str) -> &'static str {
    member.strip_prefix('*').unwrap_or(member)
}

/// What an object is asked for beside its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The union that shares the object.
    Branch,
    /// What keeps members that are not listed.
    Rest,
}

/// What the members of one JSON object are read into.
pub enum Inner<'a> {
    /// Nothing.
    Nothing,
    /// The listed members of a type.
    Object(&'a mut dyn Decode),
    /// A union: its discriminator says what the other members are.
    Union(&'a mut dyn UnionMut),
    /// The branch of a union that keeps what is not known.
    Unknown(&'a mut UnknownBranch),
    /// Members that no type lists.
    Rest(&'a mut Map),
}

impl Inner<'_> {
    /// The same for a shorter time.
    pub(crate) fn again(&mut self) -> Inner<'_> {
        match self {
            Inner::Nothing => Inner::Nothing,
            Inner::Object(object) => Inner::Object(&mut **object),
            Inner::Union(union) => Inner::Union(&mut **union),
            Inner::Unknown(unknown) => Inner::Unknown(unknown),
            Inner::Rest(rest) => Inner::Rest(rest),
        }
    }
}

/// What is known about a union.
#[derive(Debug)]
pub struct Branches {
    /// The name of the discriminator.
    pub tag: &'static str,
    /// The known values of the discriminator.
    pub names: &'static [&'static str],
    /// Whether others are errors.
    pub strict: bool,
}

/// A union being filled. A blank one is the branch that keeps what is not known.
pub trait UnionMut {
    /// What is known about it.
    fn branches(&self) -> &'static Branches;
    /// Becomes the branch at this place of the names, blank.
    fn select(&mut self, place: usize);
    /// What the members of the branch are read into; nothing for a branch without data.
    fn payload(&mut self) -> Inner<'_>;
}

/// A server's event being filled.
pub trait EventMut {
    /// The known names of events.
    fn names(&self) -> &'static [&'static str];
    /// Becomes the event at this place of the names, blank.
    fn select(&mut self, place: usize);
    /// Becomes the event that keeps what is not known; `None` if that is an error.
    fn unknown(&mut self) -> Option<&mut UnknownEvent>;
    /// Takes the event's data.
    ///
    /// # Errors
    /// As [`Decode::read`].
    fn data(&mut self, reader: &mut Reader<'_>) -> Read;
    /// When the event happened.
    fn timestamp(&mut self) -> &mut Timestamp;
}

/// The kinds of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

/// Takes a value of an enumeration.
///
/// # Errors
/// There is something else than a string, or a value that the enumeration does not have.
#[inline]
pub fn value<T: FromStr>(place: &mut T, reader: &mut Reader<'_>) -> Read {
    let name = reader.string()?;
    match name.parse() {
        Ok(value) => *place = value,
        Err(_) => return reader.unknown_value(&name),
    }
    Ok(())
}

/// The place of `name` in a list of names.
#[inline]
pub fn find(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| *known == name)
}
