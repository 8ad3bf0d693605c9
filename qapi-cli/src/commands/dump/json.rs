//! A resolved schema as JSON, for other programs.
//!
//! `docs/dump-json.md` describes the form, and a test compares its example with what comes out. A change that would
//! break a reader raises [`FORMAT`].

use crate::describe::since;
use qapi_parser::doc::Doc;
use qapi_parser::schema::{
    Alternative, Arguments, Base, Branch, Condition, DefId, Definition, Enum, EnumValue, Feature, Item, Kind, Member,
    Module, Pragmas, Schema, Type, Union,
};
use serde_json::{Map, Value, json};

/// The version of the form.
const FORMAT: u32 = 1;

/// The whole schema.
pub fn schema(schema: &Schema, docs: bool) -> Value {
    let modules: Vec<Value> = schema.modules().map(|(_, module)| self::module(schema, module)).collect();
    let of = Of { schema, docs };
    let definitions: Vec<Value> = schema.definitions().map(|(_, definition)| of.definition(definition)).collect();
    json!({
        "format": FORMAT,
        "modules": modules,
        "pragmas": pragmas(schema.pragmas()),
        "definitions": definitions,
    })
}

fn module(schema: &Schema, module: &Module) -> Value {
    let includes = module.items.iter().filter_map(|item| match item {
        Item::Include { module, .. } => Some(&schema.module(*module).name),
        _ => None,
    });
    json!({ "name": module.name, "includes": includes.collect::<Vec<_>>() })
}

fn pragmas(pragmas: &Pragmas) -> Value {
    json!({
        "doc-required": pragmas.doc_required,
        "command-name-exceptions": pragmas.command_name_exceptions,
        "command-returns-exceptions": pragmas.command_returns_exceptions,
        "documentation-exceptions": pragmas.documentation_exceptions,
        "member-name-exceptions": pragmas.member_name_exceptions,
    })
}

/// A condition in the form that the schema language has for it.
fn condition(of: &Condition) -> Value {
    let all = |parts: &[Condition]| parts.iter().map(condition).collect::<Vec<_>>();
    match of {
        Condition::Symbol(symbol) => json!(symbol),
        Condition::All(parts) => json!({ "all": all(parts) }),
        Condition::Any(parts) => json!({ "any": all(parts) }),
        Condition::Not(part) => json!({ "not": condition(part) }),
    }
}

fn features(of: &[Feature]) -> Vec<Value> {
    of.iter().map(|feature| Object::named(&feature.name).facts(&feature.condition, &[]).value()).collect()
}

/// An object that is filled with what there is to say.
struct Object(Map<String, Value>);

impl Object {
    fn named(name: &str) -> Self {
        Object(Map::new()).with("name", name)
    }

    fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    fn with_some(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Condition and features, where there are any.
    fn facts(self, of: &Option<Condition>, with: &[Feature]) -> Self {
        let with = (!with.is_empty()).then(|| features(with));
        self.with_some("if", of.as_ref().map(condition)).with_some("features", with)
    }

    fn value(self) -> Value {
        Value::Object(self.0)
    }
}

/// What the parts of a schema refer to.
struct Of<'a> {
    schema: &'a Schema,
    docs: bool,
}

impl Of<'_> {
    fn name(&self, id: DefId) -> &str {
        &self.schema.definition(id).name
    }

    /// `"str"` or `["str"]`, as the schema language writes it.
    fn ty(&self, ty: Type) -> Value {
        match ty {
            Type::Single(ty) => json!(self.schema.simple_name(ty)),
            Type::Array(ty) => json!([self.schema.simple_name(ty)]),
        }
    }

    /// The text that describes a part of a definition, if it is wanted.
    fn text(&self, doc: &Option<Doc>, name: Option<&str>) -> Option<String> {
        let doc = doc.as_ref().filter(|_| self.docs)?;
        let text = match name {
            None => doc.body(),
            Some(name) => &doc.member(name)?.text,
        };
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn definition(&self, definition: &Definition) -> Value {
        let position = self.schema.sources().position(definition.span);
        let object = Object(Map::new())
            .with("kind", definition.kind.key())
            .with("name", definition.name.as_str())
            .with("module", self.schema.module(definition.module).name.as_str())
            .with("line", position.line)
            .with_some("since", since(definition))
            .with_some("doc", self.text(&definition.doc, None))
            .facts(&definition.condition, &definition.features);
        self.kind(object, definition).value()
    }

    fn kind(&self, object: Object, definition: &Definition) -> Object {
        let doc = &definition.doc;
        match &definition.kind {
            Kind::Enum(kind) => self.enumeration(object, kind, doc),
            Kind::Struct(kind) => {
                let base = kind.base.map(|base| self.name(base));
                object.with_some("base", base).with("members", self.members(&kind.members, doc))
            }
            Kind::Union(kind) => self.union(object, kind, doc),
            Kind::Alternate(kind) => {
                let branch = |of: &Alternative| {
                    Object::named(&of.name).with("type", self.ty(of.ty)).facts(&of.condition, &[]).value()
                };
                object.with("branches", kind.branches.iter().map(branch).collect::<Vec<_>>())
            }
            Kind::Command(kind) => {
                let object = object
                    .with_some("arguments", self.arguments(&kind.arguments, doc))
                    .with_some("returns", kind.returns.map(|ty| self.ty(ty)));
                kind.flags.by_key().into_iter().fold(object, |object, (key, value, _)| object.with(key, value))
            }
            Kind::Event(kind) => {
                object.with_some("data", self.arguments(&kind.arguments, doc)).with("boxed", kind.boxed)
            }
        }
    }

    fn enumeration(&self, object: Object, kind: &Enum, doc: &Option<Doc>) -> Object {
        let value = |of: &EnumValue| {
            let object = Object::named(&of.name).facts(&of.condition, &of.features);
            object.with_some("doc", self.text(doc, Some(&of.name))).value()
        };
        let values: Vec<Value> = kind.values.iter().map(value).collect();
        object.with_some("prefix", kind.prefix.as_deref()).with("values", values)
    }

    fn union(&self, object: Object, kind: &Union, doc: &Option<Doc>) -> Object {
        let base = match &kind.base {
            Base::Struct(id) => json!(self.name(*id)),
            Base::Inline(members) => json!({ "members": self.members(members, doc) }),
        };
        let branch = |of: &Branch| {
            let object = Object::named(&of.name).facts(&of.condition, &[]);
            object.with_some("type", of.ty.map(|id| self.name(id))).value()
        };
        let branches: Vec<Value> = kind.branches.iter().map(branch).collect();
        object
            .with("base", base)
            .with("discriminator", kind.discriminator.as_str())
            .with("discriminator-type", self.name(kind.tag))
            .with("branches", branches)
    }

    /// The name of a type, or members in place.
    fn arguments(&self, arguments: &Arguments, doc: &Option<Doc>) -> Option<Value> {
        match arguments {
            Arguments::None => None,
            Arguments::Inline(members) => Some(json!({ "members": self.members(members, doc) })),
            Arguments::Defined(id) => Some(json!(self.name(*id))),
        }
    }

    fn members(&self, members: &[Member], doc: &Option<Doc>) -> Vec<Value> {
        let member = |of: &Member| {
            Object::named(&of.name)
                .with("type", self.ty(of.ty))
                .with("optional", of.optional)
                .facts(&of.condition, &of.features)
                .with_some("doc", self.text(doc, Some(&of.name)))
                .value()
        };
        members.iter().map(member).collect()
    }
}
