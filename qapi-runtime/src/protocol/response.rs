//! The reply to a command (QMP specification, "Commands Responses").

use crate::model::{__enumeration, __object, Decode, Encode, Shape, Visit};
use crate::text::{Read, Reader, Writer};
use serde_json::{Map, Value};
use std::fmt;

/// The class of an error. QEMU adds no new classes; most errors are generic.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ErrorClass {
    /// Most errors.
    GenericError,
    /// The server does not have the command, or does not accept it in its current state.
    CommandNotFound,
    /// The device is not active.
    DeviceNotActive,
    /// There is no device of that name.
    DeviceNotFound,
    /// The host's KVM lacks a capability that the command needs.
    KvmMissingCap,
    /// A class that this crate does not know.
    Unknown(String),
}

__enumeration! {
    ErrorClass {
        GenericError = "GenericError",
        CommandNotFound = "CommandNotFound",
        DeviceNotActive = "DeviceNotActive",
        DeviceNotFound = "DeviceNotFound",
        KvmMissingCap = "KVMMissingCap",
        ..Unknown
    }
}

/// A server's error reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The class of the error.
    pub class: ErrorClass,
    /// A description for people.
    pub desc: String,
    /// Any other members of the error.
    pub rest: Map<String, Value>,
}

__object! {
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

/// A server's reply to a command that returns a `T`.
#[derive(Debug, Clone, PartialEq)]
pub struct Response<T> {
    /// The value, or the error.
    pub result: Result<T, Error>,
    /// The `id` that the command was sent with.
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

impl<T: Encode> Encode for Response<T> {
    fn members(&self, writer: &mut Writer) {
        match &self.result {
            Ok(value) => writer.member("return", value),
            Err(error) => writer.member("error", error),
        }
        writer.member("id", &self.id);
    }
}

/// The response of a command that returns nothing: any object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Empty {}

__object! { Empty {} }
