//! Text to spanned values (manual: "Schema syntax").
//!
//! In: the text of one file. Out: its top-level expressions as [`Value`]s, its documentation comments and its plain
//! comments, each with its span. Afterwards: strings are printable ASCII, no object has a key twice, nesting is at
//! most [`MAX_DEPTH`] deep. What the values mean is for later stages.
//!
//! A linear scan cuts the text into top-level expressions and bounds their depth; pest parses each expression. This is
//! the one place that knows pest's `Rule`. After an error, parsing goes on with the next expression.

mod before;
mod pairs;
mod problem;
mod scan;

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::report::Report;
use crate::source::{FileId, Span};
use pairs::Failure;
use scan::{Piece, Scanner};
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
    /// A documentation comment, from its first `##` to its last, or to its last line if that is missing.
    Doc(Span),
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Parsed<'a> {
    /// Expressions and documentation comments in order.
    pub items: Vec<Item<'a>>,
    /// Comments that are not documentation, wherever they stand, from `#` to the end of the line.
    pub comments: Vec<Span>,
    /// What is wrong with the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses the text of a file. It never fails as a whole: what could not be parsed is in the diagnostics.
pub fn parse(file: FileId, text: &str) -> Parsed<'_> {
    let mut parser =
        Parser { file, text, scanner: Scanner::new(text), parsed: Parsed::default(), report: Report::default() };
    parser.run();
    let Parser { mut parsed, report, .. } = parser;
    parsed.diagnostics = report.into_diagnostics();
    parsed
}

struct Parser<'a> {
    file: FileId,
    text: &'a str,
    scanner: Scanner<'a>,
    parsed: Parsed<'a>,
    report: Report,
}

impl<'a> Parser<'a> {
    fn run(&mut self) {
        while let Some(piece) = self.scanner.next_piece() {
            let inner = self.scanner.inner_comments.drain(..);
            self.parsed.comments.extend(inner.map(|(start, end)| Span::new(self.file, start as u32, end as u32)));
            match piece {
                Piece::Comment { start, end } => self.parsed.comments.push(self.span(start, end)),
                Piece::Doc { start, end } => self.parsed.items.push(Item::Doc(self.span(start, end))),
                Piece::TooDeep { at } => {
                    self.too_deep(at);
                    self.scanner.resume(at, at);
                }
                Piece::Expression { start, end, closed } => self.expression(start, end, closed),
            }
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start as u32, end as u32)
    }

    fn too_deep(&mut self, at: usize) {
        let message = format!("brackets are nested more than {MAX_DEPTH} deep");
        self.report.error(Code::TooDeep, self.span(at, at + 1), message, "one level too many");
    }

    fn expression(&mut self, start: usize, end: usize, closed: bool) {
        match pairs::parse(self.file, self.text, start, end) {
            Ok(Value::Object(object)) => {
                self.check_value(&object);
                self.parsed.items.push(Item::Expression(object));
            }
            Ok(value) => {
                let message = "only objects can stand at the top level of a schema";
                self.report.error(Code::NotAnObject, value.span(), message, "not an object");
                self.scanner.resume(start, value.span().end as usize);
            }
            Err(failure) => {
                let at = match failure {
                    Failure::Unexpected(at) => at,
                    Failure::TooDeep => start,
                };
                before::faults(&mut self.report, self.file, self.text, start, at);
                match failure {
                    Failure::Unexpected(_) => problem::unexpected(&mut self.report, self.file, self.text, start, at),
                    Failure::TooDeep => self.too_deep(at),
                }
                if !closed {
                    self.scanner.resume(start, at);
                }
            }
        }
    }

    /// The rules that the grammar leaves out: characters of strings, and keys given twice. Depth is bounded.
    fn check_value(&mut self, object: &Object<'a>) {
        let mut seen = HashMap::new();
        let few = object.entries.len() <= 8;
        for (index, entry) in object.entries.iter().enumerate() {
            self.check_string(&entry.key);
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
                duplicate(&mut self.report, &entry.key.text, entry.value.span(), first);
            }
            self.check_inner(&entry.value);
        }
    }

    fn check_inner(&mut self, value: &Value<'a>) {
        match value {
            Value::String(text) => self.check_string(text),
            Value::Bool(..) => {}
            Value::List(values, _) => values.iter().for_each(|value| self.check_inner(value)),
            Value::Object(object) => self.check_value(object),
        }
    }

    fn check_string(&mut self, text: &Text<'_>) {
        if !text.text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            let start = text.span.start as usize;
            problem::string(&mut self.report, self.file, start, &self.text[start..]);
        }
    }
}

fn duplicate(report: &mut Report, key: &str, second: Span, first: Span) {
    let message = format!("key '{key}' is given twice in one object");
    report.error(Code::DuplicateKey, second, message, "second value").also(first, "first value");
}

#[cfg(test)]
mod tests {
    use super::{Item, Value, parse};
    use crate::source::SourceMap;

    /// Parses a text and gives what the spans of its parts cover: items, comments, and codes of diagnostics.
    fn parts(text: &str) -> (Vec<String>, Vec<String>, Vec<&'static str>) {
        let mut sources = SourceMap::default();
        let file = sources.add("test.json".into(), "test.json".into(), text.into(), None);
        let parsed = parse(file, text);
        let cover = |span| sources.text(span).to_owned();
        let items = parsed.items.iter().map(|item| match item {
            Item::Expression(object) => cover(object.span),
            Item::Doc(span) => cover(*span),
        });
        let comments = parsed.comments.iter().copied().map(cover);
        (
            items.collect(),
            comments.collect(),
            parsed.diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect(),
        )
    }

    #[test]
    fn spans_cover_items_and_comments_exactly() {
        let text = "# one \n{ 'a': # two\n [] } # three\n##\n# doc\n##\n  {}";
        let (items, comments, codes) = parts(text);
        assert_eq!(items, ["{ 'a': # two\n [] }", "##\n# doc\n##", "{}"]);
        assert_eq!(comments, ["# one", "# two", "# three"]);
        assert!(codes.is_empty(), "{codes:?}");
    }

    #[test]
    fn values_keep_their_order_and_resolve_escapes() {
        let mut sources = SourceMap::default();
        let text = r"{ 'b': [ true, 'x\\y', {} ], 'a': false }";
        let file = sources.add("test.json".into(), "test.json".into(), text.into(), None);
        let parsed = parse(file, text);
        let [Item::Expression(object)] = &parsed.items[..] else { panic!("{parsed:?}") };
        let keys: Vec<_> = object.entries.iter().map(|entry| &*entry.key.text).collect();
        assert_eq!(keys, ["b", "a"]);
        let Some(Value::List(values, span)) = object.get("b") else { panic!("{object:?}") };
        assert_eq!(sources.text(*span), r"[ true, 'x\\y', {} ]");
        assert!(
            matches!(&values[..], [Value::Bool(true, _), Value::String(text), Value::Object(_)] if text.text == r"x\y")
        );
    }

    #[test]
    fn parsing_goes_on_after_an_error() {
        let (items, _, codes) =
            parts("{ 'a' 'b' } { 'c': [] }\n{ 'd': []\n{ 'e': [] }\nword word\n{}\n'f'\n{ 'g': 'h\n}");
        assert_eq!(items, ["{ 'c': [] }", "{ 'e': [] }", "{}"]);
        assert_eq!(codes, ["unexpected-token", "unexpected-token", "stray-text", "not-an-object", "unclosed-string"]);
    }
}
