//! From any serde format: its value becomes JSON text, which the one reader reads.
//!
//! In: a deserializer. Out: a value. Afterwards: as after [`crate::json::from_str`].
//!
//! `serde_json` hands over the text as it stands, without a copy, if it is asked as its `RawValue` asks. A format that
//! does not know that request takes it for a struct around one value, and the value is written down as text.

use crate::json;
use crate::model::Decode;
use serde::Serialize;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Reads a value: the `Deserialize` implementation of every generated type.
///
/// # Errors
/// What the format's own reader reports; and, with a path that leads there, a value of the wrong
/// type or out of range, a missing or repeated member, and in strict types what is not known.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = deserializer.deserialize_newtype_struct(RAW, Text)?;
    json::read(&text, |reader| D::Error::custom(reader.message()))
}

/// The name by which `serde_json` knows a request for the text of a value, or the offer of one.
pub(crate) const RAW: &str = "$serde_json::private::RawValue";

/// Takes the text of a value, or writes it.
struct Text;

/// Writes one value to the end of a text.
struct Append<'t>(&'t mut String);

impl<'de> DeserializeSeed<'de> for Append<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Append<'_> {
    fn scalar<E: Error>(self, value: impl Serialize) -> Result<(), E> {
        self.0.push_str(&serde_json::to_string(&value).map_err(E::custom)?);
        Ok(())
    }
}

/// Visits of what is neither a list nor an object all go to the visitor's own `scalar`.
macro_rules! scalars {
    ($($visit:ident: $ty:ty,)*) => { $(
        fn $visit<E: Error>(self, value: $ty) -> Result<Self::Value, E> {
            self.scalar(value)
        }
    )* };
}

macro_rules! all_scalars {
    () => {
        scalars! {
            visit_bool: bool,
            visit_i64: i64,
            visit_u64: u64,
            visit_f64: f64,
            visit_str: &str,
        }
        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            self.scalar(())
        }
        fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
            self.scalar(())
        }
        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }
        fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value that JSON has")
        }
    };
}

impl<'de> Visitor<'de> for Append<'_> {
    type Value = ();

    all_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Append(text) = self;
        text.push('[');
        let start = text.len();
        while seq.next_element_seed(Append(text))?.is_some() {
            text.push(',');
        }
        close(text, start, ']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let first = map.next_key::<Borrowed<'de>>()?.map(|Borrowed(name)| name);
        members(self.0, first, map)
    }
}

fn members<'de, A: MapAccess<'de>>(
    text: &mut String,
    first: Option<Cow<'de, str>>,
    mut map: A,
) -> Result<(), A::Error> {
    text.push('{');
    let start = text.len();
    let mut next = first;
    while let Some(name) = next {
        Append(text).scalar(&name)?;
        text.push(':');
        map.next_value_seed(Append(text))?;
        text.push(',');
        next = map.next_key::<Borrowed<'de>>()?.map(|Borrowed(name)| name);
    }
    close(text, start, '}');
    Ok(())
}

/// The comma after the last entry gives way to the bracket.
fn close(text: &mut String, start: usize, bracket: char) {
    if text.len() > start {
        text.pop();
    }
    text.push(bracket);
}

impl Text {
    fn scalar<'de, E: Error>(self, value: impl Serialize) -> Result<Cow<'de, str>, E> {
        serde_json::to_string(&value).map(Cow::Owned).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    all_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Cow<'de, str>, A::Error> {
        let mut text = String::new();
        Append(&mut text).visit_seq(seq)?;
        Ok(Cow::Owned(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cow<'de, str>, A::Error> {
        let first = map.next_key::<Borrowed<'de>>()?.map(|Borrowed(name)| name);
        if first.as_deref() == Some(RAW) {
            return map.next_value::<Borrowed<'de>>().map(|Borrowed(text)| text);
        }
        let mut text = String::new();
        members(&mut text, first, map)?;
        Ok(Cow::Owned(text))
    }
}

/// A string that is borrowed where the format can lend it.
struct Borrowed<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Borrowed<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Lend).map(Borrowed)
    }
}

struct Lend;

impl<'de> Visitor<'de> for Lend {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(text))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
    fn visit_string<E: Error>(self, text: String) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text))
    }
}
