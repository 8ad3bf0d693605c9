//! What a merged definition is made of: its parts, each with the places where versions declare it.
//!
//! Types are left as each version declares them; [`resolve`](super::resolve) finds one that holds them all.

use super::graph::{Graph, NodeId, Source, SourceKind};
use super::object::{self, View};
use crate::schema::{Condition, DefId, Feature, Kind, Member, Type};
use crate::source::Span;
use std::collections::HashMap;

/// A place where a version declares something.
#[derive(Clone, Copy)]
pub(super) struct Occurrence<'a> {
    pub input: usize,
    /// Where it stands, and where its type is named.
    pub span: Span,
    pub ty_span: Span,
    pub what: What,
    pub condition: &'a Option<Condition>,
    pub features: &'a [Feature],
    /// Whether it is in every value.
    pub always: bool,
    pub optional: bool,
}

/// What is declared.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum What {
    /// Nothing but a name.
    Value,
    Type(Type),
    /// Members, which stand in place of a type.
    Object(SourceKind),
}

/// A member, value or branch.
#[derive(Clone)]
pub(super) struct Part<'a> {
    pub name: &'a str,
    /// Newest first, those of replies last.
    pub occurrences: Vec<Occurrence<'a>>,
    /// Whether every declaration of what it is part of has it.
    pub everywhere: bool,
    /// Whether every declaration has it in every value.
    pub always: bool,
}

/// What a merged definition is made of.
#[derive(Default)]
pub(super) struct Content<'a> {
    /// Members, values, or branches of an alternate.
    pub parts: Vec<Part<'a>>,
    /// The member that selects the branch, and the branches, if it is a union.
    pub tag: Option<&'a str>,
    pub branches: Vec<Part<'a>>,
    /// What a command takes or an event carries.
    pub arguments: Option<Part<'a>>,
    pub returns: Option<Part<'a>>,
}

static NONE: Option<Condition> = None;

/// What a node is made of.
pub(super) fn content<'a>(graph: &Graph<'a>, id: NodeId) -> Content<'a> {
    let sources = newest_first(graph, &graph.node(id).sources);
    match &graph.primary(id).kind {
        Kind::Enum(_) => Content { parts: values(graph, &sources), ..Content::default() },
        Kind::Alternate(_) => Content { parts: alternatives(graph, &sources), ..Content::default() },
        Kind::Struct(_) | Kind::Union(_) => object_content(graph, id, &sources),
        Kind::Command(_) | Kind::Event(_) => message(graph, &sources),
    }
}

/// The sources from the newest to the oldest, those of replies last.
fn newest_first(graph: &Graph<'_>, sources: &[Source]) -> Vec<Source> {
    let mut sources: Vec<Source> = sources.iter().rev().copied().collect();
    sources.sort_by_key(|source| graph.input(source.input).anonymous);
    sources
}

/// Gathers parts by name, in the order of the newest source that has each.
struct Gather<'a> {
    parts: Vec<Part<'a>>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Gather<'a> {
    fn new() -> Self {
        Gather { parts: Vec::new(), places: HashMap::new() }
    }

    fn add(&mut self, name: &'a str, occurrence: Occurrence<'a>) {
        let place = *self.places.entry(name).or_insert(self.parts.len());
        if place == self.parts.len() {
            self.parts.push(Part { name, occurrences: Vec::new(), everywhere: false, always: false });
        }
        self.parts[place].occurrences.push(occurrence);
    }

    /// The parts; `sources` is how many declarations could have each.
    fn finish(mut self, sources: usize) -> Vec<Part<'a>> {
        for part in &mut self.parts {
            part.everywhere = part.occurrences.len() >= sources;
            part.always = part.everywhere && part.occurrences.iter().all(|place| place.always);
        }
        self.parts
    }
}

fn values<'a>(graph: &Graph<'a>, sources: &[Source]) -> Vec<Part<'a>> {
    let mut gather = Gather::new();
    for source in sources {
        let SourceKind::Definition(id) = source.kind else { continue };
        let Kind::Enum(kind) = &graph.definition(source.input, id).kind else { continue };
        for value in &kind.values {
            let (condition, features) = (&value.condition, value.features.as_slice());
            gather.add(&value.name, occurrence(source.input, value.span, value.span, What::Value, condition, features));
        }
    }
    gather.finish(sources.len())
}

fn occurrence<'a>(
    input: usize,
    span: Span,
    ty_span: Span,
    what: What,
    condition: &'a Option<Condition>,
    features: &'a [Feature],
) -> Occurrence<'a> {
    Occurrence { input, span, ty_span, what, condition, features, always: condition.is_none(), optional: false }
}

/// Branches of alternates are the same if their values have the same form in JSON, whatever they are called.
fn alternatives<'a>(graph: &Graph<'a>, sources: &[Source]) -> Vec<Part<'a>> {
    let mut gather = Gather::new();
    let mut names: HashMap<Form, &'a str> = HashMap::new();
    for &Source { input, kind } in sources {
        match kind {
            SourceKind::Definition(id) => {
                let Kind::Alternate(kind) = &graph.definition(input, id).kind else { continue };
                for branch in &kind.branches {
                    let name = *names.entry(form(graph, input, branch.ty)).or_insert(&branch.name);
                    let what = What::Type(branch.ty);
                    let place = occurrence(input, branch.span, branch.ty_span, what, &branch.condition, &[]);
                    gather.add(name, place);
                }
            }
            SourceKind::Plain(ty) => {
                let form = form(graph, input, ty);
                let name = *names.entry(form).or_insert(form.name());
                let span = graph.definition(input, DefId(0)).name_span;
                gather.add(name, occurrence(input, span, span, What::Type(ty), &NONE, &[]));
            }
            SourceKind::Arguments(_) | SourceKind::Empty => {}
        }
    }
    gather.finish(0)
}

