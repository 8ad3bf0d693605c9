//! From values to typed definitions: keys, types of values, shorthands, names (manual: the "Syntax" of each kind).
//!
//! A lowered definition has exactly the keys of its kind, each of the right form. Its conditions and features are
//! well-formed, and its names follow the naming rules, unless a pragma lists them as exceptions. Whether the types that
//! it names exist is checked later.

mod form;
mod parts;

use crate::ast::{Body, Branch, Command, Data, Definition, Member};
use crate::code::Code;
use crate::legacy::Signs;
use crate::load::Source;
use crate::names::{self, Case};
use crate::nearest::{nearest, quoted};
use crate::report::Report;
use crate::schema::{CommandFlags, Enum, EnumValue, Pragmas};
use crate::source::Span;
use crate::syntax::{Object, Text, Value};
use form::{Keys, What};
use std::borrow::Cow;
use std::collections::HashSet;

/// What definitions are lowered to.
#[derive(Default)]
pub(crate) struct Lowered<'a> {
    pub definitions: Vec<Definition<'a>>,
    /// The names of those that could not be lowered. A reference to one is not an error.
    pub unread: Vec<Cow<'a, str>>,
}

/// Lowers every definition that follows the rules; reports what is wrong with the others.
///
/// With `legacy`, names need no pragma to be written in any case. What is written in the old language is added to
/// `signs`.
pub(crate) fn lower<'a>(
    sources: Vec<Source<'a>>,
    pragmas: &Pragmas,
    legacy: bool,
    signs: &mut Signs,
    report: &mut Report,
) -> Lowered<'a> {
    let set = |names: &'_ Vec<String>| names.iter().cloned().collect();
    let mut lowering = Lowering {
        command_names: set(&pragmas.command_name_exceptions),
        member_names: set(&pragmas.member_name_exceptions),
        legacy,
        signs,
        report,
    };
    let mut lowered = Lowered::default();
    for source in sources {
        match lowering.definition(&source) {
            Some(definition) => lowered.definitions.push(Definition { doc: source.doc, ..definition }),
            None => lowered.unread.extend(names_in(source.object)),
        }
    }
    lowered
}

/// The names that a faulty definition may have been meant to define, since the key before the name may be misspelt.
fn names_in(object: Object<'_>) -> impl Iterator<Item = Cow<'_, str>> {
    object.entries.into_iter().filter_map(|entry| match entry.value {
        Value::String(name) => Some(name.text),
        _ => None,
    })
}

struct Lowering<'r> {
    command_names: HashSet<String>,
    member_names: HashSet<String>,
    legacy: bool,
    signs: &'r mut Signs,
    report: &'r mut Report,
}

const DIRECTIVES: [&str; 2] = ["include", "pragma"];
const KINDS: [&str; 6] = ["enum", "struct", "union", "alternate", "command", "event"];
const COMMAND_KEYS: [&str; 10] = [
    "data",
    "returns",
    "boxed",
    "if",
    "features",
    "gen",
    "success-response",
    "allow-oob",
    "allow-preconfig",
    "coroutine",
];

