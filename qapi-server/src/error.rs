//! Errors as a handler gives them to a client.

use qapi_runtime::{Error, ErrorClass, Map};

/// An error of the class `GenericError`, which nearly all errors of QEMU's are.
///
/// ```
/// let error = qapi_server::error("the disk is full");
/// assert_eq!(error.to_string(), "GenericError: the disk is full");
/// ```
#[must_use]
pub fn error(description: impl Into<String>) -> Error {
    error_of(ErrorClass::GenericError, description)
}

/// An error of another class.
#[must_use]
pub fn error_of(class: ErrorClass, description: impl Into<String>) -> Error {
    Error { class, desc: description.into(), rest: Map::new() }
}

/// The error for a command that the server does not have.
///
/// ```
/// let error = qapi_server::command_not_found("frobnicate");
/// assert_eq!(error.to_string(), "CommandNotFound: The command frobnicate has not been found");
/// ```
#[must_use]
pub fn command_not_found(name: &str) -> Error {
    error_of(ErrorClass::CommandNotFound, format!("The command {name} has not been found"))
}

/// The refusal of a command that cannot be executed out of band.
pub(crate) fn no_oob(command: &str) -> Error {
    error(format!("The command {command} does not support OOB"))
}
