//! A place in JSON text, and the values that stand there.
//!
//! In: text. Out: strings, numbers, any value. Afterwards: what was taken is well-formed JSON. Where reading fails, the
//! reader keeps what is wrong ([`super::fault`]).

use super::ahead::Ahead;
use super::fault::{Fault, Problem};
use super::order::{Order, Orders};
use super::scan;
use crate::decode::{Decode, Failed, Kind, Read};
use serde::de::IgnoredAny;
use serde_json::{Map, Number, Value};
use std::borrow::Cow;

/// How deep lists and objects may nest, as in `serde_json`.
const DEPTH: u32 = 127;

/// A place in a text.
#[derive(Debug)]
pub struct Reader<'de> {
    pub(super) text: &'de str,
    pub(super) at: usize,
    pub(super) depth: u32,
    pub(super) fault: Option<Box<Fault>>,
    /// What is known of the order of members.
    pub(super) orders: Option<&'de Orders>,
    pub(super) ahead: Ahead,
}

impl<'de> Reader<'de> {
    /// At the start of a text. Where it may guess, what does not fit must be read again by one that may not.
    pub(crate) fn new(text: &'de str, guess: bool) -> Self {
        Reader { text, at: 0, depth: DEPTH, fault: None, orders: None, ahead: Ahead::new(guess) }
    }

    /// At the start of a text that this crate wrote, which may nest as deep as what it was written from.
    pub(crate) fn of_own(text: &'de str) -> Self {
        Reader { depth: u32::MAX, ..Reader::new(text, false) }
    }

