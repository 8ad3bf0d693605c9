//! A place in JSON text, and the tokens that stand there.
//!
//! In: text. Out: strings, numbers, values. Afterwards: what was taken is well-formed JSON. `None` says nothing about
//! why: the caller asks `serde_json` what is wrong.

use super::scan;
use serde::de::IgnoredAny;
use serde_json::{Number, Value};
use std::borrow::Cow;

/// How deep values may nest, as in `serde_json`.
const DEPTH: u32 = 128;

/// A place in a text.
pub struct Reader<'de> {
    pub text: &'de str,
    pub at: usize,
    depth: u32,
}

impl<'de> Reader<'de> {
    /// At the start of a text.
    pub fn new(text: &'de str) -> Self {
        Reader { text, at: 0, depth: 0 }
    }

    /// Whether only white space is left.
    pub fn is_at_end(&self) -> bool {
        scan::space(self.bytes(), self.at) == self.text.len()
    }

    #[inline]
    fn bytes(&self) -> &'de [u8] {
        self.text.as_bytes()
    }

    /// The next byte that is not white space, without taking it.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        match self.bytes().get(self.at) {
            Some(b' ' | b'\n' | b'\t' | b'\r') => {
                self.at = scan::space(self.bytes(), self.at);
                self.bytes().get(self.at).copied()
            }
            byte => byte.copied(),
        }
    }

    /// Takes this byte.
    #[inline]
    pub fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Takes this word.
    pub fn word(&mut self, word: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    /// Takes the bracket or brace that opens a value, which must not nest too deep.
    pub fn enter(&mut self) -> Option<()> {
        self.at += 1;
        self.depth += 1;
        (self.depth < DEPTH).then_some(())
    }

    /// Takes the one that closes it.
    pub fn leave(&mut self) {
        self.at += 1;
        self.depth -= 1;
    }

    /// Goes to the next entry of a list or object; false if `end` is next, which is left where it is.
    #[inline]
    pub fn entry(&mut self, first: &mut bool, end: u8) -> Option<bool> {
        let next = self.peek()?;
        if next == end {
            return Some(false);
        }
        if !std::mem::take(first) {
            if next != b',' {
                return None;
            }
            self.at += 1;
            // A comma promises another entry.
            if self.peek()? == end {
                return None;
            }
        }
        Some(true)
    }

    /// Takes a string that has to be this name, which has nothing to escape; otherwise stays where it is.
    #[inline]
    pub fn name(&mut self, name: &str) -> bool {
        let end = self.at + 1 + name.len();
        let found = self.bytes().get(end) == Some(&b'"') && self.bytes().get(self.at + 1..end) == Some(name.as_bytes());
        if found {
            self.at = end + 1;
        }
        found
    }

    /// Takes the string whose opening quote is next.
    pub fn string(&mut self) -> Option<Cow<'de, str>> {
        let start = self.at;
        let (end, escaped) = scan::string(self.bytes(), start + 1)?;
        self.at = end + 1;
        if escaped {
            return serde_json::from_str(self.text.get(start..=end)?).ok().map(Cow::Owned);
        }
        self.text.get(start + 1..end).map(Cow::Borrowed)
    }

    /// Takes a key and the colon after it.
    pub fn key(&mut self) -> Option<Cow<'de, str>> {
        if self.peek()? != b'"' {
            return None;
        }
        let key = self.string()?;
        self.take(b':').map(|()| key)
    }

    /// Takes a number: a short whole number as it is, any other as `serde_json` reads it.
    pub fn number(&mut self) -> Option<Result<i64, Number>> {
        let start = self.at;
        let bytes = self.bytes();
        let negative = bytes.get(start) == Some(&b'-');
        let digits = start + usize::from(negative);
        let mut end = digits;
        let mut value = 0_i64;
        while let Some(digit @ b'0'..=b'9') = bytes.get(end) {
            if end - digits == 18 {
                return self.long_number();
            }
            value = value * 10 + i64::from(digit - b'0');
            end += 1;
        }
        let usual = match (end - digits, bytes.get(digits)) {
            (0, _) => false,
            (1, Some(b'0')) => !negative,
            (_, first) => first != Some(&b'0'),
        };
        if !usual || matches!(bytes.get(end), Some(b'.' | b'e' | b'E')) {
            return self.long_number();
        }
        self.at = end;
        Some(Ok(if negative { -value } else { value }))
    }

    fn long_number(&mut self) -> Option<Result<i64, Number>> {
        serde_json::from_str(self.raw()?).ok().map(Err)
    }

    /// Takes any value.
    pub fn value(&mut self) -> Option<Value> {
        serde_json::from_str(self.raw()?).ok()
    }

    /// Takes a value that is of no interest.
    pub fn skip(&mut self) -> Option<()> {
        serde_json::from_str::<IgnoredAny>(self.raw()?).ok().map(drop)
    }

    /// Takes the text of a value.
    fn raw(&mut self) -> Option<&'de str> {
        let start = self.at;
        self.at = scan::value(self.bytes(), start)?;
        self.text.get(start..self.at)
    }
}
