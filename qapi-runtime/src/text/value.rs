//! Values of any type, as `serde_json` keeps them.

use super::fault::Read;
use super::reader::{Reader, ValueKind};
use serde_json::map::Entry;
use serde_json::{Map, Value};

impl ValueKind {
    /// The type of a value.
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Null => ValueKind::Null,
            Value::Bool(_) => ValueKind::Bool,
            Value::Number(_) => ValueKind::Number,
            Value::String(_) => ValueKind::String,
            Value::Array(_) => ValueKind::Array,
            Value::Object(_) => ValueKind::Object,
        }
    }

    /// What it is called in messages.
    pub(crate) fn article_and_name(self) -> &'static str {
        match self {
            ValueKind::Null => "null",
            ValueKind::Bool => "true or false",
            ValueKind::Number => "a number",
            ValueKind::String => "a string",
            ValueKind::Array => "a list",
            ValueKind::Object => "an object",
        }
    }
}

impl Reader<'_> {
    /// Takes any value. If an object has two members of one name, the last one counts, as in `serde_json`.
    ///
    /// # Errors
    /// The text is malformed.
    pub fn value(&mut self) -> Read<Value> {
        Ok(match self.kind()? {
            ValueKind::Null => self.null().map(|()| Value::Null)?,
            ValueKind::Bool => self.boolean()?.into(),
            ValueKind::Number => self.number()?.into(),
            ValueKind::String => self.owned()?.into(),
            ValueKind::Array => {
                let mut elements = Vec::new();
                let mut more = self.open(b']')?;
                while more {
                    elements.push(self.value()?);
                    more = self.more(b']')?;
                }
                elements.into()
            }
            ValueKind::Object => self.map()?.into(),
        })
    }

    /// Takes any value in which no member comes twice, so that it can be written back as it came.
    ///
    /// # Errors
    /// A member comes twice, or the text is malformed.
    pub(crate) fn unique_value(&mut self) -> Read<Value> {
        let outer = self.mode();
        self.set_unique();
        let value = self.value()?;
        self.set_mode(outer);
        Ok(value)
    }

    /// Takes an object with any members. If two have one name, the last one counts.
    pub(crate) fn map(&mut self) -> Read<Map<String, Value>> {
        let mut members = Map::new();
        let mut more = self.object()?;
        while more {
            let name = self.name()?.into_owned();
            let value = self.value()?;
            match members.entry(name) {
                Entry::Occupied(entry) if self.is_unique() => {
                    let name = entry.key().clone();
                    return self.fault(format_args!("duplicate member '{name}'"));
                }
                Entry::Occupied(mut entry) => drop(entry.insert(value)),
                Entry::Vacant(entry) => drop(entry.insert(value)),
            }
            more = self.more(b'}')?;
        }
        Ok(members)
    }
}
