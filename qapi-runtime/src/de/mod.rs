//! From any serde format into slots.
//!
//! One visitor fills every slot: it takes what arrives and checks it against what the slot allows.
//! Objects, with the unions that share them, are a matter of `object`.

pub(crate) mod context;
pub(crate) mod event;
pub(crate) mod object;
mod tape;

use crate::slot::{Decode, Kind, ListMut, Slot};
use context::Context;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor, value};
use serde_json::Value;
use std::fmt::{self, Display};

/// Reads a value: the `Deserialize` implementation of every generated type.
///
/// # Errors
/// What the format's own reader reports; and, with a path that leads there, a value of the wrong
/// type or out of range, a missing or repeated member, and in strict types what is not known.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::blank();
    fill(value.slot(), deserializer)?;
    Ok(value)
}

/// Reads a value into a slot.
fn fill<'de, D: Deserializer<'de>>(slot: Slot<'_>, deserializer: D) -> Result<(), D::Error> {
    let mut context = Context::default();
    let result = Fill { slot, context: &mut context }.deserialize(deserializer);
    result.map_err(|error| context.locate(error))
}

/// Fills one slot.
struct Fill<'a, 'c, 'de> {
    slot: Slot<'a>,
    context: &'c mut Context<'de>,
}

impl<'de> DeserializeSeed<'de> for Fill<'_, '_, 'de> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A number as the format gave it.
#[derive(Clone, Copy)]
enum Number {
    Signed(i64),
    Unsigned(u64),
    Float(f64),
}

impl Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Signed(value) => value.fmt(f),
            Number::Unsigned(value) => value.fmt(f),
            Number::Float(value) => value.fmt(f),
        }
    }
}

/// Puts a number into an integer slot, or returns the range of the slot.
macro_rules! narrow {
    ($place:ident: $ty:ty, $number:ident) => {{
        let fit = match $number {
            Number::Signed(value) => <$ty>::try_from(value).ok(),
            Number::Unsigned(value) => <$ty>::try_from(value).ok(),
            Number::Float(_) => None,
        };
        match fit {
            Some(value) => Ok(*$place = value),
            None => Err((<$ty>::MIN as i128, <$ty>::MAX as i128)),
        }
    }};
}

impl<'a, 'c, 'de> Fill<'a, 'c, 'de> {
    /// Resolves an alternate by the kind of value that has arrived.
    fn narrow(self, kind: Kind) -> Self {
        match self.slot {
            Slot::Alternate(alternate) => Fill { slot: alternate.select(kind), context: self.context }.narrow(kind),
            _ => self,
        }
    }

    fn number<E: Error>(self, number: Number) -> Result<(), E> {
        let Fill { slot, context } = self.narrow(Kind::Number);
        let outcome = match slot {
            Slot::I64(place) => narrow!(place: i64, number),
            Slot::U64(place) => narrow!(place: u64, number),
            Slot::I32(place) => narrow!(place: i32, number),
            Slot::U32(place) => narrow!(place: u32, number),
            Slot::I16(place) => narrow!(place: i16, number),
            Slot::U16(place) => narrow!(place: u16, number),
            Slot::I8(place) => narrow!(place: i8, number),
            Slot::U8(place) => narrow!(place: u8, number),
            Slot::F64(place) => {
                *place = match number {
                    Number::Signed(value) => value as f64,
                    Number::Unsigned(value) => value as f64,
                    Number::Float(value) => value,
                };
                Ok(())
            }
            Slot::Value(place) => {
                *place = match number {
                    Number::Signed(value) => value.into(),
                    Number::Unsigned(value) => value.into(),
                    Number::Float(value) => value.into(),
                };
                Ok(())
            }
            slot => return Err(context.fault(Mismatch { slot: &slot, got: format_args!("the number {number}") })),
        };
        outcome.map_err(|(min, max)| match number {
            Number::Float(value) if value.fract() != 0.0 => {
                context.fault(format_args!("expected a whole number, got {value}"))
            }
            _ => context.fault(format_args!("the number {number} is not in the range {min} to {max}")),
        })
    }

