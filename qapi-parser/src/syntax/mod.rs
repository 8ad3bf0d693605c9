//! From text to values with spans (manual: "Schema syntax").
//!
//! `qapi.pest` describes what stands in a file: expressions, documentation comments, plain comments. The text goes to
//! pest in sections of whole items, which a linear scan finds while it bounds the depth of nesting. After an error,
//! reading goes on with the next item. What comes out holds printable strings only, no object with a key twice, and
//! nothing nested more than [`MAX_DEPTH`] deep; what the values mean is for later stages.

mod before;
mod build;
#[rustfmt::skip]
mod generated;
mod grammar;
mod problem;
mod scan;

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::report::Report;
use crate::source::{FileId, Span};
use build::{Builder, Found};
use grammar::Kind;
use scan::{Odd, Section, next_item};
use std::borrow::Cow;
use std::collections::{HashMap, hash_map};

/// How deep brackets may be nested. QEMU's schemas use 7 levels.
pub const MAX_DEPTH: usize = 64;

/// A string with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'a> {
    /// The characters, escapes resolved.
    pub text: Cow<'a, str>,
    /// The string with its quotes.
    pub span: Span,
}

/// A JSON value of the schema language, which has no numbers and no null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// `'text'`
    String(Text<'a>),
    /// `true` or `false`
    Bool(bool, Span),
    /// `[ .. ]`
    List(Vec<Value<'a>>, Span),
    /// `{ .. }`
    Object(Object<'a>),
}

/// A JSON object; its members keep their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object<'a> {
    /// The members.
    pub entries: Vec<Entry<'a>>,
    /// From `{` to `}`.
    pub span: Span,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The key.
    pub key: Text<'a>,
    /// The value.
    pub value: Value<'a>,
}

impl Value<'_> {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Value::String(text) => text.span,
            Value::Bool(_, span) | Value::List(_, span) => *span,
            Value::Object(object) => object.span,
        }
    }
}

impl<'a> Object<'a> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.entries.iter().find(|entry| entry.key.text == key).map(|entry| &entry.value)
    }

    /// The value of the same key as the entry at `index`, given before it.
    fn get_before(&self, index: usize) -> Option<&Value<'a>> {
        let (before, rest) = self.entries.split_at(index);
        let key = &rest.first()?.key.text;
        before.iter().find(|entry| entry.key.text == *key).map(|entry| &entry.value)
    }
}

/// A top-level item of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// A directive or definition.
    Expression(Object<'a>),
    /// A documentation comment.
    Doc(DocComment),
}

/// A documentation comment: comment lines, perhaps with blank lines between them, up to the next that begins with `##`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocComment {
    /// From its first `##` to its last, or to its last line if that is missing.
    pub span: Span,
    /// Its lines from `#` to the last character that is no white space, the `##` lines among them.
    pub lines: Vec<Span>,
    /// Whether the last line is the `##` that ends the comment.
    pub closed: bool,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Parsed<'a> {
    /// Objects without a fault and documentation comments, in order.
    pub items: Vec<Item<'a>>,
    /// Comments that are not documentation, wherever they stand, from `#` to the end of the line.
    pub comments: Vec<Span>,
    /// The strings in those parts of the text that could not be read.
    pub unread: Vec<Cow<'a, str>>,
    /// What is wrong with the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses the text of a file. It never fails as a whole: what could not be parsed is in the diagnostics.
pub fn parse(file: FileId, text: &str) -> Parsed<'_> {
    let mut parser = Parser { file, text, parsed: Parsed::default(), report: Report::default() };
    let mut at = 0;
    while at < text.len() {
        at = parser.section(at);
    }
    let Parser { mut parsed, report, .. } = parser;
    parsed.diagnostics = report.into_diagnostics();
    parsed
}

struct Parser<'a> {
    file: FileId,
    text: &'a str,
    parsed: Parsed<'a>,
    report: Report,
}

