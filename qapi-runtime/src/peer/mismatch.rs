//! A command, compared with a peer's schema before it is sent.
//!
//! The encoded value is walked along the peer's types. A walk goes down with the value, so it ends with it, however the
//! peer's types refer to each other.

use super::ask::arguments;
use super::index::{Id, Index, Kind, Object, value};
use crate::model::Encode;
use crate::text::{Reader, Writer};
use serde_core::de::Error as _;
use serde_json::{Error, Map, Value};
use std::collections::HashSet;
use std::fmt;

/// Something in a command that a peer's schema does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// Where it is in the arguments: `channels[0].addr.transport`. Empty for the command itself.
    pub path: String,
    /// What it is.
    pub kind: MismatchKind,
}

/// What a peer's schema does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MismatchKind {
    /// The peer does not have the command.
    Command(String),
    /// The peer's type has no such member.
    Member,
    /// The peer's type needs a member that is absent here.
    Missing,
    /// The peer's enumeration does not have this value.
    Value(String),
    /// The peer's union does not have this branch.
    Branch(String),
    /// The value has a form that the peer's type does not take.
    #[non_exhaustive]
    Form {
        /// The form that it has, such as `a list`.
        given: &'static str,
        /// The forms that the peer's type takes.
        takes: String,
    },
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        match &self.kind {
            MismatchKind::Command(name) => write!(f, "the peer has no command '{name}'"),
            MismatchKind::Member => f.write_str("the peer has no such member"),
            MismatchKind::Missing => f.write_str("the peer needs this member"),
            MismatchKind::Value(name) => write!(f, "the peer has no value '{name}'"),
            MismatchKind::Branch(name) => write!(f, "the peer has no branch '{name}'"),
            MismatchKind::Form { given, takes } => write!(f, "the peer takes {takes}, not {given}"),
        }
    }
}

/// What a peer does not allow in a command.
pub fn of(index: &Index, name: &str, command: &impl Encode) -> Result<Vec<Mismatch>, Error> {
    let mut writer = Writer::new();
    command.write("", &mut writer);
    let undeclared = writer.undeclared();
    let text = String::from_utf8(writer.finish()?).map_err(Error::custom)?;
    let mut reader = Reader::of_own(&text);
    let value = reader.value().map_err(|_| reader.error())?;
    Ok(of_value(index, name, &value, &undeclared))
}

/// What a peer does not allow in the arguments of a command. What is `undeclared` is passed over if nothing declares it.
pub fn of_value(index: &Index, name: &str, value: &Value, undeclared: &[String]) -> Vec<Mismatch> {
    let mut walk = Walk { index, path: String::new(), found: Vec::new() };
    match index.command(name) {
        None => walk.add(MismatchKind::Command(name.to_owned())),
        Some(found) => walk.arguments(arguments(found.entry), value, undeclared),
    }
    walk.found
}

struct Walk<'i> {
    index: &'i Index,
    path: String,
    found: Vec<Mismatch>,
}

impl<'i> Walk<'i> {
    fn add(&mut self, kind: MismatchKind) {
        self.found.push(Mismatch { path: self.path.clone(), kind });
    }

    /// Does something at a member.
    fn within(&mut self, member: &str, work: impl FnOnce(&mut Self)) {
        let before = self.path.len();
        if before > 0 {
            self.path.push('.');
        }
        self.path.push_str(member);
        work(self);
        self.path.truncate(before);
    }

    /// Arguments that no type of the bindings declares are those of a command that takes any. In the arguments of a
    /// union they are the members of a branch that the bindings do not have.
    fn arguments(&mut self, ty: Id, value: &Value, undeclared: &[String]) {
        match (&self.index.entry(ty).kind, value) {
            (Kind::Object(object), Value::Object(members)) if object.tag.is_none() && !undeclared.is_empty() => {
                let mut declared = members.clone();
                declared.retain(|name, _| object.member(name).is_some() || !undeclared.contains(name));
                self.object(object, &declared);
            }
            _ => self.value(ty, value),
        }
    }

    fn value(&mut self, ty: Id, value: &Value) {
        let index = self.index;
        match (&index.entry(ty).kind, value) {
            (Kind::Object(object), Value::Object(members)) => self.object(object, members),
            (Kind::Array { element, .. }, Value::Array(values)) => {
                for (number, value) in values.iter().enumerate() {
                    let before = self.path.len();
                    self.path.push_str(&format!("[{number}]"));
                    self.value(*element, value);
                    self.path.truncate(before);
                }
            }
            (Kind::Enum(values), Value::String(name)) => {
                if super::index::value(values, name).is_none() {
                    self.add(MismatchKind::Value(name.clone()));
                }
            }
            (Kind::Alternate(_), _) => self.alternate(ty, value),
            (Kind::Builtin(form), _) if is_of_form(value, form) => {}
            (Kind::Unknown | Kind::Command { .. } | Kind::Event(_), _) => {}
            _ => self.wrong_form(&[ty], value),
        }
    }

