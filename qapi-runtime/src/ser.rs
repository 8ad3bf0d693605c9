//! From views to any serde format.
//!
//! One function walks every value. Members that are absent are left out; a union's discriminator
//! and the members of its branch go into the object that they share.

use crate::shape::{self, Member, flag};
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
        View::Object(table, object) => {
            let mut map = serializer.serialize_map(None)?;
            members(&mut map, table, *object)?;
            map.end()
        }
        View::Union(tag, union) => {
            let mut map = serializer.serialize_map(None)?;
            branch(&mut map, tag, *union)?;
            map.end()
        }
        View::Rest(map) => map.serialize(serializer),
    }
}

/// Whole numbers have no fraction on the wire, as long as no digit is lost.
fn number<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let negative_zero = value == 0.0 && value.is_sign_negative();
    if value.fract() == 0.0 && value.abs() <= EXACT && !negative_zero {
        serializer.serialize_i64(value as i64)
    } else {
        serializer.serialize_f64(value)
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

fn members<M: SerializeMap>(map: &mut M, table: &'static [Member], object: &dyn Encode) -> Result<(), M::Error> {
    for (place, (name, _, flags)) in table.iter().enumerate() {
        match object.member(shape::number(table, place)) {
            View::Absent => {}
            View::Union(tag, union) if flags & flag::selects != 0 => branch(map, tag, union)?,
            View::Rest(members) if flags & flag::rest != 0 => rest(map, members)?,
            View::Foreign => map.serialize_entry(name, &object.convert(name).map_err(M::Error::custom)?)?,
            view => map.serialize_entry(name, &Item(view))?,
        }
    }
    Ok(())
}

fn branch<M: SerializeMap>(map: &mut M, tag: &'static str, union: &dyn UnionRef) -> Result<(), M::Error> {
    let (name, payload) = union.branch();
    map.serialize_entry(tag, name)?;
    match payload {
        View::Object(table, object) => members(map, table, object),
        View::Union(tag, inner) => branch(map, tag, inner),
        View::Rest(members) => rest(map, members),
        _ => Ok(()),
    }
}

fn rest<M: SerializeMap>(map: &mut M, rest: &Map<String, Value>) -> Result<(), M::Error> {
    rest.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
}
