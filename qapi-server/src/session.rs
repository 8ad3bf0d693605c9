//! What one client may do, and what becomes of its messages (QMP specification, "Capabilities Negotiation",
//! "Out-of-band execution").
//!
//! The session turns bytes into steps: replies that are known at once, and calls of commands. Whoever drives it executes
//! the calls, in order unless they are out of band, and sends the replies. There is no I/O in here.

use crate::command::{Act, Builtin, Handler, Invocation, Outcome, Registered, Running};
use crate::context::Context;
use crate::error::{command_not_found, error, error_of};
use crate::input::Input;
use crate::request::{NoRequest, Request};
use crate::server::{NoArguments, Server};
use crate::{arguments, reply, schema};
use qapi_runtime::{Capability, Error, ErrorClass, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::task::Poll;

/// The state of one client.
pub struct Session {
    input: Input,
    is_negotiating: bool,
    /// Whether the client has asked for out-of-band execution.
    pub oob: bool,
}

/// What is to be done.
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

/// What is sent when a command has been executed.
pub struct Reply {
    prefix: &'static [u8],
    text: Option<String>,
    /// Events that come after it.
    events: Vec<String>,
    /// After how many bytes the connection ends.
    cut: Option<usize>,
}

impl Reply {
    /// Hands everything over to be sent.
    pub fn send(self, context: &Context) {
        let outbox = &context.outbox;
        match (self.text, self.cut) {
            (text, Some(cut)) => {
                let bytes = [self.prefix, text.unwrap_or_default().as_bytes(), outbox.line_end().as_bytes()].concat();
                outbox.push_last(&bytes[..cut.min(bytes.len())]);
            }
            (Some(text), None) => outbox.push(self.prefix, &text),
            (None, None) => outbox.no_reply(),
        }
        self.events.iter().for_each(|event| context.handle.hub.broadcast(event));
    }
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

    /// Takes bytes up to the end of a message, and says what is to be done; `None` when more bytes are needed.
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

fn no_oob(command: &str) -> Error {
    error(format!("The command {command} does not support OOB"))
}

impl Server {
    /// What is said when a client connects.
    pub(crate) fn welcome(&self) -> Option<String> {
        let greeting = self.greeting.as_ref()?;
        // A greeting has nothing that cannot be written.
        let mut text = json::to_string(greeting).ok()?;
        reply::make_ascii(&mut text);
        Some(text)
    }

    /// The command, if it may be executed now.
    fn admit(&self, call: &Call) -> Result<&Registered, Error> {
        let name = &call.invocation.command;
        let command = self.find(name).or(self.fallback.as_ref()).ok_or_else(|| command_not_found(name))?;
        let refuse = |description| Err(error_of(ErrorClass::CommandNotFound, description));
        if let Some(reason) = &command.disabled {
            let separator = if reason.is_empty() { "" } else { ": " };
            return refuse(format!("Command {name} has been disabled{separator}{reason}"));
        }
        if let Some(feature) = self.refused_features.iter().find(|feature| command.features.contains(&feature.as_str()))
        {
            let kind = feature[..1].to_uppercase() + &feature[1..];
            return refuse(format!("{kind} command {name} disabled by policy"));
        }
        if call.oob && !command.allow_oob {
            return Err(no_oob(name));
        }
        if !command.allow_preconfig && self.hub.is_preconfig.load(Ordering::Relaxed) {
            return Err(error(format!(
                "The command '{name}' is permitted only after machine initialization has completed"
            )));
        }
        Ok(command)
    }

    /// Executes a command on this thread.
    pub(crate) fn call(&self, context: &Context, call: &Call) -> Reply {
        let name = &call.invocation.command;
        let act = match self.admit(call) {
            Err(refusal) => Act::from(Err(refusal)),
            Ok(command) => match &command.handler {
                Handler::Blocking(handler) => guarded(name, || handler(context, &call.invocation)).into(),
                Handler::Async(handler) => {
                    let start = || Ok(handler(context.clone(), call.invocation.clone()));
                    let started = guarded(name, start);
                    started.and_then(|running| block_on(guarded_future(name.clone(), running))).into()
                }
                Handler::Builtin(builtin) => self.builtin(*builtin, &call.invocation).into(),
                #[cfg(any(feature = "mock", feature = "proxy"))]
                Handler::Acting(handler) => guarded(name, || Ok(handler(context, &call.invocation, call.oob)))
                    .unwrap_or_else(|refusal| Act::from(Err(refusal))),
            },
        };
        self.conclude(call, act)
    }

    /// Starts a command whose handler does not block; the outcome at once if it cannot be started. `None` if its handler
    /// blocks.
    #[cfg(feature = "tokio")]
    pub(crate) fn start(&self, context: &Context, call: &Call) -> Option<Result<Running, Outcome>> {
        let name = &call.invocation.command;
        let command = match self.admit(call) {
            Ok(command) => command,
            Err(refusal) => return Some(Err(Err(refusal))),
        };
        match &command.handler {
            Handler::Builtin(builtin) => Some(Err(self.builtin(*builtin, &call.invocation))),
            Handler::Async(handler) => {
                let started = guarded(name, || Ok(handler(context.clone(), call.invocation.clone())));
                Some(started.map(|running| guarded_future(name.clone(), running)).map_err(Err))
            }
            _ => None,
        }
    }

    /// What is sent when this has come of a command.
    pub(crate) fn conclude(&self, call: &Call, act: Act) -> Reply {
        let Act { outcome, events, cut } = act;
        let command = self.find(&call.invocation.command);
        let is_success = matches!(outcome, Some(Ok(_)));
        let is_silent = is_success && command.is_some_and(|command| !command.success_response);
        let delimited = is_success && command.is_some_and(|command| command.delimited);
        Reply {
            prefix: if delimited { b"\xff" } else { b"" },
            text: outcome.filter(|_| !is_silent).map(|outcome| reply::reply(&outcome, call.id.as_deref())),
            events,
            cut,
        }
    }

    fn builtin(&self, builtin: Builtin, invocation: &Invocation) -> Outcome {
        arguments::read::<NoArguments>(&invocation.arguments)?;
        let names = || self.commands.iter().filter(|command| self.is_offered(command));
        Ok(match builtin {
            Builtin::QueryVersion => match &self.greeting {
                Some(greeting) => crate::command::response(&greeting.qmp.version)?,
                None => return Err(command_not_found(&invocation.command)),
            },
            Builtin::QueryCommands => {
                let own = self.greeting.iter().map(|_| "\"qmp_capabilities\"".to_owned());
                let all = own.chain(names().map(|command| reply::string(&command.name)));
                list(all.map(|name| format!("{{\"name\":{name}}}")))
            }
            Builtin::QuerySchema => {
                let is_there = |name: &str| name == "qmp_capabilities" || names().any(|command| command.name == name);
                schema::select(self.schema.as_deref().unwrap_or_default(), is_there)
            }
            Builtin::GuestInfo => {
                let commands = self.commands.iter().map(|command| {
                    let (name, enabled) = (reply::string(&command.name), command.disabled.is_none());
                    let reply = command.success_response;
                    format!("{{\"name\":{name},\"enabled\":{enabled},\"success-response\":{reply}}}")
                });
                let version = reply::string(&self.version);
                format!("{{\"version\":{version},\"supported_commands\":{}}}", list(commands))
            }
        })
    }

    /// Whether the policy lets the command be executed at all.
    fn is_offered(&self, command: &Registered) -> bool {
        command.disabled.is_none()
            && !command.features.iter().any(|feature| self.refused_features.iter().any(|refused| refused == feature))
    }
}

/// A list of JSON of elements of JSON.
fn list(elements: impl Iterator<Item = String>) -> String {
    format!("[{}]", elements.collect::<Vec<_>>().join(","))
}

/// Makes an error of a panic.
fn guarded<T>(name: &str, run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    // What the handler holds may be in disorder afterwards; that is for the handler to care about, as with a poisoned lock.
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
        Err(error(format!("The command {name} failed unexpectedly: {}", message.unwrap_or("no reason was given"))))
    })
}

fn guarded_future(name: String, mut running: Running) -> Running {
    Box::pin(std::future::poll_fn(move |context| {
        let polled = guarded(&name, || Ok(running.as_mut().poll(context)));
        polled.unwrap_or_else(|refusal| Poll::Ready(Err(refusal)))
    }))
}

/// Polls a future on this thread until it is done.
fn block_on(mut running: Running) -> Outcome {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut context = std::task::Context::from_waker(&waker);
    loop {
        match running.as_mut().poll(&mut context) {
            Poll::Ready(outcome) => return outcome,
            Poll::Pending => std::thread::park(),
        }
    }
}
