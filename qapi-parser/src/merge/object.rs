//! Object types as their members on the wire, whatever they are declared as.

use super::graph::{Graph, NodeId, Source, SourceKind};
use crate::schema::{Arguments, DefId, Kind, Member, Schema, Union};

/// A declaration of an object type: its members with those of its bases, and its branches.
pub(super) struct View<'a> {
    pub input: usize,
    pub members: Vec<&'a Member>,
    pub union: Option<&'a Union>,
    /// Members of branches, if it must be seen without branches. They may be absent.
    pub loose: Vec<&'a Member>,
}

/// The declaration as an object type; `None` if it is none.
pub(super) fn view<'a>(graph: &Graph<'a>, source: Source, flat: bool) -> Option<View<'a>> {
    let schema = graph.schema(source.input);
    let mut view = View { input: source.input, members: Vec::new(), union: None, loose: Vec::new() };
    match source.kind {
        SourceKind::Empty => {}
        SourceKind::Arguments(id) => view.members = schema.definition(id).own_members().iter().collect(),
        SourceKind::Plain(_) => return None,
        SourceKind::Definition(id) => match &schema.definition(id).kind {
            Kind::Struct(_) => view.members = members(schema, id),
            Kind::Union(union) => {
                view.members = members(schema, id);
                if flat { loose(schema, union, &mut view.loose, 0) } else { view.union = Some(union) }
            }
            _ => return None,
        },
    }
    Some(view)
}

fn members(schema: &Schema, id: DefId) -> Vec<&Member> {
    schema.members(id).into_iter().map(|(_, member)| member).collect()
}

/// Adds the members of all branches. Branches within branches end: the front end has checked it.
fn loose<'a>(schema: &'a Schema, union: &'a Union, found: &mut Vec<&'a Member>, depth: u32) {
    for id in union.branches.iter().filter_map(|branch| branch.ty) {
        found.extend(members(schema, id));
        if let Kind::Union(inner) = &schema.definition(id).kind
            && depth < 100
        {
            loose(schema, inner, found, depth + 1);
        }
    }
}

/// What a command takes or an event carries, as a declaration of an object type.
pub(super) fn arguments(input: usize, id: DefId, arguments: &Arguments) -> Source {
    let kind = match arguments {
        Arguments::None => SourceKind::Empty,
        Arguments::Inline(_) => SourceKind::Arguments(id),
        Arguments::Defined(id) => SourceKind::Definition(*id),
    };
    Source { input, kind }
}

/// The member of a union's declaration that selects the branch, if the merged type can be a union: every declaration
/// must always have that member.
pub(super) fn tag<'a>(graph: &Graph<'a>, id: NodeId, views: &[View<'a>]) -> Option<&'a str> {
    let node = graph.node(id);
    let Kind::Union(primary) = &graph.primary(id).kind else { return None };
    let tag = primary.discriminator.as_str();
    let has_tag = |view: &View<'_>| match view.union {
        Some(union) => union.discriminator == tag,
        None => view.members.iter().any(|member| member.name == tag && is_always(member)),
    };
    (!node.flat && views.iter().all(has_tag)).then_some(tag)
}

/// Whether a member is in every value.
pub(super) fn is_always(member: &Member) -> bool {
    !member.optional && member.condition.is_none()
}
