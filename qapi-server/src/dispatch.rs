//! From a call to its reply: whether the command may be executed now, its handler, and what is sent.
//!
//! There is no I/O here. Rules are checked in QEMU's order, because clients see which one refused a command.

#[cfg(feature = "tokio")]
use crate::command::Running;
use crate::command::{Act, Builtin, Handler, Invocation, Outcome, Registered};
use crate::context::Context;
use crate::error::{command_not_found, error, error_of, no_oob};
use crate::running::{block_on, guarded, guarded_future};
use crate::server::{NoArguments, Server};
use crate::session::Call;
use crate::{arguments, reply, schema};
use qapi_runtime::{Error, ErrorClass};
use std::sync::atomic::Ordering;

/// What is sent when a command has been executed.
pub struct Reply {
    prefix: &'static [u8],
    text: Option<String>,
    /// Events that come after it.
    events: Vec<String>,
    /// After how many bytes the connection is cut, if it is.
    cut: Option<usize>,
}

impl Reply {
    /// Puts everything into the outbox.
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

impl Server {
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

    /// Starts a command whose handler does not block. `Err` is the outcome of one that is done already, and `None`
    /// means that the handler blocks.
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

    /// What is sent after a command.
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

/// A JSON list of elements that are JSON.
fn list(elements: impl Iterator<Item = String>) -> String {
    format!("[{}]", elements.collect::<Vec<_>>().join(","))
}
