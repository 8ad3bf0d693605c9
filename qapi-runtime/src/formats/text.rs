//! Turns a value that a deserializer describes into JSON text.
//!
//! A duplicate member is written twice, so that the reader refuses it as it does in text.

use super::borrowed::Borrowed;
use super::onlooker;
use crate::text::LEVELS;
use serde_core::Serialize;
use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

/// Makes JSON text of a value.
pub struct Text<'n> {
    /// The name under which the format hands over text as it is, instead of describing it.
    pub raw: Option<&'static str>,
    /// Set once the format has said what the value is.
    pub described: &'n Cell<bool>,
}

/// Writes one value to the end of a text.
struct Append<'t> {
    text: &'t mut String,
    /// How many more levels may be opened.
    depth: u32,
}

impl<'de> DeserializeSeed<'de> for Append<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Append<'_> {
    /// What writes the entries of a list or an object.
    fn inner<E: Error>(&mut self) -> Result<Append<'_>, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Append { text: self.text, depth }),
            None => Err(E::custom("recursion limit exceeded: lists and objects nest too deep")),
        }
    }

    fn scalar<E: Error>(self, value: impl Serialize) -> Result<(), E> {
        self.text.push_str(&serde_json::to_string(&value).map_err(E::custom)?);
        Ok(())
    }
}

/// Every visit that is neither a list nor an object goes to the visitor's `scalar`.
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

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        self.text.push('[');
        let start = self.text.len();
        while seq.next_element_seed(self.inner()?)?.is_some() {
            self.text.push(',');
        }
        close(self.text, start, ']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let first = map.next_key::<Borrowed<'de>>()?.map(|Borrowed(name)| name);
        members(self, first, map)
    }
}

/// Writes an object whose first name has already been taken.
fn members<'de, A: MapAccess<'de>>(
    mut to: Append<'_>,
    first: Option<Cow<'de, str>>,
    mut map: A,
) -> Result<(), A::Error> {
    if first.is_some() && first.as_deref() == onlooker::marks_numbers() {
        // A number of any length, as `serde_json` hands it over when it keeps all digits.
        to.text.push_str(&map.next_value::<Borrowed<'de>>()?.0);
        return Ok(());
    }
    to.text.push('{');
    let start = to.text.len();
    let mut next = first;
    while let Some(name) = next {
        to.inner()?.scalar(&name)?;
        to.text.push(':');
        map.next_value_seed(to.inner()?)?;
        to.text.push(',');
        next = map.next_key::<Borrowed<'de>>()?.map(|Borrowed(name)| name);
    }
    close(to.text, start, '}');
    Ok(())
}

/// Closes a list or an object: the bracket replaces the comma after the last entry.
fn close(text: &mut String, start: usize, bracket: char) {
    if text.len() > start {
        text.pop();
    }
    text.push(bracket);
}

impl Text<'_> {
    fn scalar<'de, E: Error>(self, value: impl Serialize) -> Result<Cow<'de, str>, E> {
        self.described.set(true);
        serde_json::to_string(&value).map(Cow::Owned).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for Text<'_> {
    type Value = Cow<'de, str>;

    all_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Cow<'de, str>, A::Error> {
        self.described.set(true);
        let mut text = String::new();
        Append { text: &mut text, depth: LEVELS }.visit_seq(seq)?;
        Ok(Cow::Owned(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cow<'de, str>, A::Error> {
        self.described.set(true);
        let first = map.next_key::<Borrowed<'de>>()?.map(|Borrowed(name)| name);
        if first.is_some() && first.as_deref() == self.raw {
            return map.next_value::<Borrowed<'de>>().map(|Borrowed(text)| text);
        }
        let mut text = String::new();
        members(Append { text: &mut text, depth: LEVELS }, first, map)?;
        Ok(Cow::Owned(text))
    }
}
