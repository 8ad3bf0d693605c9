//! What definitions of several kinds are made of: members, types, conditions, features.

use super::form::What;
use super::{Case, Lowering};
use crate::ast::{Member, TypeRef};
use crate::code::Code;
use crate::legacy;
use crate::names;
use crate::schema::{Condition, Feature};
use crate::source::Span;
use crate::syntax::{Entry, Object, Text, Value};
use std::borrow::Cow;

impl<'a> From<Text<'a>> for TypeRef<'a> {
    fn from(name: Text<'a>) -> Self {
        TypeRef { name, array: false }
    }
}

impl Lowering<'_> {
    /// A member (manual: "Struct types"); a `*` before its name makes it optional.
    pub(super) fn member<'a>(&mut self, entry: &Entry<'a>, case: Case) -> Option<Member<'a>> {
        let span = entry.key.span;
        let optional = entry.key.text.starts_with('*');
        let name = without_star(&entry.key.text);
        self.plain_name(&name, span, case, false, "member");
        if matches!(names::fold(&name), folded if folded == "u" || folded.starts_with("has_")) {
            let message = format!("the name of member '{name}' is reserved");
            self.report.error(Code::ReservedName, span, message, "'u', 'has-' and 'has_' are for generated code");
        }
        let what = What { kind: "member", name: &name };
        let (value, object) = self.typed(&entry.value, what, &["if", "features"])?;
        let ty = self.type_ref(value, what);
        let condition = object.and_then(|object| self.condition(object, what));
        let features = object.map_or_else(Vec::new, |object| self.features(object, what));
        Some(Member { name, span, optional, ty: ty?, condition, features })
    }

    /// A type's name.
    pub(super) fn type_name<'a>(&mut self, value: &Value<'a>, what: What<'_>) -> Option<Text<'a>> {
        match value {
            Value::String(name) => Some(name.clone()),
            value => self.wrong_type(value, format!("the type of {what}"), "a type name"),
        }
    }

    /// A type's name or an array type (manual: "Type references and array types").
    pub(super) fn type_ref<'a>(&mut self, value: &Value<'a>, what: What<'_>) -> Option<TypeRef<'a>> {
        match value {
            Value::String(name) => Some(name.clone().into()),
            Value::List(elements, span) => match &elements[..] {
                [Value::String(name)] => Some(TypeRef { name: name.clone(), array: true }),
                _ => {
                    let message = format!("the array type of {what} must contain a single type name");
                    self.report.error(Code::ArrayType, *span, message, "expected [ 'TYPE' ]");
                    None
                }
            },
            value => self.wrong_type(value, format!("the type of {what}"), "a type name or an array"),
        }
    }

    /// The condition of an object that may have the key `if` (manual: "Configuring the schema").
    pub(super) fn condition(&mut self, object: &Object<'_>, what: What<'_>) -> Option<Condition> {
        let value = object.get("if")?;
        if let Some(condition) = old_condition(value, self.legacy) {
            legacy::add_condition(self.signs, value.span(), &condition);
            return Some(condition);
        }
        self.condition_value(value, what)
    }

    // The depth of values is bounded, and so is this recursion.
    fn condition_value(&mut self, value: &Value<'_>, what: What<'_>) -> Option<Condition> {
        let object = match value {
            Value::String(symbol) => return self.symbol(symbol, what),
            Value::Object(object) => object,
            _ => return self.wrong_type(value, format!("the condition of {what}"), "a string or an object"),
        };
        let [entry] = &object.entries[..] else {
            let message = format!("a condition of {what} must have exactly one key");
            let note = "several conditions are combined by 'all' or 'any'";
            self.invalid(object.span, message, "expected 'all', 'any' or 'not'").note(note);
            return None;
        };
        match entry.key.text.as_ref() {
            "not" => Some(Condition::Not(Box::new(self.condition_value(&entry.value, what)?))),
            "all" => self.conditions(&entry.value, "all", what).map(Condition::All),
            "any" => self.conditions(&entry.value, "any", what).map(Condition::Any),
            key => {
                let message = format!("a condition of {what} has unknown key '{key}'");
                self.invalid(entry.key.span, message, "expected 'all', 'any' or 'not'");
                None
            }
        }
    }

    fn conditions(&mut self, value: &Value<'_>, key: &str, what: What<'_>) -> Option<Vec<Condition>> {
        let Value::List(values, span) = value else {
            return self.wrong_type(value, format!("'{key}' in the condition of {what}"), "an array");
        };
        if values.is_empty() {
            self.invalid(*span, format!("'{key}' in the condition of {what} is empty"), "expected a condition");
            return None;
        }
        let conditions: Vec<_> = values.iter().filter_map(|value| self.condition_value(value, what)).collect();
        (conditions.len() == values.len()).then_some(conditions)
    }

    fn invalid(&mut self, span: Span, message: String, label: &str) -> &mut crate::diagnostic::Diagnostic {
        self.report.error(Code::InvalidCondition, span, message, label)
    }

    fn symbol(&mut self, symbol: &Text<'_>, what: What<'_>) -> Option<Condition> {
        if !legacy::is_symbol(&symbol.text) {
            let message = format!("'{}' in the condition of {what} is not a symbol", symbol.text);
            let label = "expected capital letters, digits and '_'";
            self.report.error(Code::ConditionSymbol, symbol.span, message, label);
            return None;
        }
        Some(Condition::Symbol(symbol.text.to_string()))
    }

    /// The features of an object that may have the key `features` (manual: "Features").
    pub(super) fn features(&mut self, object: &Object<'_>, what: What<'_>) -> Vec<Feature> {
        match object.get("features") {
            None => Vec::new(),
            Some(Value::List(values, _)) => values.iter().filter_map(|value| self.feature(value)).collect(),
            Some(value) => self.wrong_type(value, format!("'features' of {what}"), "an array").unwrap_or_default(),
        }
    }

    fn feature(&mut self, value: &Value<'_>) -> Option<Feature> {
        let (text, object) = self.named(value, What { kind: "a feature", name: "" }, &["if"])?;
        self.name(text, text.span, Case::Lower, "feature");
        let what = What { kind: "feature", name: &text.text };
        let condition = object.and_then(|object| self.condition(object, what));
        Some(Feature { name: text.text.to_string(), span: text.span, condition })
    }
}

/// A condition in the old language: a C expression, or several in a list. A list of plain symbols may also be a mistake
/// in today's language, so it is accepted only if it is `expected`.
fn old_condition(value: &Value<'_>, expected: bool) -> Option<Condition> {
    match value {
        Value::String(text) if !legacy::is_symbol(&text.text) => legacy::read(&text.text),
        Value::List(values, _) => {
            let texts = values.iter().map(|value| match value {
                Value::String(text) => Some(&*text.text),
                _ => None,
            });
            let texts = texts.collect::<Option<Vec<_>>>()?;
            let is_old = expected || !texts.iter().all(|text| legacy::is_symbol(text));
            legacy::read_all(texts).filter(|_| is_old)
        }
        _ => None,
    }
}

fn without_star<'a>(key: &Cow<'a, str>) -> Cow<'a, str> {
    match key {
        Cow::Borrowed(key) => Cow::Borrowed(key.strip_prefix('*').unwrap_or(key)),
        Cow::Owned(key) => Cow::Owned(key.strip_prefix('*').unwrap_or(key).to_owned()),
    }
}
