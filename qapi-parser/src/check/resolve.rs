//! Turning references into ids, once for each reference.
//!
//! Every type that a definition names must exist and be of a kind that fits. A wrong reference is reported and
//! remembered in [`Resolved::broken`]; the definition stays, so that ids remain positions and later checks can look at
//! the rest. Discriminators are left to [`unions`](super::unions).

use super::declare::{Named, Names, Sort};
use crate::ast::{self, Body, Data, TypeRef};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::nearest::Hints;
use crate::report::Report;
use crate::schema::{
    Alternate, Alternative, Arguments, Base, Branch, Builtin, Command, DefId, Definition, Event, Kind, Member, Pragmas,
    Simple, Struct, Type, Union,
};
use crate::source::Span;
use crate::syntax::Text;
use std::collections::{BTreeSet, HashSet};

/// Definitions whose references were followed.
pub(super) struct Resolved {
    pub definitions: Vec<Definition>,
    /// Where references stand that are wrong, or that lead to a definition which could not be read. The type in such a
    /// place says nothing.
    pub broken: HashSet<Span>,
}

/// Resolves all definitions; the id of each is its position.
pub(super) fn resolve(
    definitions: Vec<ast::Definition<'_>>,
    names: &Names<'_>,
    pragmas: &Pragmas,
    report: &mut Report,
) -> Resolved {
    let returns_anything = pragmas.command_returns_exceptions.iter().map(String::as_str).collect();
    let mut resolver = Resolver { names, report, returns_anything, broken: HashSet::new(), hints: Hints::default() };
    let definitions =
        definitions.into_iter().zip(0..).map(|(definition, id)| resolver.definition(DefId(id), definition));
    Resolved { definitions: definitions.collect(), broken: resolver.broken }
}

struct Resolver<'n, 'a, 'r> {
    names: &'n Names<'a>,
    report: &'r mut Report,
    /// The commands that may return something else than objects.
    returns_anything: HashSet<&'n str>,
    broken: HashSet<Span>,
    hints: Hints,
}

