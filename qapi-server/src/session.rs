//! The session of one client: from its bytes to the steps to take (QMP specification, "Capabilities Negotiation",
//! "Out-of-band execution").
//!
//! A step is a reply that is known at once, or a command to execute. The shells execute the commands, in order unless
//! they are out of band, and send the replies. There is no I/O here.

use crate::command::Invocation;
use crate::error::{error, error_of, no_oob};
use crate::input::Input;
use crate::request::{NoRequest, Request};
use crate::server::Server;
use crate::{arguments, reply};
use qapi_runtime::{Capability, Error, ErrorClass, json};

/// The state of one client.
pub struct Session {
    input: Input,
    is_negotiating: bool,
    /// Whether the client has asked for out-of-band execution.
    pub oob: bool,
}

/// What to do next.
pub enum Step {
    /// Send this.
    Reply(String),
    /// The client has negotiated; send this.
    Negotiated(String),
    /// Execute this.
    Call(Call),
}

/// A command to be executed.
pub struct Call {
    pub invocation: Invocation,
    pub id: Option<String>,
    pub oob: bool,
}

/// The arguments of `qmp_capabilities`.
struct Negotiate {
    enable: Option<Vec<Capability>>,
}

qapi_runtime::object! { decode strict Negotiate { enable: "*enable", } }

impl Session {
    pub fn new(server: &Server) -> Self {
        Session { input: Input::new(server.limits), is_negotiating: server.greeting.is_some(), oob: false }
    }

    /// Takes bytes up to the end of a message, and returns what to do; `None` when more bytes are needed.
    pub fn next(&mut self, server: &Server, bytes: &mut &[u8]) -> Option<Step> {
        let message = match self.input.next(bytes)? {
            Ok(message) => message,
            Err(fault) => return Some(Step::Reply(reply::reply(&Err(error(fault)), None))),
        };
        Some(match Request::new(&message, self.oob) {
            Ok(request) => self.request(server, request),
            Err(NoRequest { id, error }) => Step::Reply(reply::reply(&Err(error), id.as_deref())),
        })
    }

    fn request(&mut self, server: &Server, request: Request) -> Step {
        let Request { command, oob, arguments, id } = request;
        let outcome = match (self.is_negotiating, server.greeting.is_some() && command == "qmp_capabilities") {
            _ if oob && command == "qmp_capabilities" => Err(no_oob(&command)),
            (true, true) => match self.negotiate(server, &arguments) {
                Ok(()) => return Step::Negotiated(reply::reply(&Ok("{}".to_owned()), id.as_deref())),
                Err(refusal) => Err(refusal),
            },
            (true, false) => {
                Err(error_of(ErrorClass::CommandNotFound, "Expecting capabilities negotiation with 'qmp_capabilities'"))
            }
            (false, true) => Err(error_of(
                ErrorClass::CommandNotFound,
                "Capabilities negotiation is already complete, command ignored",
            )),
            (false, false) => return Step::Call(Call { invocation: Invocation { command, arguments }, id, oob }),
        };
        Step::Reply(reply::reply(&outcome, id.as_deref()))
    }

    fn negotiate(&mut self, server: &Server, arguments: &str) -> Result<(), Error> {
        let enable = arguments::read::<Negotiate>(arguments)?.enable.unwrap_or_default();
        let offered = server.greeting.as_ref().map_or(&[][..], |greeting| &greeting.qmp.capabilities);
        for (index, capability) in enable.iter().enumerate() {
            if let Capability::Unknown(name) = capability {
                return Err(error(format!("Parameter 'enable[{index}]' does not accept value '{name}'")));
            }
            if !offered.contains(capability) {
                return Err(error(format!("Capability '{capability}' is not available")));
            }
        }
        self.oob = enable.contains(&Capability::Oob);
        self.is_negotiating = false;
        Ok(())
    }
}

impl Server {
    /// The greeting, as text; `None` for an agent.
    pub(crate) fn welcome(&self) -> Option<String> {
        let greeting = self.greeting.as_ref()?;
        // A greeting can always be written.
        let mut text = json::to_string(greeting).ok()?;
        reply::make_ascii(&mut text);
        Some(text)
    }
}
