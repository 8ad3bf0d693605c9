//! Serde's traits for this crate's own types.

use super::de::deserialize;
use super::ser::serialize;
use super::tables::{__deserialize, __serialize, __serialize_name};
use crate::model::{Base64, Decode, Encode, Partial, QType};
use crate::protocol::{
    Capability, Command, Empty, Error, ErrorClass, Execute, Greeting, Qmp, Response, Timestamp, Version, VersionTriple,
};
use serde_core::de::{Deserialize, Deserializer};
use serde_core::ser::{Serialize, Serializer};

macro_rules! objects {
    ($($ty:ident,)*) => { $(
        __serialize! { $ty }
        __deserialize! { $ty }
    )* };
}

macro_rules! enumerations {
    ($($ty:ident,)*) => { $(
        __serialize_name! { open $ty { ..Unknown } }
        __deserialize! { $ty }
    )* };
}

objects! { Base64, Empty, Error, Greeting, Qmp, Timestamp, Version, VersionTriple, }
enumerations! { Capability, ErrorClass, QType, }

impl<C: Command + Encode> Serialize for Execute<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl<T: Encode> Serialize for Response<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl<'de, T: Decode> Deserialize<'de> for Response<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl<T: Encode> Serialize for Partial<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl<'de, T: Decode> Deserialize<'de> for Partial<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}
