//! From an introspection to a [`Schema`].
//!
//! Types in a reply have no names, so each is named after its first use: `MigrateChannelsAddr` is the type of member `addr`
//! of member `channels` of the arguments of `migrate`. "First" goes by the length of the path and then by the alphabet,
//! never by the order or the numbers of the reply, so a server's next reply gives the same names. Integers are as wide
//! as JSON allows, because a reply does not tell their width.

use super::{Entry, EntryKind, Introspection, JsonType, Object, Value};
use crate::names::{self, Case};
use crate::schema::{
    Alternate, Alternative, Arguments, Base, Branch, Builtin, Command, CommandFlags, DefId, Definition, Enum,
    EnumValue, Event, Feature, Item, Kind, Member, Module, Parts, Pragmas, Simple, Struct, Type, Union,
};
use crate::source::{FileId, Span};
use std::collections::{HashMap, HashSet, VecDeque};

/// The parts of a schema that declares what the introspection lists. It must have passed the checks of
/// [`Introspection::read`]. `module` names its only module.
pub(crate) fn schema(introspection: &Introspection, module: &str) -> Parts {
    let index = introspection.index();
    let messages = messages(introspection);
    let named = Naming::run(&index, &messages);
    let ids: HashMap<&str, DefId> = named.iter().zip(0..).map(|((entry, _), id)| (*entry, DefId(id))).collect();
    let builder = Builder { index: &index, ids: &ids };
    let mut definitions: Vec<Definition> =
        named.iter().map(|(entry, name)| builder.ty(index[entry], name.clone())).collect();
    definitions.extend(messages.iter().map(|entry| builder.message(entry)));
    let names = definitions.iter().zip(0..).map(|(definition, id)| (definition.name.clone(), DefId(id))).collect();
    let items = (0..definitions.len() as u32).map(|id| Item::Definition(DefId(id))).collect();
    let modules = vec![Module { name: module.to_owned(), items, pragmas: Pragmas::default() }];
    Parts { modules, definitions, names, pragmas: Pragmas::default() }
}

/// The commands and then the events, each by the alphabet.
fn messages(introspection: &Introspection) -> Vec<&Entry> {
    let is_message = |entry: &&Entry| matches!(entry.kind, EntryKind::Command { .. } | EntryKind::Event(_));
    let mut messages: Vec<_> = introspection.entries.iter().filter(is_message).collect();
    messages.sort_by_key(|entry| (matches!(entry.kind, EntryKind::Event(_)), &entry.name));
    messages
}

/// Whether values of the type hold nothing.
fn is_empty(kind: &EntryKind) -> bool {
    matches!(kind, EntryKind::Object(Object { members, tag: None, .. }) if members.is_empty())
}

/// Finds a name for every type that is used and is not built in.
struct Naming<'a> {
    index: &'a HashMap<&'a str, &'a Entry>,
    /// How often each type is used.
    uses: HashMap<&'a str, u32>,
    /// The types, in the order of their first use, with their names.
    named: Vec<(&'a str, String)>,
    known: HashSet<&'a str>,
    /// The names in a form in which no two may be equal.
    taken: HashSet<String>,
    /// Types to look into: what the names of their parts begin with, and the type.
    pending: VecDeque<(String, &'a str)>,
}

impl<'a> Naming<'a> {
    fn run(index: &'a HashMap<&'a str, &'a Entry>, messages: &[&'a Entry]) -> Vec<(&'a str, String)> {
        let mut naming = Naming {
            index,
            uses: uses(index, messages),
            named: Vec::new(),
            known: HashSet::new(),
            taken: HashSet::new(),
            pending: VecDeque::new(),
        };
        messages.iter().for_each(|entry| naming.message(entry));
        while let Some((prefix, ty)) = naming.pending.pop_front() {
            naming.parts(&prefix, ty);
        }
        naming.named
    }

    fn message(&mut self, entry: &'a Entry) {
        let prefix = camel(&entry.name);
        let (arguments, suffix) = match &entry.kind {
            EntryKind::Command { arguments, returns, .. } => {
                self.ty(&format!("{prefix}Return"), &prefix, returns, true);
                (arguments, "Arguments")
            }
            EntryKind::Event(arguments) => (arguments, "Data"),
            _ => return,
        };
        if is_inline(self.index, &self.uses, arguments) {
            self.pending.push_back((prefix, arguments));
        } else {
            self.ty(&format!("{prefix}{suffix}"), &prefix, arguments, true);
        }
    }

    /// Names a type at its first use. `prefix` is what the names of its parts begin with.
    fn ty(&mut self, name: &str, prefix: &str, ty: &'a str, may_be_empty: bool) {
        let kind = match self.index.get(ty) {
            Some(entry) => &entry.kind,
            None => return,
        };
        match kind {
            EntryKind::Array(element) => {
                let name = name.strip_suffix("Return").map_or_else(|| name.to_owned(), |stem| format!("{stem}Item"));
                return self.ty(&name, prefix, element, false);
            }
            EntryKind::Builtin(_) => return,
            kind if may_be_empty && is_empty(kind) => return,
            _ => {}
        }
        if self.known.insert(ty) {
            let name = if is_own(ty) { ty.to_owned() } else { self.free(name) };
            self.taken.insert(folded(&name));
            self.named.push((ty, name));
            self.pending.push_back((prefix.to_owned(), ty));
        }
    }

    /// A name that no other type has.
    fn free(&self, name: &str) -> String {
        let mut base = name.to_owned();
        // `List` is what arrays end with, and a type must have a small letter.
        if base.ends_with("List") || !base.contains(|c: char| c.is_ascii_lowercase()) {
            base.push_str("Type");
        }
        let mut free = base.clone();
        let mut number = 2;
        while self.taken.contains(&folded(&free)) || self.index.contains_key(free.as_str()) {
            free = format!("{base}{number}");
            number += 1;
        }
        free
    }

    fn parts(&mut self, prefix: &str, ty: &'a str) {
        match self.index.get(ty).map(|entry| &entry.kind) {
            Some(EntryKind::Object(object)) => {
                let mut members: Vec<_> = object.members.iter().collect();
                members.sort_by(|a, b| a.name.cmp(&b.name));
                for member in members {
                    let name = format!("{prefix}{}", camel(&member.name));
                    self.ty(&name, &name, &member.ty, false);
                }
                let mut variants: Vec<_> = object.variants.iter().collect();
                variants.sort();
                for (case, ty) in variants {
                    let name = format!("{prefix}{}", camel(case));
                    self.ty(&name, &name, ty, true);
                }
            }
            Some(EntryKind::Alternate(branches)) => {
                for ty in branches {
                    let form = self.index.get(ty.as_str()).map_or("", |entry| form(&entry.kind));
                    let name = format!("{prefix}{}", camel(form));
                    self.ty(&name, &name, ty, false);
                }
            }
            _ => {}
        }
    }
}

