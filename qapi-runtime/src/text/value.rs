//! Values of any type, as `serde_json` keeps them.

use super::fault::Read;
use super::reader::{Reader, ValueKind};
use serde_json::{Map, Value};

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

    fn map(&mut self) -> Read<Map<String, Value>> {
        let mut members = Map::new();
        let mut more = self.open(b'}')?;
        while more {
            let name = self.name()?.into_owned();
            members.insert(name, self.value()?);
            more = self.more(b'}')?;
        }
        Ok(members)
    }
}