    fn text<E: Error>(self, text: &str) -> Result<(), E> {
        let Fill { slot, context } = self.narrow(Kind::String);
        match slot {
            // A blank string has no room, so that nothing is lost by making a new one.
            Slot::Str(place) => *place = text.to_owned(),
            Slot::Enum(place) => {
                if !place.set(text) {
                    return Err(context.fault(format_args!("unknown value '{text}'")));
                }
            }
            Slot::Value(place) => *place = text.into(),
            Slot::Text(place) => {
                if let Err(fault) = place.set(text) {
                    return Err(context.fault(fault));
                }
            }
            slot => return Err(context.fault(Mismatch { slot: &slot, got: format_args!("the string '{text}'") })),
        }
        Ok(())
    }
}

/// Says what was expected and what came instead.
struct Mismatch<'s, 'a, T> {
    slot: &'s Slot<'a>,
    got: T,
}

impl<T: Display> Display for Mismatch<'_, '_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, got {}", expected(self.slot), self.got)
    }
}

fn expected(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Null => "null",
        Slot::Bool(_) => "true or false",
        Slot::I8(_) | Slot::I16(_) | Slot::I32(_) | Slot::I64(_) => "a whole number",
        Slot::U8(_) | Slot::U16(_) | Slot::U32(_) | Slot::U64(_) => "a whole number",
        Slot::F64(_) => "a number",
        Slot::Str(_) | Slot::Text(_) | Slot::Enum(_) => "a string",
        Slot::List(_) => "a list",
        Slot::Object(..) | Slot::Union(..) | Slot::Rest(_) | Slot::Unknown(_) | Slot::Event(_) => "an object",
        Slot::Value(_) | Slot::Foreign => "a value",
        Slot::Alternate(_) | Slot::Nothing => "another kind of value",
    }
}

impl<'de> Visitor<'de> for Fill<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(expected(&self.slot))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        let Fill { slot, context } = self.narrow(Kind::Null);
        match slot {
            Slot::Null => Ok(()),
            Slot::Value(place) => {
                *place = Value::Null;
                Ok(())
            }
            slot => Err(context.fault(Mismatch { slot: &slot, got: "null" })),
        }
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        let Fill { slot, context } = self.narrow(Kind::Bool);
        match slot {
            Slot::Bool(place) => *place = value,
            Slot::Value(place) => *place = value.into(),
            slot => return Err(context.fault(Mismatch { slot: &slot, got: value })),
        }
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.number(Number::Signed(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.number(Number::Unsigned(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.number(Number::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.text(value)
    }

    fn visit_string<E: Error>(self, value: String) -> Result<(), E> {
        match self.slot {
            Slot::Str(place) => {
                *place = value;
                Ok(())
            }
            _ => self.text(&value),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let Fill { slot, context } = self.narrow(Kind::Array);
        match slot {
            Slot::List(list) => elements(list, context, seq),
            Slot::Value(place) => {
                *place = Value::deserialize(value::SeqAccessDeserializer::new(seq))?;
                Ok(())
            }
            slot => Err(context.fault(Mismatch { slot: &slot, got: "a list" })),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Fill { slot, context } = self.narrow(Kind::Object);
        match slot {
            Slot::Object(..) | Slot::Union(..) => object::members(slot, context, map),
            Slot::Event(event) => event::event(event, context, map),
            Slot::Value(place) => {
                *place = Value::deserialize(value::MapAccessDeserializer::new(map))?;
                Ok(())
            }
            slot => Err(context.fault(Mismatch { slot: &slot, got: "an object" })),
        }
    }
}

/// Appends an element to a list; asked for only once it is certain that there is one.
struct Element<'l, 'c, 'de> {
    list: &'l mut dyn ListMut,
    context: &'c mut Context<'de>,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_, 'de> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(Fill { slot: self.list.push(), context: self.context })
    }
}

fn elements<'de, A: SeqAccess<'de>>(
    list: &mut dyn ListMut,
    context: &mut Context<'de>,
    mut seq: A,
) -> Result<(), A::Error> {
    let mut index = 0;
    loop {
        match seq.next_element_seed(Element { list, context }) {
            Ok(Some(())) => index += 1,
            Ok(None) => return Ok(()),
            Err(error) => {
                context.in_element(index);
                return Err(error);
            }
        }
    }
}
