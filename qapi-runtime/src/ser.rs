//! From views to any serde format.
//!
//! One function walks every value. Members that are absent are left out; a union's discriminator
//! and the members of its branch go into the object that they share.

use crate::shape::Shape;
use crate::view::{Encode, ListRef, ObjectRef, UnionRef, View};
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
        View::Object(shape, object) => {
            let mut map = serializer.serialize_map(None)?;
            members(&mut map, shape, *object)?;
            map.end()
        }
        View::Union(union) => {
            let mut map = serializer.serialize_map(None)?;
            branch(&mut map, *union)?;
            map.end()
        }
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

fn members<M: SerializeMap>(map: &mut M, shape: &'static Shape, object: &dyn ObjectRef) -> Result<(), M::Error> {
    for (index, member) in shape.members.iter().enumerate() {
        match object.member(index) {
            View::Absent => {}
            View::Union(union) if member.selects => branch(map, union)?,
            View::Foreign => {
                map.serialize_entry(member.name, &object.convert(member.name).map_err(M::Error::custom)?)?
            }
            view => map.serialize_entry(member.name, &Item(view))?,
        }
    }
    if shape.rest { rest(map, object.rest()) } else { Ok(()) }
}

fn branch<M: SerializeMap>(map: &mut M, union: &dyn UnionRef) -> Result<(), M::Error> {
    map.serialize_entry(union.tag(), union.branch())?;
    match union.payload() {
        View::Object(shape, object) => members(map, shape, object),
        View::Union(inner) => branch(map, inner),
        _ => rest(map, union.rest()),
    }
}

fn rest<M: SerializeMap>(map: &mut M, rest: Option<&Map<String, Value>>) -> Result<(), M::Error> {
    for (name, value) in rest.into_iter().flatten() {
        map.serialize_entry(name, value)?;
    }
    Ok(())
}
