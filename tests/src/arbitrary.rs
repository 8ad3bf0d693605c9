//! Random values that are legal for a schema.
//!
//! Given a server's reply to `query-qmp-schema`, values contain only what that server knows. The same seed gives the
//! same values.

use qapi_parser::schema::{Arguments, Builtin, DefId, Kind, Member, Schema, Simple, Type, Union};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Beyond this depth, values have only mandatory members.
const DEPTH: usize = 4;

/// Members whose type `qapi.toml` replaces by bytes.
const BASE64: [&str; 5] = ["buf-b64", "err-data", "input-data", "out-data", "password"];

/// A server's introspection: its entities by name.
pub struct Peer {
    entities: HashMap<String, Value>,
}

impl Peer {
    /// From the reply to `query-qmp-schema`.
    pub fn new(reply: &Value) -> Self {
        let entities = reply.as_array().into_iter().flatten();
        let named = entities.filter_map(|entity| Some((entity["name"].as_str()?.to_owned(), entity.clone())));
        Peer { entities: named.collect() }
    }

    /// The arguments of a command; `None` if the server lacks the command.
    pub fn command(&self, name: &str) -> Option<&Value> {
        self.entity(&self.entity(&json!(name))?["arg-type"])
    }

    fn entity(&self, name: &Value) -> Option<&Value> {
        self.entities.get(name.as_str()?)
    }

    /// The entity of the item of a list whose `key` is `name`.
    fn item(&self, list: &Value, key: &str, name: &str) -> Option<&Value> {
        self.entity(&list.as_array()?.iter().find(|item| item[key] == name)?["type"])
    }

    /// The branch of an alternate that has this form in JSON.
    fn alternative(&self, alternate: &Value, form: &str) -> Option<&Value> {
        let branches = alternate["members"].as_array()?.iter().filter_map(|branch| self.entity(&branch["type"]));
        branches.into_iter().find(|branch| match branch["meta-type"].as_str() {
            Some("builtin") => {
                branch["json-type"].as_str().map(|ty| if ty == "int" { "number" } else { ty }) == Some(form)
            }
            Some("enum") => form == "string",
            Some(meta) => form == meta,
            None => false,
        })
    }
}

/// Makes values.
pub struct Arbitrary<'a> {
    schema: &'a Schema,
    peer: Option<&'a Peer>,
    /// Values for members of these names, where a random one would affect more than the test.
    fixed: &'a [(&'a str, Value)],
    /// Whether integers are 0 or 1, so that nothing grows or waits, and lists have items: QEMU 10.0 aborts when asked
    /// to reopen an empty list of nodes.
    small: bool,
    /// Whether one choice in four is of something that the schema does not list.
    surprising: bool,
    state: u64,
}

/// Texts with quotes, with control characters, and with characters beyond ASCII.
const TEXTS: [&str; 5] = ["", "plain", "quote \" backslash \\ line\nend", "日本語 🦀", "\u{0}\u{1f}\u{7f}"];

impl<'a> Arbitrary<'a> {
    /// Makes any value that the schema allows.
    pub fn new(schema: &'a Schema, seed: u64) -> Self {
        Arbitrary { schema, peer: None, fixed: &[], small: false, surprising: false, state: seed }
    }

    /// Makes values as a later version may send them, with values, branches and forms that the schema does not list.
    pub fn surprising(schema: &'a Schema, seed: u64) -> Self {
        Arbitrary { surprising: true, ..Arbitrary::new(schema, seed) }
    }

