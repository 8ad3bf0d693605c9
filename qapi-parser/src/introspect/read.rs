//! From a saved reply to an [`Introspection`].
//!
//! A reply is what someone saved: the bare array, the whole reply, or a session with the reply on one of its lines. All
//! that later stages rely on is checked here, so that they need not look again: names are legal and unique, types exist
//! and are of the right kind, and a union's branches are values of its tag.

use super::json::{self, Json, JsonKind};
use super::{Entry, EntryKind, Introspection, JsonType, Member, Object, Value};
use crate::code::Code;
use crate::failure::Failure;
use crate::names::{self, Case};
use crate::report::Report;
use crate::source::{FileId, SourceMap, Span};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// An introspection, and the file that it was read from.
#[derive(Debug)]
pub struct Read {
    /// The introspection.
    pub introspection: Introspection,
    /// The file, into which the spans of the entries point.
    pub sources: SourceMap,
}

/// Whether a text looks like a saved reply: JSON, in which `meta-type` stands. Schema files have single quotes.
pub(crate) fn is_reply(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{']) && text.contains("\"meta-type\"")
}

impl Introspection {
    /// Reads a saved reply to `query-qmp-schema`; `name` is the path that diagnostics show.
    ///
    /// # Errors
    ///
    /// If the text is not such a reply.
    pub fn read(name: &str, text: String) -> Result<Read, Failure> {
        let mut sources = SourceMap::default();
        let file = sources.add(name.to_owned(), Path::new(name).to_owned(), text, None);
        let mut report = Report::default();
        let entries = find(file, sources.file(file).text(), &mut report);
        let introspection = Introspection { entries: entries.unwrap_or_default() };
        if report.is_clean() {
            check(&introspection, &mut report);
        }
        if report.is_clean() {
            Ok(Read { introspection, sources })
        } else {
            Err(Failure { sources, diagnostics: report.into_diagnostics() })
        }
    }
}

/// Finds the array in a text and reads its entries.
fn find(file: FileId, text: &str, report: &mut Report) -> Option<Vec<Entry>> {
    let whole = json::parse(file, text);
    // A session: one message a line.
    let lines = || {
        let start = |line: &str| (line.as_ptr() as usize - text.as_ptr() as usize) as u32;
        let replies = text.lines().filter(|line| line.contains("\"meta-type\""));
        replies.filter_map(|line| json::parse_at(file, line, start(line)).ok()).find(|json| array(json).is_some())
    };
    match whole.or_else(|fault| lines().ok_or(fault)) {
        Ok(json) => match array(&json) {
            Some(items) => Some(items.iter().filter_map(|item| Parser { report }.entry(item)).collect()),
            None => {
                let message = "this is no reply to query-qmp-schema";
                report.error(Code::InvalidReply, json.span, message, "neither an array nor an object with one");
                None
            }
        },
        Err((at, expected)) => {
            let end = text[at as usize..].chars().next().map_or(at, |c| at + c.len_utf8() as u32);
            let span = Span::new(file, at, end);
            report.error(Code::InvalidReply, span, "the reply is not JSON", format!("expected {expected}"));
            None
        }
    }
}

/// The array of a bare or whole reply.
fn array(json: &Json) -> Option<&[Json]> {
    match &json.kind {
        JsonKind::Array(items) => Some(items),
        JsonKind::Object(_) => array(json.get("return")?),
        _ => None,
    }
}

struct Parser<'r> {
    report: &'r mut Report,
}

impl Parser<'_> {
    fn wrong(&mut self, span: Span, message: impl Into<String>) {
        self.report.error(Code::InvalidReply, span, message, "");
    }

    fn entry(&mut self, json: &Json) -> Option<Entry> {
        let name = self.text(json, "name")?;
        let meta_type = self.text(json, "meta-type")?;
        let features = self.strings(json, "features")?;
        let kind = match meta_type.as_str() {
            "builtin" => {
                let json_type = self.text(json, "json-type")?;
                let Some(json_type) = JsonType::from_name(&json_type) else {
                    self.wrong(json.span, format!("'{json_type}' is no form that a value of JSON has"));
                    return None;
                };
                EntryKind::Builtin(json_type)
            }
            "enum" => EntryKind::Enum(self.values(json)?),
            "array" => EntryKind::Array(self.text(json, "element-type")?),
            "object" => EntryKind::Object(self.object(json)?),
            "alternate" => {
                let members = self.items(json, "members")?;
                EntryKind::Alternate(members.iter().map(|member| self.text(member, "type")).collect::<Option<_>>()?)
            }
            "command" => EntryKind::Command {
                arguments: self.text(json, "arg-type")?,
                returns: self.text(json, "ret-type")?,
                allow_oob: matches!(json.get("allow-oob").map(|value| &value.kind), Some(JsonKind::Bool(true))),
            },
            "event" => EntryKind::Event(self.text(json, "arg-type")?),
            // Newer servers may have kinds of which nothing is known.
            _ => return None,
        };
        Some(Entry { name, span: json.span, features, kind })
    }

    /// The values of an enumeration. Servers before 6.2 have their names only.
    fn values(&mut self, json: &Json) -> Option<Vec<Value>> {
        if json.get("members").is_none() {
            let names = self.strings(json, "values")?;
            return Some(names.into_iter().map(|name| Value { name, features: Vec::new() }).collect());
        }
        let members = self.items(json, "members")?;
        let value =
            |member| Some(Value { name: self.text(member, "name")?, features: self.strings(member, "features")? });
        members.iter().map(value).collect()
    }

    fn object(&mut self, json: &Json) -> Option<Object> {
        let mut object = Object::default();
        for member in self.items(json, "members")? {
            let (name, ty) = (self.text(member, "name")?, self.text(member, "type")?);
            let features = self.strings(member, "features")?;
            object.members.push(Member { name, ty, optional: member.get("default").is_some(), features });
        }
        if json.get("tag").is_some() {
            object.tag = Some(self.text(json, "tag")?);
            for variant in self.items(json, "variants")? {
                object.variants.push((self.text(variant, "case")?, self.text(variant, "type")?));
            }
        }
        Some(object)
    }

    fn text(&mut self, json: &Json, key: &str) -> Option<String> {
        match json.get(key).map(|value| &value.kind) {
            Some(JsonKind::String(text)) => Some(text.clone()),
            _ => {
                self.wrong(json.span, format!("there must be a member '{key}' that is a string"));
                None
            }
        }
    }

    fn items<'j>(&mut self, json: &'j Json, key: &str) -> Option<&'j [Json]> {
        match json.get(key).map(|value| &value.kind) {
            Some(JsonKind::Array(items)) => Some(items),
            _ => {
                self.wrong(json.span, format!("there must be a member '{key}' that is an array"));
                None
            }
        }
    }

    /// An array of strings that may be absent.
    fn strings(&mut self, json: &Json, key: &str) -> Option<Vec<String>> {
        if json.get(key).is_none() {
            return Some(Vec::new());
        }
        let items = self.items(json, key)?;
        let texts = items.iter().map(|item| match &item.kind {
            JsonKind::String(text) => Some(text.clone()),
            _ => {
                self.wrong(item.span, format!("'{key}' must be an array of strings"));
                None
            }
        });
        texts.collect()
    }
}