    /// What a type takes is told by the form that it has in JSON. No two alternatives have the same, but an enumeration
    /// and a string, of which either will do.
    fn alternate(&mut self, ty: Id, value: &Value) {
        let alternatives = self.alternatives(ty);
        let takes: Vec<Id> = alternatives.iter().copied().filter(|ty| self.takes(*ty, value)).collect();
        let knows = |ty: &Id| match (&self.index.entry(*ty).kind, value) {
            (Kind::Enum(values), Value::String(name)) => super::index::value(values, name).is_some(),
            _ => true,
        };
        match takes.iter().copied().find(knows).or(takes.first().copied()) {
            Some(ty) => self.value(ty, value),
            None => self.wrong_form(&alternatives, value),
        }
    }

    /// The alternatives of an alternate, and those of alternates among them.
    fn alternatives(&self, ty: Id) -> Vec<Id> {
        let (mut pending, mut seen, mut found) = (vec![ty], HashSet::new(), Vec::new());
        while let Some(ty) = pending.pop() {
            if !seen.insert(ty) {
                continue;
            }
            match &self.index.entry(ty).kind {
                Kind::Alternate(alternatives) => pending.extend(alternatives.iter().rev()),
                _ => found.push(ty),
            }
        }
        found
    }

    fn takes(&self, ty: Id, value: &Value) -> bool {
        match &self.index.entry(ty).kind {
            Kind::Object(_) => value.is_object(),
            Kind::Array { .. } => value.is_array(),
            Kind::Enum(_) => value.is_string(),
            Kind::Builtin(form) => is_of_form(value, form),
            Kind::Unknown => true,
            Kind::Alternate(_) | Kind::Command { .. } | Kind::Event(_) => false,
        }
    }

    fn wrong_form(&mut self, types: &[Id], value: &Value) {
        let forms: Vec<&str> = types.iter().map(|ty| form_of(&self.index.entry(*ty).kind)).collect();
        let takes = if forms.is_empty() { "nothing".to_owned() } else { forms.join(" or ") };
        self.add(MismatchKind::Form { given: form_given(value), takes });
    }

    fn object(&mut self, object: &'i Object, members: &Map<String, Value>) {
        let layers = Layers::of(self.index, object, members);
        for (name, value) in members {
            let known = layers.objects.iter().find_map(|object| object.member(name));
            let unknown_branch = layers.unknown.as_ref().filter(|(tag, _)| tag == name);
            self.within(name, |walk| match (known, unknown_branch) {
                (_, Some((_, branch))) => walk.add(MismatchKind::Branch(branch.clone())),
                (Some(member), None) => walk.value(member.ty, value),
                // It may belong to the branch.
                (None, None) if layers.unknown.is_some() => {}
                (None, None) => walk.add(MismatchKind::Member),
            });
        }
        for member in layers.objects.iter().flat_map(|object| &object.members) {
            if !member.optional && !members.contains_key(&*member.name) {
                self.within(&member.name, |walk| walk.add(MismatchKind::Missing));
            }
        }
    }
}

/// The types that share an object: its own, and those of the branches that it selects.
struct Layers<'i> {
    objects: Vec<&'i Object>,
    /// A discriminator, and its value, which the peer does not have.
    unknown: Option<(String, String)>,
}

impl<'i> Layers<'i> {
    fn of(index: &'i Index, object: &'i Object, members: &Map<String, Value>) -> Self {
        let mut layers = Layers { objects: vec![object], unknown: None };
        let (mut last, mut seen) = (object, HashSet::new());
        while let Some(tag) = &last.tag
            && let Some(Value::String(name)) = members.get(&**tag)
        {
            let Some(ty) = last.branch(name) else {
                if !layers.has_value(index, tag, name) {
                    layers.unknown = Some((tag.to_string(), name.clone()));
                }
                break;
            };
            match &index.entry(ty).kind {
                Kind::Object(branch) if seen.insert(ty) => {
                    layers.objects.push(branch);
                    last = branch;
                }
                _ => break,
            }
        }
        layers
    }

    /// Whether a value of the discriminator selects a branch without members, which need not be listed.
    fn has_value(&self, index: &Index, tag: &str, name: &str) -> bool {
        let member = self.objects.iter().find_map(|object| object.member(tag));
        match member.map(|member| &index.entry(member.ty).kind) {
            Some(Kind::Enum(values)) => value(values, name).is_some(),
            _ => false,
        }
    }
}

fn is_of_form(value: &Value, form: &str) -> bool {
    match form {
        "string" => value.is_string(),
        "int" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        // Any value, or what is not known here.
        _ => true,
    }
}

fn form_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::Object(_) => "an object",
        Kind::Array { .. } => "a list",
        Kind::Enum(_) => "a string",
        Kind::Builtin(form) => match &**form {
            "string" => "a string",
            "int" => "an integer",
            "number" => "a number",
            "boolean" => "a boolean",
            "null" => "null",
            "object" => "an object",
            "array" => "a list",
            _ => "anything",
        },
        _ => "anything",
    }
}

fn form_given(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