impl<'a> Parser<'a> {
    /// Reads a section, and the unbalanced item that ends it, if any. Returns where to continue.
    fn section(&mut self, start: usize) -> usize {
        let section = Section::scan(self.text, start);
        let mut at = start;
        while at < section.end {
            let item = at + self.items(at, section.end);
            if item >= section.end {
                break;
            }
            let error = self.failure(item, section.item_end(self.text, item));
            at = section.resume(self.text, item, error);
            self.unread(item, at);
        }
        let item = section.end;
        let next = match section.next {
            None => return item,
            Some(Odd::TooDeep(at)) => {
                before::faults(&mut self.report, self.file, self.text, item, at);
                let message = format!("brackets are nested more than {MAX_DEPTH} deep");
                self.report.error(Code::TooDeep, self.span(at, at + 1), message, "one level too many");
                next_item(self.text, item, at)
            }
            Some(Odd::Unclosed) => {
                let error = self.failure(item, self.text.len());
                next_item(self.text, item, error)
            }
        };
        self.unread(item, next);
        next
    }

    /// Reads items from `start`, and returns their length in bytes.
    fn items(&mut self, start: usize, end: usize) -> usize {
        let Parser { file, text, parsed, report } = self;
        let mut faulty = Vec::new();
        let mut take = |found: Found<'a>| match found {
            Found::Value(Value::Object(object)) => {
                let errors = report.errors();
                Checker { file: *file, text, report }.object(&object);
                match report.errors() == errors {
                    true => parsed.items.push(Item::Expression(object)),
                    false => faulty.push(object.span),
                }
            }
            Found::Value(value) => {
                let message = "only objects can stand at the top level of a schema";
                report.error(Code::NotAnObject, value.span(), message, "not an object");
            }
            Found::Doc(doc) => parsed.items.push(Item::Doc(doc)),
        };
        let mut builder = Builder::new(*file, text, start, &mut parsed.comments, &mut take);
        let length = grammar::items(&text[start..end], |event| builder.event(event));
        faulty.into_iter().for_each(|span| self.unread(span.start as usize, span.end as usize));
        length
    }

    /// Reports the error in the item at `start`, and returns its offset.
    fn failure(&mut self, start: usize, end: usize) -> usize {
        let Some(expected) = grammar::failure(&self.text[start..end]) else { return end };
        let at = start + expected.at;
        let open = before::faults(&mut self.report, self.file, self.text, start, at);
        problem::unexpected(&mut self.report, self.file, self.text, start, &expected, open);
        at
    }

    /// Remembers the strings of what could not be read: some are names that it would have defined.
    fn unread(&mut self, start: usize, end: usize) {
        let part = &self.text[start..end];
        let strings = grammar::tokens(part).filter(|(kind, _)| *kind == Kind::String);
        self.parsed.unread.extend(strings.map(|(_, range)| Cow::Borrowed(part[range].trim_matches('\''))));
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start as u32, end as u32)
    }
}

/// Checks the rules that the grammar leaves out: characters of strings, and keys given twice. Depth is bounded.
struct Checker<'t, 'r> {
    file: FileId,
    text: &'t str,
    report: &'r mut Report,
}

impl<'a> Checker<'a, '_> {
    fn object(&mut self, object: &Object<'a>) {
        let mut seen = HashMap::new();
        let few = object.entries.len() <= 8;
        for (index, entry) in object.entries.iter().enumerate() {
            self.string(&entry.key);
            let first = match few {
                true => object.get_before(index).map(Value::span),
                false => match seen.entry(entry.key.text.as_ref()) {
                    hash_map::Entry::Occupied(first) => Some(*first.get()),
                    hash_map::Entry::Vacant(place) => {
                        place.insert(entry.value.span());
                        None
                    }
                },
            };
            if let Some(first) = first {
                duplicate(self.report, &entry.key.text, entry.value.span(), first);
            }
            self.value(&entry.value);
        }
    }

    fn value(&mut self, value: &Value<'a>) {
        match value {
            Value::String(text) => self.string(text),
            Value::Bool(..) => {}
            Value::List(values, _) => values.iter().for_each(|value| self.value(value)),
            Value::Object(object) => self.object(object),
        }
    }

    fn string(&mut self, text: &Text<'_>) {
        if !text.text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            let start = text.span.start as usize;
            let end = text.span.end as usize;
            problem::string_fault(self.report, self.file, start, Kind::String, &self.text[start..end]);
        }
    }
}

fn duplicate(report: &mut Report, key: &str, second: Span, first: Span) {
    let message = format!("key '{key}' is given twice in one object");
    report.error(Code::DuplicateKey, second, message, "second value").also(first, "first value");
}

#[cfg(test)]
mod tests;
