//! What the guest agent's replies mean, for both clients.
//!
//! Nothing here waits: a client passes in what came, and gets back what to tell its caller.

use crate::error::{Awaited, Error, Sent};
use qapi_runtime::{ErrorClass, Value};
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// How long to wait for the reply to a synchronisation before asking again.
pub(crate) const INTERVAL: Duration = Duration::from_secs(1);

/// How a command ended that sends no reply when it succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Farewell {
    /// The agent replied all the same.
    Replied,
    /// The connection has ended, as when the guest is off.
    Closed,
    /// The agent said nothing: it is executing the command, or the guest sleeps.
    Silent,
}

/// How a command without a reply ended, given the result of waiting for a reply.
pub(crate) fn farewell<R>(result: Result<R, Error>) -> Result<Farewell, Error> {
    match result {
        Ok(_) | Err(Error::Unfit { .. }) => Ok(Farewell::Replied),
        Err(Error::Closed { sent: Sent::Fully, .. }) => Ok(Farewell::Closed),
        Err(Error::TimedOut { awaited: Awaited::Reply(_), sent: Sent::Fully, .. }) => Ok(Farewell::Silent),
        Err(error) => Err(error),
    }
}

/// A random number, which no earlier client has used.
pub(crate) fn fresh_id() -> u64 {
    RandomState::new().hash_one(Instant::now())
}

/// Whether the agent said that it has no such command. It says so of disabled commands, too.
pub(crate) fn is_not_found(error: &Error) -> bool {
    error.refusal().is_some_and(|error| error.class == ErrorClass::CommandNotFound)
}

/// Replaces that error by one that says whether the agent lacks the command or has it disabled, by what `guest-info`
/// lists.
pub(crate) fn explain(name: &str, refused: Error, info: Result<Value, Error>) -> Error {
    let Ok(info) = info else { return refused };
    let listed = info["supported_commands"].as_array().into_iter().flatten().find(|command| command["name"] == name);
    match (listed, refused) {
        (Some(_), Error::Refused { command, error }) => Error::Disabled { command, error },
        (None, _) if info["supported_commands"].is_array() => {
            Error::Unsupported { what: format!("the command '{name}'") }
        }
        (_, refused) => refused,
    }
}
