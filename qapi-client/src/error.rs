//! What can go wrong, distinguished by what the caller can do about it.
//!
//! Every error that ends a wait must say how much of the command was sent, so that the caller knows whether it may have
//! run.

use std::fmt;
use std::sync::Arc;

/// How many bytes of a message an error shows.
const SHOWN: usize = 200;

/// How much of a command had been written when something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sent {
    /// Nothing: the command did not run and will not.
    Not,
    /// A part: it did not run, and will not unless the rest follows.
    Partly,
    /// All of it: it may have run.
    Fully,
}

/// What a client was waiting for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Awaited {
    /// A connection.
    Connection,
    /// The server's greeting. It does not come while the server serves another client.
    Greeting,
    /// The agent's reply to a synchronisation. It does not come while no agent runs in the guest.
    Agent,
    /// The reply to a command, by its name.
    Reply(String),
    /// An event.
    Event,
    /// A change that a helper waits for, in words.
    Change(String),
}

/// Why something did not succeed.
///
/// Errors are cheap to clone: when a connection ends, every call that waits gets the reason.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Error {
    /// The server refused the command. It did not run, or it failed.
    #[non_exhaustive]
    Refused {
        /// The command's name.
        command: String,
        /// The class of the error and its text.
        error: Box<qapi_runtime::Error>,
    },
    /// The command succeeded, but what it returned does not fit its type; or an event does not.
    #[non_exhaustive]
    Unfit {
        /// The name of the command or event.
        name: String,
        /// The path of the member at fault, such as `return[3].inserted.image`; empty if there is none.
        path: String,
        /// What is wrong with it.
        problem: String,
        /// The start of the text.
        text: String,
    },
    /// What came is not the protocol: not JSON, or not a message that a server sends.
    #[non_exhaustive]
    Protocol {
        /// What is wrong with it.
        problem: String,
        /// The start of the text.
        text: String,
    },
    /// The caller's time limit has passed.
    #[non_exhaustive]
    TimedOut {
        /// What did not come.
        awaited: Awaited,
        /// How much of the command had been written.
        sent: Sent,
        /// The last failure, if something was tried over and over.
        last: Option<Arc<std::io::Error>>,
    },
    /// The connection has ended.
    #[non_exhaustive]
    Closed {
        /// What was waited for.
        awaited: Awaited,
        /// How much of the command had been written.
        sent: Sent,
        /// Why it ended, if the server did not simply close it.
        reason: Option<Arc<Error>>,
    },
    /// A message is larger than [`Options::limit`](crate::Options::limit) allows. The connection has ended, because
    /// it is not known to which command the message belongs.
    #[non_exhaustive]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The peer does not have what was asked for: a capability, or a command that its build or guest lacks.
    #[non_exhaustive]
    Unsupported {
        /// What it does not have.
        what: String,
    },
    /// The guest agent has the command, but is configured not to run it, or not to run it now.
    #[non_exhaustive]
    Disabled {
        /// The command's name.
        command: String,
        /// What the agent said.
        error: Box<qapi_runtime::Error>,
    },
    /// The operating system failed.
    #[non_exhaustive]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        error: Arc<std::io::Error>,
    },
    /// A command could not be written as JSON.
    #[non_exhaustive]
    Unwritable {
        /// The command's name.
        command: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Events were dropped because they were not taken in time. The one that was waited for may be among them.
    #[non_exhaustive]
    Lost {
        /// How many.
        count: u64,
    },
    /// The outcome of a call has been taken already.
    Taken,
    /// The server is gone, according to the caller's [`Options::alive`](crate::Options::alive).
    Dead,
    /// The client itself closed the connection.
    ClosedHere,
}

impl Error {
    /// How much of the command had been written: all of a command that was refused or answered; what the error says for
    /// one that timed out or whose connection ended; nothing for every other error.
    ///
    /// ```
    /// use qapi_client::{Error, Sent};
    ///
    /// fn may_have_run(error: &Error) -> bool {
    ///     error.sent() != Sent::Not
    /// }
    /// ```
    #[must_use]
    pub fn sent(&self) -> Sent {
        match self {
            Error::TimedOut { sent, .. } | Error::Closed { sent, .. } => *sent,
            Error::Refused { .. } | Error::Unfit { .. } | Error::Protocol { .. } | Error::Disabled { .. } => {
                Sent::Fully
            }
            Error::TooLarge { .. }
            | Error::Unsupported { .. }
            | Error::Io { .. }
            | Error::Unwritable { .. }
            | Error::Lost { .. }
            | Error::Taken
            | Error::Dead
            | Error::ClosedHere => Sent::Not,
        }
    }

