//! What the engine keeps for each command.

use crate::error::Error;
use crate::trace;
use std::borrow::Cow;

/// How a command is to be executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Manner {
    /// Whether it is executed out of band, ahead of the commands that wait.
    pub oob: bool,
    /// Whether a file descriptor is sent with its first byte.
    pub descriptor: bool,
}

/// A command.
#[derive(Debug)]
pub struct Call<T> {
    pub name: Cow<'static, str>,
    /// Its line, as long as it waits.
    pub text: Vec<u8>,
    pub manner: Manner,
    pub state: State,
    pub token: T,
    /// Whether nobody wants the outcome.
    pub forgotten: bool,
    pub span: trace::Span,
}

/// How far a command has got.
#[derive(Debug)]
pub enum State {
    /// Its turn has not come.
    Waiting,
    /// It is in the outbox or has left it.
    Posted,
    Done(Outcome),
}

/// The text of a reply, or why there is none.
pub type Outcome = Result<String, Error>;

/// An error that came without an id, and the commands that it may belong to. A server that cannot read a command, for
/// instance because it is too large, does not know the command's id either.
#[derive(Debug)]
pub struct Orphan {
    pub candidates: Vec<u64>,
    pub text: Vec<u8>,
}
