//! Filling a value without knowing its type: what the decoder is given.
//!
//! A generated type implements [`Decode`]: it can make a blank value, and it says through a
//! [`Slot`] what may be put there. The decoder in `de` fills blank values in place, so that it
//! exists once for each input format and not once for each type.

use crate::shape::Member;
use crate::wire::Timestamp;
use crate::{UnknownBranch, UnknownEvent};
use serde_json::{Map, Value};

/// A type that can be received.
pub trait Decode {
    /// A value to be filled. Making it allocates nothing, except for a [`Box`] itself.
    fn blank() -> Self
    where
        Self: Sized;
    /// Where to put what arrives. Asked for once a value.
    fn slot(&mut self) -> Slot<'_>;
    /// For an object: the slot of the member at `index` of its table.
    fn member(&mut self, index: usize) -> Slot<'_> {
        let _ = index;
        Slot::Nothing
    }
    /// For an object: takes the value of the member called `name`, whose slot is [`Slot::Foreign`].
    ///
    /// # Errors
    /// What the module of the user's reports.
    fn convert(&mut self, name: &str, value: Value) -> Result<(), serde_json::Error> {
        let _ = (name, value);
        Ok(())
    }
}

/// A place to be filled, by what is allowed there.
pub enum Slot<'a> {
    /// Nothing fits here.
    Nothing,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(&'a mut bool),
    /// `int8`.
    I8(&'a mut i8),
    /// `int16`.
    I16(&'a mut i16),
    /// `int32`.
    I32(&'a mut i32),
    /// `int64` and `int`.
    I64(&'a mut i64),
    /// `uint8`.
    U8(&'a mut u8),
    /// `uint16`.
    U16(&'a mut u16),
    /// `uint32`.
    U32(&'a mut u32),
    /// `uint64` and `size`.
    U64(&'a mut u64),
    /// `number`.
    F64(&'a mut f64),
    /// A string.
    Str(&'a mut String),
    /// A string in a form of its own.
    Text(&'a mut dyn TextMut),
    /// Any JSON value.
    Value(&'a mut Value),
    /// A value that a module of the user's converts, see [`Decode::convert`].
    Foreign,
    /// One of a list of names.
    Enum(&'a mut dyn EnumMut),
    /// Members that no table names.
    Rest(&'a mut Map<String, Value>),
    /// A list.
    List(&'a mut dyn ListMut),
    /// An object with the members that the table names, and whether others are errors.
    Object(&'static [Member], bool, &'a mut dyn Decode),
    /// An object that says with one member, the discriminator, what its other members are.
    Union(&'static Branches, &'a mut dyn UnionMut),
    /// The branch of a union that keeps what is not known.
    Unknown(&'a mut UnknownBranch),
    /// One of several types, told apart by the kind of JSON value.
    Alternate(&'a mut dyn AlternateMut),
    /// An event with its envelope.
    Event(&'a mut dyn EventMut),
}

impl<'a> Slot<'a> {
    /// An object whose unknown members are skipped, or kept if the table says so.
    #[inline]
    pub fn open(members: &'static [Member], object: &'a mut dyn Decode) -> Self {
        Slot::Object(members, false, object)
    }

    /// An object whose unknown members are errors.
    #[inline]
    pub fn strict(members: &'static [Member], object: &'a mut dyn Decode) -> Self {
        Slot::Object(members, true, object)
    }
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

/// A string in a form of its own, such as Base64.
pub trait TextMut {
    /// Takes the text, or says what is wrong with it.
    fn set(&mut self, text: &str) -> Result<(), &'static str>;
}

/// An enumeration being filled.
pub trait EnumMut {
    /// Becomes the value called `name`; false if there is none.
    fn set(&mut self, name: &str) -> bool;
}

/// A list being filled.
pub trait ListMut {
    /// Appends a blank element and gives its slot.
    fn push(&mut self) -> Slot<'_>;
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
    /// Becomes the branch at `index` of the names, blank.
    fn select(&mut self, index: usize);
    /// The slot of the branch: an object, a union, [`Slot::Unknown`], or [`Slot::Nothing`] for a
    /// branch without data.
    fn payload(&mut self) -> Slot<'_>;
}

/// An alternate being filled.
pub trait AlternateMut {
    /// Becomes the branch for values of `kind`, blank, and gives its slot.
    fn select(&mut self, kind: Kind) -> Slot<'_>;
}

/// A server's event being filled.
pub trait EventMut {
    /// The known names of events.
    fn names(&self) -> &'static [&'static str];
    /// Becomes the event at `index`, blank.
    fn select(&mut self, index: usize);
    /// Becomes the event that keeps what is not known; `None` if that is an error.
    fn unknown(&mut self) -> Option<&mut UnknownEvent>;
    /// The slot of the event's data.
    fn data(&mut self) -> Slot<'_>;
    /// When the event happened.
    fn timestamp(&mut self) -> &mut Timestamp;
}

/// The place of `name` in a list of names.
pub fn find(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| *known == name)
}
