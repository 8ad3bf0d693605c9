//! `qapi show`: one definition, resolved, as text.

use crate::describe::{condition, features, kind, since, type_name};
use crate::report::Failure;
use crate::uses::{Direction, Role, direction, uses};
use qapi_codegen::Builder;
use qapi_codegen::patterns::suggestion;
use qapi_parser::doc::NO_TEXT;
use qapi_parser::doc::{Part, PartKind};
use qapi_parser::schema::{
    Alternate, Arguments, Command, Condition, DefId, Definition, Enum, Feature, Kind, Member, Schema, Union,
};

/// Everything that is known of a definition, and the Rust that it becomes.
///
/// # Errors
///
/// If the generator cannot make Rust of the schema.
pub fn show(schema: &Schema, id: DefId) -> Result<String, Failure> {
    let mut page = Page { schema, id, definition: schema.definition(id), out: String::new() };
    page.head();
    match &page.definition.kind {
        Kind::Enum(kind) => page.values(kind),
        Kind::Struct(_) => page.members("members", id, 1),
        Kind::Union(kind) => {
            page.members("members", id, 1);
            page.branches(kind, 1);
        }
        Kind::Alternate(kind) => page.alternatives(kind),
        Kind::Command(kind) => page.command(kind),
        Kind::Event(kind) => page.arguments("data", &kind.arguments),
    }
    page.documentation();
    page.uses();
    let rust = Builder::new("").item(schema, id).map_err(|error| Failure::message(error.to_string()))?;
    page.line(0, "Rust:");
    page.text(1, &rust);
    Ok(page.out)
}

/// A name that the schema does not define.
pub fn unknown(schema: &Schema, name: &str) -> Failure {
    let names = schema.definitions().map(|(_, definition)| definition.name.as_str());
    let hint = match suggestion(name, names) {
        Some(near) => format!("do you mean {near}?"),
        None => "`qapi list` tells what there is".to_owned(),
    };
    Failure::message(format!("the schema does not define {name}; {hint}"))
}

struct Page<'a> {
    schema: &'a Schema,
    id: DefId,
    definition: &'a Definition,
    out: String,
}

