//! From tokens to messages, by the rules of QEMU's parser.
//!
//! Braces and brackets are counted separately, and a message ends when none of either is open, faulty or not. So a
//! fault within a message is reported once, and the next message begins where this one ended. The message is written as
//! plain JSON while its tokens come. Nothing here may be recursive.

use super::lexer::Lexeme;
use super::{Limits, Message, string};
use std::collections::HashSet;
use std::ops::Range;

/// An object or list that is open.
#[derive(Debug)]
struct Container {
    is_object: bool,
    expect: Expect,
    keys: Keys,
    /// Where the last key stands in the text, and where the last value starts.
    key: Range<usize>,
    value: usize,
}

/// What may come next in a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// The first key or element, or the end.
    FirstOrEnd,
    Key,
    Colon,
    /// An element, or a member's value.
    Value,
    SeparatorOrEnd,
}

/// The keys of an object so far, as they stand in the text.
#[derive(Debug)]
enum Keys {
    Few(Vec<Range<usize>>),
    Many(HashSet<Vec<u8>>),
}

/// How many keys are compared one by one.
const FEW: usize = 16;

impl Keys {
    /// Adds a key. Returns whether it is new.
    fn add(&mut self, key: Range<usize>, text: &str) -> bool {
        let bytes = |range: &Range<usize>| &text.as_bytes()[range.clone()];
        match self {
            Keys::Few(keys) if keys.iter().any(|known| bytes(known) == bytes(&key)) => false,
            Keys::Few(keys) if keys.len() < FEW => {
                keys.push(key);
                true
            }
            Keys::Few(keys) => {
                *self = Keys::Many(keys.iter().chain([&key]).map(|key| bytes(key).to_vec()).collect());
                true
            }
            Keys::Many(keys) => keys.insert(bytes(&key).to_vec()),
        }
    }
}

#[derive(Debug)]
pub struct Parser {
    limits: Limits,
    braces: isize,
    brackets: isize,
    tokens: usize,
    bytes: usize,
    message: Message,
    containers: Vec<Container>,
    /// What was wrong first.
    fault: Option<String>,
}

impl Parser {
    pub fn new(limits: Limits) -> Self {
        Parser {
            limits,
            braces: 0,
            brackets: 0,
            tokens: 0,
            bytes: 0,
            message: Message::default(),
            containers: Vec::new(),
            fault: None,
        }
    }

    /// Takes a token. Returns the message that it ends, or what is wrong with that.
    pub fn take(&mut self, lexeme: Lexeme, token: &[u8]) -> Option<Result<Message, String>> {
        match lexeme {
            Lexeme::Punctuation(b'{') => self.braces += 1,
            Lexeme::Punctuation(b'}') => self.braces -= 1,
            Lexeme::Punctuation(b'[') => self.brackets += 1,
            Lexeme::Punctuation(b']') => self.brackets -= 1,
            Lexeme::Stray => return self.give_up(format!("JSON parse error, stray '{}'", shown(token))),
            Lexeme::Oversized => return self.give_up("JSON token size limit exceeded".to_owned()),
            _ => {}
        }
        self.tokens += 1;
        self.bytes += token.len() + 1;
        if self.bytes > self.limits.bytes {
            return self.give_up("JSON token size limit exceeded".to_owned());
        }
        if self.tokens > self.limits.tokens {
            return self.give_up("JSON token count limit exceeded".to_owned());
        }
        if usize::try_from(self.braces + self.brackets).is_ok_and(|depth| depth > self.limits.nesting) {
            return self.give_up("JSON nesting depth limit exceeded".to_owned());
        }
        if self.fault.is_none()
            && let Err(fault) = self.parse(lexeme, token)
        {
            self.fault = Some(fault);
            self.message = Message::default();
            self.containers.clear();
        }
        if self.braces >= 0 && self.brackets >= 0 && (self.braces > 0 || self.brackets > 0) {
            return None;
        }
        if !self.containers.is_empty() {
            self.fault = Some("premature EOI".to_owned());
        }
        let parsed = std::mem::replace(self, Parser::new(self.limits));
        Some(match parsed.fault {
            Some(fault) => Err(format!("JSON parse error, {fault}")),
            None => Ok(parsed.message),
        })
    }

