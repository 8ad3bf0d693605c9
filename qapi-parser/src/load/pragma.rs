//! Pragmas (manual: "Pragma directives").

use super::Loader;
use crate::code::Code;
use crate::legacy;
use crate::nearest::{nearest, quoted};
use crate::schema::Pragmas;
use crate::source::FileId;
use crate::syntax::{Object, Text, Value};

impl<'a> Loader<'a, '_> {
    pub(super) fn pragma(&mut self, object: &Object<'a>) {
        self.free_doc();
        let Some(module) = self.open.last().map(|open| open.module) else { return };
        match self.only_value(object, "pragma", Code::InvalidPragma) {
            None => {}
            Some(Value::Object(pragmas)) => {
                pragmas.entries.iter().for_each(|entry| self.one_pragma(module, &entry.key, &entry.value));
            }
            Some(value) => {
                let message = "the value of 'pragma' must be an object";
                self.report.error(Code::InvalidPragma, value.span(), message, "expected an object");
            }
        }
    }

    fn one_pragma(&mut self, module: FileId, key: &Text<'a>, value: &Value<'a>) {
        if let Some(old) = legacy::pragma(&key.text) {
            self.loaded.signs.add(old.name, key.span, format!("pragma '{}'", old.name), old.advice);
            old.now.iter().for_each(|name| self.list_pragma(module, key, value, name));
            return;
        }
        if key.text == "doc-required" {
            let Value::Bool(required, _) = value else { return self.pragma_value(key, value, "a boolean") };
            for pragmas in [&mut self.loaded.pragmas, &mut self.loaded.files[module.index()].pragmas] {
                pragmas.doc_required = *required;
            }
            return;
        }
        if pragma_field(&key.text).is_none() {
            let message = format!("unknown pragma '{}'", key.text);
            let error = self.report.error(Code::UnknownPragma, key.span, message, "unknown pragma");
            if let Some(name) = nearest(&key.text, PRAGMAS) {
                error.note(format!("did you mean '{name}'?"));
            }
            error.note(format!("the pragmas are {}", quoted(&PRAGMAS)));
            return;
        }
        self.list_pragma(module, key, value, &key.text);
    }

    /// A pragma that lists names; `key` is what the schema calls it.
    fn list_pragma(&mut self, module: FileId, key: &Text<'a>, value: &Value<'a>, name: &str) {
        let Some(field) = pragma_field(name) else { return };
        let Value::List(values, _) = value else { return self.pragma_value(key, value, "a list of strings") };
        for value in values {
            let Value::String(name) = value else { return self.pragma_value(key, value, "a list of strings") };
            for pragmas in [&mut self.loaded.pragmas, &mut self.loaded.files[module.index()].pragmas] {
                field(pragmas).push(name.text.to_string());
            }
        }
    }

    fn pragma_value(&mut self, key: &Text<'_>, value: &Value<'_>, right: &str) {
        let message = format!("the value of pragma '{}' must be {right}", key.text);
        self.report.error(Code::PragmaValue, value.span(), message, "");
    }
}

const PRAGMAS: [&str; 5] = [
    "doc-required",
    "command-name-exceptions",
    "command-returns-exceptions",
    "documentation-exceptions",
    "member-name-exceptions",
];

fn pragma_field(name: &str) -> Option<fn(&mut Pragmas) -> &mut Vec<String>> {
    Some(match name {
        "command-name-exceptions" => |pragmas| &mut pragmas.command_name_exceptions,
        "command-returns-exceptions" => |pragmas| &mut pragmas.command_returns_exceptions,
        "documentation-exceptions" => |pragmas| &mut pragmas.documentation_exceptions,
        "member-name-exceptions" => |pragmas| &mut pragmas.member_name_exceptions,
        _ => return None,
    })
}
