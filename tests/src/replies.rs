//! Decoding replies and events of real servers, and encoding them again.
//!
//! In: a protocol, a command's name and the JSON text of its reply. Out: the JSON value that the decoded reply encodes
//! to. Afterwards: equality of the two values shows that nothing was lost.

use qapi_runtime::Command;
use qemu_qapi::{qga, qmp, qsd};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The table of commands, one function for each protocol. A server answers deprecated commands too.
#[allow(deprecated)]
mod table {
    use super::{Value, again, qga, qmp, qsd};

    include!(concat!(env!("OUT_DIR"), "/replies.rs"));
}

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
    /// Decodes a reply of this command and encodes it; `None` if the schema lacks the command.
    ///
    /// The error says why it does not decode, or does not encode.
    pub fn reply(self, command: &str, reply: &str) -> Option<Result<Value, String>> {
        match self {
            Protocol::Qmp => table::qmp(command, reply),
            Protocol::Qga => table::qga(command, reply),
            Protocol::Qsd => table::qsd(command, reply),
        }
    }

    /// Decodes an event and encodes it. An event that is not in the schema is an error here.
    ///
    /// # Errors
    ///
    /// Why it does not decode or encode.
    pub fn event(self, event: &str) -> Result<Value, String> {
        match self {
            Protocol::Qmp => {
                let event = decode::<qmp::Event>(event)?;
                if let qmp::Event::Unknown(event) = &event {
                    return Err(format!("unknown event {}", event.name));
                }
                encode(&event)
            }
            Protocol::Qga => Err("the guest agent has no events".to_owned()),
            Protocol::Qsd => {
                let event = decode::<qsd::Event>(event)?;
                if let qsd::Event::Unknown(event) = &event {
                    return Err(format!("unknown event {}", event.name));
                }
                encode(&event)
            }
        }
    }
}

fn again<C>(reply: &str) -> Result<Value, String>
where
    C: Command,
    C::Response: DeserializeOwned + Serialize,
{
    encode(&decode::<C::Response>(reply)?)
}

fn decode<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Encodes by way of text, which is what a peer sees.
fn encode<T: Serialize>(value: &T) -> Result<Value, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    decode(&text)
}