impl Resolver<'_, '_, '_> {
    fn definition(&mut self, id: DefId, definition: ast::Definition<'_>) -> Definition {
        let ast::Definition { module, span, name, condition, features, doc, body } = definition;
        let kind = match body {
            Body::Enum(kind) => Kind::Enum(kind),
            Body::Struct { base, members } => {
                let base_span = base.as_ref().map(|base| base.span);
                let base = base.and_then(|base| self.base(&base));
                Kind::Struct(Struct { base, base_span, members: self.members(members) })
            }
            Body::Union { base, discriminator, branches } => Kind::Union(self.union(id, base, discriminator, branches)),
            Body::Alternate { branches } => {
                Kind::Alternate(Alternate { branches: branches.into_iter().map(|b| self.alternative(b)).collect() })
            }
            Body::Command(command) => Kind::Command(self.command(command, &name)),
            Body::Event { data, boxed } => {
                let (arguments, arguments_span) = self.arguments(data, boxed, "an event");
                Kind::Event(Event { arguments, arguments_span, boxed })
            }
        };
        let (name, name_span) = (name.text.into_owned(), name.span);
        Definition { name, name_span, span, module, condition, features, doc, kind }
    }

    fn members(&mut self, members: Vec<ast::Member<'_>>) -> Vec<Member> {
        members.into_iter().map(|member| self.member(member)).collect()
    }

    fn member(&mut self, member: ast::Member<'_>) -> Member {
        let ast::Member { name, span, optional, ty, condition, features } = member;
        let ty_span = ty.name.span;
        Member { name: name.into_owned(), span, optional, ty: self.type_of(&ty), ty_span, condition, features }
    }

    fn union(&mut self, id: DefId, base: Data<'_>, discriminator: Text<'_>, branches: Vec<ast::Branch<'_>>) -> Union {
        let (base, base_span) = match base {
            Data::Inline(members) => (Base::Inline(self.members(members)), None),
            Data::Named(name) => (self.base(&name).map_or(Base::Inline(Vec::new()), Base::Struct), Some(name.span)),
        };
        let branches = branches.into_iter().map(|branch| self.branch(branch)).collect();
        let (discriminator, discriminator_span) = (discriminator.text.into_owned(), discriminator.span);
        // The tag is the union itself until it is known.
        Union { base, base_span, discriminator, discriminator_span, tag: id, branches }
    }

    fn branch(&mut self, branch: ast::Branch<'_>) -> Branch {
        let ast::Branch { name, ty, condition } = branch;
        let rule = "a branch of a union must be a struct or union";
        let id = self.object(&ty.name, Sort::is_object, Code::BranchKind, rule);
        Branch { name: name.text.into_owned(), span: name.span, ty: id, ty_span: ty.name.span, condition }
    }

    fn alternative(&mut self, branch: ast::Branch<'_>) -> Alternative {
        let ast::Branch { name, ty, condition } = branch;
        let ty_span = ty.name.span;
        Alternative { name: name.text.into_owned(), span: name.span, ty: self.type_of(&ty), ty_span, condition }
    }

    fn command(&mut self, command: ast::Command<'_>, name: &Text<'_>) -> Command {
        let ast::Command { data, returns, flags } = command;
        let (arguments, arguments_span) = self.arguments(data, flags.boxed, "a command");
        Command {
            arguments,
            arguments_span,
            returns_span: returns.as_ref().map(|ty| ty.name.span),
            returns: returns.and_then(|ty| self.returns(&ty, name)),
            flags,
        }
    }

    fn arguments(&mut self, data: Option<Data<'_>>, boxed: bool, taker: &str) -> (Arguments, Option<Span>) {
        let name = match data {
            None => return (Arguments::None, None),
            Some(Data::Inline(members)) if members.is_empty() => return (Arguments::None, None),
            Some(Data::Inline(members)) => return (Arguments::Inline(self.members(members)), None),
            Some(Data::Named(name)) => name,
        };
        let found = match self.reference(&name) {
            Some((_, Sort::Union)) if !boxed => {
                let rule = format!("{taker} can take a union only with 'boxed': true");
                self.wrong(Code::ArgumentsBoxed, &name, Sort::Union, &rule);
                None
            }
            Some((Simple::Defined(id), sort)) if sort.is_object() => Some(id),
            Some((_, sort)) => {
                self.wrong(Code::ArgumentsKind, &name, sort, &format!("{taker} takes a struct or union"));
                None
            }
            None => None,
        };
        (found.map_or(Arguments::None, Arguments::Defined), Some(name.span))
    }

    fn returns(&mut self, ty: &TypeRef<'_>, command: &Text<'_>) -> Option<Type> {
        let (simple, sort) = self.reference(&ty.name)?;
        if !sort.is_object() && !self.returns_anything.contains(&*command.text) {
            let rule = "a command must return an object or an array of objects";
            self.wrong(Code::ReturnsKind, &ty.name, sort, rule)
                .note("pragma 'command-returns-exceptions' lists commands that may return something else");
        }
        Some(array_or_single(ty, simple))
    }

    fn base(&mut self, base: &Text<'_>) -> Option<DefId> {
        self.object(base, |sort| sort == Sort::Struct, Code::BaseKind, "a base must be a struct")
    }

    /// A reference to an object type of the right sort.
    fn object(&mut self, name: &Text<'_>, is_right: fn(Sort) -> bool, code: Code, rule: &str) -> Option<DefId> {
        match self.reference(name)? {
            (Simple::Defined(id), sort) if is_right(sort) => Some(id),
            (_, sort) => {
                self.wrong(code, name, sort, rule);
                None
            }
        }
    }

    /// Any type; `any` stands for one that is unknown.
    fn type_of(&mut self, ty: &TypeRef<'_>) -> Type {
        let simple = self.reference(&ty.name).map_or(Simple::Builtin(Builtin::Any), |(simple, _)| simple);
        array_or_single(ty, simple)
    }

    fn reference(&mut self, name: &Text<'_>) -> Option<(Simple, Sort)> {
        let note = match self.names.find(name) {
            Some(Named::Type(simple, sort)) => return Some((simple, sort)),
            Some(Named::Unread) => {
                self.broken.insert(name.span);
                return None;
            }
            Some(Named::Command) => Some(format!("'{}' is a command", name.text)),
            Some(Named::Event) => Some(format!("'{}' is an event", name.text)),
            None => {
                let element = name.text.strip_suffix("List").filter(|element| self.names.is_type(element));
                let array = element.map(|element| format!("an array of it is written ['{element}']"));
                // In order, so that of several that are as near the same is suggested each time.
                array.or_else(|| self.hints.hint(&name.text, || BTreeSet::from_iter(self.names.types())))
            }
        };
        self.broken.insert(name.span);
        let error = self.report.error(Code::UnknownType, name.span, format!("unknown type '{}'", name.text), "");
        error.notes.extend(note);
        None
    }

    fn wrong(&mut self, code: Code, name: &Text<'_>, sort: Sort, rule: &str) -> &mut Diagnostic {
        self.broken.insert(name.span);
        let message = format!("'{}' is {}, but {rule}", name.text, sort.describe());
        self.report.error(code, name.span, message, "")
    }
}

fn array_or_single(ty: &TypeRef<'_>, simple: Simple) -> Type {
    if ty.array { Type::Array(simple) } else { Type::Single(simple) }
}
