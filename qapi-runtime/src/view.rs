//! Reading a value without knowing its type: what the encoder is given.
//!
//! A generated type implements [`Encode`], whose [`View`] says which JSON it is. The encoder in
//! `ser` walks views, so that it exists once for each output format and not once for each type.

use serde_json::{Map, Value};

/// A type that can be sent.
pub trait Encode {
    /// What the value is on the wire.
    fn view(&self) -> View<'_>;
    /// For an object: the value of the member at this place of its names; after the last one, the members that no type
    /// lists.
    fn member(&self, place: usize) -> View<'_> {
        let _ = place;
        View::Absent
    }
    /// For an object: the value of the member at this place, whose view is [`View::Foreign`].
    ///
    /// # Errors
    /// What the module of the user's reports.
    fn convert(&self, place: usize) -> Result<Value, serde_json::Error> {
        let _ = place;
        Ok(Value::Null)
    }
}

/// What a value is on the wire.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// Nothing: the member is left out.
    Absent,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    I64(i64),
    /// A whole number that may be above `i64::MAX`.
    U64(u64),
    /// A number; a whole one is written without a fraction, as QEMU does.
    F64(f64),
    /// A string.
    Str(&'a str),
    /// Any JSON value.
    Value(&'a Value),
    /// A string in a form of its own.
    Text(&'a dyn std::fmt::Display),
    /// A value that a module of the user's converts, see [`Encode::convert`].
    Foreign,
    /// A list.
    List(&'a dyn ListRef),
    /// An object with members of these names; `*` before a name says that the member may be absent.
    Object(&'static [&'static str], &'a dyn Encode),
    /// The same, with further members that no type lists.
    Keeping(&'static [&'static str], &'a dyn Encode),
    /// An object that says with one member, the discriminator, what its other members are.
    Union(&'static str, &'a dyn UnionRef),
    /// The same, as a part of the object that it is a member of.
    Branch(&'static str, &'a dyn UnionRef),
    /// Members that no type lists.
    Rest(&'a Map<String, Value>),
}

impl<'a> View<'a> {
    /// The view of a discriminator: the union's members are those of the object around it.
    #[inline]
    #[must_use]
    pub fn branch(self) -> View<'a> {
        match self {
            View::Union(tag, union) => View::Branch(tag, union),
            other => other,
        }
    }
}

/// A list being written.
pub trait ListRef {
    /// The number of elements.
    fn len(&self) -> usize;
    /// The element at `index`.
    fn get(&self, index: usize) -> View<'_>;
    /// Whether there are no elements.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A union being written.
pub trait UnionRef {
    /// The value of the discriminator and the branch's members: an object, a union,
    /// [`View::Rest`] if the branch is not known, or [`View::Absent`] for a branch without data.
    fn branch(&self) -> (&str, View<'_>);
}
