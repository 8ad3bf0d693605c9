//! Reading a value without knowing its type: what the encoder is given.
//!
//! A generated type implements [`Encode`], whose [`View`] says which JSON it is. The encoder in
//! `ser` walks views, so that it exists once for each output format and not once for each type.

use crate::UnknownBranch;
use crate::json::Writer;
use serde_json::{Map, Value};

/// A type that can be sent.
///
/// A type is either a value by itself, as [`Encode::view`] says, or it is an object, which [`Encode::members`] takes
/// apart.
pub trait Encode {
    /// What the value is on the wire.
    #[inline]
    fn view(&self) -> View<'_> {
        View::Object
    }

    /// For an object: shows the names of its members, and their values at the same places.
    fn members(&self, show: &mut dyn FnMut(Names, &[&dyn Encode])) {
        show(&[], &[]);
    }

    /// Writes the value as an entry of this name, or without one if the name is empty.
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        match self.view() {
            View::Object => writer.object(name, |show| self.members(show)),
            view => writer.value(name, view),
        }
    }
}

/// The names of the members of an object; `*` before a name says that the member may be absent.
pub type Names = &'static [&'static str];

/// The value of a discriminator: the union's members are those of the object around it.
pub struct Branch<'a, T>(pub &'a T);

impl<T: Encode> Encode for Branch<'_, T> {
    fn view(&self) -> View<'_> {
        match self.0.view() {
            View::Union(tag, union) => View::Branch(tag, union),
            other => other,
        }
    }
}

/// Members that no type lists, as the last value of an object; it has no name.
pub struct Rest<'a>(pub &'a Map<String, Value>);

impl Encode for Rest<'_> {
    fn view(&self) -> View<'_> {
        View::Rest(self.0)
    }
    // Not an entry by itself, unlike a branch that is not known.
    fn write(&self, _: &str, writer: &mut Writer) {
        writer.rest(self.0);
    }
}

impl Encode for UnknownBranch {
    fn view(&self) -> View<'_> {
        View::Rest(&self.members)
    }
}

/// The value of a member that a module of the user's converts.
pub struct Converted<F>(pub F);

impl<F: Fn() -> Option<Result<Value, serde_json::Error>>> Encode for Converted<F> {
    fn view(&self) -> View<'_> {
        View::Foreign(&self.0)
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
    /// A value that a module of the user's converts; absent if it gives none.
    Foreign(&'a dyn Fn() -> Option<Result<Value, serde_json::Error>>),
    /// A list.
    List(&'a dyn ListRef),
    /// An object, with the members that it shows.
    Object,
    /// What another value is.
    Part(&'a dyn Encode),
    /// An object that says with one member, the discriminator, what its other members are.
    Union(&'static str, &'a dyn UnionRef),
    /// The same, as a part of the object that it is a member of.
    Branch(&'static str, &'a dyn UnionRef),
    /// Members that no type lists.
    Rest(&'a Map<String, Value>),
}

/// A list being written.
pub trait ListRef {
    /// The number of elements.
    fn len(&self) -> usize;
    /// The element at `index`.
    fn get(&self, index: usize) -> Option<&dyn Encode>;
    /// Whether there are no elements.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A union being written.
pub trait UnionRef {
    /// The value of the discriminator, and what has the members of the branch, if it has data.
    fn branch(&self) -> (&str, Option<&dyn Encode>);
}
