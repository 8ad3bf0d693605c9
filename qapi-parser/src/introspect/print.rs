//! An introspection as JSON.

use super::{Entry, EntryKind, Introspection, Value};
use std::fmt::{self, Display, Formatter};

/// The array that stands under `return` in the reply, one entry a line.
impl Display for Introspection {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (index, entry) in self.entries.iter().enumerate() {
            write!(f, "{}{}", if index > 0 { ",\n" } else { "\n" }, Object(entry))?;
        }
        f.write_str("\n]\n")
    }
}

/// A string of JSON.
struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                c if c < ' ' => write!(f, "\\u{:04x}", c as u32)?,
                c => write!(f, "{c}")?,
            }
        }
        f.write_str("\"")
    }
}

/// An array of JSON.
struct List<T>(Vec<T>);

impl<T: Display> Display for List<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (index, item) in self.0.iter().enumerate() {
            write!(f, "{}{item}", if index > 0 { ", " } else { "" })?;
        }
        f.write_str("]")
    }
}

fn strings(names: &[String]) -> List<Quoted<'_>> {
    List(names.iter().map(|name| Quoted(name)).collect())
}

/// A member `"features"` with the comma before it, if there are any.
struct Features<'a>(&'a [String]);

impl Display for Features<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, ", \"features\": {}", strings(self.0)) }
    }
}

struct Object<'a>(&'a Entry);

impl Display for Object<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Entry { name, features, kind, .. } = self.0;
        write!(f, "{{\"name\": {}, \"meta-type\": \"{}\"", Quoted(name), kind.meta_type())?;
        match kind {
            EntryKind::Builtin(json_type) => write!(f, ", \"json-type\": \"{}\"", json_type.name())?,
            EntryKind::Array(element) => write!(f, ", \"element-type\": {}", Quoted(element))?,
            EntryKind::Event(arguments) => write!(f, ", \"arg-type\": {}", Quoted(arguments))?,
            EntryKind::Command { arguments, returns, allow_oob } => {
                write!(f, ", \"arg-type\": {}, \"ret-type\": {}", Quoted(arguments), Quoted(returns))?;
                f.write_str(if *allow_oob { ", \"allow-oob\": true" } else { "" })?;
            }
            EntryKind::Enum(values) => {
                let value =
                    |value: &Value| format!("{{\"name\": {}{}}}", Quoted(&value.name), Features(&value.features));
                write!(f, ", \"members\": {}", List(values.iter().map(value).collect()))?;
                write!(f, ", \"values\": {}", List(values.iter().map(|value| Quoted(&value.name)).collect()))?;
            }
            EntryKind::Alternate(branches) => {
                let branches = branches.iter().map(|ty| format!("{{\"type\": {}}}", Quoted(ty)));
                write!(f, ", \"members\": {}", List(branches.collect()))?;
            }
            EntryKind::Object(object) => object_members(object, f)?,
        }
        write!(f, "{}}}", Features(features))
    }
}

fn object_members(object: &super::Object, f: &mut Formatter<'_>) -> fmt::Result {
    let members = object.members.iter().map(|member| {
        let default = if member.optional { ", \"default\": null" } else { "" };
        let (name, ty, features) = (Quoted(&member.name), Quoted(&member.ty), Features(&member.features));
        format!("{{\"name\": {name}, \"type\": {ty}{default}{features}}}")
    });
    write!(f, ", \"members\": {}", List(members.collect()))?;
    if let Some(tag) = &object.tag {
        let variants = object.variants.iter();
        let variants = variants.map(|(case, ty)| format!("{{\"case\": {}, \"type\": {}}}", Quoted(case), Quoted(ty)));
        write!(f, ", \"tag\": {}, \"variants\": {}", Quoted(tag), List(variants.collect()))?;
    }
    Ok(())
}
