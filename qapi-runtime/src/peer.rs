//! What a server says that it knows: an index of its answer to `query-qmp-schema`, which can be asked what is there.
//!
//! The index is made once, and each question then looks up a few names. An answer may come from anyone: whatever it says,
//! reading it and asking end soon and without a panic. Types that it refers to and does not list know nothing.

mod ask;
mod index;
mod mismatch;
mod question;
mod reply;

pub use index::{PeerKind, PeerType};
pub use mismatch::{Mismatch, MismatchKind};
pub use question::MalformedQuestion;

use crate::model::{__object, Decode, Encode};
use crate::protocol::{Command, Event};
use crate::text::{Read, Reader};
use index::Index;
use question::Question;
use reply::Info;
use serde_json::{Error, Value};
use std::fmt;

/// The schema of a peer: which commands and events it has, and of which types.
///
/// ```
/// use qapi_runtime::PeerSchema;
///
/// let peer = PeerSchema::read(r#"{"return": [
///     {"name": "quit", "meta-type": "command", "arg-type": "0", "ret-type": "0", "features": ["deprecated"]},
///     {"name": "0", "meta-type": "object", "members": [{"name": "force", "type": "bool", "default": null}]},
///     {"name": "bool", "meta-type": "builtin", "json-type": "boolean"}
/// ]}"#)?;
/// assert!(peer.ask("quit/arg-type/force")?);
/// assert!(!peer.ask("quit/arg-type/exit-code")?);
/// assert!(peer.ask("quit/$deprecated")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Questions
/// A question is a path in libvirt's notation: parts, separated by `/`.
///
/// | part | what it asks for |
/// | --- | --- |
/// | `blockdev-add` | comes first: a command or an event |
/// | `arg-type`, `ret-type` | comes second: its arguments or data, or what it returns |
/// | `filename` | a member |
/// | `*filename` | a member that may be left out |
/// | `+nbd` | a branch of a union |
/// | `^zstd` | a value of an enumeration |
/// | `!string` | whether the type is a builtin one of this form: `string`, `int`, `number`, `boolean`, `null`, `value` |
/// | `$unstable` | a feature of the command, event, type or value before it, or of the member that led to it |
///
/// A list counts as its elements, and an alternate as any of its alternatives. Nothing comes after `!` and `$`, and only
/// `$` after `^`. A name that does not start with a letter has a space before it.
#[derive(Clone)]
pub struct PeerSchema {
    index: Index,
}

impl PeerSchema {
    /// Reads an answer to `query-qmp-schema`: the list alone, the whole reply, or a session with the reply on one of its
    /// lines.
    ///
    /// # Errors
    /// There is no such answer in the text, or it does not have the form of one.
    pub fn read(text: &str) -> Result<Self, Error> {
        reply::find(text)
    }

    /// Whether the peer has what a question asks for. See [above](PeerSchema#questions) for how to ask.
    ///
    /// # Errors
    /// No peer can be asked this, whatever it has.
    pub fn ask(&self, question: &str) -> Result<bool, MalformedQuestion> {
        Ok(self.find(question)?.is_some())
    }

