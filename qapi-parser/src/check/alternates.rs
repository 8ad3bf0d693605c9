//! Alternates: the JSON value must tell the branch (manual: "Alternate types").
//!
//! The branches of an alternate must differ in the JSON types that they accept, also where everything is a string, as
//! on a command line, and a string could be read as a number or boolean.

use super::features::clashes;
use super::resolve::Resolved;
use crate::code::Code;
use crate::report::Report;
use crate::schema::{Alternative, Builtin, DefId, Definition, Kind, Simple, Type};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// Checks all alternates, without the branches whose type is unknown.
pub(super) fn check(resolved: &Resolved, report: &mut Report) {
    let Resolved { definitions, broken } = resolved;
    let mut checker = Checker { definitions, broken, report, enums: HashMap::new() };
    for definition in definitions {
        if let Kind::Alternate(alternate) = &definition.kind {
            let branches = &alternate.branches;
            clashes(branches.iter().map(|branch| (&*branch.name, branch.span)), "branch", checker.report);
            checker.branches(branches);
        }
    }
}

/// A form of JSON value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

impl Form {
    fn describe(self) -> &'static str {
        match self {
            Form::Null => "null",
            Form::Bool => "a boolean",
            Form::Number => "a number",
            Form::String => "a string",
            Form::Array => "an array",
            Form::Object => "an object",
        }
    }
}

struct Checker<'d, 'r> {
    definitions: &'d [Definition],
    broken: &'d HashSet<Span>,
    report: &'r mut Report,
    /// What enums accept: many alternates may share a long one.
    enums: HashMap<DefId, Vec<Form>>,
}

impl Checker<'_, '_> {
    fn branches(&mut self, branches: &[Alternative]) {
        let mut taken: HashMap<Form, &Alternative> = HashMap::new();
        for branch in branches {
            let Some(forms) = self.forms(branch) else { continue };
            let clash = forms.iter().find_map(|form| Some((*form, *taken.get(form)?)));
            if let Some((form, first)) = clash {
                let (name, other) = (&branch.name, &first.name);
                let message = format!("branch '{name}' cannot be told from branch '{other}'");
                let error = self.report.error(Code::AlternativeClash, branch.ty_span, message, "");
                error.also(first.ty_span, "first branch");
                let note = match form {
                    Form::Bool | Form::Number => {
                        format!("where everything is a string, as on the command line, both can be {}", form.describe())
                    }
                    form => format!("both can be {}", form.describe()),
                };
                error.note(note);
            }
            forms.into_iter().for_each(|form| {
                taken.entry(form).or_insert(branch);
            });
        }
    }

    /// What a branch accepts, or a report that there is no telling.
    fn forms(&mut self, branch: &Alternative) -> Option<Vec<Form>> {
        if self.broken.contains(&branch.ty_span) {
            return None;
        }
        let forms = match branch.ty {
            Type::Array(_) => vec![Form::Array],
            Type::Single(Simple::Builtin(builtin)) => match builtin {
                Builtin::Null => vec![Form::Null],
                Builtin::Bool => vec![Form::Bool],
                Builtin::Str => vec![Form::String, Form::Number, Form::Bool],
                Builtin::QType => vec![Form::String],
                Builtin::Any => return self.unfit(branch, "type 'any'"),
                _ => vec![Form::Number],
            },
            Type::Single(Simple::Defined(id)) => match &self.definitions[id.index()].kind {
                Kind::Enum(values) => {
                    let forms = || enum_forms(values.values.iter().map(|value| &*value.name));
                    self.enums.entry(id).or_insert_with(forms).clone()
                }
                Kind::Alternate(_) => return self.unfit(branch, "an alternate"),
                _ => vec![Form::Object],
            },
        };
        Some(forms)
    }

    fn unfit(&mut self, branch: &Alternative, what: &str) -> Option<Vec<Form>> {
        let message = format!("branch '{}' of an alternate cannot be {what}", branch.name);
        self.report.error(Code::AlternativeKind, branch.ty_span, message, "its form in JSON is not known");
        None
    }
}

/// An enum accepts strings; some values look like booleans or numbers on a command line.
fn enum_forms<'n>(values: impl Iterator<Item = &'n str>) -> Vec<Form> {
    let mut forms = vec![Form::String];
    for value in values {
        if matches!(value, "on" | "off") && !forms.contains(&Form::Bool) {
            forms.push(Form::Bool);
        }
        let is_number = value.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
        if is_number && !forms.contains(&Form::Number) {
            forms.push(Form::Number);
        }
    }
    forms
}
