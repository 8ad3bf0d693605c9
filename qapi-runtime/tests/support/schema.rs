//! Schemas as data, and what they say about a document: slow, obvious, and apart from the code that is tested.

use qapi_runtime::Value;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number};
use std::fmt;

/// What a value must look like.
#[derive(Debug)]
pub enum Ty {
    Int(i128, i128),
    Num,
    Str,
    Bool,
    Null,
    Any,
    /// A string that is one of these.
    Enum(&'static [&'static str]),
    List(&'static Ty),
    Object(&'static Obj),
    Alternate(&'static Alternate),
    /// An event: the data of each name.
    Event(&'static [(&'static str, &'static Obj)]),
}

/// What is chosen by the kind of value.
#[derive(Debug)]
pub struct Alternate {
    pub branches: &'static [&'static Ty],
    pub strict: bool,
}

/// A member: its name, whether it must be there, and its type.
pub type Member = (&'static str, bool, &'static Ty);

/// An object, perhaps one that is a union.
#[derive(Debug)]
pub struct Obj {
    pub members: &'static [Member],
    pub by: Option<&'static By>,
    pub strict: bool,
    /// Whether members that are not listed are kept.
    pub keeps: bool,
}

/// The discriminator, and the branches.
#[derive(Debug)]
pub struct By {
    pub tag: &'static str,
    pub branches: &'static [(&'static str, &'static Obj)],
    pub strict: bool,
}

/// An object without anything.
pub const PLAIN: Obj = Obj { members: &[], by: None, strict: false, keeps: false };
pub static NOTHING: Obj = PLAIN;

/// A document as it is written: a name may come twice.
#[derive(Debug, Clone, PartialEq)]
pub enum Doc {
    Scalar(Value),
    List(Vec<Doc>),
    Object(Vec<(String, Doc)>),
}

/// A document does not fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Refused {
    Surely,
    /// A negative zero as a whole number, which the document does not tell from one with a fraction.
    Perhaps,
}

type Fit = Result<Value, Refused>;

impl Ty {
    /// What a document is once it was decoded and encoded again.
    pub fn accept(&self, doc: &Doc) -> Fit {
        self.accept_in(doc, false)
    }

    /// The same within an object that is strict or not.
    fn accept_in(&self, doc: &Doc, strict: bool) -> Fit {
        match (self, doc) {
            (Ty::Any, _) => Ok(doc.to_value()),
            (Ty::Int(min, max), Doc::Scalar(Value::Number(number))) => whole(number, *min, *max, strict),
            (Ty::Num, Doc::Scalar(Value::Number(number))) => Ok(float(number)),
            (Ty::Str, Doc::Scalar(value @ Value::String(_)))
            | (Ty::Bool, Doc::Scalar(value @ Value::Bool(_)))
            | (Ty::Null, Doc::Scalar(value @ Value::Null)) => Ok(value.clone()),
            (Ty::Enum(names), Doc::Scalar(Value::String(name))) if names.contains(&name.as_str()) => {
                Ok(name.as_str().into())
            }
            (Ty::List(element), Doc::List(list)) => list.iter().map(|doc| element.accept_in(doc, strict)).collect(),
            (Ty::Object(obj), Doc::Object(entries)) => obj.accept(entries).map(Value::Object),
            (Ty::Alternate(alternate), _) => match alternate.branches.iter().find(|ty| ty.is_kind_of(doc)) {
                Some(ty) => ty.accept_in(doc, strict),
                None if alternate.strict => Err(Refused::Surely),
                None => Ok(doc.to_value()),
            },
            (Ty::Event(events), Doc::Object(entries)) => event(events, entries),
            _ => Err(Refused::Surely),
        }
    }

    /// Whether an optional member of this type may be `null` where it should be absent.
    fn may_be_null(&self) -> bool {
        matches!(self, Ty::Str | Ty::Enum(_) | Ty::List(_))
    }

    fn is_kind_of(&self, doc: &Doc) -> bool {
        matches!(
            (self, doc),
            (Ty::Int(..) | Ty::Num, Doc::Scalar(Value::Number(_)))
                | (Ty::Str | Ty::Enum(_), Doc::Scalar(Value::String(_)))
                | (Ty::Bool, Doc::Scalar(Value::Bool(_)))
                | (Ty::Null, Doc::Scalar(Value::Null))
                | (Ty::List(_), Doc::List(_))
                | (Ty::Object(_), Doc::Object(_))
        )
    }
}

fn whole(number: &Number, min: i128, max: i128, strict: bool) -> Fit {
    match number.as_i128() {
        Some(whole) if min <= whole && whole <= max => Ok(Value::Number(number.clone())),
        // The two's complement of a number of 64 bits.
        Some(whole) if max == u64::MAX.into() && !strict && (i64::MIN.into()..0).contains(&whole) => {
            Ok((whole as i64 as u64).into())
        }
        None if is_negative_zero(number) => Err(Refused::Perhaps),
        _ => Err(Refused::Surely),
    }
}

/// Whole numbers are written without a fraction as far as none of them is left out.
fn float(number: &Number) -> Value {
    let float = number.as_f64().unwrap_or(f64::NAN);
    let exact = float.fract() == 0.0 && float.abs() <= 2_f64.powi(53) && !is_negative_zero(number);
    if exact { (float as i64).into() } else { float.into() }
}

fn is_negative_zero(number: &Number) -> bool {
    number.is_f64() && number.as_f64().is_some_and(|float| float == 0.0 && float.is_sign_negative())
}

fn first<'d>(entries: &'d [(String, Doc)], name: &str) -> Option<&'d Doc> {
    entries.iter().find(|(key, _)| key == name).map(|(_, doc)| doc)
}

