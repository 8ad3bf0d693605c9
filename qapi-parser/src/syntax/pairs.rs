//! pest's tokens to values.
//!
//! In: the text of one expression, its depth bounded. Out: a [`Value`], or where pest gave up. Afterwards: nothing of
//! pest is left.

use super::{Entry, Object, Text, Value};
use crate::source::{FileId, Span};
use pest::Token;
use pest::error::{ErrorVariant, InputLocation};
use std::borrow::Cow;

// The derive makes a public enum without documentation.
#[allow(missing_docs)]
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "syntax/qapi.pest"]
    pub(super) struct Grammar;
}
use grammar::{Grammar, Rule};
use pest::Parser;

/// Why there is no value.
pub(super) enum Failure {
    /// The grammar does not allow what stands at this offset of the text.
    Unexpected(usize),
    /// There is not enough stack left for the nesting.
    TooDeep,
}

/// Parses the expression in `start..end` of `text`.
pub(super) fn parse(file: FileId, text: &str, start: usize, end: usize) -> Result<Value<'_>, Failure> {
    match Grammar::parse(Rule::expression, &text[start..end]) {
        Ok(pairs) => {
            let mut builder = Builder { file, text, base: start, open: Vec::new(), done: None };
            pairs.tokens().for_each(|token| builder.token(token));
            builder.done.ok_or(Failure::Unexpected(start))
        }
        Err(error) if matches!(error.variant, ErrorVariant::CustomError { .. }) => Err(Failure::TooDeep),
        Err(error) => match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => Err(Failure::Unexpected(start + at)),
        },
    }
}

/// An object or list whose end was not seen yet.
enum Open<'a> {
    Object { key: Option<Text<'a>>, entries: Vec<Entry<'a>> },
    List(Vec<Value<'a>>),
}

/// Builds values without recursion: tokens come in the order of the text.
struct Builder<'a> {
    file: FileId,
    text: &'a str,
    base: usize,
    open: Vec<(usize, Open<'a>)>,
    done: Option<Value<'a>>,
}

impl<'a> Builder<'a> {
    fn token(&mut self, token: Token<'_, Rule>) {
        match token {
            Token::Start { rule, pos } => {
                let open = match rule {
                    Rule::object => Open::Object { key: None, entries: Vec::new() },
                    Rule::list | Rule::string | Rule::boolean => Open::List(Vec::new()),
                    _ => return,
                };
                self.open.push((self.base + pos.pos(), open));
            }
            Token::End { rule: rule @ (Rule::object | Rule::list | Rule::string | Rule::boolean), pos } => {
                let Some((start, open)) = self.open.pop() else { return };
                self.close(rule, start, self.base + pos.pos(), open);
            }
            Token::End { .. } => {}
        }
    }

    fn close(&mut self, rule: Rule, start: usize, end: usize, open: Open<'a>) {
        let span = Span::new(self.file, start as u32, end as u32);
        let value = match (rule, open) {
            (Rule::string, _) => {
                let text = self.unescape(start + 1, end - 1);
                if let Some((_, Open::Object { key: key @ None, .. })) = self.open.last_mut() {
                    *key = Some(Text { text, span });
                    return;
                }
                Value::String(Text { text, span })
            }
            (Rule::boolean, _) => Value::Bool(self.text[start..].starts_with("true"), span),
            (_, Open::Object { entries, .. }) => Value::Object(Object { entries, span }),
            (_, Open::List(values)) => Value::List(values, span),
        };
        match self.open.last_mut() {
            None => self.done = Some(value),
            Some((_, Open::List(values))) => values.push(value),
            Some((_, Open::Object { key, entries })) => {
                entries.extend(key.take().map(|key| Entry { key, value }));
            }
        }
    }

    /// The content of a string; the grammar lets a backslash only stand before another one.
    fn unescape(&self, start: usize, end: usize) -> Cow<'a, str> {
        let content = &self.text[start..end];
        if content.contains('\\') { Cow::Owned(content.replace("\\\\", "\\")) } else { Cow::Borrowed(content) }
    }
}
