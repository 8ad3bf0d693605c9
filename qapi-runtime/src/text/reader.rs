//! A position in JSON text, and the brackets, names and words that are read from there.
//!
//! Strings are read in `string`, numbers in `number`, values of any type in `value`. Where reading fails, the reader
//! keeps the fault (`trouble`). Its position is then that of the fault, and only its depth and position have to be set
//! back to go on.

use super::ahead::Ahead;
use super::depth::{LEVELS, Stack};
use super::fault::{Read, Trouble};
use super::mode::Mode;
use super::order::{Order, Orders};
use super::scan;
use std::borrow::Cow;

/// A position in JSON text. A type reads itself from it.
#[derive(Debug)]
pub struct Reader<'de> {
    pub(super) text: &'de str,
    pub(super) at: usize,
    /// How many more levels may be opened.
    pub(super) depth: u32,
    stack: Stack,
    /// How the members of the innermost object are read.
    mode: Mode,
    /// What went wrong so far. Hardly ever there, and so kept elsewhere.
    pub(super) trouble: Option<Box<Trouble>>,
    /// The orders of members that this thread remembers.
    orders: Option<&'de Orders>,
    ahead: Ahead,
}

/// A position to which a reader can go back.
#[derive(Debug, Clone, Copy)]
pub struct Checkpoint {
    at: usize,
    depth: u32,
    mode: Mode,
}

/// The type of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

impl Checkpoint {
    /// The mode at this position.
    pub fn mode(self) -> Mode {
        self.mode
    }
}

impl<'de> Reader<'de> {
    /// A reader at the start of a text, which does not guess.
    #[inline]
    pub(crate) fn new(text: &'de str) -> Self {
        Reader {
            text,
            at: 0,
            depth: LEVELS,
            stack: Stack::here(),
            mode: Mode::OPEN,
            trouble: None,
            orders: None,
            ahead: Ahead::new(false),
        }
    }

    /// A reader that remembers the order of members. If it may guess and [`Reader::has_guessed`], a failure means
    /// nothing until the text has been read again without guessing.
    #[inline]
    pub(crate) fn with_orders(text: &'de str, orders: &'de Orders, may_guess: bool, is_strict: bool) -> Self {
        let mode = if is_strict { Mode::STRICT_THROUGHOUT } else { Mode::OPEN };
        Reader { orders: Some(orders), ahead: Ahead::new(may_guess), mode, ..Reader::new(text) }
    }

    /// A reader of text that this crate wrote, which may nest as deep as the value it was written from.
    pub(crate) fn of_own(text: &'de str) -> Self {
        Reader { depth: u32::MAX, ..Reader::new(text) }
    }

    /// Whether any discriminator was found by guessing.
    pub(crate) fn has_guessed(&self) -> bool {
        self.ahead.guessed()
    }