impl<'a> Page<'a> {
    fn line(&mut self, indent: usize, text: &str) {
        self.out.push_str(&"  ".repeat(indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn head(&mut self) {
        let definition = self.definition;
        let module = self.schema.module(definition.module);
        let line = self.schema.sources().position(definition.span).line;
        self.line(0, &format!("{} {}", kind(&definition.kind), definition.name));
        self.line(1, &format!("module: {}, line {line}", module.name));
        if let Some(version) = since(definition) {
            self.line(1, &format!("since: {version}"));
        }
        if let Some(of) = &definition.condition {
            self.line(1, &format!("if: {}", condition(of)));
        }
        if !definition.features.is_empty() {
            self.line(1, &format!("features: {}", features(&definition.features)));
        }
    }

    /// One member, branch or value, with its own facts and its description.
    fn entry(&mut self, indent: usize, owner: DefId, name: &str, text: &str, facts: Vec<String>) {
        let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join("; ")) };
        self.line(indent, &format!("{name}{text}{facts}"));
        let described = self.schema.definition(owner).doc.as_ref().and_then(|doc| doc.member(name));
        self.text(indent + 2, described.map_or("", |part| part.text.as_str()));
    }

    fn text(&mut self, indent: usize, text: &str) {
        for line in text.trim().lines().filter(|line| *line != NO_TEXT) {
            self.line(if line.is_empty() { 0 } else { indent }, line);
        }
    }

    fn values(&mut self, kind: &Enum) {
        self.line(0, "values:");
        for value in &kind.values {
            self.entry(1, self.id, &value.name, "", facts(&value.condition, &value.features));
        }
    }

    fn members(&mut self, title: &str, id: DefId, indent: usize) {
        let members = self.schema.members(id);
        if !members.is_empty() {
            self.line(indent - 1, &format!("{title}:"));
        }
        for (owner, member) in members {
            self.member(indent, owner, member);
        }
    }

    fn member(&mut self, indent: usize, owner: DefId, member: &'a Member) {
        let mut facts = facts(&member.condition, &member.features);
        if member.optional {
            facts.insert(0, "optional".to_owned());
        }
        if matches!(&self.definition.kind, Kind::Union(of) if of.discriminator == member.name && indent == 1) {
            facts.insert(0, "discriminator".to_owned());
        }
        if owner != self.id {
            facts.push(format!("from {}", self.schema.definition(owner).name));
        }
        let ty = format!(": {}", type_name(self.schema, member.ty));
        self.entry(indent, owner, &member.name, &ty, facts);
    }

    fn branches(&mut self, kind: &'a Union, indent: usize) {
        self.line(indent - 1, &format!("branches, by {}:", kind.discriminator));
        for branch in &kind.branches {
            let ty = branch.ty.map_or("no further members", |ty| &self.schema.definition(ty).name);
            let facts = facts(&branch.condition, &[]);
            self.entry(indent, self.id, &branch.name, &format!(": {ty}"), facts);
            for (owner, member) in branch.ty.map(|ty| self.schema.members(ty)).unwrap_or_default() {
                self.member(indent + 1, owner, member);
            }
            if let Some(Kind::Union(inner)) = branch.ty.map(|ty| &self.schema.definition(ty).kind) {
                self.branches(inner, indent + 2);
            }
        }
    }

    fn alternatives(&mut self, kind: &Alternate) {
        self.line(0, "one of:");
        for branch in &kind.branches {
            let ty = format!(": {}", type_name(self.schema, branch.ty));
            self.entry(1, self.id, &branch.name, &ty, facts(&branch.condition, &[]));
        }
    }

    fn command(&mut self, kind: &'a Command) {
        self.arguments("arguments", &kind.arguments);
        let returns = kind.returns.map_or("nothing".to_owned(), |ty| type_name(self.schema, ty));
        self.line(0, &format!("returns: {returns}"));
        let flags = [
            (kind.boxed, "boxed: true"),
            (!kind.gen_marshal, "gen: false (takes further arguments)"),
            (!kind.success_response, "success-response: false"),
            (kind.allow_oob, "allow-oob: true"),
            (kind.allow_preconfig, "allow-preconfig: true"),
            (kind.coroutine, "coroutine: true"),
        ];
        flags.iter().filter(|(set, _)| *set).for_each(|(_, text)| self.line(0, text));
    }

    fn arguments(&mut self, title: &str, arguments: &'a Arguments) {
        match arguments {
            Arguments::None => self.line(0, &format!("{title}: none")),
            Arguments::Inline(members) => {
                self.line(0, &format!("{title}:"));
                members.iter().for_each(|member| self.member(1, self.id, member));
            }
            Arguments::Defined(id) => {
                let definition = self.schema.definition(*id);
                self.line(0, &format!("{title}: {}", definition.name));
                for (owner, member) in self.schema.members(*id) {
                    self.member(1, owner, member);
                }
                if let Kind::Union(of) = &definition.kind {
                    self.branches(of, 2);
                }
            }
        }
    }

    /// What the documentation says besides members: those are told where they are listed.
    fn documentation(&mut self) {
        let parts = self.definition.doc.as_ref().map_or(&[][..], |doc| &doc.parts);
        for Part { kind, text, .. } in parts.iter().filter(|part| !matches!(part.text.trim(), "" | NO_TEXT)) {
            let title = match kind {
                PartKind::Body | PartKind::Plain => "documentation:".to_owned(),
                PartKind::Feature(name) => format!("feature {name}:"),
                PartKind::Returns => "documentation of what it returns:".to_owned(),
                PartKind::Errors => "errors:".to_owned(),
                PartKind::Member(_) | PartKind::Since | PartKind::Todo => continue,
            };
            self.line(0, &title);
            self.text(1, text);
        }
    }

    fn uses(&mut self) {
        if matches!(self.definition.kind, Kind::Command(_) | Kind::Event(_)) {
            return;
        }
        let uses = uses(self.schema);
        let direction = match direction(self.schema, &uses, self.id) {
            Direction { sent: true, received: true } => "sent and received by clients",
            Direction { sent: true, received: false } => "sent by clients",
            Direction { sent: false, received: true } => "received by clients",
            Direction { sent: false, received: false } => "on no wire",
        };
        self.line(0, &format!("direction: {direction}"));
        self.line(0, "used by:");
        let id = self.id;
        for found in uses.iter().filter(|found| found.of == id) {
            let by = self.schema.definition(found.by);
            let (member, all) = match by.kind {
                Kind::Command(_) => ("argument", "arguments"),
                Kind::Event(_) => ("member", "data"),
                _ => ("member", "members"),
            };
            let role = match &found.role {
                Role::Base => "as its base".to_owned(),
                Role::Member(name) => format!("as its {member} {name}"),
                Role::Branch(name) => format!("as its branch {name}"),
                Role::Arguments => format!("as its {all}"),
                Role::Returns => "as what it returns".to_owned(),
            };
            self.line(1, &format!("{} {}, {role}", kind(&by.kind), by.name));
        }
    }
}

fn facts(of: &Option<Condition>, with: &[Feature]) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(of.as_ref().map(|of| format!("if {}", condition(of))));
    if !with.is_empty() {
        facts.push(format!("features: {}", features(with)));
    }
    facts
}
