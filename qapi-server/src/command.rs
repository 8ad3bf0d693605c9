//! Commands as they are registered, with their types erased.

use crate::arguments;
use crate::context::Context;
use crate::error::error;
use qapi_runtime::{Command, Decode, Encode, Error, json};
use std::pin::Pin;

/// What a handler returns: the response as JSON, or an error.
pub type Outcome = Result<String, Error>;

/// A future that a handler has made.
pub type Running = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A command that is to be executed: its name, and its arguments as the text of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// The command's name.
    pub command: String,
    /// The arguments as JSON; `{}` if there are none.
    pub arguments: String,
}

type Blocking = dyn Fn(&Context, &Invocation) -> Outcome + Send + Sync;
type Async = dyn Fn(Context, Invocation) -> Running + Send + Sync;
#[cfg(any(feature = "mock", feature = "proxy"))]
type Acting = dyn Fn(&Context, &Invocation, bool) -> Act + Send + Sync;

/// What executes a command.
pub enum Handler {
    Blocking(Box<Blocking>),
    Async(Box<Async>),
    Builtin(Builtin),
    /// Decides about more than the outcome. It also gets whether the command is out of band.
    #[cfg(any(feature = "mock", feature = "proxy"))]
    Acting(Box<Acting>),
}

/// What happens in reply to a command.
#[derive(Debug, Default)]
pub struct Act {
    /// The reply; `None` if there is none.
    pub outcome: Option<Outcome>,
    /// Events that are sent after the reply.
    pub events: Vec<String>,
    /// After how many bytes of the reply the connection is cut, if it is.
    pub cut: Option<usize>,
}

impl From<Outcome> for Act {
    fn from(outcome: Outcome) -> Self {
        Act { outcome: Some(outcome), ..Act::default() }
    }
}

/// Commands that the server answers by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builtin {
    QueryVersion,
    QueryCommands,
    QuerySchema,
    GuestInfo,
}

/// A command with its handler.
pub struct Registered {
    pub name: String,
    pub allow_oob: bool,
    pub allow_preconfig: bool,
    pub success_response: bool,
    pub features: &'static [&'static str],
    /// Whether the reply comes after a byte that never occurs in UTF-8.
    pub delimited: bool,
    /// Why the command is disabled, if it is.
    pub disabled: Option<String>,
    pub handler: Handler,
}

impl Registered {
    /// A command of this type.
    pub fn of<C: Command>(handler: Handler) -> Self {
        Registered {
            allow_oob: C::ALLOW_OOB,
            allow_preconfig: C::ALLOW_PRECONFIG,
            success_response: C::SUCCESS_RESPONSE,
            features: C::FEATURES,
            ..Registered::named(C::NAME, handler)
        }
    }

    /// A command that is known only by name.
    pub fn named(name: &str, handler: Handler) -> Self {
        Registered {
            name: name.to_owned(),
            allow_oob: false,
            allow_preconfig: true,
            success_response: true,
            features: &[],
            delimited: false,
            disabled: None,
            handler,
        }
    }
}

/// A handler for commands of a type.
pub fn blocking<C, F>(handler: F) -> Handler
where
    C: Command<Response: Encode> + Decode,
    F: Fn(&Context, C) -> Result<C::Response, Error> + Send + Sync + 'static,
{
    Handler::Blocking(Box::new(move |context, invocation| {
        let command = arguments::read::<C>(&invocation.arguments)?;
        response(&handler(context, command)?)
    }))
}

/// As [`blocking`], for a handler that waits without holding a thread.
pub fn asynchronous<C, F, R>(handler: F) -> Handler
where
    C: Command<Response: Encode> + Decode,
    F: Fn(Context, C) -> R + Send + Sync + 'static,
    R: Future<Output = Result<C::Response, Error>> + Send + 'static,
{
    Handler::Async(Box::new(move |context, invocation| match arguments::read::<C>(&invocation.arguments) {
        Ok(command) => {
            let running = handler(context, command);
            Box::pin(async move { response(&running.await?) })
        }
        Err(refusal) => Box::pin(std::future::ready(Err(refusal))),
    }))
}

/// A response as JSON.
pub fn response(value: &impl Encode) -> Outcome {
    json::to_string(value).map_err(|problem| error(format!("the response cannot be written: {problem}")))
}
