//! Any message from a server (QMP specification, "Protocol Specification").
//!
//! A reply does not say which command it answers, so its value is not read until the caller knows the command. A client
//! finds it by the reply's `id`.

use super::execute::Command;
use super::greeting::Greeting;
use super::response::Response;
use crate::json;
use crate::model::{Decode, Partial};
use crate::text::{Read, Reader};
use serde_json::{Error, Value};

/// A message from a server (QMP specification, "Protocol Specification"). `E` is the type of the server's events.
///
/// ```
/// # #[derive(Debug, Clone, PartialEq)]
/// # pub struct QueryName;
/// # #[derive(Debug, Clone, PartialEq)]
/// # pub struct NameInfo { pub name: Option<String> }
/// # qapi_runtime::object! { QueryName {} }
/// # qapi_runtime::object! { NameInfo { name: "*name", } }
/// # impl qapi_runtime::Command for QueryName {
/// #     type Response = NameInfo;
/// #     const NAME: &'static str = "query-name";
/// # }
/// # #[derive(Debug, Clone, PartialEq)]
/// # pub enum Event { Unknown(qapi_runtime::UnknownEvent) }
/// # qapi_runtime::events! { Event { ..Unknown } }
/// use qapi_runtime::Message;
///
/// match Message::<Event>::read(r#"{"return": {"name": "vm"}, "id": 7}"#)? {
///     Message::Greeting(greeting) => println!("QEMU {:?}", greeting.qmp.version.qemu),
///     Message::Event(event) => println!("{}", event.name()),
///     Message::Reply(reply) => {
///         assert_eq!(reply.id(), Some(&7.into()));
///         let info = reply.response::<QueryName>()?.result.expect("the command is there");
///         assert_eq!(info.name.as_deref(), Some("vm"));
///     }
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Message<'t, E> {
    /// The first message on a connection.
    Greeting(Greeting),
    /// An event.
    Event(E),
    /// The reply to a command.
    Reply(Reply<'t>),
}

/// The reply to a command. Its value is read by [`Reply::response`], once the command is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply<'t> {
    text: &'t str,
    id: Option<Value>,
}

impl<'t, E: Decode> Message<'t, E> {
    /// Reads a line. A greeting or an event is read completely; of a reply, only the structure is checked.
    ///
    /// # Errors
    /// The line is not JSON, or is none of the three, or is a greeting or event that does not fit its type.
    pub fn read(line: &'t str) -> Result<Self, Error> {
        let mut reader = Reader::new(line);
        match overview(&mut reader) {
            Ok((Some("QMP"), _)) => json::from_str(line).map(Message::Greeting),
            Ok((Some("event"), _)) => json::from_str(line).map(Message::Event),
            Ok((_, id)) => Ok(Message::Reply(Reply { text: line, id })),
            Err(_) => Err(reader.error()),
        }
    }
}

impl<'t> Reply<'t> {
    /// The `id` that the command was sent with.
    #[must_use]
    pub fn id(&self) -> Option<&Value> {
        self.id.as_ref()
    }

    /// The text of the reply.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The reply to a command of type `C`.
    ///
    /// # Errors
    /// The value does not fit its type. The message starts with the path.
    pub fn response<C: Command>(&self) -> Result<Response<C::Response>, Error>
    where
        C::Response: Decode,
    {
        json::from_str(self.text)
    }

    /// The reply to a command of type `C`, leaving out the parts of its value that do not fit.
    ///
    /// # Errors
    /// As [`Reply::response`], if nothing that is at fault can be left out.
    pub fn partial_response<C: Command>(&self) -> Result<Response<Partial<C::Response>>, Error>
    where
        C::Response: Decode,
    {
        json::from_str(self.text)
    }
}

/// The member that says what the message is, and the `id`. As everywhere, neither may come twice.
fn overview(reader: &mut Reader<'_>) -> Read<(Option<&'static str>, Option<Value>)> {
    let (mut kind, mut id) = (None, None);
    let mut more = reader.object()?;
    while more {
        let name = reader.name()?;
        match ["QMP", "event", "return", "error"].into_iter().find(|known| *known == name) {
            _ if name == "id" && id.is_some() => return reader.duplicate("id"),
            _ if name == "id" => id = Some(reader.value()?),
            Some(known) => match kind.replace(known) {
                Some(other) if other == known => return reader.duplicate(known),
                Some(other) => return reader.fault(format_args!("both '{other}' and '{known}' are present")),
                None => reader.skip()?,
            },
            None => reader.skip()?,
        }
        more = reader.next_member()?;
    }
    reader.end()?;
    match kind {
        Some(_) => Ok((kind, id)),
        None => reader.fault("neither a greeting nor an event nor a reply"),
    }
}
