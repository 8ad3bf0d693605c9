//! Writing a value: what generated types can do.
//!
//! A generated type implements [`Encode`]: an object writes its members one after the other, anything else writes
//! itself. What is the same for every type (quotes, commas, what is left out) is the writer's.

use crate::UnknownBranch;
use crate::json::Writer;

/// A type that can be sent.
///
/// A type is either an object, whose [`Encode::members`] are written one by one, or it is written as a whole by
/// [`Encode::write`]. Tables implement it; so does a type of the user's that replaces one of the schema's:
///
/// ```
/// use qapi_runtime::{Encode, json, json::Writer};
///
/// /// Travels as a list of two numbers.
/// struct Range { start: u64, end: u64 }
///
/// impl Encode for Range {
///     fn write(&self, name: &str, writer: &mut Writer) {
///         writer.list(name, |writer| {
///             self.start.write("", writer);
///             self.end.write("", writer);
///         });
///     }
/// }
/// assert_eq!(json::to_string(&Range { start: 1, end: 3 })?, "[1,3]");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Encode {
    /// Writes the value as an entry: a member of this name, or an element of a list if the name is empty.
    #[inline]
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.object(name, |writer| self.members(writer));
    }

    /// For an object: writes its members. The object may have others.
    #[inline]
    fn members(&self, writer: &mut Writer) {
        let _ = writer;
    }

    /// Whether this is anything else than an object of a type that has no members: what holds a value of another type
    /// says what that says. It decides whether arguments and data are written at all.
    #[inline]
    fn has_members(&self) -> bool {
        true
    }
}

/// The members only: the discriminator is that of the union.
impl Encode for UnknownBranch {
    fn members(&self, writer: &mut Writer) {
        writer.rest(&self.members);
    }
}
