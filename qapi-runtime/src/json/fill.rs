//! Values into slots, straight from the text.
//!
//! In: a reader and a slot. Out: the filled slot. Afterwards: `Some` means that the value is what [`crate::de`] would
//! have made of it; `None`, that something is unusual, from a fault in the text to a discriminator that is not there.

use super::reader::Reader;
use super::scan;
use crate::de::context::Context;
use crate::de::event::absent_data;
use crate::de::object::{Found, Object};
use crate::shape::{Member, flag, number};
use crate::slot::{Decode, EventMut, Kind, ListMut, Slot};
use crate::wire::Timestamp;
use serde::de::value::Error;
use serde_json::Number;

/// Fills a slot with the value that is next.
pub fn fill(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<()> {
    if let Slot::Value(place) = slot {
        reader.peek()?;
        *place = reader.value()?;
        return Some(());
    }
    match reader.peek()? {
        b'"' => string(reader, narrow(slot, Kind::String)),
        b'{' => object(reader, narrow(slot, Kind::Object)),
        b'[' => list(reader, narrow(slot, Kind::Array)),
        b't' => boolean(reader, slot, true),
        b'f' => boolean(reader, slot, false),
        b'n' => match narrow(slot, Kind::Null) {
            Slot::Null => reader.word("null"),
            other => any(reader, other),
        },
        _ => whole_or_not(reader, narrow(slot, Kind::Number)),
    }
}

/// Resolves an alternate by the kind of value that is next.
#[inline]
fn narrow(slot: Slot<'_>, kind: Kind) -> Slot<'_> {
    match slot {
        Slot::Alternate(alternate) => narrow(alternate.select(kind), kind),
        other => other,
    }
}

/// Any value goes where an alternate keeps what no branch accepts.
fn any(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<()> {
    match slot {
        Slot::Value(place) => {
            *place = reader.value()?;
            Some(())
        }
        _ => None,
    }
}

fn string(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<()> {
    match slot {
        Slot::Str(place) => *place = reader.string()?.into_owned(),
        Slot::Enum(place) => return place.set(&reader.string()?).then_some(()),
        Slot::Text(place) => return place.set(&reader.string()?).ok(),
        other => return any(reader, other),
    }
    Some(())
}

fn boolean(reader: &mut Reader<'_>, slot: Slot<'_>, value: bool) -> Option<()> {
    match narrow(slot, Kind::Bool) {
        Slot::Bool(place) => {
            *place = value;
            reader.word(if value { "true" } else { "false" })
        }
        other => any(reader, other),
    }
}

fn whole_or_not(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<()> {
    if let Slot::Value(_) = slot {
        return any(reader, slot);
    }
    match (slot, reader.number()?) {
        (Slot::I64(place), Ok(value)) => *place = value,
        (Slot::U64(place), Ok(value)) => *place = value.try_into().ok()?,
        (Slot::I32(place), Ok(value)) => *place = value.try_into().ok()?,
        (Slot::U32(place), Ok(value)) => *place = value.try_into().ok()?,
        (Slot::I16(place), Ok(value)) => *place = value.try_into().ok()?,
        (Slot::U16(place), Ok(value)) => *place = value.try_into().ok()?,
        (Slot::I8(place), Ok(value)) => *place = value.try_into().ok()?,
        (Slot::U8(place), Ok(value)) => *place = value.try_into().ok()?,
        (Slot::F64(place), Ok(value)) => *place = value as f64,
        (Slot::I64(place), Err(value)) => *place = value.as_i64()?,
        (Slot::U64(place), Err(value)) => *place = value.as_u64()?,
        (Slot::F64(place), Err(value)) => *place = float(&value)?,
        _ => return None,
    }
    Some(())
}

fn float(number: &Number) -> Option<f64> {
    number
        .as_u64()
        .map(|value| value as f64)
        .or_else(|| number.as_i64().map(|value| value as f64))
        .or_else(|| number.as_f64())
}

fn list(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<()> {
    let Slot::List(list) = slot else { return any(reader, slot) };
    reader.enter()?;
    elements(reader, list)?;
    reader.leave();
    Some(())
}

fn elements(reader: &mut Reader<'_>, list: &mut dyn ListMut) -> Option<()> {
    let mut first = true;
    while reader.entry(&mut first, b']')? {
        fill(reader, list.push())?;
    }
    Some(())
}

fn object(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<()> {
    if matches!(slot, Slot::Value(_)) {
        return any(reader, slot);
    }
    reader.enter()?;
    match slot {
        Slot::Object(members, strict, object) if is_plain(members) => plain(reader, members, strict, object)?,
        Slot::Object(..) | Slot::Union(..) => layered(reader, slot)?,
        Slot::Event(event) => self::event(reader, event)?,
        _ => return None,
    }
    reader.leave();
    Some(())
}

/// Whether an object shares its members with no union, keeps none that are unknown, and is not very large.
fn is_plain(members: &[Member]) -> bool {
    members.len() <= 64 && members.iter().all(|(_, _, flags)| flags & (flag::selects | flag::rest) == 0)
}

fn plain(reader: &mut Reader<'_>, members: &'static [Member], strict: bool, object: &mut dyn Decode) -> Option<()> {
    let (mut first, mut seen, mut next) = (true, 0_u64, 0);
    while reader.entry(&mut first, b'}')? {
        let Some(place) = place(reader, members, next)? else {
            reader.peek()?;
            reader.skip().filter(|()| !strict)?;
            continue;
        };
        next = place + 1;
        if seen & (1 << place) != 0 {
            return None;
        }
        seen |= 1 << place;
        match object.member(number(members, place)) {
            Slot::Foreign => {
                reader.peek()?;
                let value = reader.value()?;
                object.convert(members[place].0, value).ok()?;
            }
            slot => fill(reader, slot)?,
        }
    }
    let missing = |(at, (_, _, flags)): (usize, &Member)| flags & flag::optional == 0 && seen & (1 << at) == 0;
    (!members.iter().enumerate().any(missing)).then_some(())
}

/// The place of the member whose name is next, and which is taken with its colon; first `next` is tried.
fn place(reader: &mut Reader<'_>, members: &[Member], next: usize) -> Option<Option<usize>> {
    if reader.peek()? != b'"' {
        return None;
    }
    if let Some((name, ..)) = members.get(next)
        && reader.name(name)
    {
        return reader.take(b':').map(|()| Some(next));
    }
    let key = reader.key()?;
    Some(members.iter().position(|(name, ..)| *name == key))
}

/// An object that a union shares, or that keeps what it does not know.
fn layered(reader: &mut Reader<'_>, root: Slot<'_>) -> Option<()> {
    let mut context = Context::default();
    let mut object = Object::new(root, 0);
    let (text, at) = (reader.text, reader.at);
    object.look_ahead(|tag| scan::member(text, at, tag), &mut context)?;
    let mut first = true;
    while reader.entry(&mut first, b'}')? {
        let key = reader.key()?;
        let found = object.classify(&key, || key.clone());
        reader.peek()?;
        match found {
            Found::Member(layer, member) => match object.claim::<Error>(layer, member, &mut context).ok()? {
                (name, Slot::Foreign) => {
                    let value = reader.value()?;
                    object.convert::<Error>(layer, name, value, &mut context).ok()?;
                }
                (_, slot) => fill(reader, slot)?,
            },
            Found::Repeated(tag) if object.arrives(tag) => reader.skip()?,
            Found::Rest(key) => {
                let value = reader.value()?;
                object.keep(key.into_owned(), value);
            }
            Found::Nowhere => reader.skip()?,
            Found::Tag(_) | Found::Repeated(_) | Found::Later(_) | Found::Error(_) => return None,
        }
    }
    object.finish::<Error>(&mut context).ok()
}

fn event(reader: &mut Reader<'_>, event: &mut dyn EventMut) -> Option<()> {
    let name = scan::member(reader.text, reader.at, "event")?;
    let known = event.names().iter().position(|known| *known == name);
    match known {
        Some(index) => event.select(index),
        None => name.clone_into(&mut event.unknown()?.name),
    }
    let (mut first, mut named, mut filled) = (true, false, false);
    let mut timestamp = None;
    while reader.entry(&mut first, b'}')? {
        let key = reader.key()?;
        reader.peek()?;
        match &*key {
            "event" if !std::mem::replace(&mut named, true) => reader.skip()?,
            "timestamp" if timestamp.is_none() => fill(reader, timestamp.insert(Timestamp::default()).slot())?,
            "data" if !std::mem::replace(&mut filled, true) => fill(reader, event.data())?,
            "event" | "timestamp" | "data" => return None,
            _ => reader.skip()?,
        }
    }
    *event.timestamp() = timestamp?;
    if known.is_some() && !filled {
        absent_data::<Error>(event, &mut Context::default()).ok()?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn read<T: Decode>(text: &str) -> Option<T> {
        let mut value = T::blank();
        fill(&mut Reader::new(text), value.slot())?;
        Some(value)
    }

    #[test]
    fn usual_values_are_read_here_and_unusual_ones_are_not() {
        assert_eq!(read::<Vec<i64>>("[0, -1 ,9223372036854775807]"), Some(vec![0, -1, i64::MAX]));
        assert_eq!(read::<u64>("18446744073709551615"), Some(u64::MAX));
        assert_eq!(read::<f64>("-0.5e1"), Some(-5.0));
        assert_eq!(read::<Vec<String>>(r#"["a\u00e9\n", ""]"#), Some(vec!["aé\n".into(), String::new()]));
        assert_eq!(read::<Value>(r#"{"a": [1, null]}"#), Some(serde_json::json!({"a": [1, null]})));
        for text in ["01", "1.", "-", "300", "1e400", "nul", "[1", "\"", "+1", "--1", ""] {
            assert_eq!(read::<u8>(text), None, "{text}");
        }
        assert_eq!(read::<Vec<u8>>("[1,]"), None);
        assert_eq!(read::<Vec<u8>>("[,1]"), None);
        assert_eq!(read::<Vec<u8>>("[1 2]"), None);
    }
}
