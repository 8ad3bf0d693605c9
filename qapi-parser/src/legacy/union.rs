//! Unions as they were without a base: the branch is named by `type`, and its value stands under `data`.
//!
//! Such a union becomes what QEMU made of its own: an enum of the branches, a struct around the type of each branch,
//! and a union with these. That keeps the rest of the front end free of them, and the wire form as it was.

use crate::source::Span;
use crate::syntax::{Entry, Object, Text, Value};
use std::borrow::Cow;

/// The definitions that an old union becomes.
pub(crate) struct Desugared<'a> {
    /// The name of the union.
    pub name: Text<'a>,
    /// The enum of its branches, with its name.
    pub tag: (String, Object<'a>),
    pub wrappers: Vec<Wrapper<'a>>,
    pub union: Object<'a>,
}

/// The struct around the type of a branch. Other unions may have the same.
pub(crate) struct Wrapper<'a> {
    pub name: String,
    /// The type that it holds, as text.
    pub holds: String,
    pub object: Object<'a>,
}

/// Takes an old union apart; `None` if the object is none, or is not well-formed.
pub(crate) fn desugar<'a>(object: &Object<'a>) -> Option<Desugared<'a>> {
    let Some(Value::String(name)) = object.get("union") else { return None };
    let Some(Value::Object(data)) = object.get("data").filter(|_| is_old(object)) else { return None };
    let branches = data.entries.iter().map(Branch::of).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())?;
    let at = name.span;
    let tag_name = format!("{}Kind", name.text);
    let values = branches.iter().map(|branch| shorthand("name", Value::String(branch.name.clone()), branch.condition));
    let mut tag = vec![
        entry("enum", Value::String(text(tag_name.clone(), at)), at),
        entry("data", Value::List(values.collect(), data.span), at),
    ];
    tag.extend(object.entries.iter().filter(|entry| entry.key.text == "if").cloned());
    let wrappers = branches.iter().map(|branch| branch.wrapper_struct(object.span)).collect();
    let cases = branches.iter().map(|branch| {
        let wrapper = Value::String(text(branch.wrapper(), branch.name.span));
        Entry { key: branch.name.clone(), value: shorthand("type", wrapper, branch.condition) }
    });
    let base = vec![entry("type", Value::String(text(tag_name.clone(), at)), at)];
    let mut union = vec![
        entry("union", Value::String(name.clone()), at),
        entry("base", Value::Object(Object { entries: base, span: at }), at),
        entry("discriminator", Value::String(text("type".to_owned(), at)), at),
        entry("data", Value::Object(Object { entries: cases.collect(), span: data.span }), at),
    ];
    union.extend(object.entries.iter().filter(|entry| !matches!(&*entry.key.text, "union" | "data")).cloned());
    let span = object.span;
    let tag = (tag_name, Object { entries: tag, span });
    Some(Desugared { name: name.clone(), tag, wrappers, union: Object { entries: union, span } })
}

fn is_old(object: &Object<'_>) -> bool {
    object.get("base").is_none() && object.get("discriminator").is_none()
}

/// A branch of an old union.
struct Branch<'o, 'a> {
    name: Text<'a>,
    ty: &'o Value<'a>,
    element: &'o Text<'a>,
    is_array: bool,
    condition: Option<&'o Entry<'a>>,
}

impl<'o, 'a> Branch<'o, 'a> {
    fn of(entry: &'o Entry<'a>) -> Option<Self> {
        let (ty, condition) = match &entry.value {
            Value::Object(object) => (object.get("type")?, object.entries.iter().find(|entry| entry.key.text == "if")),
            value => (value, None),
        };
        let (element, is_array) = match ty {
            Value::String(name) => (name, false),
            Value::List(elements, _) => match &elements[..] {
                [Value::String(name)] => (name, true),
                _ => return None,
            },
            _ => return None,
        };
        Some(Branch { name: entry.key.clone(), ty, element, is_array, condition })
    }

    /// The name of the struct around its type: `FooWrapper`, `StrWrapper`, `StrListWrapper`.
    fn wrapper(&self) -> String {
        let mut characters = self.element.text.chars();
        let first = characters.next().map(|c| c.to_ascii_uppercase());
        let list = if self.is_array { "List" } else { "" };
        first.into_iter().chain(characters).chain(list.chars()).chain("Wrapper".chars()).collect()
    }

    fn wrapper_struct(&self, span: Span) -> Wrapper<'a> {
        let at = self.name.span;
        let name = self.wrapper();
        let member = vec![entry("data", self.ty.clone(), at)];
        let mut entries = vec![
            entry("struct", Value::String(text(name.clone(), at)), at),
            entry("data", Value::Object(Object { entries: member, span: at }), at),
        ];
        entries.extend(self.condition.cloned());
        let element = &self.element.text;
        let holds = if self.is_array { format!("[{element}]") } else { element.to_string() };
        Wrapper { name, holds, object: Object { entries, span } }
    }
}

fn text<'a>(text: String, span: Span) -> Text<'a> {
    Text { text: Cow::Owned(text), span }
}

fn entry<'a>(key: &'static str, value: Value<'a>, span: Span) -> Entry<'a> {
    Entry { key: Text { text: Cow::Borrowed(key), span }, value }
}

/// The value itself, or an object with it if there is a condition.
fn shorthand<'a>(key: &'static str, value: Value<'a>, condition: Option<&Entry<'a>>) -> Value<'a> {
    let Some(condition) = condition else { return value };
    let span = value.span();
    Value::Object(Object { entries: vec![entry(key, value, span), condition.clone()], span })
}
