//! Restating a schema as facts, in a layout of this project's own.
//!
//! Each module becomes the text of a schema file that declares the same: includes, pragmas, definitions, conditions,
//! features and the versions given as `since`. No description, no comment and no layout of the original is left, and
//! restating a restated schema changes nothing.

mod whole;

pub(crate) use whole::exceptions_text;
pub use whole::{restate_as_file, restate_as_tree, widest_integers};

use crate::doc::{Doc, NO_TEXT, Part, definition_since, since};
use crate::schema::{
    Alternate, Arguments, Base, Builtin, Command, Condition, Definition, Enum, Event, Feature, Item, Kind, Member,
    Module, Pragmas, Schema, Simple, Struct, Type, Union,
};
use crate::source::FileId;
use std::collections::HashSet;

/// The first line of every restated file.
const HEADER: &str = "# Restated by `qapi vendor`: what the schema declares, without its descriptions.\n";

/// The longest line that holds a whole definition.
const WIDTH: usize = 100;

/// The longest line of a documentation comment.
const DOC_WIDTH: usize = 70;

/// A restated module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restated {
    /// [`Module::name`]: the path relative to the folder of the root file.
    pub module: String,
    /// The whole text of the file.
    pub text: String,
}

/// Restates every module of a schema, in the order of [`Schema::modules`].
///
/// Each definition that is documented gets a comment that names its members and features, so that the result is
/// legal where the schema says `doc-required` (manual: "Definition documentation").
pub fn restate(schema: &Schema) -> Vec<Restated> {
    let printer = Printer { schema };
    schema.modules().map(|(_, module)| Restated { module: module.name.clone(), text: printer.module(module) }).collect()
}

/// The text of one definition; the types that it names are those of the schema.
pub(crate) fn definition_text(schema: &Schema, definition: &Definition) -> String {
    let mut out = String::new();
    Printer { schema }.definition(&mut out, definition);
    out
}

/// A value of the schema language.
enum Value {
    String(String),
    Bool(bool),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

impl Value {
    fn list<'a, T: 'a>(items: &'a [T], value: impl Fn(&'a T) -> Value) -> Value {
        Value::List(items.iter().map(value).collect())
    }

    /// The value on one line.
    fn flat(&self, out: &mut String) {
        match self {
            Value::String(text) => push_string(out, text),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::List(items) if items.is_empty() => out.push_str("[]"),
            Value::Object(members) if members.is_empty() => out.push_str("{}"),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "[ " } else { ", " });
                    item.flat(out);
                }
                out.push_str(" ]");
            }
            Value::Object(members) => {
                for (index, (key, value)) in members.iter().enumerate() {
                    out.push_str(if index == 0 { "{ " } else { ", " });
                    push_string(out, key);
                    out.push_str(": ");
                    value.flat(out);
                }
                out.push_str(" }");
            }
        }
    }

    /// The value where `column` characters of the line are taken and `after` follow: on one line if that fits, else
    /// one item a line.
    fn pretty(&self, out: &mut String, indent: usize, column: usize, after: usize) {
        let start = out.len();
        self.flat(out);
        if column + (out.len() - start) + after <= WIDTH {
            return;
        }
        let (open, close, len) = match self {
            Value::List(items) => ('[', ']', items.len()),
            Value::Object(members) => ('{', '}', members.len()),
            Value::String(_) | Value::Bool(_) => return,
        };
        out.truncate(start);
        out.push(open);
        for index in 0..len {
            push_line(out, indent + 2);
            let comma = usize::from(index + 1 < len);
            match self {
                Value::List(items) => items[index].pretty(out, indent + 2, indent + 2, comma),
                Value::Object(members) => {
                    let (key, value) = &members[index];
                    push_string(out, key);
                    out.push_str(": ");
                    value.pretty(out, indent + 2, indent + 6 + key.len(), comma);
                }
                Value::String(_) | Value::Bool(_) => {}
            }
            out.push_str(&","[..comma]);
        }
        push_line(out, indent);
        out.push(close);
    }
}

fn push_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

fn push_string(out: &mut String, text: &str) {
    out.push('\'');
    out.push_str(&text.replace('\\', "\\\\"));
    out.push('\'');
}

/// Turns the parts of a schema into [`Value`]s and text.
struct Printer<'a> {
    schema: &'a Schema,
}