/// How often each type is used by what is listed.
fn uses<'a>(index: &HashMap<&'a str, &'a Entry>, messages: &[&'a Entry]) -> HashMap<&'a str, u32> {
    let mut uses: HashMap<&str, u32> = HashMap::new();
    let types = index.values().filter(|entry| !matches!(entry.kind, EntryKind::Command { .. } | EntryKind::Event(_)));
    for entry in types.chain(messages) {
        let mut add = |ty: &'a String| *uses.entry(ty).or_default() += 1;
        match &entry.kind {
            EntryKind::Array(element) => add(element),
            EntryKind::Alternate(branches) => branches.iter().for_each(add),
            EntryKind::Event(arguments) => add(arguments),
            EntryKind::Command { arguments, returns, .. } => [arguments, returns].into_iter().for_each(add),
            EntryKind::Object(object) => {
                let members = object.members.iter().map(|member| &member.ty);
                members.chain(object.variants.iter().map(|(_, ty)| ty)).for_each(add);
            }
            EntryKind::Builtin(_) | EntryKind::Enum(_) => {}
        }
    }
    uses
}

/// Whether arguments are listed in place: nothing else has their type, and they have no branches.
fn is_inline(index: &HashMap<&str, &Entry>, uses: &HashMap<&str, u32>, ty: &str) -> bool {
    let is_struct = matches!(index.get(ty).map(|entry| &entry.kind), Some(EntryKind::Object(Object { tag: None, .. })));
    is_struct && uses.get(ty) == Some(&1) && !is_own(ty)
}

/// Whether the name in the reply is that of a definition: a server may be built so that it does not mask names.
fn is_own(name: &str) -> bool {
    names::check(name, Case::Camel, false).is_ok()
}

fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// `block-job_add` as `BlockJobAdd`, `BLOCK_JOB` as `BlockJob`.
fn camel(name: &str) -> String {
    let shouts = !name.contains(|c: char| c.is_ascii_lowercase());
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words.fold(String::new(), |mut camel, word| {
        let mut chars = word.chars();
        camel.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        camel.extend(chars.map(|c| if shouts { c.to_ascii_lowercase() } else { c }));
        camel
    })
}

/// What a branch of an alternate is called: its form in JSON.
fn form(kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::Builtin(JsonType::String) => "str",
        EntryKind::Builtin(JsonType::Boolean) => "bool",
        EntryKind::Builtin(json_type) => json_type.name(),
        EntryKind::Array(_) => "list",
        kind => kind.meta_type(),
    }
}

/// Turns entries into definitions.
struct Builder<'a> {
    index: &'a HashMap<&'a str, &'a Entry>,
    ids: &'a HashMap<&'a str, DefId>,
}

