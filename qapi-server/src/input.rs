//! Splitting a client's bytes into messages, by QEMU's rules.
//!
//! Nothing in particular ends a message, several may come at once, and anything else may come instead. QEMU has rules
//! for all of that, on which clients rely to get a server into a known state: its extensions to JSON, its limits, what
//! ends a faulty message, and where reading resumes. This room follows them. There is no I/O here. Time and memory must
//! stay linear in the input, whatever it is.

mod lexer;
mod parser;
mod string;

use lexer::Lexer;
use parser::Parser;
use std::ops::Range;

/// How large a message of a client may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The bytes of all tokens of a message, plus one for each token.
    pub bytes: usize,
    /// The tokens of a message.
    pub tokens: usize,
    /// How deep objects and lists may nest.
    pub nesting: usize,
}

impl Default for Limits {
    /// QEMU's limits.
    fn default() -> Self {
        Limits { bytes: 64 << 20, tokens: 2 << 20, nesting: 1024 }
    }
}

/// A message without a fault: any JSON value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    text: String,
    is_object: bool,
    /// Where the keys and values of the object itself stand.
    members: Vec<(Range<usize>, Range<usize>)>,
}

impl Message {
    /// The message as JSON without white space. Numbers are as they came.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the message is an object.
    #[must_use]
    pub fn is_object(&self) -> bool {
        self.is_object
    }

    /// The members of the object in the order in which they came: their names, as strings of JSON, and their values.
    pub fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members.iter().map(|(key, value)| (&self.text[key.clone()], &self.text[value.clone()]))
    }
}

/// The input of one client.
///
/// ```
/// use qapi_server::input::{Input, Limits};
///
/// let mut input = Input::new(Limits::default());
/// let mut bytes = &b"{'execute': 'stop'}{\"execute\" 1}{\"exec"[..];
/// let message = input.next(&mut bytes).expect("a whole message").expect("a sound one");
/// assert_eq!(message.text(), r#"{"execute":"stop"}"#);
/// let fault = input.next(&mut bytes).expect("a whole message").expect_err("a colon is missing");
/// assert_eq!(fault, "JSON parse error, missing : in object pair");
/// assert_eq!(input.next(&mut bytes), None);
/// assert!(bytes.is_empty());
/// ```
#[derive(Debug)]
pub struct Input {
    lexer: Lexer,
    parser: Parser,
}

impl Input {
    /// The input of a client that has sent nothing.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Input { lexer: Lexer::new(limits.bytes), parser: Parser::new(limits) }
    }

    /// Takes bytes from the front of `bytes` up to the end of a message. Returns the message, or what is wrong with it,
    /// in QEMU's words; `None` when all bytes are taken and the message goes on.
    pub fn next(&mut self, bytes: &mut &[u8]) -> Option<Result<Message, String>> {
        while let Some(lexeme) = self.lexer.next(bytes) {
            let ended = self.parser.take(lexeme, self.lexer.token());
            if ended.is_some() {
                return ended;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
