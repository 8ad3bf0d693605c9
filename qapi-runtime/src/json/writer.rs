//! Values as JSON text.
//!
//! In: a view of a value. Out: text appended to a string. Afterwards: the text is what `serde_json` would have written.

use super::scan;
use crate::decode::wire_name;
use crate::ser::whole_float;
use crate::view::{Encode, ListRef, Names, UnionRef, View};
use serde_json::{Error, Map, Value};
use std::fmt::Write;

/// Appends the text of a value.
pub fn write(value: &dyn Encode, out: &mut String) -> Result<(), Error> {
    view(value, value.view(), out)
}

fn view(value: &dyn Encode, view: View<'_>, out: &mut String) -> Result<(), Error> {
    match view {
        View::Absent | View::Null => out.push_str("null"),
        View::Bool(true) => out.push_str("true"),
        View::Bool(false) => out.push_str("false"),
        View::I64(value) => out.push_str(itoa::Buffer::new().format(value)),
        View::U64(value) => out.push_str(itoa::Buffer::new().format(value)),
        View::F64(value) => float(value, out)?,
        View::Str(value) => string(value, out),
        View::Value(value) => out.push_str(&serde_json::to_string(value)?),
        View::Text(text) => string(&text.to_string(), out),
        View::List(list) => elements(list, out)?,
        View::Foreign(convert) => match convert() {
            Some(value) => out.push_str(&serde_json::to_string(&value?)?),
            None => out.push_str("null"),
        },
        View::Object => {
            out.push('{');
            members(value, out)?;
            close(out);
        }
        View::Part(part) => write(part, out)?,
        View::Union(tag, union) | View::Branch(tag, union) => {
            out.push('{');
            branch(tag, union, out)?;
            close(out);
        }
        View::Rest(map) => {
            out.push('{');
            rest(map, out)?;
            close(out);
        }
    }
    Ok(())
}

fn float(value: f64, out: &mut String) -> Result<(), Error> {
    match whole_float(value) {
        Some(whole) => out.push_str(itoa::Buffer::new().format(whole)),
        None => out.push_str(&serde_json::to_string(&value)?),
    }
    Ok(())
}

/// Every member ends in a comma; the last one's gives way to the brace.
fn close(out: &mut String) {
    if out.ends_with(',') {
        out.pop();
    }
    out.push('}');
}

#[inline]
fn string(text: &str, out: &mut String) {
    out.reserve(text.len() + 2);
    out.push('"');
    match scan::plain(text.as_bytes(), 0) {
        end if end == text.len() => out.push_str(text),
        _ => escape(text, out),
    }
    out.push('"');
}

#[inline(never)]
fn escape(mut text: &str, out: &mut String) {
    loop {
        let end = scan::plain(text.as_bytes(), 0);
        // What is escaped is a single byte, so that both halves are whole characters.
        let (plain, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        out.push_str(plain);
        let Some(special) = rest.chars().next() else { return };
        match special {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            // Writing to a string cannot fail.
            control => drop(write!(out, "\\u{:04x}", u32::from(control))),
        }
        text = rest.get(special.len_utf8()..).unwrap_or_default();
    }
}

/// The name of a member, in which nothing has to be escaped.
#[inline]
fn name(name: &str, out: &mut String) {
    out.reserve(name.len() + 4);
    out.push('"');
    out.push_str(name);
    out.push_str("\":");
}

fn elements(list: &dyn ListRef, out: &mut String) -> Result<(), Error> {
    out.push('[');
    for index in 0..list.len() {
        if index > 0 {
            out.push(',');
        }
        if let Some(element) = list.get(index) {
            write(element, out)?;
        }
    }
    out.push(']');
    Ok(())
}

fn members(object: &dyn Encode, out: &mut String) -> Result<(), Error> {
    let mut written = Ok(());
    object.members(&mut |names, parts| written = entries(names, parts, out));
    written
}

fn entries(names: Names, parts: &[&dyn Encode], out: &mut String) -> Result<(), Error> {
    let mut names = names.iter();
    for part in parts {
        let member = names.next().map_or("", |member| wire_name(member));
        match part.view() {
            View::Absent => continue,
            View::Branch(tag, union) => {
                branch(tag, union, out)?;
                continue;
            }
            View::Rest(members) => {
                rest(members, out)?;
                continue;
            }
            View::Str(value) => {
                name(member, out);
                string(value, out);
            }
            View::Foreign(convert) => match convert() {
                Some(value) => {
                    name(member, out);
                    out.push_str(&serde_json::to_string(&value?)?);
                }
                None => continue,
            },
            other => {
                name(member, out);
                view(*part, other, out)?;
            }
        }
        out.push(',');
    }
    Ok(())
}

fn branch(tag: &'static str, union: &dyn UnionRef, out: &mut String) -> Result<(), Error> {
    let (value, payload) = union.branch();
    name(tag, out);
    string(value, out);
    out.push(',');
    payload.map_or(Ok(()), |payload| shared(payload, out))
}

/// The members of what shares an object.
fn shared(payload: &dyn Encode, out: &mut String) -> Result<(), Error> {
    match payload.view() {
        View::Object => members(payload, out),
        View::Union(tag, inner) => branch(tag, inner, out),
        View::Rest(members) => rest(members, out),
        View::Part(part) => shared(part, out),
        _ => Ok(()),
    }
}

fn rest(members: &Map<String, Value>, out: &mut String) -> Result<(), Error> {
    for (member, value) in members {
        string(member, out);
        out.push(':');
        out.push_str(&serde_json::to_string(value)?);
        out.push(',');
    }
    Ok(())
}