impl Builder<'_> {
    fn ty(&self, entry: &Entry, name: String) -> Definition {
        let span = entry.span;
        let kind = match &entry.kind {
            EntryKind::Enum(values) => Kind::Enum(Enum { prefix: None, values: enum_values(values, span) }),
            EntryKind::Alternate(branches) => {
                let branches = branches.iter().map(|ty| self.alternative(ty, span)).collect();
                Kind::Alternate(Alternate { branches })
            }
            EntryKind::Object(object) => self.object(object, span),
            // Only the kinds above get an id.
            _ => Kind::Struct(Struct { base: None, base_span: None, members: Vec::new() }),
        };
        definition(name, span, &entry.features, kind)
    }

    fn object(&self, object: &Object, span: Span) -> Kind {
        let members = self.members(object, span);
        let tag = object.tag.as_ref().and_then(|tag| object.members.iter().find(|member| member.name == *tag));
        let Some((tag, id)) = tag.and_then(|tag| Some((tag, *self.ids.get(tag.ty.as_str())?))) else {
            return Kind::Struct(Struct { base: None, base_span: None, members });
        };
        let branch = |(case, ty): &(String, String)| Branch {
            name: case.clone(),
            span,
            ty: self.ids.get(ty.as_str()).copied().filter(|_| !is_empty(&self.index[ty.as_str()].kind)),
            ty_span: span,
            condition: None,
        };
        let mut branches: Vec<Branch> = object.variants.iter().map(branch).collect();
        if let Some(EntryKind::Enum(values)) = self.index.get(tag.ty.as_str()).map(|entry| &entry.kind) {
            let listed: HashSet<&str> = object.variants.iter().map(|(case, _)| case.as_str()).collect();
            let missing = values.iter().filter(|value| !listed.contains(value.name.as_str()));
            branches.extend(missing.map(|value| branch(&(value.name.clone(), String::new()))));
        }
        // Branches without members come after the others, as in a schema.
        branches.sort_by_key(|branch| branch.ty.is_none());
        Kind::Union(Union {
            base: Base::Inline(members),
            base_span: None,
            discriminator: tag.name.clone(),
            discriminator_span: span,
            tag: id,
            branches,
        })
    }

    fn message(&self, entry: &Entry) -> Definition {
        let span = entry.span;
        let kind = match &entry.kind {
            EntryKind::Command { arguments, returns, allow_oob } => {
                let (arguments, boxed) = self.arguments(arguments, span);
                let returns = Some(returns).filter(|ty| !is_empty(&self.index[ty.as_str()].kind));
                Kind::Command(Command {
                    arguments,
                    arguments_span: Some(span),
                    returns: returns.map(|ty| self.type_of(ty)),
                    returns_span: Some(span),
                    flags: CommandFlags { boxed, allow_oob: *allow_oob, ..CommandFlags::default() },
                })
            }
            EntryKind::Event(arguments) => {
                let (arguments, boxed) = self.arguments(arguments, span);
                Kind::Event(Event { arguments, arguments_span: Some(span), boxed })
            }
            // Nothing else is a message.
            _ => self.object(&Object::default(), span),
        };
        definition(entry.name.clone(), span, &entry.features, kind)
    }

    /// The arguments, and whether they are a union, which must be boxed.
    fn arguments(&self, ty: &str, span: Span) -> (Arguments, bool) {
        let EntryKind::Object(object) = &self.index[ty].kind else { return (Arguments::None, false) };
        match self.ids.get(ty) {
            Some(id) => (Arguments::Defined(*id), object.tag.is_some()),
            None if object.members.is_empty() => (Arguments::None, false),
            None => (Arguments::Inline(self.members(object, span)), false),
        }
    }

    fn members(&self, object: &Object, span: Span) -> Vec<Member> {
        let member = |member: &super::Member| Member {
            name: member.name.clone(),
            span,
            optional: member.optional,
            ty: self.type_of(&member.ty),
            ty_span: span,
            condition: None,
            features: features(&member.features, span),
        };
        object.members.iter().map(member).collect()
    }

    fn alternative(&self, ty: &str, span: Span) -> Alternative {
        let name = form(&self.index[ty].kind).to_owned();
        Alternative { name, span, ty: self.type_of(ty), ty_span: span, condition: None }
    }

    fn type_of(&self, ty: &str) -> Type {
        match &self.index[ty].kind {
            EntryKind::Array(element) => Type::Array(self.simple(element)),
            _ => Type::Single(self.simple(ty)),
        }
    }

    fn simple(&self, ty: &str) -> Simple {
        match &self.index[ty].kind {
            EntryKind::Builtin(json_type) => Simple::Builtin(match json_type {
                JsonType::String => Builtin::Str,
                JsonType::Number => Builtin::Number,
                JsonType::Int => Builtin::Integer,
                JsonType::Boolean => Builtin::Bool,
                JsonType::Null => Builtin::Null,
                JsonType::Object | JsonType::Array | JsonType::Value => Builtin::Any,
            }),
            _ => self.ids.get(ty).map_or(Simple::Builtin(Builtin::Any), |id| Simple::Defined(*id)),
        }
    }
}

fn enum_values(values: &[Value], span: Span) -> Vec<EnumValue> {
    let value = |value: &Value| EnumValue {
        name: value.name.clone(),
        span,
        condition: None,
        features: features(&value.features, span),
    };
    values.iter().map(value).collect()
}

fn features(names: &[String], span: Span) -> Vec<Feature> {
    names.iter().map(|name| Feature { name: name.clone(), span, condition: None }).collect()
}

fn definition(name: String, span: Span, names: &[String], kind: Kind) -> Definition {
    let features = features(names, span);
    Definition { name, name_span: span, span, module: FileId(0), condition: None, features, doc: None, kind }
}
