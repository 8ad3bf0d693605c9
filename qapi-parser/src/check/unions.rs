//! Discriminators of unions, and the branches that follow from them (manual: "Union types").
//!
//! A discriminator is a member of the union's base with an enum type, and every value of that enum gets a branch. Bases
//! are followed here, so no type may contain itself.

use super::resolve::Resolved;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::nearest::Hints;
use crate::report::Report;
use crate::schema::{Base, Branch, Builtin, Condition, DefId, Definition, Enum, Kind, Member, Simple, Type, Union};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// How many branches without data, and parts of their conditions, may be added to unions, over all of them. QEMU's
/// schemas have fewer than 1,000. Without a limit, a small schema in which many unions have one long enum could take
/// all memory.
const MAX_EMPTY_BRANCHES: usize = 1_000_000;

/// Finds the tag of each union and adds the branches that it does not list.
pub(super) fn complete(resolved: &mut Resolved, report: &mut Report) {
    let Resolved { definitions, broken } = resolved;
    let mut search = Search {
        definitions,
        broken,
        report,
        members: HashMap::new(),
        budget: Some(MAX_EMPTY_BRANCHES),
        hints: Hints::default(),
    };
    let unions = definitions.iter().enumerate().filter_map(|(index, definition)| match &definition.kind {
        Kind::Union(union) => Some((index, search.union(union)?)),
        _ => None,
    });
    for (index, (tag, branches)) in unions.collect::<Vec<_>>() {
        if let Kind::Union(union) = &mut definitions[index].kind {
            union.tag = tag;
            union.branches.extend(branches);
        }
    }
}

struct Search<'d, 'r> {
    definitions: &'d [Definition],
    broken: &'d HashSet<Span>,
    report: &'r mut Report,
    /// The members of structs that are bases of unions, by name: many unions may share a long base.
    members: HashMap<DefId, HashMap<&'d str, &'d Member>>,
    /// What is left of [`MAX_EMPTY_BRANCHES`]; `None` once its end has been reported.
    budget: Option<usize>,
    hints: Hints,
}

/// The names of the members of a union's base and its bases.
fn base_names<'d>(definitions: &'d [Definition], union: &'d Union) -> Vec<&'d str> {
    let (mut members, mut next) = match &union.base {
        Base::Inline(members) => (members.iter().collect::<Vec<_>>(), None),
        Base::Struct(base) => (Vec::new(), Some(*base)),
    };
    while let Some(base) = next {
        members.extend(definitions[base.index()].own_members());
        next = definitions[base.index()].base();
    }
    members.into_iter().map(|member| &*member.name).collect()
}

/// The member that a union's discriminator names.
struct Tag<'d> {
    member: &'d Member,
    id: DefId,
    values: &'d Enum,
}

impl<'d> Search<'d, '_> {
    /// The enum of the union's discriminator, and the branches to add.
    fn union(&mut self, union: &'d Union) -> Option<(DefId, Vec<Branch>)> {
        let tag = self.tag(union)?;
        Some((tag.id, self.branches(&tag, union)?))
    }

    fn tag(&mut self, union: &'d Union) -> Option<Tag<'d>> {
        let name = &union.discriminator;
        let Some(member) = self.base_member(union)? else {
            let hint = self.hints.hint(name, || base_names(self.definitions, union));
            let error = self.wrong_tag(union, format!("discriminator '{name}' is not a member of the base"));
            if name.starts_with('*') {
                error.note("the '*' of optional members is not part of their name");
            } else {
                error.notes.extend(hint);
            }
            return None;
        };
        if self.broken.contains(&member.ty_span) {
            return None;
        }
        let fault = match member.ty {
            _ if member.optional => "must not be optional",
            _ if member.condition.is_some() => "must not be conditional",
            Type::Single(Simple::Defined(id)) => match &self.definitions[id.index()].kind {
                Kind::Enum(values) => return Some(Tag { member, id, values }),
                _ => "must have an enum type",
            },
            Type::Single(Simple::Builtin(Builtin::QType)) => "must have an enum type of the schema",
            _ => "must have an enum type",
        };
        let message = format!("discriminator '{name}' {fault}");
        self.wrong_tag(union, message).also(member.span, "the member");
        None
    }

    fn wrong_tag(&mut self, union: &Union, message: String) -> &mut Diagnostic {
        self.report.error(Code::Discriminator, union.discriminator_span, message, "")
    }

    /// The member that the discriminator names, in the base or its bases; their depth is bounded. The outer `None` says
    /// that a base is unknown.
    fn base_member(&mut self, union: &'d Union) -> Option<Option<&'d Member>> {
        let name = union.discriminator.as_str();
        let mut next = match &union.base {
            Base::Inline(members) if union.base_span.is_none() => {
                return Some(members.iter().find(|member| member.name == name));
            }
            Base::Inline(_) => return None,
            Base::Struct(base) => *base,
        };
        loop {
            let Kind::Struct(kind) = &self.definitions[next.index()].kind else { return None };
            let by_name = || kind.members.iter().map(|member| (&*member.name, member)).collect();
            if let Some(member) = self.members.entry(next).or_insert_with(by_name).get(name) {
                return Some(Some(member));
            }
            match (kind.base, kind.base_span) {
                (Some(base), _) => next = base,
                (None, Some(_)) => return None,
                (None, None) => return Some(None),
            }
        }
    }

    /// The branches that the union does not list; reports those that it should not list.
    fn branches(&mut self, tag: &Tag<'d>, union: &'d Union) -> Option<Vec<Branch>> {
        self.spend(tag.values.values.len().saturating_sub(union.branches.len()), union)?;
        let values: HashSet<&str> = tag.values.values.iter().map(|value| &*value.name).collect();
        if values.is_empty() && union.branches.is_empty() {
            let message = "the union has no branch: the enum of its discriminator has no value";
            self.report
                .error(Code::EmptyUnion, union.discriminator_span, message, "")
                .also(tag.member.span, "the member");
            return None;
        }
        let mut listed = HashSet::with_capacity(union.branches.len());
        for branch in &union.branches {
            listed.insert(&*branch.name);
            if !values.contains(&*branch.name) {
                let owner = &self.definitions[tag.id.index()];
                let message = format!("branch '{}' is not a value of enum '{}'", branch.name, owner.name);
                let error = self.report.error(Code::BranchName, branch.span, message, "");
                error.also(owner.name_span, "the enum");
                let values = || tag.values.values.iter().map(|value| &*value.name);
                error.notes.extend(self.hints.hint(&branch.name, values));
            }
        }
        let mut branches = Vec::new();
        for value in tag.values.values.iter().filter(|value| !listed.contains(&*value.name)) {
            self.spend(value.condition.as_ref().map_or(0, Condition::size), union)?;
            let (name, condition) = (value.name.clone(), value.condition.clone());
            branches.push(Branch { name, span: value.span, ty: None, ty_span: value.span, condition });
        }
        Some(branches)
    }

    /// Takes something from the budget; reports once that there is not enough.
    fn spend(&mut self, cost: usize, union: &Union) -> Option<()> {
        let budget = self.budget?;
        self.budget = budget.checked_sub(cost);
        if self.budget.is_none() {
            let message = format!("unions have more than {MAX_EMPTY_BRANCHES} branches without data");
            let label = "one for each value of its enum";
            self.report.error(Code::TooComplex, union.discriminator_span, message, label);
        }
        self.budget.map(drop)
    }
}