    /// Forgets the message, because of this.
    fn give_up(&mut self, reason: String) -> Option<Result<Message, String>> {
        *self = Parser::new(self.limits);
        Some(Err(reason))
    }

    fn parse(&mut self, lexeme: Lexeme, token: &[u8]) -> Result<(), String> {
        let Some(container) = self.containers.last_mut() else { return self.value(lexeme, token) };
        let end = if container.is_object { b'}' } else { b']' };
        match (container.expect, lexeme) {
            (Expect::FirstOrEnd | Expect::SeparatorOrEnd, Lexeme::Punctuation(byte)) if byte == end => {
                self.containers.pop();
                self.message.text.push(char::from(end));
                self.completed(false)
            }
            (Expect::SeparatorOrEnd, Lexeme::Punctuation(b',')) => {
                container.expect = if container.is_object { Expect::Key } else { Expect::Value };
                self.message.text.push(',');
                Ok(())
            }
            (Expect::SeparatorOrEnd, _) if container.is_object => Err("expected separator in dict".to_owned()),
            (Expect::SeparatorOrEnd, _) => Err("expected separator in list".to_owned()),
            (Expect::Colon, Lexeme::Punctuation(b':')) => {
                container.expect = Expect::Value;
                self.message.text.push(':');
                container.value = self.message.text.len();
                Ok(())
            }
            (Expect::Colon, _) => Err("missing : in object pair".to_owned()),
            (Expect::FirstOrEnd | Expect::Key, _) if container.is_object => {
                container.expect = Expect::Key;
                container.key.start = self.message.text.len();
                self.value(lexeme, token)
            }
            _ => self.value(lexeme, token),
        }
    }

    /// Takes the start of a value, or all of it.
    fn value(&mut self, lexeme: Lexeme, token: &[u8]) -> Result<(), String> {
        let text = &mut self.message.text;
        match lexeme {
            Lexeme::Punctuation(open @ (b'{' | b'[')) => {
                let is_object = open == b'{';
                text.push(char::from(open));
                self.message.is_object |= is_object && self.containers.is_empty();
                self.containers.push(Container {
                    is_object,
                    expect: Expect::FirstOrEnd,
                    keys: Keys::Few(Vec::new()),
                    key: 0..0,
                    value: 0,
                });
                return Ok(());
            }
            Lexeme::String => {
                string::append(token, text)?;
                return self.completed(true);
            }
            Lexeme::Keyword if !matches!(token, b"true" | b"false" | b"null") => {
                return Err(format!("invalid keyword '{}'", shown(token)));
            }
            Lexeme::Number | Lexeme::Keyword => text.extend(token.iter().map(|byte| char::from(*byte))),
            _ => return Err("expecting value".to_owned()),
        }
        self.completed(false)
    }

    /// A value is complete.
    fn completed(&mut self, is_string: bool) -> Result<(), String> {
        let depth = self.containers.len();
        let Some(container) = self.containers.last_mut() else { return Ok(()) };
        let end = self.message.text.len();
        match container.expect {
            Expect::Key if !is_string => return Err("key is not a string in object".to_owned()),
            Expect::Key => {
                container.key.end = end;
                container.expect = Expect::Colon;
                return Ok(());
            }
            _ if container.is_object => {
                if !container.keys.add(container.key.clone(), &self.message.text) {
                    return Err("duplicate key".to_owned());
                }
                if depth == 1 {
                    self.message.members.push((container.key.clone(), container.value..end));
                }
            }
            _ => {}
        }
        container.expect = Expect::SeparatorOrEnd;
        Ok(())
    }
}

/// A token for a message; the middle of a long one is left out.
fn shown(token: &[u8]) -> String {
    const EDGE: usize = 100;
    match (token.get(..EDGE), token.len().checked_sub(EDGE)) {
        (Some(first), Some(rest)) if rest > EDGE => {
            format!("{}...{}", String::from_utf8_lossy(first), String::from_utf8_lossy(&token[rest..]))
        }
        _ => String::from_utf8_lossy(token).into_owned(),
    }
}
