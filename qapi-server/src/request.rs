//! Reading a client's message as a request to execute a command (QMP specification, "Issuing Commands").

use crate::error::error;
use crate::input::Message;
use qapi_runtime::Error;

/// A request to execute a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The command's name.
    pub command: String,
    /// Whether it is to be executed out of band.
    pub oob: bool,
    /// The arguments as JSON; `{}` if there are none.
    pub arguments: String,
    /// The id that is copied into the reply, as JSON.
    pub id: Option<String>,
}

/// A message that is not a request.
#[derive(Debug, Clone, PartialEq)]
pub struct NoRequest {
    /// The id that is copied into the reply, as JSON.
    pub id: Option<String>,
    /// The error that the client gets.
    pub error: Error,
}

impl Request {
    /// Reads a message as a request. `exec-oob` is an unknown member unless the client has enabled the capability
    /// `oob`.
    ///
    /// ```
    /// use qapi_server::{input::{Input, Limits}, Request};
    ///
    /// let mut input = Input::new(Limits::default());
    /// let mut bytes = &b"{'execute': 'device_del', 'arguments': {'id': 'd0'}, 'id': [7]}"[..];
    /// let message = input.next(&mut bytes).unwrap().unwrap();
    /// let request = Request::new(&message, false).unwrap();
    /// assert_eq!((request.command.as_str(), request.id.as_deref()), ("device_del", Some("[7]")));
    /// assert_eq!(request.arguments, r#"{"id":"d0"}"#);
    /// ```
    ///
    /// # Errors
    /// A member is missing, unexpected, or of the wrong type.
    pub fn new(message: &Message, oob_is_enabled: bool) -> Result<Self, NoRequest> {
        let id = message.members().find(|(name, _)| *name == "\"id\"").map(|(_, value)| value.to_owned());
        match read(message, oob_is_enabled) {
            Ok((command, oob, arguments)) => Ok(Request { command, oob, arguments: arguments.to_owned(), id }),
            Err(description) => Err(NoRequest { id, error: error(description) }),
        }
    }
}

fn read(message: &Message, oob_is_enabled: bool) -> Result<(String, bool, &str), String> {
    if !message.is_object() {
        return Err("QMP input must be a JSON object".to_owned());
    }
    let (mut command, mut arguments) = (None, "{}");
    for (name, value) in message.members() {
        // The input has made sure that this is JSON.
        let name: String = serde_json::from_str(name).map_err(|error| error.to_string())?;
        match name.as_str() {
            "execute" | "exec-oob" if name == "execute" || oob_is_enabled => {
                let Ok(text) = serde_json::from_str(value) else {
                    return Err(format!("QMP input member '{name}' must be a string"));
                };
                if command.replace((text, name == "exec-oob")).is_some() {
                    return Err("QMP input member 'execute' clashes with 'exec-oob'".to_owned());
                }
            }
            "arguments" if value.starts_with('{') => arguments = value,
            "arguments" => return Err("QMP input member 'arguments' must be an object".to_owned()),
            "id" => {}
            _ => return Err(format!("QMP input member '{name}' is unexpected")),
        }
    }
    match command {
        Some((command, oob)) => Ok((command, oob, arguments)),
        None => Err("QMP input lacks member 'execute'".to_owned()),
    }
}
