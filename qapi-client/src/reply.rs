//! Writing commands and reading replies.

use crate::error::Error;
use qapi_runtime::{Command, Decode, Encode, Execute, Response, Value, json};
use std::fmt;

/// A command that is known only by name. It returns any JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnyCommand;

impl Command for AnyCommand {
    type Response = Value;
    const NAME: &'static str = "";
}

/// Writes a command.
pub(crate) fn write<C: Command + Encode>(command: &C, oob: bool, id: Option<u64>) -> Result<Vec<u8>, Error> {
    let execute = if oob { Execute::out_of_band(command) } else { Execute::new(command) };
    let execute = match id {
        Some(id) => execute.id(id),
        None => execute,
    };
    json::to_vec(&execute).map_err(|error| unwritable(C::NAME, &error))
}

/// Writes a command that is known only by name.
pub(crate) fn write_raw(name: &str, arguments: Option<&Value>, id: Option<u64>) -> Result<Vec<u8>, Error> {
    let refused = |error: serde_json::Error| unwritable(name, &error);
    let mut text = format!("{{\"execute\":{}", serde_json::to_string(name).map_err(refused)?);
    if let Some(arguments) = arguments {
        text += ",\"arguments\":";
        text += &serde_json::to_string(arguments).map_err(refused)?;
    }
    if let Some(id) = id {
        text += ",\"id\":";
        text += &id.to_string();
    }
    text.push('}');
    Ok(text.into_bytes())
}

fn unwritable(command: &str, problem: &impl fmt::Display) -> Error {
    Error::Unwritable { command: command.to_owned(), problem: problem.to_string() }
}

/// Reads a reply: the response, or the error with which the server refused the command.
pub(crate) fn read<C: Command<Response: Decode>>(name: &str, text: &str) -> Result<C::Response, Error> {
    match json::from_str::<Response<C::Response>>(text) {
        Ok(Response { result: Ok(value), .. }) => Ok(value),
        Ok(Response { result: Err(error), .. }) => {
            Err(Error::Refused { command: name.to_owned(), error: Box::new(error) })
        }
        Err(error) => Err(Error::misread(name, text, &error)),
    }
}
