//! Commands, and the message that executes one (QMP specification, "Issuing Commands").

use crate::model::Encode;
use crate::text::Writer;
use serde_json::Value;

/// A command. The members of the type are the command's arguments.
pub trait Command {
    /// What the server returns.
    type Response;
    /// The command's name.
    const NAME: &'static str;
    /// Whether the command may be executed out of band (`allow-oob`).
    const ALLOW_OOB: bool = false;
    /// Whether the command may be executed before the machine is set up (`allow-preconfig`).
    const ALLOW_PRECONFIG: bool = false;
    /// Whether the server replies when the command succeeds (`success-response`).
    const SUCCESS_RESPONSE: bool = true;
    /// The schema's features of the command, such as `deprecated`.
    const FEATURES: &'static [&'static str] = &[];
}

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
    /// Executes `command` in order, after those sent before it.
    pub fn new(command: &'a C) -> Self {
        Self { command, oob: false, id: None }
    }

    /// Executes `command` out of band. The client must have enabled the capability `oob`.
    pub fn out_of_band(command: &'a C) -> Self {
        Self { command, oob: true, id: None }
    }

    /// Sets the `id` that the reply will carry.
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
