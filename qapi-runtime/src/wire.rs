//! The envelope: what surrounds commands, replies and events on the wire (QMP specification).

use crate::decode::{Decode, Read, Shape, Visit};
use crate::encode::Encode;
use crate::json::{Reader, Writer};
use crate::{Command, Map};
use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// When an event happened, by the server's clock. Both parts are -1 if the server could not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Timestamp {
    /// Seconds since 1970.
    pub seconds: i64,
    /// Microseconds within the second.
    pub microseconds: i64,
}

crate::object! {
    Timestamp {
        seconds: "seconds",
        microseconds: "microseconds",
    }
}

impl Timestamp {
    /// The time since 1970; `None` if the server could not tell the time.
    #[must_use]
    pub fn since_epoch(&self) -> Option<std::time::Duration> {
        let seconds = u64::try_from(self.seconds).ok()?;
        let micros = u32::try_from(self.microseconds).ok().filter(|micros| *micros < 1_000_000)?;
        Some(std::time::Duration::new(seconds, micros * 1000))
    }
}

/// What a server says when a client connects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    /// The content.
    pub qmp: Qmp,
}

crate::object! { Greeting { qmp: "QMP", } }

/// The content of a [`Greeting`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qmp {
    /// The server's version.
    pub version: Version,
    /// What the server can do if a client asks for it.
    pub capabilities: Vec<Capability>,
}

crate::object! {
    Qmp {
        version: "version",
        capabilities: "capabilities",
    }
}

/// A server's version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The version of QEMU.
    pub qemu: VersionTriple,
    /// The name of the package, as its builder put it.
    pub package: String,
}

crate::object! {
    Version {
        qemu: "qemu",
        package: "package",
    }
}

/// The three numbers of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionTriple {
    /// The first number.
    pub major: i64,
    /// The second number.
    pub minor: i64,
    /// The third number.
    pub micro: i64,
}

crate::object! {
    VersionTriple {
        major: "major",
        minor: "minor",
        micro: "micro",
    }
}

/// A capability of the protocol.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Capability {
    /// Commands can be executed out of band.
    Oob,
    /// A capability that is not known here.
    Unknown(String),
}

crate::enumeration! { Capability { Oob = "oob", ..Unknown } }

/// The class of an error. New classes are not made any more; most errors are generic.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ErrorClass {
    /// Most errors.
    GenericError,
    /// The server does not have the command, or not now.
    CommandNotFound,
    /// There is no device of that name, or it is not active.
    DeviceNotActive,
    /// There is no device of that name.
    DeviceNotFound,
    /// The kernel lacks what the command needs.
    KvmMissingCap,
    /// A class that is not known here.
    Unknown(String),
}

crate::enumeration! {
    ErrorClass {
        GenericError = "GenericError",
        CommandNotFound = "CommandNotFound",
        DeviceNotActive = "DeviceNotActive",
        DeviceNotFound = "DeviceNotFound",
        KvmMissingCap = "KVMMissingCap",
        ..Unknown
    }
}

/// A server's refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What kind of error.
    pub class: ErrorClass,
    /// A description for people.
    pub desc: String,
    /// Whatever else the server said.
    pub rest: Map,
}

crate::object! {
    Error {
        class: "class",
        desc: "desc",
        ..rest
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.class, self.desc)
    }
}

impl std::error::Error for Error {}

/// A command to be executed.
///
/// ```
/// # #[derive(Debug, Clone, PartialEq)]
/// # pub struct DeviceDel { pub id: String }
/// # qapi_runtime::object! { DeviceDel { id: "id", } }
/// # impl qapi_runtime::Command for DeviceDel {
/// #     type Response = qapi_runtime::Empty;
/// #     const NAME: &'static str = "device_del";
/// # }
/// let command = DeviceDel { id: "d0".to_owned() };
/// let line = serde_json::to_string(&qapi_runtime::Execute::new(&command).id(7)).unwrap();
/// assert_eq!(line, r#"{"execute":"device_del","arguments":{"id":"d0"},"id":7}"#);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Execute<'a, C> {
    command: &'a C,
    oob: bool,
    id: Option<Value>,
}

impl<'a, C: Command> Execute<'a, C> {
    /// Executes `command` in its turn.
    pub fn new(command: &'a C) -> Self {
        Self { command, oob: false, id: None }
    }

    /// Executes `command` out of band; the capability must have been asked for.
    pub fn out_of_band(command: &'a C) -> Self {
        Self { command, oob: true, id: None }
    }

    /// Says what the reply will be marked with.
    #[must_use]
    pub fn id(mut self, id: impl Into<Value>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl<C: Command + Encode> Encode for Execute<'_, C> {
    fn members(&self, writer: &mut Writer) {
        writer.string(if self.oob { "exec-oob" } else { "execute" }, C::NAME);
        writer.data("arguments", self.command);
        writer.member("id", &self.id);
    }
}

impl<C: Command + Encode> Serialize for Execute<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::ser::serialize(self, serializer)
    }
}

/// A server's answer to a command whose response is a `T`.
#[derive(Debug, Clone, PartialEq)]
pub struct Response<T> {
    /// What came back.
    pub result: Result<T, Error>,
    /// What the command was marked with.
    pub id: Option<Value>,
}

/// A [`Response`] as it is read, before it is known which of its members there are.
struct Parts<T> {
    value: Option<T>,
    error: Option<Error>,
    id: Option<Value>,
}

static RESPONSE: &[&str] = &["*return", "*error", "*id"];

impl<T: Decode> Decode for Parts<T> {
    fn blank() -> Self {
        Self { value: None, error: None, id: None }
    }
    fn layer(&mut self, visit: Visit<'_, '_>) -> Read {
        visit.members(Shape::open(RESPONSE), &mut [&mut self.value, &mut self.error, &mut self.id])
    }
}

impl<T: Decode> Decode for Response<T> {
    fn blank() -> Self {
        Self { result: Err(Error::blank()), id: None }
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        let mut parts = Parts::blank();
        parts.read(reader)?;
        self.result = match (parts.value, parts.error) {
            (Some(value), None) => Ok(value),
            (None, Some(error)) => Err(error),
            (None, None) => return reader.fault("missing member 'return'"),
            (Some(_), Some(_)) => return reader.fault("both 'return' and 'error' are present"),
        };
        self.id = parts.id;
        Ok(())
    }
}

impl<'de, T: Decode> Deserialize<'de> for Response<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::de::deserialize(deserializer)
    }
}

impl<T: Encode> Encode for Response<T> {
    fn members(&self, writer: &mut Writer) {
        match &self.result {
            Ok(value) => writer.member("return", value),
            Err(error) => writer.member("error", error),
        }
        writer.member("id", &self.id);
    }
}

impl<T: Encode> Serialize for Response<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::ser::serialize(self, serializer)
    }
}

/// The response of a command that returns nothing: any object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Empty {}

crate::object! { Empty {} }
