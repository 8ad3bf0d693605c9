//! Clashes between the members of a definition, its bases and its branches; and conditional arguments.
//!
//! No two members of one object may have the same name, or names that differ only in `-` and `_`; conditional members
//! may be arguments only of what is boxed. Bases and branches are followed, so no type may contain itself.

use crate::code::Code;
use crate::names;
use crate::report::Report;
use crate::schema::{Arguments, DefId, Definition, Kind, Member};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet, hash_map::Entry};
use std::rc::Rc;

/// How many members of branches are compared, over all unions. QEMU's schemas have fewer than 10,000. Without a limit
/// a small schema in which unions share bases and branches could take minutes.
const MAX_COMPARISONS: usize = 2_000_000;

/// Checks all definitions.
pub(super) fn check(definitions: &[Definition], report: &mut Report) {
    let checker = Checker {
        definitions,
        report,
        children: children(definitions),
        active: HashMap::new(),
        unions: HashMap::new(),
        conditional: vec![None; definitions.len()],
        budget: MAX_COMPARISONS,
    };
    checker.run();
}

/// The definitions whose base is a definition.
fn children(definitions: &[Definition]) -> Vec<Vec<DefId>> {
    let mut children = vec![Vec::new(); definitions.len()];
    for (definition, id) in definitions.iter().zip(0..) {
        if let Some(base) = definition.base() {
            children[base.index()].push(DefId(id));
        }
    }
    children
}

/// Members by folded name, each with the definition that declares it.
type Members<'d> = HashMap<Cow<'d, str>, (DefId, &'d Member)>;

/// A member of a branch and the common member that it clashes with.
struct Clash<'d> {
    common: &'d Member,
    owner: DefId,
    member: &'d Member,
}

struct Checker<'d, 'r> {
    definitions: &'d [Definition],
    report: &'r mut Report,
    children: Vec<Vec<DefId>>,
    /// The members of the definition being looked at and of its bases.
    active: Members<'d>,
    /// All members of the unions that are branches.
    unions: HashMap<DefId, Rc<Members<'d>>>,
    /// The first conditional member of each definition, bases included.
    conditional: Vec<Option<Span>>,
    budget: usize,
}

/// A step of the walk over the trees that bases form.
enum Step {
    Enter(DefId),
    Leave(DefId),
}

