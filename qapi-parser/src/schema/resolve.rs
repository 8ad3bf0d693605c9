//! Definitions to the intermediate representation.
//!
//! In: lowered definitions whose references [`references`](super::references) checked, without cycles of bases. Out: the
//! same with every name replaced by an id; where a reference is wrong, nothing depends on what comes out. Afterwards: every discriminator is a member of its base with an enum type, and every
//! value of that enum has a branch.

use super::declare::Names;
use super::{
    Alternate, Alternative, Arguments, Base, Branch, Builtin, Command, Condition, DefId, Definition, Enum, Event, Kind,
    Member, Simple, Struct, Type, Union,
};
use crate::ast::{self, Body, Data};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::report::Report;
use crate::source::Span;
use crate::syntax::Text;
use std::collections::{HashMap, HashSet};

/// How many branches without data, and parts of their conditions, may be added to unions, over all of them. QEMU's
/// schemas have fewer than 1,000. Without a limit, a small schema in which many unions have one long enum could take
/// all memory.
const MAX_EMPTY_BRANCHES: usize = 1_000_000;

/// Resolves all definitions, without their documentation; reports unions whose discriminator or branches are wrong.
pub(super) fn resolve(definitions: &[ast::Definition<'_>], names: &Names<'_>, report: &mut Report) -> Vec<Definition> {
    let mut resolver = Resolver {
        definitions,
        names,
        report,
        no_report: Report::default(),
        members: HashMap::new(),
        budget: Some(MAX_EMPTY_BRANCHES),
    };
    definitions.iter().filter_map(|definition| resolver.definition(definition)).collect()
}

struct Resolver<'d, 'a, 'r> {
    definitions: &'d [ast::Definition<'a>],
    names: &'d Names<'d>,
    report: &'r mut Report,
    /// What is unknown was reported before.
    no_report: Report,
    /// The members of structs that are bases of unions, by name: many unions may share a long base.
    members: HashMap<DefId, HashMap<&'d str, &'d ast::Member<'a>>>,
    /// What is left of [`MAX_EMPTY_BRANCHES`]; `None` once it was reported that nothing is.
    budget: Option<usize>,
}

/// The member that a union's discriminator names.
struct Tag<'d, 'a> {
    member: &'d ast::Member<'a>,
    id: DefId,
    values: &'d Enum,
}