    /// The order that is remembered for these members.
    #[inline]
    pub(crate) fn order_of(&self, members: &'static [&'static str]) -> Option<&'de Order> {
        self.orders.filter(|_| !members.is_empty()).map(|orders| orders.of(members))
    }

    /// Where the value of the member `name` starts, of the object whose next member is next in the text.
    pub(crate) fn look_ahead(&mut self, name: &'static str) -> Option<usize> {
        self.ahead.member(self.text, self.at, name)
    }

    /// The same, surely and not by guessing.
    pub(crate) fn find_ahead(&mut self, name: &str) -> Option<usize> {
        self.ahead.find(self.text, self.at, name)
    }

    /// The whole text.
    #[inline(always)]
    pub(crate) fn text(&self) -> &'de str {
        self.text
    }

    #[inline(always)]
    pub(crate) fn bytes(&self) -> &'de [u8] {
        self.text.as_bytes()
    }

    /// The byte offset in the text.
    #[inline(always)]
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The position, to go back to whatever happens until then.
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint { at: self.at, depth: self.depth, mode: self.mode }
    }

    /// Goes back.
    pub(crate) fn go_back(&mut self, Checkpoint { at, depth, mode }: Checkpoint) {
        (self.at, self.depth, self.mode) = (at, depth, mode);
    }

    /// How the members of the innermost object are read.
    #[inline]
    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    pub(crate) fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// Whether what does not fit is left out where that is possible.
    #[inline]
    pub(crate) fn is_partial(&self) -> bool {
        self.mode.meets(Mode::PARTIAL)
    }

    /// From now on, leaves out what does not fit, and does not guess.
    pub(crate) fn set_partial(&mut self) {
        self.mode = self.mode.or(Mode::PARTIAL);
        self.ahead = Ahead::new(false);
    }

    /// Whether only what the schema says is accepted.
    pub(crate) fn is_strict(&self) -> bool {
        self.mode.meets(Mode::STRICT.or(Mode::STRICT_THROUGHOUT))
    }

    /// Whether only what the schema says is accepted, whatever the types say.
    #[inline]
    pub(crate) fn is_strict_throughout(&self) -> bool {
        self.mode.meets(Mode::STRICT_THROUGHOUT)
    }

    /// Whether values of any type must not have a member twice.
    pub(super) fn is_unique(&self) -> bool {
        self.mode.meets(Mode::UNIQUE)
    }

    /// From now on, values of any type must not have a member twice.
    pub(super) fn set_unique(&mut self) {
        self.mode = self.mode.or(Mode::UNIQUE);
    }

    /// Goes to another offset on the same level of nesting.
    #[inline(always)]
    pub(crate) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Goes to the end of the value that starts at `at` on the same level, in a text that is known to be well formed.
    pub(crate) fn go_after(&mut self, at: usize) {
        self.at = scan::after(self.bytes(), at).unwrap_or(self.text.len());
    }

    /// The next byte that is not white space, without taking it; zero at the end.
    #[inline(always)]
    pub(crate) fn peek(&mut self) -> u8 {
        let bytes = self.bytes();
        let mut at = self.at;
        loop {
            match bytes.get(at) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => at += 1,
                byte => {
                    self.at = at;
                    return byte.copied().unwrap_or(0);
                }
            }
        }
    }

    /// Whether there is anything to drop.
    #[inline]
    pub(crate) fn owns_anything(&self) -> bool {
        self.trouble.is_some() || !self.ahead.is_simple()
    }

    /// Checks that only white space is left.
    #[inline]
    pub(crate) fn end(&mut self) -> Read {
        self.peek();
        if self.at == self.text.len() { Ok(()) } else { self.malformed() }
    }

    /// Takes an opening bracket, and `end` if it follows at once. Returns whether there is an entry.
    #[inline]
    pub(super) fn open(&mut self, end: u8) -> Read<bool> {
        let Some(depth) = self.depth.checked_sub(1).filter(|_| !self.stack.is_used_up()) else {
            return self.too_deep();
        };
        self.at += 1;
        if self.peek() == end {
            self.at += 1;
            return Ok(false);
        }
        self.depth = depth;
        Ok(true)
    }

    /// Takes the comma after an entry, or the closing bracket `end`. Returns whether there is another entry.
    #[inline(always)]
    pub(super) fn more(&mut self, end: u8) -> Read<bool> {
        match self.peek() {
            b',' => {
                self.at += 1;
                Ok(true)
            }
            byte if byte == end => {
                self.at += 1;
                self.depth += 1;
                Ok(false)
            }
            _ => self.malformed(),
        }
    }

    /// Starts a list. Returns whether it has an element, which is then next.
    ///
    /// # Errors
    /// The next value is not a list.
    #[inline]
    pub fn list(&mut self) -> Read<bool> {
        match self.peek() {
            b'[' => self.open(b']'),
            _ => self.mismatch("a list"),
        }
    }

    /// Goes on after an element. Returns whether there is another one, which is then next.
    ///
    /// # Errors
    /// The text is malformed.
    #[inline]
    pub fn next_element(&mut self) -> Read<bool> {
        self.more(b']')
    }

    /// Starts an object. Returns whether it has a member, whose name is then next.
    #[inline]
    pub(crate) fn object(&mut self) -> Read<bool> {
        match self.peek() {
            b'{' => self.open(b'}'),
            _ => self.mismatch("an object"),
        }
    }

    /// Goes on after a member. Returns whether there is another one, whose name is then next.
    #[inline]
    pub(crate) fn next_member(&mut self) -> Read<bool> {
        self.more(b'}')
    }

    /// The type of the next value.
    ///
    /// # Errors
    /// The text is malformed.
    pub fn kind(&mut self) -> Read<ValueKind> {
        Ok(match self.peek() {
            b'"' => ValueKind::String,
            b'{' => ValueKind::Object,
            b'[' => ValueKind::Array,
            b't' | b'f' => ValueKind::Bool,
            b'n' => ValueKind::Null,
            b'-' | b'0'..=b'9' => ValueKind::Number,
            _ => return self.malformed(),
        })
    }

    /// Takes the name of a member, and its colon.
    pub(crate) fn name(&mut self) -> Read<Cow<'de, str>> {
        if self.peek() != b'"' {
            return self.malformed();
        }
        let name = self.raw_string()?;
        self.colon()?;
        Ok(name)
    }

    /// Takes the colon after a name.
    #[inline(always)]
    pub(crate) fn colon(&mut self) -> Read {
        match self.peek() {
            b':' => {
                self.at += 1;
                Ok(())
            }
            _ => self.malformed(),
        }
    }

    /// Takes `null`.
    pub(crate) fn null(&mut self) -> Read {
        match self.peek() {
            b'n' => self.word("null"),
            _ => self.mismatch("null"),
        }
    }

    /// Takes `true` or `false`.
    #[inline]
    pub(crate) fn boolean(&mut self) -> Read<bool> {
        match self.peek() {
            b't' => self.word("true").map(|()| true),
            b'f' => self.word("false").map(|()| false),
            _ => self.mismatch("true or false"),
        }
    }

    #[inline]
    fn word(&mut self, word: &str) -> Read {
        if !self.bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            return self.malformed();
        }
        self.at += word.len();
        Ok(())
    }

    /// Skips a value.
    ///
    /// # Errors
    /// The text is malformed.
    pub fn skip(&mut self) -> Read {
        self.peek();
        match scan::value(self.bytes(), self.at, self.depth) {
            Some(end) => {
                self.at = end;
                Ok(())
            }
            None => self.not_skipped(),
        }
    }
}
