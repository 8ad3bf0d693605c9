//! Arbitrary values of QAPI types as JSON, made from the intermediate representation and not from the generated
//! code, so that the one can judge the other.
#![forbid(unsafe_code)]

use fastrand::Rng;
use qapi_parser::schema::{Alternate, Arguments, Builtin, DefId, Kind, Member, Schema, Simple, Type, Union};
use serde_json::{Map, Value, json};

/// What a peer of another version may do to a value.
#[derive(Clone, Copy, Default)]
pub struct Surprises {
    /// Values, branches and JSON types that the schema does not list, one time in so many; 0 for never.
    pub unknown: u32,
}

/// Makes values of the types of one schema.
pub struct Maker<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// Where the dice come from.
    pub rng: Rng,
    /// What it may do beyond the schema.
    pub surprises: Surprises,
    /// Members whose text must be Base64, as `Definition.member`.
    pub base64: Vec<String>,
}

/// How deep values nest before optional members are left out.
const DEPTH: u32 = 4;

impl Maker<'_> {
    /// A value of what a definition becomes: for a command its arguments, for an event its data.
    pub fn definition(&mut self, id: DefId) -> Value {
        self.at(id, 0)
    }

    fn at(&mut self, id: DefId, depth: u32) -> Value {
        let schema = self.schema;
        match &schema.definition(id).kind {
            Kind::Enum(kind) => {
                let known = self.rng.choice(&kind.values).map(|value| value.name.clone());
                let unknown = self.surprised() || known.is_none();
                json!(if unknown { "x-unheard-of".to_owned() } else { known.unwrap_or_default() })
            }
            Kind::Alternate(kind) => self.alternate(kind, depth),
            Kind::Struct(_) | Kind::Union(_) => {
                let mut object = Map::new();
                self.members_of(id, depth, &mut object);
                Value::Object(object)
            }
            Kind::Command(command) => self.arguments(id, &command.arguments),
            Kind::Event(event) => self.arguments(id, &event.arguments),
        }
    }

    fn arguments(&mut self, id: DefId, arguments: &Arguments) -> Value {
        match arguments {
            Arguments::None => json!({}),
            Arguments::Inline(members) => {
                let mut object = Map::new();
                members.iter().for_each(|member| self.member(id, member, 0, &mut object));
                Value::Object(object)
            }
            Arguments::Defined(target) => self.at(*target, 0),
        }
    }

    fn members_of(&mut self, id: DefId, depth: u32, object: &mut Map<String, Value>) {
        let schema = self.schema;
        let union = match &schema.definition(id).kind {
            Kind::Union(union) => Some(union),
            _ => None,
        };
        for (owner, member) in schema.members(id) {
            if union.is_none_or(|union| union.discriminator != member.name) {
                self.member(owner, member, depth, object);
            }
        }
        if let Some(union) = union {
            self.branch(union, depth, object);
        }
    }

    fn member(&mut self, owner: DefId, member: &Member, depth: u32, object: &mut Map<String, Value>) {
        let hidden = member.condition.is_some() || member.features.iter().any(|feature| feature.name == "deprecated");
        let absent = if depth >= DEPTH { member.optional } else { member.optional && self.rng.bool() };
        if absent || hidden && self.rng.u32(..4) == 0 {
            return;
        }
        let path = format!("{}.{}", self.schema.definition(owner).name, member.name);
        let value = if self.base64.contains(&path) { self.base64() } else { self.value(member.ty, depth + 1) };
        object.insert(member.name.clone(), value);
    }

    fn branch(&mut self, union: &Union, depth: u32, object: &mut Map<String, Value>) {
        if self.surprised() {
            object.insert(union.discriminator.clone(), json!("x-new-branch"));
            object.insert("x-new-member".into(), json!({ "any": [1, null, "thing"] }));
            return;
        }
        // Deep down, a branch without members ends the recursion if there is one.
        let short: Vec<_> = union.branches.iter().filter(|branch| depth < DEPTH || branch.ty.is_none()).collect();
        let branch = self.rng.choice(&short).copied().or_else(|| self.rng.choice(&union.branches));
        if let Some(branch) = branch {
            object.insert(union.discriminator.clone(), json!(branch.name));
            branch.ty.into_iter().for_each(|target| self.members_of(target, depth, object));
        }
    }

    fn alternate(&mut self, kind: &Alternate, depth: u32) -> Value {
        if self.surprised() {
            let takes_lists = kind.branches.iter().any(|branch| matches!(branch.ty, Type::Array(_)));
            return if takes_lists { json!(true) } else { json!(["of", "another", "kind"]) };
        }
        let is_object = |ty: Type| match ty {
            Type::Single(Simple::Defined(id)) => !matches!(self.schema.definition(id).kind, Kind::Enum(_)),
            _ => false,
        };
        let short: Vec<Type> =
            kind.branches.iter().map(|branch| branch.ty).filter(|ty| depth < DEPTH || !is_object(*ty)).collect();
        let ty = self.rng.choice(&short).copied().or(kind.branches.first().map(|branch| branch.ty));
        ty.map_or(Value::Null, |ty| self.value(ty, depth + 1))
    }

    fn value(&mut self, ty: Type, depth: u32) -> Value {
        match ty {
            Type::Single(of) => self.simple(of, depth),
            Type::Array(of) => {
                let length = if depth >= DEPTH { 0 } else { self.rng.usize(..4) };
                (0..length).map(|_| self.simple(of, depth)).collect()
            }
        }
    }

    fn simple(&mut self, simple: Simple, depth: u32) -> Value {
        let rng = &mut self.rng;
        match simple {
            Simple::Defined(id) => self.at(id, depth),
            Simple::Builtin(builtin) => match builtin {
                Builtin::Str => json!(*rng.choice(&TEXTS).unwrap_or(&"")),
                Builtin::Number => rng
                    .choice(&[json!(0), json!(-3), json!(0.5), json!(1e300), json!(12345678901_u64)])
                    .cloned()
                    .unwrap_or_default(),
                Builtin::Int | Builtin::Int64 => json!(*rng.choice(&[0, -1, i64::MIN, i64::MAX]).unwrap_or(&7)),
                Builtin::Int8 => json!(rng.i8(..)),
                Builtin::Int16 => json!(rng.i16(..)),
                Builtin::Int32 => json!(rng.i32(..)),
                Builtin::Uint8 => json!(rng.u8(..)),
                Builtin::Uint16 => json!(rng.u16(..)),
                Builtin::Uint32 => json!(rng.u32(..)),
                Builtin::Uint64 | Builtin::Size => json!(*rng.choice(&[0, 1 << 63, u64::MAX]).unwrap_or(&7)),
                Builtin::Bool => json!(rng.bool()),
                Builtin::Null => Value::Null,
                Builtin::Any => rng
                    .choice(&[json!(null), json!({"a": [1, {"b": null}]}), json!("x"), json!(-0.25)])
                    .cloned()
                    .unwrap_or_default(),
                Builtin::QType => json!("qdict"),
            },
        }
    }

    fn base64(&mut self) -> Value {
        json!(*self.rng.choice(&["", "AA==", "/+8=", "cWVtdQ=="]).unwrap_or(&""))
    }

    fn surprised(&mut self) -> bool {
        self.surprises.unknown > 0 && self.rng.u32(..self.surprises.unknown) == 0
    }
}

const TEXTS: [&str; 5] = ["", "plain", "quote \" backslash \\ line\nend", "日本語 🦀", "\u{0}\u{1f}\u{7f}"];

/// The text of a value with the members of every object in an order that the dice choose: a peer may use any.
pub fn shuffled(value: &Value, rng: &mut Rng) -> String {
    match value {
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            rng.shuffle(&mut members);
            let members: Vec<_> =
                members.iter().map(|(name, value)| format!("{}:{}", json!(name), shuffled(value, rng))).collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(elements) => {
            let elements: Vec<_> = elements.iter().map(|element| shuffled(element, rng)).collect();
            format!("[{}]", elements.join(","))
        }
        other => other.to_string(),
    }
}