impl Printer<'_> {
    fn module(&self, module: &Module) -> String {
        let mut out = HEADER.to_owned();
        for pragma in pragmas(&module.pragmas) {
            out.push('\n');
            push_top_level(&mut out, vec![("pragma", Value::Object(vec![pragma]))]);
        }
        self.items(&mut out, module, |_, path| path.to_owned());
        out
    }

    /// Definitions and includes; `include` gives the path of an included module from its path in the source.
    fn items(&self, out: &mut String, module: &Module, include: impl Fn(FileId, &str) -> String) {
        let mut after_include = false;
        for item in &module.items {
            let is_include = matches!(item, Item::Include { .. });
            if !(is_include && after_include || matches!(item, Item::FreeDoc(_))) {
                out.push('\n');
            }
            match item {
                Item::Include { module, path, .. } => {
                    push_top_level(out, vec![("include", Value::String(include(*module, path)))]);
                }
                Item::Definition(id) => self.definition(out, self.schema.definition(*id)),
                Item::FreeDoc(_) => continue,
            }
            after_include = is_include;
        }
    }

    fn definition(&self, out: &mut String, definition: &Definition) {
        if let Some(doc) = &definition.doc {
            document(out, definition, doc);
        }
        let name = Value::String(definition.name.clone());
        let mut object = match &definition.kind {
            Kind::Enum(kind) => enumeration(name, kind),
            Kind::Struct(kind) => self.structure(name, kind),
            Kind::Union(kind) => self.union(name, kind),
            Kind::Alternate(kind) => self.alternate(name, kind),
            Kind::Command(kind) => self.command(name, kind),
            Kind::Event(kind) => self.event(name, kind),
        };
        push_common(&mut object, &definition.condition, &definition.features);
        push_top_level(out, object);
    }

    fn structure(&self, name: Value, kind: &Struct) -> Vec<(&'static str, Value)> {
        let mut object = vec![("struct", name)];
        object.extend(kind.base.map(|base| ("base", self.definition_name(base))));
        object.push(("data", self.members(&kind.members)));
        object
    }

    fn union(&self, name: Value, kind: &Union) -> Vec<(&'static str, Value)> {
        let base = match &kind.base {
            Base::Struct(base) => self.definition_name(*base),
            Base::Inline(members) => self.members(members),
        };
        let branches = kind.branches.iter().filter_map(|branch| {
            let ty = self.definition_name(branch.ty?);
            Some((branch.name.clone(), shorthand("type", ty, &branch.condition, &[])))
        });
        vec![
            ("union", name),
            ("base", base),
            ("discriminator", kind.discriminator.as_str().into()),
            ("data", Value::Object(branches.collect())),
        ]
    }

    fn alternate(&self, name: Value, kind: &Alternate) -> Vec<(&'static str, Value)> {
        let branches = kind
            .branches
            .iter()
            .map(|branch| (branch.name.clone(), shorthand("type", self.type_name(branch.ty), &branch.condition, &[])));
        vec![("alternate", name), ("data", Value::Object(branches.collect()))]
    }

    fn command(&self, name: Value, kind: &Command) -> Vec<(&'static str, Value)> {
        let mut object = vec![("command", name)];
        object.extend(self.arguments(&kind.arguments));
        object.extend(kind.returns.map(|ty| ("returns", self.type_name(ty))));
        let given = kind.flags.by_key().into_iter().filter(|(_, value, default)| value != default);
        object.extend(given.map(|(key, value, _)| (key, Value::Bool(value))));
        object
    }

    fn event(&self, name: Value, kind: &Event) -> Vec<(&'static str, Value)> {
        let mut object = vec![("event", name)];
        object.extend(self.arguments(&kind.arguments));
        object.extend(kind.boxed.then_some(("boxed", Value::Bool(true))));
        object
    }

    fn arguments(&self, arguments: &Arguments) -> Option<(&'static str, Value)> {
        let data = match arguments {
            Arguments::None => return None,
            Arguments::Inline(members) => self.members(members),
            Arguments::Defined(id) => self.definition_name(*id),
        };
        Some(("data", data))
    }

    fn members(&self, members: &[Member]) -> Value {
        let members = members.iter().map(|member| {
            let name = format!("{}{}", if member.optional { "*" } else { "" }, member.name);
            (name, shorthand("type", self.type_name(member.ty), &member.condition, &member.features))
        });
        Value::Object(members.collect())
    }

    fn type_name(&self, ty: Type) -> Value {
        match ty {
            Type::Single(ty) => self.simple_name(ty),
            Type::Array(ty) => Value::List(vec![self.simple_name(ty)]),
        }
    }

    fn simple_name(&self, ty: Simple) -> Value {
        match ty {
            // What has no name in the language: see `widest_integers`.
            Simple::Builtin(Builtin::Integer) => Builtin::Int.name().into(),
            Simple::Builtin(builtin) => builtin.name().into(),
            Simple::Defined(id) => self.definition_name(id),
        }
    }

    fn definition_name(&self, id: crate::schema::DefId) -> Value {
        self.schema.definition(id).name.as_str().into()
    }
}

fn enumeration(name: Value, kind: &Enum) -> Vec<(&'static str, Value)> {
    let mut object = vec![("enum", name)];
    object.extend(kind.prefix.as_deref().map(|prefix| ("prefix", prefix.into())));
    let values = Value::list(&kind.values, |value| {
        shorthand("name", value.name.as_str().into(), &value.condition, &value.features)
    });
    object.push(("data", values));
    object
}

