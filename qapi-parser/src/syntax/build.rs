//! Building items from the grammar's events: values, documentation comments, plain comments.

use super::grammar::{Event, Kind};
use super::{DocComment, Entry, Object, Text, Value};
use crate::source::{FileId, Span};
use std::borrow::Cow;

/// An object or list whose end was not seen yet.
enum Open<'a> {
    Object { key: Option<Text<'a>>, entries: Vec<Entry<'a>> },
    List(Vec<Value<'a>>),
}

/// A top-level item.
pub(super) enum Found<'a> {
    Value(Value<'a>),
    Doc(DocComment),
}

/// Builds items without recursion: events come in the order of the text.
pub(super) struct Builder<'a, 'p> {
    file: FileId,
    text: &'a str,
    /// Where the text begins that the offsets of events count from.
    base: usize,
    /// Takes each item that is complete.
    done: &'p mut dyn FnMut(Found<'a>),
    comments: &'p mut Vec<Span>,
    open: Vec<(usize, Open<'a>)>,
    doc: Option<DocComment>,
    start: usize,
}

impl<'a, 'p> Builder<'a, 'p> {
    pub fn new(
        file: FileId,
        text: &'a str,
        base: usize,
        comments: &'p mut Vec<Span>,
        done: &'p mut dyn FnMut(Found<'a>),
    ) -> Self {
        Builder { file, text, base, done, comments, open: Vec::new(), doc: None, start: base }
    }

    pub fn event(&mut self, event: Event) {
        match event {
            Event::Start(kind, at) => self.start(kind, self.base + at),
            Event::End(kind, at) => self.end(kind, self.base + at),
        }
    }

    fn start(&mut self, kind: Kind, at: usize) {
        match kind {
            Kind::Object => self.open.push((at, Open::Object { key: None, entries: Vec::new() })),
            Kind::List => self.open.push((at, Open::List(Vec::new()))),
            Kind::Doc => {
                self.doc = Some(DocComment { span: self.span(at, at), lines: Vec::with_capacity(16), closed: false })
            }
            // These have no parts, so their end comes next.
            _ => self.start = at,
        }
    }

    fn end(&mut self, kind: Kind, at: usize) {
        match kind {
            Kind::String => {
                let text = Text { text: self.unescape(self.start + 1, at - 1), span: self.span(self.start, at) };
                match self.open.last_mut() {
                    Some((_, Open::Object { key: key @ None, .. })) => *key = Some(text),
                    _ => self.value(Value::String(text)),
                }
            }
            Kind::Boolean => {
                let value = self.text[self.start..].starts_with("true");
                self.value(Value::Bool(value, self.span(self.start, at)));
            }
            Kind::Object | Kind::List => {
                let Some((start, open)) = self.open.pop() else { return };
                let span = self.span(start, at);
                self.value(match open {
                    Open::Object { entries, .. } => Value::Object(Object { entries, span }),
                    Open::List(values) => Value::List(values, span),
                });
            }
            // The token begins after the `#`.
            Kind::Comment => self.comment(self.start - 1, at),
            Kind::DocOpen => self.comment(self.start, at),
            Kind::DocClose => {
                self.comment(self.start, at);
                if let Some(doc) = &mut self.doc {
                    doc.closed = true;
                }
            }
            Kind::Doc => {
                if let Some(doc) = self.doc.take() {
                    (self.done)(Found::Doc(doc));
                }
            }
            _ => {}
        }
    }

    /// A comment or line of documentation from its `#` on, without white space at its end.
    fn comment(&mut self, start: usize, end: usize) {
        let line = &self.text[start..end];
        let is_trimmed = line.as_bytes().last().is_some_and(u8::is_ascii_graphic);
        let length = if is_trimmed { line.len() } else { line.trim_end().len() };
        let span = self.span(start, start + length);
        match &mut self.doc {
            Some(doc) => {
                doc.span.end = span.end;
                doc.lines.push(span);
            }
            None => self.comments.push(span),
        }
    }

    fn value(&mut self, value: Value<'a>) {
        match self.open.last_mut() {
            None => (self.done)(Found::Value(value)),
            Some((_, Open::List(values))) => values.push(value),
            Some((_, Open::Object { key, entries })) => entries.extend(key.take().map(|key| Entry { key, value })),
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start as u32, end as u32)
    }

    /// The content of a string; the grammar lets a backslash only stand before another one.
    fn unescape(&self, start: usize, end: usize) -> Cow<'a, str> {
        let content = &self.text[start..end];
        if content.contains('\\') { Cow::Owned(content.replace("\\\\", "\\")) } else { Cow::Borrowed(content) }
    }
}
