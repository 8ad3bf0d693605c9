//! Decoding values of a type that is given by name, and encoding them again.
//!
//! Each function takes the JSON text of a reply, of arguments, of a value or of an event, decodes it as the named type,
//! and returns what the result encodes to. If the two are equal, nothing was lost.

use qapi_runtime::{Command, Decode};
use qemu_qapi::{qga, qmp, qsd};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// One function a table. A server answers deprecated commands too.
#[allow(deprecated)]
mod by_name {
    use super::{Value, again, qga, qmp, qsd, reply};

    include!(concat!(env!("OUT_DIR"), "/table.rs"));
}

/// The result of decoding and encoding. The error says why one of them failed.
pub type Again = Result<Value, String>;

/// One of QEMU's protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// The machine protocol.
    Qmp,
    /// The guest agent.
    Qga,
    /// The storage daemon.
    Qsd,
}

impl Protocol {
    /// All of them, each with the root file of its schema in `schemas/`.
    pub const ALL: [(Protocol, &str); 3] = [
        (Protocol::Qmp, "qapi/qapi-schema.json"),
        (Protocol::Qga, "qga/qapi-schema.json"),
        (Protocol::Qsd, "storage-daemon/qapi/qapi-schema.json"),
    ];

    /// A reply to this command; `None` if the schema lacks the command.
    pub fn reply(self, command: &str, text: &str) -> Option<Again> {
        match self {
            Protocol::Qmp => by_name::qmp_reply(command, text),
            Protocol::Qga => by_name::qga_reply(command, text),
            Protocol::Qsd => by_name::qsd_reply(command, text),
        }
    }

    /// A value of this type, the arguments of this command, or the data of this event; `None` if the schema has no such
    /// definition.
    pub fn value(self, name: &str, text: &str) -> Option<Again> {
        match self {
            Protocol::Qmp => by_name::qmp_value(name, text),
            Protocol::Qga => by_name::qga_value(name, text),
            Protocol::Qsd => by_name::qsd_value(name, text),
        }
    }

    /// An event. One that is not in the schema is an error here.
    ///
    /// # Errors
    ///
    /// If it does not decode or encode.
    pub fn event(self, text: &str) -> Again {
        let unknown = |event: &qapi_runtime::UnknownEvent| Err(format!("unknown event {event:?}"));
        match self {
            Protocol::Qmp => match decode(text)? {
                qmp::Event::Unknown(event) => unknown(&event),
                event => encode(&event),
            },
            Protocol::Qga => Err("the guest agent has no events".to_owned()),
            Protocol::Qsd => match decode(text)? {
                qsd::Event::Unknown(event) => unknown(&event),
                event => encode(&event),
            },
        }
    }
}

fn reply<C: Command<Response: Decode + DeserializeOwned + Serialize>>(text: &str) -> Again {
    again::<C::Response>(text)
}

/// Decodes also by way of a [`Value`], whose members are in another order, and with the runtime's own reader. All must
/// give the same result.
fn again<T: Decode + DeserializeOwned + Serialize>(text: &str) -> Again {
    let encoded = encode(&decode::<T>(text)?)?;
    let value: T = serde_json::from_value(decode(text)?).map_err(|error| error.to_string())?;
    let read: T = qapi_runtime::json::from_str(text).map_err(|error| error.to_string())?;
    match (encode(&value)?, encode(&read)?) {
        (value, read) if value == encoded && read == encoded => Ok(encoded),
        (value, read) => Err(format!("as text: {encoded}, as a value: {value}, as read by the runtime: {read}")),
    }
}

fn decode<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Encodes by way of text, which is what a peer sees.
fn encode<T: Serialize>(value: &T) -> Again {
    decode(&serde_json::to_string(value).map_err(|error| error.to_string())?)
}