    /// The server's refusal, if this is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&qapi_runtime::Error> {
        match self {
            Error::Refused { error, .. } | Error::Disabled { error, .. } => Some(error),
            _ => None,
        }
    }

    /// Whether time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Error::TimedOut { .. })
    }

    /// Whether the connection has ended.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self, Error::Closed { .. } | Error::ClosedHere | Error::TooLarge { .. })
    }

    pub(crate) fn io(doing: &'static str, error: std::io::Error) -> Error {
        Error::Io { doing, error: Arc::new(error) }
    }

    pub(crate) fn protocol(problem: impl Into<String>, text: &[u8]) -> Error {
        Error::Protocol { problem: problem.into(), text: shown(text) }
    }

    pub(crate) fn timed_out(awaited: Awaited, sent: Sent) -> Error {
        Error::TimedOut { awaited, sent, last: None }
    }

    /// What `serde_json` found in the text of a reply or an event.
    pub(crate) fn misread(name: &str, text: &str, error: &serde_json::Error) -> Error {
        let message = error.to_string();
        if !error.is_data() {
            return Error::Protocol { problem: message, text: shown(text.as_bytes()) };
        }
        let (path, problem) = match message.split_once(": ") {
            Some((path, problem)) if !path.contains(' ') => (path.to_owned(), problem.to_owned()),
            _ => (String::new(), message),
        };
        Error::Unfit { name: name.to_owned(), path, problem, text: shown(text.as_bytes()) }
    }
}

/// The start of a text, as far as an error shows it.
fn shown(text: &[u8]) -> String {
    let (start, more) = match text.get(..SHOWN) {
        Some(start) => (start, text.len() > SHOWN),
        None => (text, false),
    };
    // A character that is cut in two is left out.
    let start = match std::str::from_utf8(start) {
        Err(error) if more && error.error_len().is_none() => &start[..error.valid_up_to()],
        _ => start,
    };
    let mut shown = String::from_utf8_lossy(start).into_owned();
    if more {
        shown.push('…');
    }
    shown
}

impl fmt::Display for Awaited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Awaited::Connection => f.write_str("the connection"),
            Awaited::Greeting => f.write_str("the server's greeting"),
            Awaited::Agent => f.write_str("the guest agent's reply to a synchronisation"),
            Awaited::Reply(command) => write!(f, "the reply to '{command}'"),
            Awaited::Event => f.write_str("an event"),
            Awaited::Change(change) => f.write_str(change),
        }
    }
}

/// What the caller can conclude from how much was written.
fn consequence(sent: Sent) -> &'static str {
    match sent {
        Sent::Not => "nothing of the command was sent",
        Sent::Partly => "a part of the command was sent",
        Sent::Fully => "the command was sent and may have run",
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused { command, error } => write!(f, "'{command}' was refused: {error}"),
            Error::Unfit { name, path, problem, text } => {
                let separator = if path.is_empty() { "" } else { ": " };
                write!(f, "'{name}' does not fit its type: {path}{separator}{problem}; it starts with {text}")
            }
            Error::Protocol { problem, text } => write!(f, "not a message of the protocol: {problem}: {text}"),
            Error::TimedOut { awaited, sent, last } => {
                write!(f, "time ran out while waiting for {awaited}")?;
                match awaited {
                    Awaited::Greeting => {
                        f.write_str("; another client may hold the monitor, which serves one at a time")?
                    }
                    Awaited::Agent => f.write_str("; the agent may not be running in the guest yet")?,
                    Awaited::Reply(_) => write!(f, "; {}", consequence(*sent))?,
                    _ => {}
                }
                match last {
                    Some(last) => write!(f, "; last failure: {last}"),
                    None => Ok(()),
                }
            }
            Error::Closed { awaited, sent, reason } => {
                write!(f, "the connection ended while waiting for {awaited}")?;
                if let Awaited::Reply(_) = awaited {
                    write!(f, "; {}", consequence(*sent))?;
                }
                match reason {
                    Some(reason) => write!(f, ": {reason}"),
                    None => Ok(()),
                }
            }
            Error::TooLarge { limit } => write!(f, "a message is larger than the limit of {limit} bytes"),
            Error::Unsupported { what } => write!(f, "the peer does not support {what}"),
            Error::Disabled { command, error } => write!(f, "the agent has '{command}', but does not run it: {error}"),
            Error::Io { doing, error } => write!(f, "{doing}: {error}"),
            Error::Unwritable { command, problem } => write!(f, "'{command}' cannot be written as JSON: {problem}"),
            Error::Lost { count } => write!(f, "{count} events were dropped; the awaited one may be among them"),
            Error::Taken => f.write_str("the outcome of this call has been taken already"),
            Error::Dead => f.write_str("the server is no longer there"),
            Error::ClosedHere => f.write_str("this client closed the connection"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Refused { error, .. } | Error::Disabled { error, .. } => Some(error),
            Error::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        let text = format!("{}é{}", "a".repeat(SHOWN - 1), "b".repeat(9));
        assert_eq!(shown(text.as_bytes()), format!("{}…", "a".repeat(SHOWN - 1)));
        assert_eq!(shown(b"short"), "short");
    }

    #[test]
    fn the_path_of_a_member_is_separated_from_the_problem() {
        let error = serde_json::from_str::<Vec<u8>>("[1, []]").expect_err("a list is not a number");
        assert!(matches!(Error::misread("x", "[1, []]", &error), Error::Unfit { path, .. } if path.is_empty()));
        let error = qapi_runtime::json::from_str::<Vec<u8>>("[1, []]").expect_err("a list is not a number");
        assert!(matches!(Error::misread("x", "[1, []]", &error), Error::Unfit { path, .. } if path == "[1]"));
    }
}
