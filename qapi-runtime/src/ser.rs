//! From views to any serde format.
//!
//! One function walks every value. Members that are absent are left out; a union's discriminator
//! and the members of its branch go into the object that they share.

use crate::decode::wire_name;
use crate::view::{Encode, ListRef, UnionRef, View};
use serde::Serialize;
use serde::ser::{Error, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

/// Writes a value: the `Serialize` implementation of every generated type.
///
/// # Errors
/// What the format's own writer reports.
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    write(&value.view(), serializer)
}

struct Item<'a>(View<'a>);

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(&self.0, serializer)
    }
}

fn write<S: Serializer>(view: &View<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match view {
        View::Absent | View::Null => serializer.serialize_unit(),
        View::Bool(value) => serializer.serialize_bool(*value),
        View::I64(value) => serializer.serialize_i64(*value),
        View::U64(value) => serializer.serialize_u64(*value),
        View::F64(value) => number(*value, serializer),
        View::Str(value) => serializer.serialize_str(value),
        View::Value(value) => value.serialize(serializer),
        View::Text(text) => serializer.collect_str(text),
        View::Foreign => serializer.serialize_unit(),
        View::List(list) => elements(*list, serializer),
        View::Object(names, object) => {
            let mut map = serializer.serialize_map(None)?;
            members(&mut map, names, *object)?;
            map.end()
        }
        View::Keeping(names, object) => {
            let mut map = serializer.serialize_map(None)?;
            members(&mut map, names, *object)?;
            kept(&mut map, names, *object)?;
            map.end()
        }
        View::Union(tag, union) | View::Branch(tag, union) => {
            let mut map = serializer.serialize_map(None)?;
            branch(&mut map, tag, *union)?;
            map.end()
        }
        View::Rest(map) => map.serialize(serializer),
    }
}

/// Whole numbers have no fraction on the wire, as long as no digit is lost.
pub(crate) fn whole_float(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let negative_zero = value == 0.0 && value.is_sign_negative();
    (value.fract() == 0.0 && value.abs() <= EXACT && !negative_zero).then_some(value as i64)
}

fn number<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    match whole_float(value) {
        Some(whole) => serializer.serialize_i64(whole),
        None => serializer.serialize_f64(value),
    }
}

fn elements<S: Serializer>(list: &dyn ListRef, serializer: S) -> Result<S::Ok, S::Error> {
    let len = list.len();
    let mut seq = serializer.serialize_seq(Some(len))?;
    for index in 0..len {
        seq.serialize_element(&Item(list.get(index)))?;
    }
    seq.end()
}

fn members<M: SerializeMap>(map: &mut M, names: &'static [&'static str], object: &dyn Encode) -> Result<(), M::Error> {
    for (place, member) in names.iter().enumerate() {
        match object.member(place) {
            View::Absent => {}
            View::Branch(tag, union) => branch(map, tag, union)?,
            View::Foreign => {
                map.serialize_entry(wire_name(member), &object.convert(place).map_err(M::Error::custom)?)?;
            }
            view => map.serialize_entry(wire_name(member), &Item(view))?,
        }
    }
    Ok(())
}

fn kept<M: SerializeMap>(map: &mut M, names: &'static [&'static str], object: &dyn Encode) -> Result<(), M::Error> {
    match object.member(names.len()) {
        View::Rest(members) => rest(map, members),
        _ => Ok(()),
    }
}

fn branch<M: SerializeMap>(map: &mut M, tag: &'static str, union: &dyn UnionRef) -> Result<(), M::Error> {
    let (name, payload) = union.branch();
    map.serialize_entry(tag, name)?;
    match payload {
        View::Object(names, object) => members(map, names, object),
        View::Keeping(names, object) => {
            members(map, names, object)?;
            kept(map, names, object)
        }
        View::Union(tag, inner) => branch(map, tag, inner),
        View::Rest(members) => rest(map, members),
        _ => Ok(()),
    }
}

fn rest<M: SerializeMap>(map: &mut M, rest: &Map<String, Value>) -> Result<(), M::Error> {
    rest.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
}