impl<'d> Checker<'d, '_> {
    fn run(mut self) {
        for (definition, id) in self.definitions.iter().zip(0..) {
            if definition.base().is_none() {
                self.tree(DefId(id));
            }
        }
        self.definitions.iter().for_each(|definition| self.conditional_arguments(definition));
    }

    /// Looks at a definition without a base and at all that are based on it, without recursion. Each member is put
    /// into the map once and taken out once, so the time is linear.
    fn tree(&mut self, root: DefId) {
        let mut steps = vec![Step::Enter(root)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(id) => {
                    self.enter(id);
                    steps.push(Step::Leave(id));
                    steps.extend(self.children[id.index()].iter().rev().map(|&child| Step::Enter(child)));
                }
                Step::Leave(id) => {
                    for member in self.definitions[id.index()].own_members() {
                        if let Entry::Occupied(entry) = self.active.entry(names::fold(&member.name))
                            && std::ptr::eq(entry.get().1, member)
                        {
                            entry.remove();
                        }
                    }
                }
            }
        }
    }

    fn enter(&mut self, id: DefId) {
        let definition = &self.definitions[id.index()];
        let inherited = definition.base().and_then(|base| self.conditional[base.index()]);
        let members = definition.own_members();
        let own = members.iter().find(|member| member.condition.is_some()).map(|member| member.span);
        self.conditional[id.index()] = inherited.or(own);
        for member in members {
            match self.active.entry(names::fold(&member.name)) {
                Entry::Vacant(entry) => {
                    entry.insert((id, member));
                }
                // Two of the definition's own members are compared elsewhere.
                Entry::Occupied(entry) if entry.get().0 == id => {}
                Entry::Occupied(entry) => {
                    let &(owner, other) = entry.get();
                    let owner = &self.definitions[owner.index()].name;
                    let message =
                        format!("member '{}' clashes with member '{}' of base '{owner}'", member.name, other.name);
                    self.clash(member.span, message, &[(other.span, "first member")], member.name == other.name);
                }
            }
        }
        self.branches(id);
    }

    fn clash(&mut self, span: Span, message: String, others: &[(Span, &str)], equal: bool) {
        let error = self.report.error(Code::NameClash, span, message, "");
        for (span, text) in others {
            error.also(*span, *text);
        }
        if !equal {
            error.note("names must differ in more than '-' and '_'");
        }
    }

    /// Compares the members that branches bring with those of the union that is being looked at.
    fn branches(&mut self, id: DefId) {
        let Kind::Union(union) = &self.definitions[id.index()].kind else { return };
        let mut visited = HashSet::new();
        for branch in &union.branches {
            let Some(ty) = branch.ty.filter(|ty| visited.insert(*ty)) else { continue };
            let clashes = match self.definitions[ty.index()].kind {
                Kind::Union(_) => self.clashes_with_union(id, ty),
                _ => self.clashes_with_struct(id, ty, &mut visited),
            };
            for Clash { common, owner, member } in clashes {
                let owner = &self.definitions[owner.index()].name;
                let message = format!(
                    "member '{}' of branch '{}', from '{owner}', clashes with common member '{}'",
                    member.name, branch.name, common.name
                );
                let places = [(common.span, "common member"), (member.span, "member of the branch")];
                self.clash(branch.span, message, &places, member.name == common.name);
            }
        }
    }

    fn clashes_with_struct(&mut self, union: DefId, ty: DefId, visited: &mut HashSet<DefId>) -> Vec<Clash<'d>> {
        let mut clashes = Vec::new();
        let mut next = Some(ty);
        while let Some(owner) = next {
            let definition = &self.definitions[owner.index()];
            let members = definition.own_members();
            if !self.spend(members.len() + 1, union) {
                break;
            }
            clashes.extend(members.iter().filter_map(|member| {
                let &(_, common) = self.active.get(&names::fold(&member.name))?;
                Some(Clash { common, owner, member })
            }));
            next = definition.base().filter(|base| visited.insert(*base));
        }
        clashes
    }

    /// A union in a branch may have very many members; they are collected once, and looked up where that is less work.
    fn clashes_with_union(&mut self, union: DefId, ty: DefId) -> Vec<Clash<'d>> {
        let all = match self.unions.get(&ty) {
            Some(all) => Rc::clone(all),
            None => {
                let all = Rc::new(self.all_members(union, ty));
                self.unions.insert(ty, Rc::clone(&all));
                all
            }
        };
        if !self.spend(all.len().min(self.active.len()) + 1, union) {
            return Vec::new();
        }
        let mut clashes: Vec<_> = match all.len() < self.active.len() {
            true => {
                let clash = |(name, &(owner, member)): (&Cow<'d, str>, &(DefId, &'d Member))| {
                    Some(Clash { common: self.active.get(name)?.1, owner, member })
                };
                all.iter().filter_map(clash).collect()
            }
            false => {
                let clash = |(name, &(_, common)): (&Cow<'d, str>, &(DefId, &'d Member))| {
                    let &(owner, member) = all.get(name)?;
                    Some(Clash { common, owner, member })
                };
                self.active.iter().filter_map(clash).collect()
            }
        };
        clashes.sort_by_key(|clash| clash.member.span);
        clashes
    }

    /// The members of a union, its bases and its branches at any depth, by folded name.
    fn all_members(&mut self, union: DefId, ty: DefId) -> Members<'d> {
        let mut all = Members::new();
        let mut open = vec![ty];
        let mut visited = HashSet::from([ty]);
        while let Some(owner) = open.pop() {
            let definition = &self.definitions[owner.index()];
            let members = definition.own_members();
            if !self.spend(members.len() + 1, union) {
                break;
            }
            for member in members {
                all.entry(names::fold(&member.name)).or_insert((owner, member));
            }
            let branches = match &definition.kind {
                Kind::Union(union) => &union.branches[..],
                _ => &[],
            };
            let next = definition.base().into_iter().chain(branches.iter().filter_map(|branch| branch.ty));
            open.extend(next.filter(|ty| visited.insert(*ty)));
        }
        all
    }

    /// Takes steps from the budget; reports once that it is used up.
    fn spend(&mut self, steps: usize, union: DefId) -> bool {
        match self.budget.checked_sub(steps) {
            Some(rest) => self.budget = rest,
            None if self.budget > 0 => {
                self.budget = 0;
                let span = self.definitions[union.index()].name_span;
                let message = "unions share so many bases and branches that their members cannot be compared";
                self.report.error(Code::TooComplex, span, message, "given up here");
            }
            None => {}
        }
        self.budget > 0
    }

    /// A function's parameters cannot be conditional (manual: "Configuring the schema").
    fn conditional_arguments(&mut self, definition: &Definition) {
        let (boxed, arguments, arguments_span) = match &definition.kind {
            Kind::Command(kind) => (kind.flags.boxed, &kind.arguments, kind.arguments_span),
            Kind::Event(kind) => (kind.boxed, &kind.arguments, kind.arguments_span),
            _ => return,
        };
        if boxed {
            return;
        }
        let message = "conditional arguments require 'boxed': true";
        match (arguments, arguments_span) {
            (Arguments::Inline(members), _) => {
                if let Some(member) = members.iter().find(|member| member.condition.is_some()) {
                    self.report.error(Code::ConditionalArguments, member.span, message, "conditional");
                }
            }
            (Arguments::Defined(id), Some(named)) => {
                if let Some(span) = self.conditional[id.index()] {
                    self.report
                        .error(Code::ConditionalArguments, named, message, "has a conditional member")
                        .also(span, "conditional");
                }
            }
            _ => {}
        }
    }
}
