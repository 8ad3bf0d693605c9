//! An event as it came, before it is read as a type.

use crate::error::Error;
use crate::framing::Overview;
use qapi_runtime::{Decode, Timestamp, Value, json};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// An event as it came, as text. Clones share the text.
#[derive(Debug, Clone)]
pub struct RawEvent {
    text: Arc<str>,
    name: Name,
}

#[derive(Debug, Clone)]
enum Name {
    /// Its range in the text.
    At(Range<usize>),
    /// It has escapes in the text, so this is a copy without them.
    Unescaped(Arc<str>),
}

impl RawEvent {
    pub(crate) fn new(message: Overview<'_>) -> Result<Self, Error> {
        let problem = |problem: &str| Error::protocol(problem, message.bytes());
        let text = std::str::from_utf8(message.bytes()).map_err(|error| problem(&error.to_string()))?;
        let quoted = message.member("event").unwrap_or_default();
        let name = match quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(plain) if !plain.contains('\\') => {
                let start = plain.as_ptr().addr() - text.as_ptr().addr();
                Name::At(start..start + plain.len())
            }
            Some(_) => match serde_json::from_str::<String>(quoted) {
                Ok(name) => Name::Unescaped(name.into()),
                Err(error) => return Err(problem(&error.to_string())),
            },
            None => return Err(problem("the name of an event is not a string")),
        };
        Ok(RawEvent { text: text.into(), name })
    }

    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.name {
            Name::At(range) => &self.text[range.clone()],
            Name::Unescaped(name) => name,
        }
    }

    /// The text, envelope included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The event as a type of all events of a server, such as `qemu_qapi::qmp::Event`.
    ///
    /// # Errors
    /// It does not fit.
    pub fn read<E: Decode>(&self) -> Result<E, Error> {
        json::from_str(&self.text).map_err(|error| Error::misread(self.name(), &self.text, &error))
    }

    /// The event's data as a type of its own, such as `qemu_qapi::qmp::events::DeviceDeleted`.
    ///
    /// # Errors
    /// It does not fit.
    pub fn data<T: Decode>(&self) -> Result<T, Error> {
        json::from_str(self.member("data")?.unwrap_or("{}"))
            .map_err(|error| Error::misread(self.name(), &self.text, &error))
    }

    /// The event's data as any JSON; an empty object if there is none.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn value(&self) -> Result<Value, Error> {
        self.data()
    }

    /// When the event happened, by the server's clock; `None` if it does not say.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        json::from_str(self.member("timestamp").ok()??).ok()
    }

    /// The text of one of the envelope's members.
    fn member(&self, name: &str) -> Result<Option<&str>, Error> {
        let members: HashMap<String, &RawValue> =
            serde_json::from_str(&self.text).map_err(|error| Error::misread(self.name(), &self.text, &error))?;
        Ok(members.get(name).map(|value| value.get()))
    }
}
