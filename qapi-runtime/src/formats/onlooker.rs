//! Finds the private names that `serde_json` uses, by watching what its types ask of a serializer and a deserializer.

use serde_core::de::{self, Deserialize, Deserializer, Visitor};
use serde_core::ser::{self, Impossible, Serialize, SerializeStruct, Serializer};
use serde_json::Number;
use serde_json::value::RawValue;
use std::fmt::{self, Display};
use std::sync::LazyLock;

/// The names of a newtype and of its only field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Names {
    pub newtype: &'static str,
    pub field: &'static str,
}

/// The names by which a `RawValue` asks for text. The text arrives under the name that marks it in writing.
pub fn asking() -> Option<Names> {
    match Box::<RawValue>::deserialize(Onlooker) {
        Err(Seen(newtype)) => Some(Names { newtype: newtype?, field: marking()?.field }),
        Ok(_) => None,
    }
}

/// The names by which a `RawValue` marks text that is written.
pub fn marking() -> Option<Names> {
    RawValue::from_string("0".to_owned()).ok()?.serialize(Onlooker).ok()
}

/// The name under which numbers are handed over as text, if `serde_json` keeps all of their digits.
pub fn marks_numbers() -> Option<&'static str> {
    static FIELD: LazyLock<Option<&'static str>> =
        LazyLock::new(|| Number::from(0).serialize(Onlooker).ok().map(|names| names.field));
    *FIELD
}

/// What an onlooker has seen. It is returned as an error, so that nothing goes on after it.
#[derive(Debug, Clone, Copy)]
struct Seen(Option<&'static str>);

impl Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seen: {:?}", self.0)
    }
}

impl std::error::Error for Seen {}

impl de::Error for Seen {
    fn custom<T: Display>(_: T) -> Self {
        Seen(None)
    }
}

impl ser::Error for Seen {
    fn custom<T: Display>(_: T) -> Self {
        Seen(None)
    }
}

/// Looks for the name of a newtype that is asked for, and for those of a struct that is written.
struct Onlooker;

impl<'de> Deserializer<'de> for Onlooker {
    type Error = Seen;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Seen> {
        Err(Seen(None))
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, _: V) -> Result<V::Value, Seen> {
        Err(Seen(Some(name)))
    }

    serde_core::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// A struct that is written, with the name of its last field.
struct Struct {
    newtype: &'static str,
    field: Option<&'static str>,
}

impl SerializeStruct for Struct {
    type Ok = Names;
    type Error = Seen;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, field: &'static str, _: &T) -> Result<(), Seen> {
        self.field = Some(field);
        Ok(())
    }
    fn end(self) -> Result<Names, Seen> {
        match self.field {
            Some(field) => Ok(Names { newtype: self.newtype, field }),
            None => Err(Seen(None)),
        }
    }
}

/// The methods of a serializer for everything but structs.
macro_rules! nothing_else {
    ($($method:ident($($ty:ty),*);)*) => { $(
        fn $method(self, $(_: $ty),*) -> Result<Names, Seen> {
            Err(Seen(None))
        }
    )* };
}

impl Serializer for Onlooker {
    type Ok = Names;
    type Error = Seen;
    type SerializeSeq = Impossible<Names, Seen>;
    type SerializeTuple = Impossible<Names, Seen>;
    type SerializeTupleStruct = Impossible<Names, Seen>;
    type SerializeTupleVariant = Impossible<Names, Seen>;
    type SerializeMap = Impossible<Names, Seen>;
    type SerializeStruct = Struct;
    type SerializeStructVariant = Impossible<Names, Seen>;

    fn serialize_struct(self, newtype: &'static str, _: usize) -> Result<Struct, Seen> {
        Ok(Struct { newtype, field: None })
    }

    nothing_else! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<Names, Seen> {
        Err(Seen(None))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<Names, Seen> {
        Err(Seen(None))
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Names, Seen> {
        Err(Seen(None))
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Seen> {
        Err(Seen(None))
    }
    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Seen> {
        Err(Seen(None))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Seen> {
        Err(Seen(None))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Seen> {
        Err(Seen(None))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Seen> {
        Err(Seen(None))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Seen> {
        Err(Seen(None))
    }
}