    /// Makes harmless values that a server knows.
    pub fn for_peer(schema: &'a Schema, seed: u64, peer: &'a Peer, fixed: &'a [(&'a str, Value)]) -> Self {
        Arbitrary { schema, peer: Some(peer), fixed, small: true, surprising: false, state: seed }
    }

    /// Makes harmless values that a server need not know.
    pub fn harmless(schema: &'a Schema, seed: u64, fixed: &'a [(&'a str, Value)]) -> Self {
        Arbitrary { schema, peer: None, fixed, small: true, surprising: false, state: seed }
    }

    /// A value of a type, the arguments of a command, or the data of an event. `None` for a command that the server
    /// lacks.
    pub fn definition(&mut self, id: DefId) -> Option<Value> {
        let definition = self.schema.definition(id);
        let arguments = match &definition.kind {
            Kind::Command(kind) => &kind.arguments,
            Kind::Event(kind) => &kind.arguments,
            _ => return Some(self.of(Type::Single(Simple::Defined(id)), None, 0)),
        };
        let peer = match self.peer {
            Some(peer) => Some(peer.command(&definition.name)?),
            None => None,
        };
        let mut object = Map::new();
        match arguments {
            Arguments::None => {}
            Arguments::Inline(members) => {
                members.iter().for_each(|member| self.member(&mut object, member, peer, 0));
            }
            Arguments::Defined(id) => self.members(&mut object, *id, peer, 0),
        }
        Some(Value::Object(object))
    }

    /// splitmix64
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    /// The members of every object in any order, as a peer may write them.
    pub fn shuffled(&mut self, value: &Value) -> String {
        match value {
            Value::Object(object) => {
                let mut members: Vec<String> =
                    object.iter().map(|(name, value)| format!("{}:{}", json!(name), self.shuffled(value))).collect();
                for end in (1..members.len()).rev() {
                    members.swap(end, self.below(end + 1));
                }
                format!("{{{}}}", members.join(","))
            }
            Value::Array(elements) => {
                let elements: Vec<String> = elements.iter().map(|element| self.shuffled(element)).collect();
                format!("[{}]", elements.join(","))
            }
            other => other.to_string(),
        }
    }

    fn surprised(&mut self) -> bool {
        self.surprising && self.below(4) == 0
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn of(&mut self, ty: Type, peer: Option<&Value>, depth: usize) -> Value {
        match ty {
            Type::Single(ty) => self.simple(ty, peer, depth),
            Type::Array(ty) => {
                let element = peer.and_then(|array| self.peer?.entity(&array["element-type"]));
                let least = usize::from(self.small);
                let count = if depth > DEPTH { least } else { least + self.below(3) };
                (0..count).map(|_| self.simple(ty, element, depth + 1)).collect()
            }
        }
    }

    fn simple(&mut self, ty: Simple, peer: Option<&Value>, depth: usize) -> Value {
        let id = match ty {
            Simple::Builtin(builtin) => return self.builtin(builtin),
            Simple::Defined(id) => id,
        };
        match &self.schema.definition(id).kind {
            Kind::Enum(_) if self.surprised() => json!("x-unheard-of"),
            Kind::Alternate(kind) if self.surprised() => {
                let takes_lists = kind.branches.iter().any(|branch| self.form(branch.ty) == "array");
                if takes_lists { json!(true) } else { json!(["of", "another", "form"]) }
            }
            Kind::Enum(kind) => {
                let values = kind.values.iter().map(|value| value.name.as_str());
                let known: Vec<&str> = values.filter(|value| knows_value(peer, value)).collect();
                json!(if known.is_empty() { "none" } else { self.one(&known) })
            }
            Kind::Alternate(kind) => {
                let types: Vec<Type> = kind.branches.iter().map(|branch| branch.ty).collect();
                let flat = types.iter().copied().filter(|ty| depth <= DEPTH || self.form(*ty) != "object");
                let known = flat.filter(|ty| peer.is_none_or(|peer| self.branch(peer, *ty).is_some()));
                let known: Vec<Type> = known.collect();
                let ty = if known.is_empty() { types[0] } else { self.one(&known) };
                let peer = peer.and_then(|peer| self.branch(peer, ty));
                self.of(ty, peer, depth + 1)
            }
            _ => {
                let mut object = Map::new();
                self.members(&mut object, id, peer, depth);
                Value::Object(object)
            }
        }
    }

    fn branch(&self, alternate: &Value, ty: Type) -> Option<&'a Value> {
        self.peer?.alternative(alternate, self.form(ty))
    }

    /// The JSON type of a value of this type.
    fn form(&self, ty: Type) -> &'static str {
        match ty {
            Type::Array(_) => "array",
            Type::Single(Simple::Builtin(builtin)) => match builtin {
                Builtin::Str | Builtin::QType => "string",
                Builtin::Bool => "boolean",
                Builtin::Null => "null",
                Builtin::Any => "value",
                _ => "number",
            },
            Type::Single(Simple::Defined(id)) => match self.schema.definition(id).kind {
                Kind::Enum(_) => "string",
                _ => "object",
            },
        }
    }

    /// Adds the members of an object type, and those of a branch if it is a union.
    fn members(&mut self, object: &mut Map<String, Value>, id: DefId, peer: Option<&Value>, depth: usize) {
        for (_, member) in self.schema.members(id) {
            self.member(object, member, peer, depth);
        }
        if let Kind::Union(kind) = &self.schema.definition(id).kind {
            self.select(object, kind, peer, depth);
        }
    }

    fn member(&mut self, object: &mut Map<String, Value>, member: &Member, peer: Option<&Value>, depth: usize) {
        let optional = member.optional || member.condition.is_some();
        if optional && (depth > DEPTH || self.below(2) == 0) {
            return;
        }
        let ty = match (self.peer, peer) {
            (Some(all), Some(peer)) => match all.item(&peer["members"], "name", &member.name) {
                Some(ty) => Some(ty),
                None => return,
            },
            _ => None,
        };
        let fixed = self.fixed.iter().find(|(name, _)| *name == member.name).map(|(_, value)| value.clone());
        let value = match fixed {
            Some(value) => value,
            None if BASE64.contains(&member.name.as_str()) => json!(self.one(&["", "AA==", "/+8=", "cWVtdQ=="])),
            None => self.of(member.ty, ty, depth + 1),
        };
        object.insert(member.name.clone(), value);
    }

    fn select(&mut self, object: &mut Map<String, Value>, kind: &Union, peer: Option<&Value>, depth: usize) {
        if self.surprised() {
            object.insert(kind.discriminator.clone(), json!("x-later-branch"));
            object.insert("x-later-member".to_owned(), json!({"any": [1, null, "thing"]}));
            return;
        }
        let tag = peer.and_then(|peer| self.peer?.item(&peer["members"], "name", &kind.discriminator));
        let known: Vec<_> = kind.branches.iter().filter(|branch| knows_value(tag, &branch.name)).collect();
        // Deep down, a branch without further members ends the recursion, if there is one.
        let flat: Vec<_> = known.iter().copied().filter(|branch| depth > DEPTH && branch.ty.is_none()).collect();
        let branch = self.one(if flat.is_empty() { &known } else { &flat });
        object.insert(kind.discriminator.clone(), json!(branch.name));
        if let Some(id) = branch.ty {
            let peer = peer.and_then(|peer| self.peer?.item(&peer["variants"], "case", &branch.name));
            self.members(object, id, peer, depth + 1);
        }
    }

    fn builtin(&mut self, builtin: Builtin) -> Value {
        match builtin {
            Builtin::Str if self.small => json!(format!("s{:03}", self.below(1000))),
            Builtin::Str => json!(self.one(&TEXTS)),
            Builtin::Bool => json!(self.below(2) == 0),
            Builtin::Null => Value::Null,
            Builtin::Any => self.one(&[json!(null), json!({"a": [1, "x"]}), json!([]), json!("text"), json!(-7)]),
            Builtin::QType => json!(self.one(&["none", "qnull", "qnum", "qstring", "qdict", "qlist", "qbool"])),
            _ if self.small => json!(self.below(2)),
            Builtin::Number => self.one(&[json!(0), json!(-1.5), json!(1e300), json!(0.1)]),
            Builtin::Int8 => self.integer(i8::MIN.into(), i8::MAX as u64),
            Builtin::Int16 => self.integer(i16::MIN.into(), i16::MAX as u64),
            Builtin::Int32 => self.integer(i32::MIN.into(), i32::MAX as u64),
            Builtin::Int | Builtin::Int64 => self.integer(i64::MIN, i64::MAX as u64),
            Builtin::Uint8 => self.integer(0, u8::MAX.into()),
            Builtin::Uint16 => self.integer(0, u16::MAX.into()),
            Builtin::Uint32 => self.integer(0, u32::MAX.into()),
            Builtin::Uint64 | Builtin::Size => self.integer(0, u64::MAX),
            Builtin::Integer => self.integer(i64::MIN, u64::MAX),
        }
    }

    fn integer(&mut self, least: i64, most: u64) -> Value {
        let any = if most == u64::MAX { self.next() } else { self.next() % (most + 1) };
        self.one(&[json!(least), json!(most), json!(0), json!(any)])
    }
}

/// Whether a server knows a value of an enum.
fn knows_value(peer: Option<&Value>, value: &str) -> bool {
    peer.is_none_or(|peer| peer["members"].as_array().is_some_and(|all| all.iter().any(|item| item["name"] == value)))
}