fn name_in<'d>(entries: &'d [(String, Doc)], name: &str) -> Result<&'d str, Refused> {
    match first(entries, name) {
        Some(Doc::Scalar(Value::String(name))) => Ok(name),
        _ => Err(Refused::Surely),
    }
}

impl Obj {
    fn accept(&self, entries: &[(String, Doc)]) -> Result<Map<String, Value>, Refused> {
        // All that is listed, a discriminator as a string.
        let (mut listed, mut strict, mut keeps): (Vec<Member>, _, _) = (self.members.to_vec(), self.strict, self.keeps);
        let mut next = self.by;
        while let Some(by) = next {
            let name = name_in(entries, by.tag)?;
            listed.push((by.tag, true, &Ty::Str));
            strict |= by.strict;
            match by.branches.iter().find(|(branch, _)| *branch == name) {
                Some((_, obj)) => {
                    listed.extend(obj.members);
                    (strict, keeps, next) = (strict || obj.strict, keeps || obj.keeps, obj.by);
                }
                None if by.strict => return Err(Refused::Surely),
                None => (strict, keeps, next) = (false, true, None),
            }
        }
        let mut seen = std::collections::HashSet::new();
        let mut members = Map::new();
        for (name, doc) in entries {
            match listed.iter().find(|(listed, ..)| listed == name) {
                Some(_) if !seen.insert(name) => return Err(Refused::Surely),
                Some((_, false, ty)) if *doc == Doc::Scalar(Value::Null) && !strict && ty.may_be_null() => {}
                Some((.., ty)) => drop(members.insert(name.clone(), ty.accept_in(doc, strict)?)),
                // An object without a type is as `serde_json` reads it.
                None if keeps && !listed.is_empty() && !seen.insert(name) => return Err(Refused::Surely),
                None if keeps => drop(members.insert(name.clone(), doc.to_value())),
                None if strict => return Err(Refused::Surely),
                None => {}
            }
        }
        let complete = listed.iter().all(|(name, required, _)| !required || members.contains_key(*name));
        if complete { Ok(members) } else { Err(Refused::Surely) }
    }
}

