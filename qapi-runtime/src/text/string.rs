//! Reading strings and names.
//!
//! Nearly all strings have no escapes, and are borrowed from the text or copied at once. Each function here gives the
//! same string; they differ in how it travels.

use super::fault::Read;
use super::reader::Reader;
use super::scan;
use std::borrow::Cow;

impl<'de> Reader<'de> {
    /// Takes the next string if it is `name`, which contains nothing that is escaped.
    #[inline(always)]
    pub(crate) fn is_name(&mut self, name: &str) -> bool {
        let Some(rest) = self.bytes().get(self.at + 1..) else { return false };
        let found = rest.get(name.len()) == Some(&b'"')
            && rest.get(..name.len()).is_some_and(|text| scan::same(text, name.as_bytes()));
        if found {
            self.at += name.len() + 2;
        }
        found
    }

    /// Takes the string whose opening quote is next. It is borrowed unless it has escapes.
    #[inline]
    pub(crate) fn raw_string(&mut self) -> Read<Cow<'de, str>> {
        let start = self.at + 1;
        match scan::string(self.bytes(), start) {
            Some((end, false)) => {
                self.at = end + 1;
                // A quote is never in the middle of a character.
                Ok(Cow::Borrowed(self.text.get(start..end).unwrap_or_default()))
            }
            Some((end, true)) => self.unescape(end).map(Cow::Owned),
            None => self.malformed(),
        }
    }

    #[cold]
    fn unescape(&mut self, end: usize) -> Read<String> {
        match self.text.get(self.at..=end).map(serde_json::from_str::<String>) {
            Some(Ok(text)) => {
                self.at = end + 1;
                Ok(text)
            }
            // Everything else has been checked.
            _ => self.fault("an escape that is half a character"),
        }
    }

    /// Takes a string without escapes, and leaves anything else.
    ///
    /// Nearly every name is one. It comes in registers; a `Cow`, which goes through memory, takes a tenth longer to
    /// read an object with one enumeration.
    #[inline(never)]
    pub(crate) fn plain_string(&mut self) -> Option<&'de str> {
        if self.peek() != b'"' {
            return None;
        }
        let start = self.at + 1;
        let (end, false) = scan::string(self.bytes(), start)? else { return None };
        self.at = end + 1;
        self.text.get(start..end)
    }

    /// Takes a string.
    ///
    /// # Errors
    /// The next value is not a string.
    #[inline]
    pub fn string(&mut self) -> Read<Cow<'de, str>> {
        if self.peek() == b'"' { self.raw_string() } else { self.mismatch("a string") }
    }

    /// Takes a string. Unlike [`Reader::string`] followed by `into_owned`, this never makes a `Cow`.
    #[inline]
    pub(crate) fn owned(&mut self) -> Read<String> {
        if self.peek() != b'"' {
            return self.mismatch("a string");
        }
        let start = self.at + 1;
        match scan::string(self.bytes(), start) {
            Some((end, false)) => {
                self.at = end + 1;
                Ok(self.text.get(start..end).unwrap_or_default().to_owned())
            }
            Some((end, true)) => self.unescape(end),
            None => self.malformed(),
        }
    }
}