    /// What a question asks for, if the peer has it. For `^`, `!` and `$` it is the type that the question is about.
    ///
    /// ```
    /// # let peer = qapi_runtime::PeerSchema::read(r#"[
    /// #     {"name": "cont", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
    /// #     {"name": "0", "meta-type": "object", "members": [{"name": "mode", "type": "1"}]},
    /// #     {"name": "1", "meta-type": "enum", "members": [{"name": "off"}, {"name": "on"}], "values": ["off", "on"]}
    /// # ]"#)?;
    /// if let Some(mode) = peer.find("cont/arg-type/mode")? {
    ///     assert_eq!(mode.values().collect::<Vec<_>>(), ["off", "on"]);
    ///     assert!(!mode.is_optional());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`PeerSchema::ask`].
    pub fn find(&self, question: &str) -> Result<Option<PeerType<'_>>, MalformedQuestion> {
        let question = Question::parse(question)?;
        Ok(self.index.answer(question.message, question.steps()))
    }

    /// Whether the peer has a command of the bindings.
    pub fn has<C: Command>(&self) -> bool {
        self.index.command(C::NAME).is_some()
    }

    /// Whether the peer has an event of the bindings.
    pub fn has_event<E: Event>(&self) -> bool {
        self.index.event(E::NAME).is_some()
    }

    /// Whether the peer's form of a command has this argument. The path goes on after `arg-type`: `channels`, or
    /// `channels/addr/+exec`.
    ///
    /// ```
    /// # use qapi_runtime::{Command, Empty, PeerSchema};
    /// # pub struct DeviceDel { pub id: String }
    /// # impl Command for DeviceDel { type Response = Empty; const NAME: &'static str = "device_del"; }
    /// # let peer = PeerSchema::read(r#"[
    /// #     {"name": "device_del", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
    /// #     {"name": "0", "meta-type": "object", "members": [{"name": "id", "type": "str"}]},
    /// #     {"name": "str", "meta-type": "builtin", "json-type": "string"}
    /// # ]"#)?;
    /// assert!(peer.has_argument::<DeviceDel>("id")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`PeerSchema::ask`].
    pub fn has_argument<C: Command>(&self, path: &str) -> Result<bool, MalformedQuestion> {
        self.has_part(C::NAME, "arg-type", path)
    }

    /// Whether what the peer returns has this part. The path goes on after `ret-type`.
    ///
    /// # Errors
    /// As [`PeerSchema::ask`].
    pub fn has_return<C: Command>(&self, path: &str) -> Result<bool, MalformedQuestion> {
        self.has_part(C::NAME, "ret-type", path)
    }

    /// Whether the data of the peer's form of an event has this part. The path goes on after `arg-type`.
    ///
    /// # Errors
    /// As [`PeerSchema::ask`].
    pub fn has_data<E: Event>(&self, path: &str) -> Result<bool, MalformedQuestion> {
        self.has_part(E::NAME, "arg-type", path)
    }

    fn has_part(&self, message: &str, types: &str, path: &str) -> Result<bool, MalformedQuestion> {
        let steps = Question::parse_part(path)?;
        Ok(self.index.part(message, types, steps).is_some())
    }

    /// Whether the peer's form of a command has a feature, such as `deprecated`.
    pub fn has_feature<C: Command>(&self, feature: &str) -> bool {
        self.index.command(C::NAME).is_some_and(|command| command.features().any(|other| other == feature))
    }

    /// What keeps the peer from executing a command as it stands: the command itself, or the paths of members, values and
    /// branches that it does not know, of values in a form that it does not take, and of members that it needs. Empty if
    /// the peer's schema allows the command.
    ///
    /// Arguments that the bindings do not declare either, such as the properties of `device_add`, are passed over.
    ///
    /// ```
    /// # use qapi_runtime::{Command, Empty, PeerSchema};
    /// # pub struct DeviceDel { pub id: String, pub force: Option<bool> }
    /// # qapi_runtime::object! { DeviceDel { id: "id", force: "*force", } }
    /// # impl Command for DeviceDel { type Response = Empty; const NAME: &'static str = "device_del"; }
    /// # let peer = PeerSchema::read(r#"[
    /// #     {"name": "device_del", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
    /// #     {"name": "0", "meta-type": "object", "members": [{"name": "id", "type": "str"}]},
    /// #     {"name": "str", "meta-type": "builtin", "json-type": "string"}
    /// # ]"#)?;
    /// let command = DeviceDel { id: "disk0".to_owned(), force: Some(true) };
    /// let mismatches = peer.mismatches(&command)?;
    /// assert_eq!(mismatches[0].to_string(), "force: the peer has no such member");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The command cannot be written as JSON.
    pub fn mismatches<C: Command + Encode>(&self, command: &C) -> Result<Vec<Mismatch>, Error> {
        mismatch::of(&self.index, C::NAME, command)
    }

    /// The same for a command of which only the name is known.
    ///
    /// ```
    /// # let peer = qapi_runtime::PeerSchema::read("[]")?;
    /// let arguments = serde_json::json!({"id": "disk0"});
    /// let mismatches = peer.mismatches_raw("device_del", &arguments);
    /// assert_eq!(mismatches[0].to_string(), "the peer has no command 'device_del'");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn mismatches_raw(&self, command: &str, arguments: &Value) -> Vec<Mismatch> {
        mismatch::of_value(&self.index, command, arguments, &[])
    }

    /// The names of the peer's commands, in alphabetical order.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.index.messages(PeerKind::Command)
    }

    /// The names of the peer's events, in alphabetical order.
    pub fn events(&self) -> impl Iterator<Item = &str> {
        self.index.messages(PeerKind::Event)
    }
}

/// Says how much there is. The whole of it would be some thousand lines.
impl fmt::Debug for PeerSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (commands, events) = (self.commands().count(), self.events().count());
        f.debug_struct("PeerSchema").field("commands", &commands).field("events", &events).finish_non_exhaustive()
    }
}

/// The list that `query-qmp-schema` returns.
impl Decode for PeerSchema {
    fn blank() -> Self {
        PeerSchema { index: Index::default() }
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        let mut list: Vec<Info> = Vec::new();
        list.read(reader)?;
        self.index = Index::new(list);
        Ok(())
    }
}

/// The command `query-qmp-schema`, which returns a [`PeerSchema`]. Every server has it but the guest agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueryPeerSchema;

__object! { QueryPeerSchema {} }

impl Command for QueryPeerSchema {
    type Response = PeerSchema;
    const NAME: &'static str = "query-qmp-schema";
}
