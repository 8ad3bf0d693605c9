//! Filling a value while its text is read: what generated types can do, and what the reader asks of them.
//!
//! A generated type implements [`Decode`]: it makes a blank value, and shows the slots of all its members at once. What
//! is the same for every type (the order of members, unions that share an object, errors) is the reader's, so that it
//! exists once and not once for each type.

use crate::json::Reader;
pub use crate::json::Visit;
use crate::wire::Timestamp;
use crate::{Map, UnknownEvent};
use serde::de::Error;
use serde_json::Value;
use std::str::FromStr;

/// What reading gives. Why it failed is kept by the [`Reader`].
pub type Read<T = ()> = Result<T, Failed>;

/// Reading failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed;

/// A type that can be received.
///
/// A type is either read as a whole, by [`Decode::read`], or it is an object, which [`Decode::layer`] takes apart.
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
        self.layer(Visit::new(reader))
    }

    /// For an object: shows the slots of its members.
    ///
    /// # Errors
    /// As [`Decode::read`].
    fn layer(&mut self, visit: Visit<'_, '_>) -> Read {
        visit.nothing()
    }

    /// Members that no type lists, if this is what keeps them.
    fn rest(&mut self) -> Option<&mut Map> {
        None
    }

    /// The union, if this is one.
    fn union(&mut self) -> Option<&mut dyn UnionMut> {
        None
    }
}

/// The slot of a member whose values a module of the user's converts.
pub struct Convert<'a, T> {
    place: Option<&'a mut T>,
    convert: fn(Value) -> Result<T, serde_json::Error>,
}

impl<'a, T> Convert<'a, T> {
    /// What `convert` makes of the member's value goes into `place`.
    pub fn new(place: &'a mut T, convert: fn(Value) -> Result<T, serde_json::Error>) -> Self {
        Convert { place: Some(place), convert }
    }
}

impl<T> Decode for Convert<'_, T> {
    fn blank() -> Self {
        Convert { place: None, convert: |_| Err(serde_json::Error::custom("there is no place for the value")) }
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        let value = reader.convert(self.convert)?;
        if let Some(place) = &mut self.place {
            **place = value;
        }
        Ok(())
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
    /// Whether members that are not listed are kept, by one more slot after those of the members.
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

    /// Whether all members of the object are those of one type, and not very many.
    #[inline]
    pub(crate) const fn is_plain(&self) -> bool {
        self.selects >= self.members.len() && !self.keeps && self.members.len() <= 64
    }
}

/// The name of a member as it is on the wire.
#[inline]
pub(crate) fn wire_name(member: &'static str) -> &'static str {
    member.strip_prefix('*').unwrap_or(member)
}

/// What is known about a union.
#[derive(Debug, Clone, Copy)]
pub struct Branches {
    /// The name of the discriminator.
    pub tag: &'static str,
    /// Whether values of it that are not known are errors.
    pub strict: bool,
}

/// A union being filled. A blank one is the branch that keeps what is not known.
pub trait UnionMut {
    /// What is known about it.
    fn branches(&self) -> Branches;
    /// Becomes the branch of this value of the discriminator, blank; false if the value is not known.
    fn select(&mut self, name: &str) -> bool;
    /// Shows the slots of the branch.
    ///
    /// # Errors
    /// As [`Decode::read`].
    fn payload(&mut self, visit: Visit<'_, '_>) -> Read;
}

/// A server's event being filled.
pub trait EventMut {
    /// Becomes the event of this name, blank; false if the name is not known.
    fn select(&mut self, name: &str) -> bool;
    /// The event that keeps what is not known, as long as none is selected; `None` if that is an error.
    fn unknown(&mut self) -> Option<&mut UnknownEvent>;
    /// The slots of the event's data, and of when it happened.
    fn slots(&mut self) -> (&mut dyn Decode, &mut Timestamp);
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