/// The form of a value in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Null,
    Bool,
    Number,
    Text,
    List,
    Object,
}

impl Form {
    /// The name of a branch that has none.
    fn name(self) -> &'static str {
        match self {
            Form::Null => "null",
            Form::Bool => "bool",
            Form::Number => "number",
            Form::Text => "text",
            Form::List => "list",
            Form::Object => "object",
        }
    }
}

fn form(graph: &Graph<'_>, input: usize, ty: Type) -> Form {
    use crate::schema::{Builtin, Simple};
    match ty {
        Type::Array(_) => Form::List,
        Type::Single(Simple::Builtin(builtin)) => match builtin {
            Builtin::Null => Form::Null,
            Builtin::Bool => Form::Bool,
            Builtin::Str | Builtin::QType => Form::Text,
            Builtin::Any => Form::Object,
            _ => Form::Number,
        },
        Type::Single(Simple::Defined(id)) => match graph.definition(input, id).kind {
            Kind::Enum(_) => Form::Text,
            _ => Form::Object,
        },
    }
}

fn object_content<'a>(graph: &Graph<'a>, id: NodeId, sources: &[Source]) -> Content<'a> {
    let views = views(graph, sources, false);
    let Some(tag) = object::tag(graph, id, &views) else {
        return Content { parts: members(graph, sources), ..Content::default() };
    };
    let parts = gather_members(&views);
    Content { branches: branches(graph, tag, &views), parts, tag: Some(tag), ..Content::default() }
}

fn views<'a>(graph: &Graph<'a>, sources: &[Source], flat: bool) -> Vec<View<'a>> {
    sources.iter().filter_map(|source| object::view(graph, *source, flat)).collect()
}

/// The members of declarations that are seen without branches; sources come newest first.
pub(super) fn members<'a>(graph: &Graph<'a>, sources: &[Source]) -> Vec<Part<'a>> {
    gather_members(&views(graph, sources, true))
}

fn gather_members<'a>(views: &[View<'a>]) -> Vec<Part<'a>> {
    let mut gather = Gather::new();
    let place = |input, member: &'a Member, always| Occurrence {
        always: always && object::is_always(member),
        optional: !always || member.optional,
        ..occurrence(input, member.span, member.ty_span, What::Type(member.ty), &member.condition, &member.features)
    };
    for view in views {
        view.members.iter().for_each(|member| gather.add(&member.name, place(view.input, member, true)));
        view.loose.iter().for_each(|member| gather.add(&member.name, place(view.input, member, false)));
    }
    gather.finish(views.len())
}

/// The branches. What has the value that selects one, but declares no members for it, adds none.
fn branches<'a>(graph: &Graph<'a>, tag: &str, views: &[View<'a>]) -> Vec<Part<'a>> {
    let mut gather = Gather::new();
    for view in views {
        let input = view.input;
        if let Some(union) = view.union {
            for branch in &union.branches {
                let what = What::Object(branch.ty.map_or(SourceKind::Empty, SourceKind::Definition));
                gather.add(&branch.name, occurrence(input, branch.span, branch.ty_span, what, &branch.condition, &[]));
            }
        } else {
            let empty = What::Object(SourceKind::Empty);
            for value in tag_values(graph, tag, view) {
                gather.add(&value.name, occurrence(input, value.span, value.span, empty, &value.condition, &[]));
            }
        }
    }
    let mut parts = gather.finish(0);
    // A string tells nothing of the values that it had: they may select any branch.
    for view in views.iter().filter(|view| view.union.is_none() && tag_values(graph, tag, view).is_empty()) {
        let Some(member) = view.members.iter().find(|member| member.name == tag) else { continue };
        let empty = What::Object(SourceKind::Empty);
        let place = occurrence(view.input, member.span, member.ty_span, empty, &NONE, &[]);
        parts.iter_mut().for_each(|part| part.occurrences.push(place));
    }
    parts
}

/// The values of a struct's member that selects a branch elsewhere.
fn tag_values<'a>(graph: &Graph<'a>, tag: &str, view: &View<'a>) -> &'a [crate::schema::EnumValue] {
    let member = view.members.iter().find(|member| member.name == tag);
    match member.map(|member| member.ty) {
        Some(Type::Single(crate::schema::Simple::Defined(id))) => match &graph.definition(view.input, id).kind {
            Kind::Enum(kind) => &kind.values,
            _ => &[],
        },
        _ => &[],
    }
}

fn message<'a>(graph: &Graph<'a>, sources: &[Source]) -> Content<'a> {
    let mut content = Content::default();
    let (mut arguments, mut returns) = (Vec::new(), Vec::new());
    for &Source { input, kind } in sources {
        let SourceKind::Definition(id) = kind else { continue };
        let definition = graph.definition(input, id);
        let span = definition.name_span;
        let (taken, taken_span) = match &definition.kind {
            Kind::Command(command) => {
                let what = command.returns.map_or(What::Object(SourceKind::Empty), What::Type);
                returns.push(occurrence(input, span, command.returns_span.unwrap_or(span), what, &NONE, &[]));
                (&command.arguments, command.arguments_span)
            }
            Kind::Event(event) => (&event.arguments, event.arguments_span),
            _ => continue,
        };
        let what = What::Object(object::arguments(input, id, taken).kind);
        arguments.push(occurrence(input, span, taken_span.unwrap_or(span), what, &NONE, &[]));
    }
    let part = |name, occurrences: Vec<Occurrence<'a>>| {
        (!occurrences.is_empty()).then_some(Part { name, occurrences, everywhere: true, always: true })
    };
    content.arguments = part("", arguments);
    content.returns = part("", returns);
    content
}