impl Lowering<'_> {
    fn definition<'a>(&mut self, source: &Source<'a>) -> Option<Definition<'a>> {
        let object = &source.object;
        let (kind, value) = self.kind(object)?;
        let Value::String(name) = value else {
            return self.wrong_type(value, format!("the name of the {kind}"), "a string");
        };
        self.definition_name(kind, name);
        let what = What { kind, name: &name.text };
        let (required, optional): (&[&str], &[&str]) = match kind {
            "enum" => (&["data"], &["prefix", "if", "features"]),
            "struct" => (&["data"], &["base", "if", "features"]),
            "union" => (&["base", "discriminator", "data"], &["if", "features"]),
            "alternate" => (&["data"], &["if", "features"]),
            "command" => (&[], &COMMAND_KEYS),
            _ => (&[], &["data", "boxed", "if", "features"]),
        };
        let keys = Keys { what, at: name.span, own: kind, required, optional };
        let complete = self.keys(object, keys);
        let body = self.body(kind, name, object);
        let condition = self.condition(object, what);
        let features = self.features(object, what);
        let body = body.filter(|_| complete)?;
        let (name, span) = (name.clone(), object.span);
        Some(Definition { module: source.module, span, name, condition, features, doc: None, body })
    }

    /// The key that says what an object defines.
    fn kind<'o, 'a>(&mut self, object: &'o Object<'a>) -> Option<(&'static str, &'o Value<'a>)> {
        let mut found = object.entries.iter().filter_map(|entry| {
            let kind = KINDS.into_iter().find(|&kind| kind == entry.key.text)?;
            Some((kind, entry))
        });
        let Some((kind, first)) = found.next() else {
            let message = "the object is neither a directive nor a definition";
            let note = format!("a definition has one of the keys {}", quoted(&KINDS));
            let brace = Span::new(object.span.file, object.span.start, object.span.start + 1);
            let error = self.report.error(Code::DefinitionKind, brace, message, "none of its keys names a kind");
            let near =
                object.entries.iter().find_map(|entry| nearest(&entry.key.text, KINDS.into_iter().chain(DIRECTIVES)));
            if let Some(near) = near {
                error.note(format!("did you mean '{near}'?"));
            }
            error.note(note);
            return None;
        };
        if let Some((other, second)) = found.next() {
            let message = format!("a definition cannot be a {kind} and a {other} at once");
            self.report
                .error(Code::DefinitionKind, second.key.span, message, "second kind")
                .also(first.key.span, "first kind");
            return None;
        }
        Some((kind, &first.value))
    }

    fn definition_name(&mut self, kind: &str, name: &Text<'_>) {
        let case = match kind {
            "event" => Case::Upper,
            "command" if self.command_names.contains(name.text.as_ref()) => Case::LowerUnderscore,
            "command" => Case::Lower,
            _ => Case::Camel,
        };
        self.name(name, name.span, case, kind);
        if name.text.ends_with("List") {
            let message = format!("the name of {kind} '{}' must not end in 'List'", name.text);
            self.report.error(Code::ReservedName, name.span, message, "reserved for array types");
        }
    }

    /// Checks a name of something; `text` is the name as it stands in the schema.
    fn name(&mut self, text: &Text<'_>, span: Span, case: Case, what: &str) {
        self.plain_name(&text.text, span, case, false, what);
    }

    fn plain_name(&mut self, name: &str, span: Span, case: Case, digit: bool, what: &str) {
        let case = if self.legacy { Case::Any } else { case };
        if let Err(fault) = names::check(name, case, digit) {
            let message = format!("the name of {what} '{name}' {}", fault.rule);
            self.report.error(fault.code, span, message, "");
        }
    }

    fn body<'a>(&mut self, kind: &str, name: &Text<'a>, object: &Object<'a>) -> Option<Body<'a>> {
        match kind {
            "enum" => self.enumeration(name, object).map(Body::Enum),
            "struct" => {
                let base = self
                    .optional(object, "base", |this, value| this.type_name(value, What { kind: "'base'", name: "" }));
                let members = match object.get("data")? {
                    Value::Object(data) => Some(self.members(data, self.member_case(name))),
                    value => self.wrong_type(value, "'data' of a struct", "an object"),
                };
                Some(Body::Struct { base: base?, members: members? })
            }
            "union" => self.union(name, object),
            "alternate" => self.alternate(object),
            "command" => self.command(object),
            _ => {
                let flags = self.flags(object);
                let data = self.data(object, flags.as_ref().map(|flags| flags.boxed));
                Some(Body::Event { data: data?, boxed: flags?.boxed })
            }
        }
    }

    /// How the members of a type are written.
    fn member_case(&self, name: &Text<'_>) -> Case {
        if self.member_names.contains(name.text.as_ref()) { Case::Any } else { Case::Lower }
    }

    fn enumeration<'a>(&mut self, name: &Text<'a>, object: &Object<'a>) -> Option<Enum> {
        let prefix = self.optional(object, "prefix", |this, value| match value {
            Value::String(text) => Some(text.text.to_string()),
            value => this.wrong_type(value, "'prefix'", "a string"),
        });
        let case = self.member_case(name);
        let values = match object.get("data")? {
            Value::List(values, _) => values,
            value => return self.wrong_type(value, "'data' of an enum", "an array"),
        };
        let lowered: Vec<_> = values.iter().filter_map(|value| self.enum_value(value, case)).collect();
        (lowered.len() == values.len()).then_some(Enum { prefix: prefix?, values: lowered })
    }

    fn enum_value(&mut self, value: &Value<'_>, case: Case) -> Option<EnumValue> {
        let (text, object) = self.named(value, What { kind: "an enum value", name: "" }, &["if", "features"])?;
        let what = What { kind: "value", name: &text.text };
        self.plain_name(&text.text, text.span, case, true, "value");
        let condition = object.and_then(|object| self.condition(object, what));
        let features = object.map_or_else(Vec::new, |object| self.features(object, what));
        Some(EnumValue { name: text.text.to_string(), span: text.span, condition, features })
    }

    fn union<'a>(&mut self, name: &Text<'a>, object: &Object<'a>) -> Option<Body<'a>> {
        let base = object.get("base").and_then(|value| match value {
            Value::Object(members) => Some(Data::Inline(self.members(members, self.member_case(name)))),
            Value::String(name) => Some(Data::Named(name.clone())),
            value => self.wrong_type(value, "'base' of a union", "a type name or an object"),
        });
        let discriminator = object.get("discriminator").and_then(|value| match value {
            Value::String(text) => Some(text.clone()),
            value => self.wrong_type(value, "'discriminator'", "a string"),
        });
        let branches = object.get("data").and_then(|value| match value {
            Value::Object(data) => Some(self.branches(data, false)),
            value => self.wrong_type(value, "'data' of a union", "an object"),
        });
        Some(Body::Union { base: base?, discriminator: discriminator?, branches: branches? })
    }

    fn alternate<'a>(&mut self, object: &Object<'a>) -> Option<Body<'a>> {
        let data = match object.get("data")? {
            Value::Object(data) => data,
            value => return self.wrong_type(value, "'data' of an alternate", "an object"),
        };
        if data.entries.is_empty() {
            let message = "an alternate must have at least one branch";
            self.report.error(Code::EmptyAlternate, data.span, message, "no branch");
        }
        Some(Body::Alternate { branches: self.branches(data, true) })
    }

    fn branches<'a>(&mut self, data: &Object<'a>, alternate: bool) -> Vec<Branch<'a>> {
        let branch = |entry: &crate::syntax::Entry<'a>| {
            let what = What { kind: "branch", name: &entry.key.text };
            if alternate {
                self.name(&entry.key, entry.key.span, Case::Lower, "branch");
            }
            let (ty, object) = self.typed(&entry.value, what, &["if"])?;
            let ty = match alternate {
                true => self.type_ref(ty, what),
                false => self.type_name(ty, what).map(Into::into),
            };
            let condition = object.and_then(|object| self.condition(object, what));
            Some(Branch { name: entry.key.clone(), ty: ty?, condition })
        };
        data.entries.iter().filter_map(branch).collect()
    }

    fn command<'a>(&mut self, object: &Object<'a>) -> Option<Body<'a>> {
        let flags = self.flags(object);
        let data = self.data(object, flags.as_ref().map(|flags| flags.boxed));
        let returns =
            self.optional(object, "returns", |this, value| this.type_ref(value, What { kind: "'returns'", name: "" }));
        Some(Body::Command(Command { data: data?, returns: returns?, flags: flags? }))
    }

    /// The arguments of a command or the data of an event; `boxed` is `None` if a flag is wrong anyway.
    fn data<'a>(&mut self, object: &Object<'a>, boxed: Option<bool>) -> Option<Option<Data<'a>>> {
        let boxed_at = object.entries.iter().find(|entry| entry.key.text == "boxed").map(|entry| entry.key.span);
        match (object.get("data"), boxed_at) {
            (None, Some(at)) if boxed == Some(true) => {
                let message = "flag 'boxed' requires 'data'";
                self.report.error(Code::BoxedData, at, message, "nothing to box");
                None
            }
            (None, _) => Some(None),
            (Some(Value::String(name)), _) => Some(Some(Data::Named(name.clone()))),
            (Some(Value::Object(members)), Some(at)) if boxed == Some(true) => {
                let message = "'data' of what is boxed must be a type name";
                self.report.error(Code::BoxedData, members.span, message, "members in place").also(at, "boxed here");
                None
            }
            (Some(Value::Object(members)), _) => Some(Some(Data::Inline(self.members(members, Case::Lower)))),
            (Some(value), _) => self.wrong_type(value, "'data'", "a type name or an object"),
        }
    }

    fn members<'a>(&mut self, data: &Object<'a>, case: Case) -> Vec<Member<'a>> {
        data.entries.iter().filter_map(|entry| self.member(entry, case)).collect()
    }

    /// The flags of a command. Those of an event are among them.
    fn flags(&mut self, object: &Object<'_>) -> Option<CommandFlags> {
        let mut flag = |key: &str, special: bool| match object.get(key) {
            None => Some(!special),
            Some(Value::Bool(value, _)) if *value == special => Some(special),
            Some(value) => {
                let message = format!("flag '{key}' can only be {special}; leave it out otherwise");
                self.report.error(Code::FlagValue, value.span(), message, "");
                None
            }
        };
        // All are read before any is missed, so that each wrong one is reported.
        let (gen_marshal, success_response) = (flag("gen", false), flag("success-response", false));
        let (boxed, allow_oob) = (flag("boxed", true), flag("allow-oob", true));
        let (allow_preconfig, coroutine) = (flag("allow-preconfig", true), flag("coroutine", true));
        let flags = CommandFlags {
            gen_marshal: gen_marshal?,
            success_response: success_response?,
            boxed: boxed?,
            allow_oob: allow_oob?,
            allow_preconfig: allow_preconfig?,
            coroutine: coroutine?,
        };
        if flags.allow_oob && flags.coroutine {
            let at = |key| object.get(key).map_or(object.span, Value::span);
            self.report
                .error(Code::FlagConflict, at("coroutine"), "flags 'allow-oob' and 'coroutine' exclude each other", "")
                .also(at("allow-oob"), "not together with this");
        }
        Some(flags)
    }
}
