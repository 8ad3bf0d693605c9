//! What definitions refer to must exist and be of the right kind.
//!
//! In: lowered definitions and their names. Out: nothing. Afterwards: every type named is known; bases are structs,
//! branches of unions and arguments are structs or unions.

use super::declare::Names;
use super::{Pragmas, Simple, Type};
use crate::ast::{Body, Branch, Data, Definition, Member, TypeRef};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::report::Report;
use crate::syntax::Text;
use std::collections::HashSet;

/// Checks the references of all definitions.
pub(super) fn check(definitions: &[Definition<'_>], names: &Names<'_>, pragmas: &Pragmas, report: &mut Report) {
    let returns_anything = pragmas.command_returns_exceptions.iter().map(String::as_str).collect();
    let mut checker = Checker { definitions, names, report, returns_anything };
    definitions.iter().for_each(|definition| checker.definition(definition));
}

struct Checker<'d, 'a, 'r> {
    definitions: &'d [Definition<'a>],
    names: &'d Names<'d>,
    report: &'r mut Report,
    returns_anything: HashSet<&'d str>,
}

/// What a type is, as far as rules on references need to know.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    BuiltIn,
    Enum,
    Struct,
    Union,
    Alternate,
}

impl Sort {
    fn describe(self) -> &'static str {
        match self {
            Sort::BuiltIn => "a built-in type",
            Sort::Enum => "an enum",
            Sort::Struct => "a struct",
            Sort::Union => "a union",
            Sort::Alternate => "an alternate",
        }
    }

    fn is_object(self) -> bool {
        matches!(self, Sort::Struct | Sort::Union)
    }
}

impl<'d> Checker<'d, '_, '_> {
    fn definition(&mut self, definition: &'d Definition<'_>) {
        match &definition.body {
            Body::Enum(_) => {}
            Body::Struct { base, members } => {
                if let Some(base) = base {
                    self.base(base);
                }
                self.members(members);
            }
            Body::Union { base, branches, .. } => {
                match base {
                    Data::Named(base) => self.base(base),
                    Data::Inline(members) => self.members(members),
                }
                branches.iter().for_each(|branch| self.branch(branch));
            }
            Body::Alternate { branches } => branches.iter().for_each(|branch| {
                self.names.resolve_ref(&branch.ty, self.report);
            }),
            Body::Command(command) => {
                self.arguments(command.data.as_ref(), command.flags.boxed, "a command");
                if let Some(returns) = &command.returns {
                    self.returns(returns, &definition.name);
                }
            }
            Body::Event { data, boxed } => self.arguments(data.as_ref(), *boxed, "an event"),
        }
    }

    /// The sort of a type, or a report that it does not exist.
    fn sort(&mut self, name: &Text<'_>) -> Option<Sort> {
        let simple = self.names.resolve(name, self.report)?;
        Some(self.sort_of(simple))
    }

    fn sort_of(&self, simple: Simple) -> Sort {
        let Simple::Defined(id) = simple else { return Sort::BuiltIn };
        match self.definitions[id.0 as usize].body {
            Body::Struct { .. } => Sort::Struct,
            Body::Union { .. } => Sort::Union,
            Body::Alternate { .. } => Sort::Alternate,
            _ => Sort::Enum,
        }
    }

    fn wrong(&mut self, code: Code, name: &Text<'_>, sort: Sort, rule: &str) -> &mut Diagnostic {
        let message = format!("'{}' is {}, but {rule}", name.text, sort.describe());
        self.report.error(code, name.span, message, "")
    }

    fn base(&mut self, base: &Text<'_>) {
        if let Some(sort) = self.sort(base).filter(|&sort| sort != Sort::Struct) {
            self.wrong(Code::BaseKind, base, sort, "a base must be a struct");
        }
    }

    fn members(&mut self, members: &[Member<'_>]) {
        for member in members {
            self.names.resolve_ref(&member.ty, self.report);
        }
    }

    fn branch(&mut self, branch: &Branch<'_>) {
        if let Some(sort) = self.sort(&branch.ty.name).filter(|sort| !sort.is_object()) {
            self.wrong(Code::BranchKind, &branch.ty.name, sort, "a branch of a union must be a struct or union");
        }
    }

    fn arguments(&mut self, data: Option<&Data<'_>>, boxed: bool, taker: &str) {
        match data {
            None => {}
            Some(Data::Inline(members)) => self.members(members),
            Some(Data::Named(name)) => match self.sort(name) {
                Some(Sort::Union) if !boxed => {
                    let rule = format!("{taker} can take a union only with 'boxed': true");
                    self.wrong(Code::ArgumentsBoxed, name, Sort::Union, &rule);
                }
                Some(sort) if !sort.is_object() => {
                    let rule = format!("{taker} takes a struct or union");
                    self.wrong(Code::ArgumentsKind, name, sort, &rule);
                }
                _ => {}
            },
        }
    }

    fn returns(&mut self, returns: &TypeRef<'_>, command: &Text<'_>) {
        let Some(ty) = self.names.resolve_ref(returns, self.report) else { return };
        let (Type::Single(simple) | Type::Array(simple)) = ty;
        let sort = self.sort_of(simple);
        if sort.is_object() || self.returns_anything.contains(&*command.text) {
            return;
        }
        let rule = "a command must return an object or an array of objects";
        self.wrong(Code::ReturnsKind, &returns.name, sort, rule)
            .note("pragma 'command-returns-exceptions' lists commands that may return something else");
    }
}