    /// Reads a text as one value; if that fails, `told` makes an error of what the reader knows.
    pub(crate) fn read<T: Decode, E>(text: &str, told: impl Fn(&Reader<'_>) -> E) -> Result<T, E> {
        Orders::with(|orders| {
            let mut guess = true;
            loop {
                let mut reader = Reader { orders: Some(orders), ..Reader::new(text, guess) };
                let mut value = T::blank();
                match value.read(&mut reader).and_then(|()| reader.end()) {
                    Ok(()) => return Ok(value),
                    // Perhaps only the guess was wrong.
                    Err(Failed) if reader.ahead.guessed => guess = false,
                    Err(Failed) => return Err(told(&reader)),
                }
            }
        })
    }

    /// What is known of the order of these members.
    #[inline]
    pub(super) fn order_of(&self, members: &'static [&'static str]) -> Option<&'de Order> {
        self.orders.filter(|_| !members.is_empty()).map(|orders| orders.of(members))
    }

    /// The place in the text.
    pub(crate) fn place(&self) -> usize {
        self.at
    }

    /// Goes on from another place on the same level.
    pub(crate) fn go_to(&mut self, place: usize) {
        self.at = place;
    }

    /// Goes on after the value that starts at a place on the same level, in a text that is known to be well formed.
    pub(crate) fn go_after(&mut self, place: usize) {
        self.at = scan::after(self.bytes(), place).unwrap_or(self.text.len());
    }

    #[inline(always)]
    pub(super) fn bytes(&self) -> &'de [u8] {
        self.text.as_bytes()
    }

    /// The next byte that is not white space, without taking it; zero at the end.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> u8 {
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

    /// Nothing but white space may be left.
    pub(crate) fn end(&mut self) -> Read {
        self.peek();
        if self.at == self.text.len() { Ok(()) } else { self.malformed() }
    }

    /// Takes the bracket that opens a value; false if `end` follows at once, and is taken too.
    #[inline]
    pub(super) fn open(&mut self, end: u8) -> Read<bool> {
        let Some(depth) = self.depth.checked_sub(1) else { return self.too_deep() };
        self.at += 1;
        if self.peek() == end {
            self.at += 1;
            return Ok(false);
        }
        self.depth = depth;
        Ok(true)
    }

    /// Goes from the end of an entry to the next; false if there is none, and the bracket `end` is taken.
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

    /// Starts a list; false if it is empty.
    ///
    /// # Errors
    /// There is something else.
    #[inline]
    pub fn list(&mut self) -> Read<bool> {
        match self.peek() {
            b'[' => self.open(b']'),
            _ => self.mismatch("a list"),
        }
    }

    /// Whether the list has another element, which then is next.
    ///
    /// # Errors
    /// The list has no end.
    #[inline]
    pub fn next_element(&mut self) -> Read<bool> {
        self.more(b']')
    }

    /// Starts an object; false if it is empty.
    pub(crate) fn object(&mut self) -> Read<bool> {
        match self.peek() {
            b'{' => self.open(b'}'),
            _ => self.mismatch("an object"),
        }
    }

    /// Whether the object has another member, which then is next.
    pub(crate) fn next_member(&mut self) -> Read<bool> {
        self.more(b'}')
    }

    /// What kind of value is next.
    ///
    /// # Errors
    /// There is no value.
    pub fn kind(&mut self) -> Read<Kind> {
        Ok(match self.peek() {
            b'"' => Kind::String,
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b't' | b'f' => Kind::Bool,
            b'n' => Kind::Null,
            b'-' | b'0'..=b'9' => Kind::Number,
            _ => return self.malformed(),
        })
    }

    /// Takes the colon after a name.
    #[inline(always)]
    pub(super) fn colon(&mut self) -> Read {
        match self.peek() {
            b':' => {
                self.at += 1;
                Ok(())
            }
            _ => self.malformed(),
        }
    }

    /// Takes a string as it stands, without its quotes, if there is nothing to unescape; else as it is meant.
    #[inline]
    pub(super) fn raw_string(&mut self) -> Read<Cow<'de, str>> {
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
            // Whatever else may be wrong with it has been looked at.
            _ => self.fault("an escape that is half a character"),
        }
    }

    /// Takes a string.
    ///
    /// # Errors
    /// There is something else.
    #[inline]
    pub fn string(&mut self) -> Read<Cow<'de, str>> {
        if self.peek() == b'"' { self.raw_string() } else { self.mismatch("a string") }
    }

    /// Takes a string, to be kept.
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

    /// Takes a whole number: whether it is negative, and its amount. The range is for the error.
    #[inline]
    pub(crate) fn whole(&mut self, min: i128, max: i128) -> Read<(bool, u64)> {
        let first = self.peek();
        let bytes = self.bytes();
        let negative = first == b'-';
        let start = self.at + usize::from(negative);
        let (mut end, mut amount) = (start, 0_u64);
        while let Some(digit @ b'0'..=b'9') = bytes.get(end) {
            amount = amount.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            end += 1;
        }
        // Nineteen digits always fit.
        let usual = end.wrapping_sub(start).wrapping_sub(1) < 19;
        let zero = bytes.get(start) == Some(&b'0') && end - start > 1;
        if !usual || zero || matches!(bytes.get(end), Some(b'.' | b'e' | b'E')) {
            return self.unusual_whole(min, max);
        }
        self.at = end;
        Ok((negative, amount))
    }

    #[cold]
    fn unusual_whole(&mut self, min: i128, max: i128) -> Read<(bool, u64)> {
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return self.mismatch("a whole number");
        }
        let Some((end, whole)) = scan::number(self.bytes(), self.at) else { return self.malformed() };
        let text = self.text.get(self.at..end).unwrap_or_default();
        if !whole {
            return self.fault(format_args!("expected a whole number, got {text}"));
        }
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        match digits.parse() {
            Ok(amount) => {
                self.at = end;
                Ok((negative, amount))
            }
            Err(_) => self.out_of_range(text, min, max),
        }
    }

    /// A number that does not fit.
    #[cold]
    pub(crate) fn out_of_range<T>(&mut self, number: &str, min: i128, max: i128) -> Read<T> {
        self.fault(format_args!("the number {number} is not in the range {min} to {max}"))
    }

    /// The number before this place does not fit.
    #[cold]
    pub(crate) fn misfit<T>(&mut self, negative: bool, amount: u64, (min, max): (i128, i128)) -> Read<T> {
        let number = format!("{}{amount}", if negative { "-" } else { "" });
        self.at -= number.len();
        self.out_of_range(&number, min, max)
    }

    /// Takes a number.
    pub(crate) fn float(&mut self) -> Read<f64> {
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return self.mismatch("a number");
        }
        let Some((end, _)) = scan::number(self.bytes(), self.at) else { return self.malformed() };
        let text = self.text.get(self.at..end).unwrap_or_default();
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                self.at = end;
                Ok(number)
            }
            _ => self.fault(format_args!("the number {text} is out of range")),
        }
    }

    /// Takes any value.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn value(&mut self) -> Read<Value> {
        Ok(match self.kind()? {
            Kind::Null => self.null().map(|()| Value::Null)?,
            Kind::Bool => self.boolean()?.into(),
            Kind::Number => self.number()?.into(),
            Kind::String => self.owned()?.into(),
            Kind::Array => {
                let mut elements = Vec::new();
                let mut more = self.open(b']')?;
                while more {
                    elements.push(self.value()?);
                    more = self.more(b']')?;
                }
                elements.into()
            }
            Kind::Object => self.map()?.into(),
        })
    }

    fn map(&mut self) -> Read<Map<String, Value>> {
        let mut members = Map::new();
        let mut more = self.open(b'}')?;
        while more {
            let name = self.name()?.into_owned();
            members.insert(name, self.value()?);
            more = self.more(b'}')?;
        }
        Ok(members)
    }

    /// Takes the name of a member, with its colon.
    pub(crate) fn name(&mut self) -> Read<Cow<'de, str>> {
        if self.peek() != b'"' {
            return self.malformed();
        }
        let name = self.raw_string()?;
        self.colon()?;
        Ok(name)
    }

    /// Takes a number, as it is written.
    pub(crate) fn number(&mut self) -> Read<Number> {
        let Some((end, whole)) = scan::number(self.bytes(), self.at) else { return self.malformed() };
        let text = self.text.get(self.at..end).unwrap_or_default();
        let exact = || text.parse::<u64>().map(Number::from).or_else(|_| text.parse::<i64>().map(Number::from)).ok();
        // A negative zero has no place among the whole numbers.
        let number = match whole && text != "-0" {
            true => exact(),
            false => None,
        };
        match number.or_else(|| text.parse().ok().and_then(Number::from_f64)) {
            Some(number) => {
                self.at = end;
                Ok(number)
            }
            None => self.fault(format_args!("the number {text} is out of range")),
        }
    }

    /// Passes over a value that is of no interest.
    ///
    /// # Errors
    /// The text is not JSON.
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

    /// What is next is malformed or nests too deep.
    #[cold]
    fn not_skipped<T>(&mut self) -> Read<T> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        match serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>().next() {
            Some(Ok(_)) => self.too_deep(),
            _ => self.malformed(),
        }
    }

    /// Lists and objects nest too deep.
    #[cold]
    fn too_deep<T>(&mut self) -> Read<T> {
        self.fault("recursion limit exceeded")
    }

    /// Takes a value that a module of the user's converts.
    ///
    /// # Errors
    /// The text is not JSON, or what the module reports.
    pub fn convert<T>(&mut self, convert: fn(Value) -> Result<T, serde_json::Error>) -> Read<T> {
        self.peek();
        let start = self.at;
        convert(self.value()?).or_else(|error| {
            self.at = start;
            self.fault(error)
        })
    }

    #[cold]
    fn fail<T>(&mut self, problem: Problem) -> Read<T> {
        self.fault.get_or_insert_with(|| Box::new(Fault { problem, at: self.at, path: Vec::new() }));
        Err(Failed)
    }

    /// The text is not JSON.
    #[cold]
    pub(super) fn malformed<T>(&mut self) -> Read<T> {
        self.fail(Problem::Syntax)
    }

    /// The value that is next does not fit, or an object lacks something.
    ///
    /// # Errors
    /// Always.
    #[cold]
    pub fn fault<T>(&mut self, message: impl std::fmt::Display) -> Read<T> {
        self.fail(Problem::Value(message.to_string()))
    }

    /// Something else was expected than what is next.
    ///
    /// # Errors
    /// Always.
    #[cold]
    pub fn mismatch<T>(&mut self, expected: &str) -> Read<T> {
        let Some(end) = scan::value(self.bytes(), self.at, self.depth) else { return self.not_skipped() };
        let text = self.text.get(self.at..end).unwrap_or_default();
        match self.kind()? {
            Kind::Null | Kind::Bool => self.fault(format_args!("expected {expected}, got {text}")),
            Kind::Number => self.fault(format_args!("expected {expected}, got the number {text}")),
            Kind::String => {
                let start = self.at;
                let got = self.raw_string()?;
                self.at = start;
                self.fault(format_args!("expected {expected}, got the string '{got}'"))
            }
            Kind::Array => self.fault(format_args!("expected {expected}, got a list")),
            Kind::Object => self.fault(format_args!("expected {expected}, got an object")),
        }
    }

    /// An enumeration does not have this value.
    ///
    /// # Errors
    /// Always.
    #[cold]
    pub fn unknown_value(&mut self, name: &str) -> Read {
        self.fault(format_args!("unknown value '{name}'"))
    }
}