/// `value` itself, or an object with it under `key` where it has a condition or features.
fn shorthand(key: &'static str, value: Value, condition: &Option<Condition>, features: &[Feature]) -> Value {
    if condition.is_none() && features.is_empty() {
        return value;
    }
    let mut object = vec![(key, value)];
    push_common(&mut object, condition, features);
    object_of(object)
}

fn push_common(object: &mut Vec<(&'static str, Value)>, condition: &Option<Condition>, features: &[Feature]) {
    object.extend(condition.as_ref().map(|condition| ("if", condition_value(condition))));
    if !features.is_empty() {
        let features =
            Value::list(features, |feature| shorthand("name", feature.name.as_str().into(), &feature.condition, &[]));
        object.push(("features", features));
    }
}

fn condition_value(condition: &Condition) -> Value {
    match condition {
        Condition::Symbol(symbol) => symbol.as_str().into(),
        Condition::All(conditions) => object_of(vec![("all", Value::list(conditions, condition_value))]),
        Condition::Any(conditions) => object_of(vec![("any", Value::list(conditions, condition_value))]),
        Condition::Not(condition) => object_of(vec![("not", condition_value(condition))]),
    }
}

fn pragmas(pragmas: &Pragmas) -> Vec<(String, Value)> {
    let mut values = Vec::new();
    if pragmas.doc_required {
        values.push(("doc-required".to_owned(), Value::Bool(true)));
    }
    let lists = [
        ("command-name-exceptions", &pragmas.command_name_exceptions),
        ("command-returns-exceptions", &pragmas.command_returns_exceptions),
        ("documentation-exceptions", &pragmas.documentation_exceptions),
        ("member-name-exceptions", &pragmas.member_name_exceptions),
    ];
    for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        values.push((key.to_owned(), Value::list(list, |name| name.as_str().into())));
    }
    values
}

fn object_of(members: Vec<(&'static str, Value)>) -> Value {
    Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn push_top_level(out: &mut String, object: Vec<(&'static str, Value)>) {
    object_of(object).pretty(out, 0, 0, 0);
    out.push('\n');
}

/// Writes the documentation comment of a definition: its name, the names of its members and features, and versions.
fn document(out: &mut String, definition: &Definition, doc: &Doc) {
    out.push_str("##\n");
    out.push_str(&format!("# @{}:\n", definition.name));
    let members: Vec<&str> = definition.own_parts().iter().map(|part| part.name).collect();
    if !members.is_empty() {
        out.push_str("#\n");
    }
    members.into_iter().for_each(|name| push_described(out, name, doc.member(name)));
    let features = feature_names(definition);
    if !features.is_empty() {
        out.push_str("#\n# Features:\n#\n");
    }
    features.into_iter().for_each(|name| push_described(out, name, doc.feature(name)));
    if let Some(version) = definition_since(doc) {
        out.push_str(&format!("#\n# Since: {version}\n"));
    }
    out.push_str("##\n");
}

fn push_described(out: &mut String, name: &str, part: Option<&Part>) {
    let start = out.len();
    out.push_str(&format!("# @{name}:"));
    let text =
        part.and_then(|part| since(&part.text)).map_or(NO_TEXT.to_owned(), |version| format!("(since {version})"));
    let fits = out.len() - start + 1 + text.len() <= DOC_WIDTH;
    out.push_str(if fits { " " } else { "\n#     " });
    out.push_str(&text);
    out.push('\n');
}

/// The features of a definition and of its members, each once.
fn feature_names(definition: &Definition) -> Vec<&str> {
    let parts = definition.own_parts();
    let features = definition.features.iter().chain(parts.iter().flat_map(|part| part.features));
    let mut seen = HashSet::new();
    features.map(|feature| feature.name.as_str()).filter(|name| seen.insert(*name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule: what fits in a line stays in it; else there is one item a line.
    #[test]
    fn long_values_are_broken() {
        let names: Vec<String> = (0..20).map(|index| format!("name-{index}")).collect();
        let list = |count: usize| Value::list(&names[..count], |name| name.as_str().into());
        let mut out = String::new();
        push_top_level(&mut out, vec![("enum", "Short".into()), ("data", list(2))]);
        assert_eq!(out, "{ 'enum': 'Short', 'data': [ 'name-0', 'name-1' ] }\n");
        out.clear();
        push_top_level(&mut out, vec![("enum", "Long".into()), ("data", list(20))]);
        assert!(out.starts_with("{\n  'enum': 'Long',\n  'data': [\n    'name-0',\n    'name-1',\n"), "{out}");
        assert!(out.ends_with("    'name-19'\n  ]\n}\n"), "{out}");
        assert!(out.lines().all(|line| line.len() <= WIDTH));
    }
}
