//! A position in JSON text, and the brackets, names and strings that are read from there.
//!
//! Numbers are read in `number`, values of any type in `value`. Where reading fails, the reader keeps the fault. Its
//! position is then that of the fault, and only its depth and position have to be set back to go on.

use super::ahead::Ahead;
use super::depth::{LEVELS, Stack};
use super::fault::{Failed, Fault, Misfit, Problem, Read};
use super::order::{Order, Orders};
use super::{path, scan};
use serde::de::IgnoredAny;
use std::borrow::Cow;

/// A position in JSON text. A type reads itself from it.
#[derive(Debug)]
pub struct Reader<'de> {
    text: &'de str,
    at: usize,
    /// How many more levels may be opened.
    depth: u32,
    stack: Stack,
    /// How the members of the innermost object are read.
    mode: Mode,
    /// What went wrong so far. Hardly ever there, and so kept elsewhere.
    trouble: Option<Box<Trouble>>,
    /// The orders of members that this thread remembers.
    orders: Option<&'de Orders>,
    ahead: Ahead,
}

/// What went wrong.
#[derive(Debug, Default)]
struct Trouble {
    fault: Option<Fault>,
    /// What was left out, in the order of the text.
    misfits: Vec<Misfit>,
}

/// How much is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode(u8);

impl Mode {
    /// What can be understood is accepted.
    pub const OPEN: Mode = Mode(0);
    /// Only what the schema says is accepted.
    pub const STRICT: Mode = Mode(1);
    /// What does not fit is left out where that is possible. This may be added to the others.
    const PARTIAL: u8 = 2;
    /// Values of any type must not have a member twice. This may be added to the others.
    const UNIQUE: u8 = 4;
    /// Only what the schema says is accepted, whatever the types say. This may be added to the others.
    const STRICT_THROUGHOUT: u8 = 8;

    /// The stricter one of two modes.
    #[inline]
    pub fn or(self, other: Mode) -> Mode {
        Mode(self.0 | other.0)
    }

    /// This mode for an object, within an object that is read in another one.
    #[inline]
    pub fn within(self, outer: Mode) -> Mode {
        Mode(self.0 | outer.0 & (Mode::PARTIAL | Mode::STRICT_THROUGHOUT))
    }
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
    pub(crate) fn with_orders(text: &'de str, orders: &'de Orders, may_guess: bool) -> Self {
        Reader { orders: Some(orders), ahead: Ahead::new(may_guess), ..Reader::new(text) }
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
        self.mode.0 & Mode::PARTIAL != 0
    }

    /// From now on, leaves out what does not fit, and does not guess.
    pub(crate) fn set_partial(&mut self) {
        self.mode.0 |= Mode::PARTIAL;
        self.ahead = Ahead::new(false);
    }

    /// Whether only what the schema says is accepted.
    pub(crate) fn is_strict(&self) -> bool {
        self.mode.0 & (Mode::STRICT.0 | Mode::STRICT_THROUGHOUT) != 0
    }

    /// Whether only what the schema says is accepted, whatever the types say.
    #[inline]
    pub(crate) fn is_strict_throughout(&self) -> bool {
        self.mode.0 & Mode::STRICT_THROUGHOUT != 0
    }

    /// From now on, accepts only what the schema says, whatever the types say.
    pub(crate) fn set_strict_throughout(&mut self) {
        self.mode.0 |= Mode::STRICT_THROUGHOUT;
    }

    /// Whether values of any type must not have a member twice.
    pub(super) fn is_unique(&self) -> bool {
        self.mode.0 & Mode::UNIQUE != 0
    }

    /// From now on, values of any type must not have a member twice.
    pub(super) fn set_unique(&mut self) {
        self.mode.0 |= Mode::UNIQUE;
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

    /// Drops the reader. In the usual case there is nothing to drop, which the compiler does not find out by itself; that
    /// saves a tenth of the time that reading an empty list takes.
    #[inline]
    pub(crate) fn finish(self) {
        if self.trouble.is_none() && self.ahead.is_simple() {
            std::mem::forget(self);
        }
    }

    /// Checks that only white space is left.
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
    pub(crate) fn object(&mut self) -> Read<bool> {
        match self.peek() {
            b'{' => self.open(b'}'),
            _ => self.mismatch("an object"),
        }
    }

    /// Goes on after a member. Returns whether there is another one, whose name is then next.
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

    /// The next value is malformed or nests too deep.
    #[cold]
    fn not_skipped<T>(&mut self) -> Read<T> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        match serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>().next() {
            Some(Ok(_)) => self.too_deep(),
            _ => self.malformed(),
        }
    }

    #[cold]
    fn too_deep<T>(&mut self) -> Read<T> {
        self.fault("recursion limit exceeded: lists and objects nest too deep")
    }