fn event(events: &[(&'static str, &'static Obj)], entries: &[(String, Doc)]) -> Fit {
    const INT: Ty = Ty::Int(i64::MIN as i128, i64::MAX as i128);
    static STAMP: Ty = Ty::Object(&Obj { members: &[("seconds", true, &INT), ("microseconds", true, &INT)], ..PLAIN });
    let name = name_in(entries, "event")?;
    let known = events.iter().find(|(event, _)| *event == name).map(|(_, obj)| *obj);
    let mut members = Map::new();
    let mut fits = true;
    for (name, doc) in entries {
        let value = match (name.as_str(), known) {
            ("event", _) => Ty::Str.accept(doc)?,
            ("timestamp", _) => STAMP.accept(doc)?,
            ("data", None) => doc.to_value(),
            ("data", Some(obj)) => match Ty::Object(obj).accept(doc) {
                Ok(data) => data,
                // Kept as it came, as long as that can be written.
                Err(Refused::Surely) if !doc.has_duplicates() => {
                    fits = false;
                    doc.to_value()
                }
                Err(refused) => return Err(refused),
            },
            _ => continue,
        };
        if members.insert(name.clone(), value).is_some() {
            return Err(Refused::Surely);
        }
    }
    match known {
        // Data are written unless there could never be any.
        Some(obj) if obj.members.is_empty() && obj.by.is_none() && fits => drop(members.remove("data")),
        Some(obj) if !members.contains_key("data") => {
            if let Ok(data) = obj.accept(&[]) {
                members.insert("data".into(), data.into());
            }
        }
        _ => {}
    }
    if members.contains_key("timestamp") { Ok(members.into()) } else { Err(Refused::Surely) }
}

impl Doc {
    /// Of a name that comes twice, the last counts.
    pub fn to_value(&self) -> Value {
        match self {
            Doc::Scalar(value) => value.clone(),
            Doc::List(list) => list.iter().map(Doc::to_value).collect(),
            Doc::Object(entries) => entries.iter().map(|(name, doc)| (name.clone(), doc.to_value())).collect(),
        }
    }

    /// Whether an object in it has two members of one name.
    fn has_duplicates(&self) -> bool {
        match self {
            Doc::Scalar(_) => false,
            Doc::List(list) => list.iter().any(Doc::has_duplicates),
            Doc::Object(entries) => {
                let mut seen = std::collections::HashSet::new();
                entries.iter().any(|(name, doc)| !seen.insert(name) || doc.has_duplicates())
            }
        }
    }

    pub fn has_negative_zero(&self) -> bool {
        match self {
            Doc::Scalar(Value::Number(number)) => is_negative_zero(number),
            Doc::Scalar(_) => false,
            Doc::List(list) => list.iter().any(Doc::has_negative_zero),
            Doc::Object(entries) => entries.iter().any(|(_, doc)| doc.has_negative_zero()),
        }
    }
}

impl<'de> Deserialize<'de> for Doc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocVisitor)
    }
}

struct DocVisitor;

impl<'de> Visitor<'de> for DocVisitor {
    type Value = Doc;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_unit<E>(self) -> Result<Doc, E> {
        Ok(Doc::Scalar(Value::Null))
    }
    fn visit_bool<E>(self, value: bool) -> Result<Doc, E> {
        Ok(Doc::Scalar(value.into()))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Doc, E> {
        Ok(Doc::Scalar(value.into()))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Doc, E> {
        Ok(Doc::Scalar(value.into()))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Doc, E> {
        Ok(Doc::Scalar(value.into()))
    }
    fn visit_str<E>(self, value: &str) -> Result<Doc, E> {
        Ok(Doc::Scalar(value.into()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Doc, A::Error> {
        let mut list = Vec::new();
        while let Some(doc) = seq.next_element()? {
            list.push(doc);
        }
        Ok(Doc::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Doc, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Doc::Object(entries))
    }
}
