//! Checking keys and the JSON types of values.

use super::Lowering;
use crate::code::Code;
use crate::nearest::{nearest, quoted};
use crate::source::Span;
use crate::syntax::{Object, Text, Value};
use std::fmt;

/// What something is, for messages. It becomes text only if there is a message.
#[derive(Clone, Copy)]
pub(super) struct What<'n> {
    pub kind: &'static str,
    /// May be empty.
    pub name: &'n str,
}

impl fmt::Display for What<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name {
            "" => f.write_str(self.kind),
            name => write!(f, "{} '{name}'", self.kind),
        }
    }
}

/// The keys that an object may have.
pub(super) struct Keys<'k> {
    /// What the object is.
    pub what: What<'k>,
    /// Where to say that a key is missing.
    pub at: Span,
    /// The key that is known to be there, or an empty string.
    pub own: &'k str,
    pub required: &'k [&'k str],
    pub optional: &'k [&'k str],
}

impl Lowering<'_> {
    /// Checks the keys of an object, and returns whether all required ones are there.
    pub(super) fn keys(&mut self, object: &Object<'_>, keys: Keys<'_>) -> bool {
        let Keys { what, at, own, required, optional } = keys;
        for entry in &object.entries {
            let key = entry.key.text.as_ref();
            // `own` may be empty, but no key is.
            if key.is_empty() || key != own && !required.contains(&key) && !optional.contains(&key) {
                let message = format!("{what} has unknown key '{key}'");
                let allowed: Vec<_> = [own]
                    .into_iter()
                    .chain(required.iter().chain(optional).copied())
                    .filter(|key| !key.is_empty())
                    .collect();
                let error = self.report.error(Code::UnknownKey, entry.key.span, message, "unknown key");
                if let Some(near) = nearest(key, allowed.iter().copied().filter(|key| object.get(key).is_none())) {
                    error.note(format!("did you mean '{near}'?"));
                }
                error.note(format!("allowed are {}", quoted(&allowed)));
            }
        }
        let missing: Vec<_> = required.iter().copied().filter(|key| object.get(key).is_none()).collect();
        if let [first, rest @ ..] = &missing[..] {
            let message = match rest {
                [] => format!("{what} lacks key '{first}'"),
                _ => format!("{what} lacks keys {}", quoted(&missing)),
            };
            self.report.error(Code::MissingKey, at, message, "");
        }
        missing.is_empty()
    }

    /// Reports that a value has the wrong JSON type.
    pub(super) fn wrong_type<T>(&mut self, value: &Value<'_>, what: impl fmt::Display, right: &str) -> Option<T> {
        let found = match value {
            Value::String(_) => "a string",
            Value::Bool(..) => "a boolean",
            Value::List(..) => "an array",
            Value::Object(_) => "an object",
        };
        let message = format!("{what} must be {right}, not {found}");
        self.report.error(Code::WrongType, value.span(), message, format!("expected {right}"));
        None
    }

    /// The value of an optional key. The outer `None` says that an error was reported.
    pub(super) fn optional<'a, T>(
        &mut self,
        object: &Object<'a>,
        key: &str,
        read: impl FnOnce(&mut Self, &Value<'a>) -> Option<T>,
    ) -> Option<Option<T>> {
        match object.get(key) {
            None => Some(None),
            Some(value) => read(self, value).map(Some),
        }
    }

    /// What is named by a string, or by an object with the key `name` and perhaps other keys.
    pub(super) fn named<'v, 'a>(
        &mut self,
        value: &'v Value<'a>,
        what: What<'_>,
        optional: &[&str],
    ) -> Option<(&'v Text<'a>, Option<&'v Object<'a>>)> {
        let object = match value {
            Value::String(text) => return Some((text, None)),
            Value::Object(object) => object,
            _ => return self.wrong_type(value, what, "a string or an object"),
        };
        self.keys(object, Keys { what, at: object.span, own: "", required: &["name"], optional });
        match object.get("name")? {
            Value::String(text) => Some((text, Some(object))),
            value => self.wrong_type(value, format!("the name of {what}"), "a string"),
        }
    }

    /// What is a type, or an object with the key `type` and perhaps other keys.
    pub(super) fn typed<'v, 'a>(
        &mut self,
        value: &'v Value<'a>,
        what: What<'_>,
        optional: &[&str],
    ) -> Option<(&'v Value<'a>, Option<&'v Object<'a>>)> {
        let Value::Object(object) = value else { return Some((value, None)) };
        self.keys(object, Keys { what, at: object.span, own: "", required: &["type"], optional });
        Some((object.get("type")?, Some(object)))
    }
}