impl<'d, 'a> Resolver<'d, 'a, '_> {
    fn definition(&mut self, definition: &'d ast::Definition<'a>) -> Option<Definition> {
        let kind = match &definition.body {
            Body::Enum(Enum { prefix, values }) => Kind::Enum(Enum { prefix: prefix.clone(), values: values.clone() }),
            Body::Struct { base, members } => {
                let base_span = base.as_ref().map(|base| base.span);
                let base = base.as_ref().and_then(|base| self.defined(base));
                Kind::Struct(Struct { base, base_span, members: self.members(members) })
            }
            Body::Union { base, discriminator, branches } => Kind::Union(self.union(base, discriminator, branches)?),
            Body::Alternate { branches } => {
                let branches = branches.iter().filter_map(|branch| self.alternative(branch)).collect();
                Kind::Alternate(Alternate { branches })
            }
            Body::Command(command) => Kind::Command(self.command(command)),
            Body::Event { data, boxed } => {
                let (arguments, arguments_span) = self.arguments(data.as_ref());
                Kind::Event(Event { arguments, arguments_span, boxed: *boxed })
            }
        };
        Some(Definition {
            name: definition.name.text.to_string(),
            name_span: definition.name.span,
            span: definition.span,
            module: definition.module,
            condition: definition.condition.clone(),
            features: definition.features.clone(),
            // It is long; the caller moves it.
            doc: None,
            kind,
        })
    }

    fn defined(&self, name: &Text<'_>) -> Option<DefId> {
        match self.names.find(&name.text)? {
            Simple::Defined(id) => Some(id),
            Simple::Builtin(_) => None,
        }
    }

    fn members(&mut self, members: &[ast::Member<'_>]) -> Vec<Member> {
        members.iter().filter_map(|member| self.member(member)).collect()
    }

    fn member(&mut self, member: &ast::Member<'_>) -> Option<Member> {
        Some(Member {
            name: member.name.to_string(),
            span: member.span,
            optional: member.optional,
            ty: self.names.resolve_ref(&member.ty, &mut self.no_report)?,
            ty_span: member.ty.name.span,
            condition: member.condition.clone(),
            features: member.features.clone(),
        })
    }

    fn alternative(&mut self, branch: &ast::Branch<'_>) -> Option<Alternative> {
        Some(Alternative {
            name: branch.name.text.to_string(),
            span: branch.name.span,
            ty: self.names.resolve_ref(&branch.ty, &mut self.no_report)?,
            ty_span: branch.ty.name.span,
            condition: branch.condition.clone(),
        })
    }

    fn command(&mut self, command: &ast::Command<'_>) -> Command {
        let ast::Command { data, returns, flags } = command;
        let (arguments, arguments_span) = self.arguments(data.as_ref());
        Command {
            arguments,
            arguments_span,
            returns_span: returns.as_ref().map(|ty| ty.name.span),
            returns: returns.as_ref().and_then(|ty| self.names.resolve_ref(ty, &mut self.no_report)),
            gen_marshal: flags.gen_marshal,
            success_response: flags.success_response,
            boxed: flags.boxed,
            allow_oob: flags.allow_oob,
            allow_preconfig: flags.allow_preconfig,
            coroutine: flags.coroutine,
        }
    }

    fn arguments(&mut self, data: Option<&Data<'_>>) -> (Arguments, Option<Span>) {
        match data {
            None => (Arguments::None, None),
            Some(Data::Inline(members)) if members.is_empty() => (Arguments::None, None),
            Some(Data::Inline(members)) => (Arguments::Inline(self.members(members)), None),
            Some(Data::Named(name)) => {
                (self.defined(name).map_or(Arguments::None, Arguments::Defined), Some(name.span))
            }
        }
    }

    fn union(
        &mut self,
        base: &'d Data<'a>,
        discriminator: &Text<'_>,
        branches: &'d [ast::Branch<'a>],
    ) -> Option<Union> {
        let tag = self.tag(base, discriminator)?;
        let branches = self.branches(&tag, discriminator, branches)?;
        let (base, base_span) = match base {
            Data::Inline(members) => (Base::Inline(self.members(members)), None),
            Data::Named(name) => (Base::Struct(self.defined(name)?), Some(name.span)),
        };
        let (span, name) = (discriminator.span, discriminator.text.to_string());
        Some(Union { base, base_span, discriminator: name, discriminator_span: span, tag: tag.id, branches })
    }

    /// Finds the discriminator and checks it (manual: "Union types").
    fn tag(&mut self, base: &'d Data<'a>, discriminator: &Text<'_>) -> Option<Tag<'d, 'a>> {
        let name = &discriminator.text;
        let Some(member) = self.base_member(base, name)? else {
            let error = self.wrong_tag(discriminator, format!("discriminator '{name}' is not a member of the base"));
            if name.starts_with('*') {
                error.note("the '*' of optional members is not part of their name");
            }
            return None;
        };
        let fault = match self.names.resolve_ref(&member.ty, &mut self.no_report)? {
            _ if member.optional => "must not be optional",
            _ if member.condition.is_some() => "must not be conditional",
            Type::Single(Simple::Defined(id)) => match &self.definitions[id.0 as usize].body {
                Body::Enum(values) => return Some(Tag { member, id, values }),
                _ => "must have an enum type",
            },
            Type::Single(Simple::Builtin(Builtin::QType)) => "must have an enum type of the schema",
            _ => "must have an enum type",
        };
        let (span, message) = (member.span, format!("discriminator '{name}' {fault}"));
        self.wrong_tag(discriminator, message).also(span, "the member");
        None
    }

    fn wrong_tag(&mut self, discriminator: &Text<'_>, message: String) -> &mut Diagnostic {
        self.report.error(Code::Discriminator, discriminator.span, message, "")
    }

    /// The member of this name in a base or its bases; their depth is bounded. The outer `None` says that a base is
    /// none, which was reported.
    fn base_member(&mut self, base: &'d Data<'a>, name: &str) -> Option<Option<&'d ast::Member<'a>>> {
        let mut next = match base {
            Data::Inline(members) => return Some(members.iter().find(|member| member.name == name)),
            Data::Named(base) => Some(base),
        };
        while let Some(base) = next {
            let id = self.defined(base)?;
            let Body::Struct { base, members } = &self.definitions[id.0 as usize].body else { return None };
            let by_name = || members.iter().map(|member| (&*member.name, member)).collect();
            if let Some(member) = self.members.entry(id).or_insert_with(by_name).get(name) {
                return Some(Some(member));
            }
            next = base.as_ref();
        }
        Some(None)
    }

    fn branches(
        &mut self,
        tag: &Tag<'d, 'a>,
        discriminator: &Text<'_>,
        listed: &'d [ast::Branch<'a>],
    ) -> Option<Vec<Branch>> {
        self.spend(tag.values.values.len().saturating_sub(listed.len()), discriminator)?;
        let values: HashSet<&str> = tag.values.values.iter().map(|value| &*value.name).collect();
        if values.is_empty() && listed.is_empty() {
            let message = "the union has no branch: the enum of its discriminator has no value";
            self.report.error(Code::EmptyUnion, discriminator.span, message, "").also(tag.member.span, "the member");
            return None;
        }
        let mut taken = HashSet::new();
        let mut branches = Vec::with_capacity(values.len());
        for branch in listed {
            let name = &*branch.name.text;
            taken.insert(name);
            if !values.contains(name) {
                let owner = &self.definitions[tag.id.0 as usize].name;
                let message = format!("branch '{name}' is not a value of enum '{}'", owner.text);
                self.report.error(Code::BranchName, branch.name.span, message, "").also(owner.span, "the enum");
                continue;
            }
            branches.push(Branch {
                name: name.to_owned(),
                span: branch.name.span,
                ty: self.defined(&branch.ty.name),
                ty_span: branch.ty.name.span,
                condition: branch.condition.clone(),
            });
        }
        for value in tag.values.values.iter().filter(|value| !taken.contains(&*value.name)) {
            self.spend(value.condition.as_ref().map_or(0, Condition::size), discriminator)?;
            let (name, condition) = (value.name.clone(), value.condition.clone());
            branches.push(Branch { name, span: value.span, ty: None, ty_span: value.span, condition });
        }
        Some(branches)
    }

    /// Takes something from the budget; reports once that there is not enough.
    fn spend(&mut self, cost: usize, discriminator: &Text<'_>) -> Option<()> {
        let budget = self.budget?;
        self.budget = budget.checked_sub(cost);
        if self.budget.is_none() {
            let message = format!("unions have more than {MAX_EMPTY_BRANCHES} branches without data");
            self.report.error(Code::TooComplex, discriminator.span, message, "one for each value of its enum");
        }
        self.budget.map(drop)
    }
}
