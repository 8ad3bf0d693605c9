//! From views to any serde format.
//!
//! One function walks every value. Members that are absent are left out; a union's discriminator
//! and the members of its branch go into the object that they share.

use crate::decode::wire_name;
use crate::view::{Encode, ListRef, Names, UnionRef, View};
use serde::Serialize;
use serde::ser::{Error, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

/// Writes a value: the `Serialize` implementation of every generated type.
///
/// # Errors
/// What the format's own writer reports.
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    write(value, value.view(), serializer)
}

struct Item<'a>(&'a dyn Encode, View<'a>);

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.0, self.1, serializer)
    }
}

fn write<S: Serializer>(value: &dyn Encode, view: View<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match view {
        View::Absent | View::Null => serializer.serialize_unit(),
        View::Bool(value) => serializer.serialize_bool(value),
        View::I64(value) => serializer.serialize_i64(value),
        View::U64(value) => serializer.serialize_u64(value),
        View::F64(value) => number(value, serializer),
        View::Str(value) => serializer.serialize_str(value),
        View::Value(value) => value.serialize(serializer),
        View::Text(text) => serializer.collect_str(text),
        View::Foreign(convert) => convert().transpose().map_err(S::Error::custom)?.serialize(serializer),
        View::List(list) => elements(list, serializer),
        View::Object => {
            let mut map = serializer.serialize_map(None)?;
            members(&mut map, value)?;
            map.end()
        }
        View::Part(part) => write(part, part.view(), serializer),
        View::Union(tag, union) | View::Branch(tag, union) => {
            let mut map = serializer.serialize_map(None)?;
            branch(&mut map, tag, union)?;
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
        if let Some(element) = list.get(index) {
            seq.serialize_element(&Item(element, element.view()))?;
        }
    }
    seq.end()
}

fn members<M: SerializeMap>(map: &mut M, object: &dyn Encode) -> Result<(), M::Error> {
    let mut written = Ok(());
    object.members(&mut |names, parts| written = entries(map, names, parts));
    written
}

fn entries<M: SerializeMap>(map: &mut M, names: Names, parts: &[&dyn Encode]) -> Result<(), M::Error> {
    let mut names = names.iter();
    for part in parts {
        let name = names.next().map_or("", |member| wire_name(member));
        match part.view() {
            View::Absent => {}
            View::Branch(tag, union) => branch(map, tag, union)?,
            View::Rest(members) => rest(map, members)?,
            View::Foreign(convert) => {
                if let Some(value) = convert() {
                    map.serialize_entry(name, &value.map_err(M::Error::custom)?)?;
                }
            }
            view => map.serialize_entry(name, &Item(*part, view))?,
        }
    }
    Ok(())
}

fn branch<M: SerializeMap>(map: &mut M, tag: &'static str, union: &dyn UnionRef) -> Result<(), M::Error> {
    let (name, payload) = union.branch();
    map.serialize_entry(tag, name)?;
    payload.map_or(Ok(()), |payload| shared(map, payload))
}

/// The members of what shares an object.
fn shared<M: SerializeMap>(map: &mut M, payload: &dyn Encode) -> Result<(), M::Error> {
    match payload.view() {
        View::Object => members(map, payload),
        View::Union(tag, inner) => branch(map, tag, inner),
        View::Rest(members) => rest(map, members),
        View::Part(part) => shared(map, part),
        _ => Ok(()),
    }
}

fn rest<M: SerializeMap>(map: &mut M, rest: &Map<String, Value>) -> Result<(), M::Error> {
    rest.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
}