    #[cold]
    fn fail<T>(&mut self, problem: Problem) -> Read<T> {
        self.trouble.get_or_insert_default().fault.get_or_insert_with(|| Fault::new(problem, self.at));
        Err(Failed)
    }

    fn current_fault(&self) -> Option<&Fault> {
        self.trouble.as_ref().and_then(|trouble| trouble.fault.as_ref())
    }

    fn fault_mut(&mut self) -> Option<&mut Fault> {
        self.trouble.as_mut().and_then(|trouble| trouble.fault.as_mut())
    }

    fn take_fault(&mut self) {
        if let Some(trouble) = &mut self.trouble {
            trouble.fault = None;
        }
    }

    /// The text is not JSON.
    #[cold]
    pub(crate) fn malformed<T>(&mut self) -> Read<T> {
        self.fail(Problem::Syntax)
    }

    /// Fails with a message about the next value.
    ///
    /// # Errors
    /// Always.
    #[cold]
    pub fn fault<T>(&mut self, message: impl std::fmt::Display) -> Read<T> {
        self.fail(Problem::Value(message.to_string()))
    }

    /// Fails because the next value is not what was `expected`.
    ///
    /// # Errors
    /// Always.
    #[cold]
    pub fn mismatch<T>(&mut self, expected: &str) -> Read<T> {
        let Some(end) = scan::value(self.bytes(), self.at, self.depth) else { return self.not_skipped() };
        let text = self.text.get(self.at..end).unwrap_or_default();
        match self.kind()? {
            ValueKind::Null if matches!(expected, "a string" | "a list") => {
                self.fail(Problem::Null(format!("expected {expected}, got null")))
            }
            ValueKind::Null | ValueKind::Bool => self.fault(format_args!("expected {expected}, got {text}")),
            ValueKind::Number => self.fault(format_args!("expected {expected}, got the number {text}")),
            ValueKind::String => {
                let start = self.at;
                let got = self.raw_string()?;
                self.at = start;
                self.fault(format_args!("expected {expected}, got the string '{got}'"))
            }
            ValueKind::Array => self.fault(format_args!("expected {expected}, got a list")),
            ValueKind::Object => self.fault(format_args!("expected {expected}, got an object")),
        }
    }

    /// Takes `null` where a string or a list was expected, which has just failed, as an absent member.
    #[cold]
    pub(crate) fn null_is_absent(&mut self) -> Read {
        if self.is_strict() || !self.current_fault().is_some_and(Fault::is_null) {
            return Err(Failed);
        }
        self.take_fault();
        self.null()
    }

    /// Takes the fault away, unless the text is malformed or a guess may have been wrong.
    #[cold]
    pub(crate) fn recover(&mut self) -> Read<String> {
        match self.current_fault() {
            Some(fault) if !matches!(fault.problem, Problem::Syntax) && !self.has_guessed() => {
                let message = fault.message();
                self.take_fault();
                Ok(message)
            }
            _ => Err(Failed),
        }
    }

    /// Remembers that a value was left out. What had been left out of that value no longer counts.
    pub(crate) fn left_out(&mut self, at: usize, fault: String) {
        let misfits = &mut self.trouble.get_or_insert_default().misfits;
        while misfits.last().is_some_and(|last| last.at >= at) {
            misfits.pop();
        }
        misfits.push(Misfit { at, fault });
    }

    /// What was left out, with the paths that lead there.
    pub(crate) fn take_misfits(&mut self) -> Vec<(String, Misfit)> {
        let misfits = self.trouble.as_mut().map(|trouble| std::mem::take(&mut trouble.misfits)).unwrap_or_default();
        let paths = path::of_all(self.text, misfits.iter().map(|misfit| misfit.at));
        paths.into_iter().zip(misfits).collect()
    }

    /// Adds a member to the path of the fault.
    #[cold]
    pub(crate) fn in_member(&mut self, name: &'static str) {
        if let Some(fault) = self.fault_mut() {
            fault.in_member(name);
        }
    }

    /// Adds the name of an event to the path of the fault.
    #[cold]
    pub(crate) fn in_event(&mut self, name: &str) {
        if let Some(fault) = self.fault_mut() {
            fault.in_event(name);
        }
    }

    /// Adds an element to the path of the fault.
    #[cold]
    pub(crate) fn in_element(&mut self, index: usize) {
        if let Some(fault) = self.fault_mut() {
            fault.in_element(index);
        }
    }

    /// The message of the fault, after its path.
    #[cold]
    pub(crate) fn message(&self) -> String {
        self.current_fault().map(Fault::message).unwrap_or_default()
    }

    /// The fault as an error with its line and column.
    #[cold]
    pub(crate) fn error(&self) -> serde_json::Error {
        match self.current_fault() {
            Some(fault) => fault.error(self.text),
            None => Fault::new(Problem::Syntax, self.at).error(self.text),
        }
    }
}
