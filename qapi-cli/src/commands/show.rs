//! `qapi show`: one definition, resolved, and the Rust that it becomes.

use crate::args::{MergeOptions, SchemaOptions, Verbosity};
use crate::describe::{condition, features, since};
use crate::lookup::find;
use crate::report::{Failure, Reporter, print};
use crate::style;
use qapi_codegen::{Builder, rust};
use qapi_parser::doc::{NO_TEXT, Part, PartKind};
use qapi_parser::schema::{
    Alternate, Arguments, Condition, DefId, Definition, Enum, Feature, Kind, Member, Reference, Role, Schema, Union,
};
use std::path::PathBuf;

/// Print one definition with all its members, who uses it, and the Rust that it becomes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  qapi show schema.json query-status
  qapi show schema.json BlockdevOptions --color always | less -R")]
pub struct Show {
    /// The root file.
    schema: PathBuf,
    /// The QAPI name of a type, command or event.
    name: String,
    #[command(flatten)]
    merge: MergeOptions,
    #[command(flatten)]
    options: SchemaOptions,
}

impl Show {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let schema = Reporter::new(&self.options, verbosity).load_with(&self.schema, &self.merge)?;
        let id = find(&schema, &self.name)?;
        print(&show(&schema, id)?)
    }
}

/// Everything that is known of a definition, and the Rust that it becomes.
///
/// # Errors
///
/// If the generator cannot make Rust of the schema.
fn show(schema: &Schema, id: DefId) -> Result<String, Failure> {
    let model = Builder::new("").model(schema)?;
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
    let direction = model.definition(&page.definition.name).next().map(|(_, item)| item.direction);
    page.uses(direction.unwrap_or_default());
    page.title(0, "Rust:");
    page.text(1, &model.print(&page.definition.name));
    Ok(page.out)
}

struct Page<'a> {
    schema: &'a Schema,
    id: DefId,
    definition: &'a Definition,
    out: String,
}

impl<'a> Page<'a> {
    fn title(&mut self, indent: usize, text: &str) {
        self.line(indent, &style::heading(text));
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.out.push_str(&"  ".repeat(indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn head(&mut self) {
        let definition = self.definition;
        let module = self.schema.module(definition.module);
        let line = self.schema.sources().position(definition.span).line;
        self.line(0, &format!("{} {}", style::heading(definition.kind.key()), style::name(&definition.name)));
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
        self.line(indent, &format!("{}{text}{}", style::name(name), style::faint(&facts)));
        let described = self.schema.definition(owner).doc.as_ref().and_then(|doc| doc.member(name));
        self.text(indent + 2, described.map_or("", |part| part.text.as_str()));
    }

    fn text(&mut self, indent: usize, text: &str) {
        for line in text.trim().lines().filter(|line| *line != NO_TEXT) {
            self.line(if line.is_empty() { 0 } else { indent }, line);
        }
    }

    fn values(&mut self, kind: &Enum) {
        self.title(0, "values:");
        for value in &kind.values {
            self.entry(1, self.id, &value.name, "", facts(&value.condition, &value.features));
        }
    }

    fn members(&mut self, title: &str, id: DefId, indent: usize) {
        let members = self.schema.members(id);
        if !members.is_empty() {
            self.title(indent - 1, &format!("{title}:"));
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
        let ty = format!(": {}", self.schema.type_name(member.ty));
        self.entry(indent, owner, &member.name, &ty, facts);
    }

    fn branches(&mut self, kind: &'a Union, indent: usize) {
        self.title(indent - 1, &format!("branches, by {}:", kind.discriminator));
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
        self.title(0, "one of:");
        for branch in &kind.branches {
            let ty = format!(": {}", self.schema.type_name(branch.ty));
            self.entry(1, self.id, &branch.name, &ty, facts(&branch.condition, &[]));
        }
    }

    fn command(&mut self, kind: &'a qapi_parser::schema::Command) {
        self.arguments("arguments", &kind.arguments);
        let returns = kind.returns.map_or("nothing".to_owned(), |ty| self.schema.type_name(ty));
        self.line(0, &format!("returns: {returns}"));
        for (key, value, _) in kind.flags.by_key().into_iter().filter(|(_, value, default)| value != default) {
            let meaning = if key == "gen" { " (takes further arguments)" } else { "" };
            self.line(0, &format!("{key}: {value}{meaning}"));
        }
    }

    fn arguments(&mut self, title: &str, arguments: &'a Arguments) {
        match arguments {
            Arguments::None => self.line(0, &format!("{title}: none")),
            Arguments::Inline(members) => {
                self.title(0, &format!("{title}:"));
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
            self.title(0, &title);
            self.text(1, text);
        }
    }

    fn uses(&mut self, direction: rust::Direction) {
        if matches!(self.definition.kind, Kind::Command(_) | Kind::Event(_)) {
            return;
        }
        let direction = match direction {
            rust::Direction { sent: true, received: true } => "sent and received by clients",
            rust::Direction { sent: true, received: false } => "sent by clients",
            rust::Direction { sent: false, received: true } => "received by clients",
            rust::Direction { sent: false, received: false } => "on no wire",
        };
        self.line(0, &format!("direction: {direction}"));
        self.title(0, "used by:");
        let references = |(_, by): (DefId, &'a Definition)| by.references().into_iter().map(move |found| (by, found));
        let to_this = |(_, found): &(&Definition, Reference<'_>)| found.target == self.id;
        let found: Vec<_> = self.schema.definitions().flat_map(references).filter(to_this).collect();
        for (by, Reference { role, .. }) in found {
            let (member, all) = match by.kind {
                Kind::Command(_) => ("argument", "arguments"),
                Kind::Event(_) => ("member", "data"),
                _ => ("member", "members"),
            };
            let role = match role {
                Role::Base => "as its base".to_owned(),
                Role::Member(name) => format!("as its {member} {name}"),
                Role::Branch(name) => format!("as its branch {name}"),
                Role::Arguments => format!("as its {all}"),
                Role::Returns => "as what it returns".to_owned(),
            };
            self.line(1, &format!("{} {}, {role}", by.kind.key(), by.name));
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