/// Checks what the entries say of each other.
fn check(introspection: &Introspection, report: &mut Report) {
    let mut index: HashMap<&str, &Entry> = HashMap::new();
    for entry in &introspection.entries {
        if let Some(first) = index.insert(&entry.name, entry) {
            let message = format!("'{}' is listed twice", entry.name);
            report.error(Code::InvalidReply, entry.span, message, "second entry").also(first.span, "first entry");
        }
    }
    let mut checker = Checker { index, report };
    introspection.entries.iter().for_each(|entry| checker.entry(entry));
}

struct Checker<'a, 'r> {
    index: HashMap<&'a str, &'a Entry>,
    report: &'r mut Report,
}

impl<'a> Checker<'a, '_> {
    fn wrong(&mut self, entry: &Entry, message: String) {
        self.report.error(Code::InvalidReply, entry.span, message, "");
    }

    fn entry(&mut self, entry: &'a Entry) {
        match &entry.kind {
            EntryKind::Builtin(_) => {}
            EntryKind::Enum(values) => self.names(entry, values.iter().map(|value| value.name.as_str())),
            EntryKind::Array(element) => {
                if self.kind(entry, element).is_some_and(|kind| matches!(kind, EntryKind::Array(_))) {
                    self.wrong(entry, format!("'{element}' is an array, but so is '{}'", entry.name));
                }
            }
            EntryKind::Alternate(branches) => branches.iter().for_each(|ty| self.exists(entry, ty)),
            EntryKind::Object(object) => self.object(entry, object),
            EntryKind::Command { arguments, returns, .. } => {
                self.names(entry, [entry.name.as_str()]);
                self.object_type(entry, arguments);
                self.exists(entry, returns);
            }
            EntryKind::Event(arguments) => {
                self.names(entry, [entry.name.as_str()]);
                self.object_type(entry, arguments);
            }
        }
    }

    fn object(&mut self, entry: &Entry, object: &'a Object) {
        self.names(entry, object.members.iter().map(|member| member.name.as_str()));
        object.members.iter().for_each(|member| self.exists(entry, &member.ty));
        object.variants.iter().for_each(|(_, ty)| self.object_type(entry, ty));
        let Some(tag) = &object.tag else { return };
        let member = object.members.iter().find(|member| member.name == *tag);
        let values = match member.and_then(|member| Some(&self.index.get(member.ty.as_str())?.kind)) {
            Some(EntryKind::Enum(values)) => values,
            _ => return self.wrong(entry, format!("the tag '{tag}' must be a member whose type is an enumeration")),
        };
        let known: HashSet<&str> = values.iter().map(|value| value.name.as_str()).collect();
        if let Some((case, _)) = object.variants.iter().find(|(case, _)| !known.contains(case.as_str())) {
            self.wrong(entry, format!("'{case}' is no value of the tag '{tag}'"));
        }
        self.names(entry, object.variants.iter().map(|(case, _)| case.as_str()));
    }

    /// Names that reach the wire are legal, and each is there once.
    fn names<'n>(&mut self, entry: &Entry, names: impl IntoIterator<Item = &'n str>) {
        let mut seen = HashSet::new();
        for name in names {
            if names::check(name, Case::Any, true).is_err() {
                self.wrong(entry, format!("'{name}' cannot be a name"));
            } else if !seen.insert(name) {
                self.wrong(entry, format!("'{name}' is there twice"));
            }
        }
    }

    fn kind(&mut self, entry: &Entry, ty: &str) -> Option<&'a EntryKind> {
        match self.index.get(ty).map(|entry| &entry.kind) {
            Some(EntryKind::Command { .. } | EntryKind::Event(_)) | None => {
                self.wrong(entry, format!("there is no type '{ty}'"));
                None
            }
            kind => kind,
        }
    }

    fn exists(&mut self, entry: &Entry, ty: &str) {
        let _ = self.kind(entry, ty);
    }

    fn object_type(&mut self, entry: &Entry, ty: &str) {
        if self.kind(entry, ty).is_some_and(|kind| !matches!(kind, EntryKind::Object(_))) {
            self.wrong(entry, format!("'{ty}' is no object type"));
        }
    }
}
