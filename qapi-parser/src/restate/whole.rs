//! Restating a schema that no file declares as it is, such as a merged one.
//!
//! The result stands on its own: it needs no option, lies in one folder, and every module of it is included. Pragmas are
//! those that its names and replies need, whatever the files that it was made of say.

use super::{Printer, Restated, Value, push_top_level};
use crate::names::{self, Case};
use crate::schema::{Builtin, Definition, Kind, Module, Pragmas, Schema, Simple, Type};
use crate::source::FileId;
use std::collections::HashSet;

/// Restates a whole schema in one file. `header` is its first line, a comment.
pub fn restate_as_file(schema: &Schema, header: &str) -> String {
    let mut out = head(schema, header);
    for (_, definition) in schema.definitions() {
        out.push('\n');
        Printer { schema }.definition(&mut out, definition);
    }
    out
}

/// Restates a whole schema, a file for each module, the root first. `header` is the first line of each, a comment.
///
/// Modules above the folder of the root file come into it.
pub fn restate_as_tree(schema: &Schema, header: &str) -> Vec<Restated> {
    let names = names_inside(schema);
    let modules = schema.modules().map(|(id, module)| {
        let name = &names[id.index()];
        let mut out = if id.index() == 0 { head(schema, header) } else { format!("{header}\n") };
        let include = |id: FileId, _: &str| relative(name, &names[id.index()]);
        Printer { schema }.items(&mut out, module, include);
        Restated { module: name.clone(), text: out }
    });
    modules.collect()
}

/// The members and replies that hold more integers than any type of the language: they are restated as `int`.
pub fn widest_integers(schema: &Schema) -> Vec<String> {
    let is_widest = |ty: Type| {
        matches!(ty, Type::Single(Simple::Builtin(Builtin::Integer)) | Type::Array(Simple::Builtin(Builtin::Integer)))
    };
    let mut found = Vec::new();
    for (_, definition) in schema.definitions() {
        let name = &definition.name;
        let members = definition.own_members().iter().map(|member| (member.name.as_str(), member.ty));
        let branches = match &definition.kind {
            Kind::Alternate(kind) => kind.branches.as_slice(),
            _ => &[],
        };
        let typed = members.chain(branches.iter().map(|branch| (branch.name.as_str(), branch.ty)));
        found.extend(typed.filter(|(_, ty)| is_widest(*ty)).map(|(part, _)| format!("{name}.{part}")));
        if let Kind::Command(command) = &definition.kind {
            found.extend(command.returns.filter(|ty| is_widest(*ty)).map(|_| name.clone()));
        }
    }
    found
}

/// The first line and the pragmas.
fn head(schema: &Schema, header: &str) -> String {
    let definitions = schema.definitions().map(|(_, definition)| definition);
    format!("{header}\n{}", exceptions_text(schema, definitions))
}

/// The pragmas that definitions need, each after a blank line.
pub(crate) fn exceptions_text<'a>(schema: &Schema, definitions: impl IntoIterator<Item = &'a Definition>) -> String {
    let mut out = String::new();
    for pragma in super::pragmas(&needed(schema, definitions)) {
        out.push('\n');
        push_top_level(&mut out, vec![("pragma", Value::Object(vec![pragma]))]);
    }
    out
}

/// The exceptions that definitions need (manual: "Pragma directives").
fn needed<'a>(schema: &Schema, definitions: impl IntoIterator<Item = &'a Definition>) -> Pragmas {
    let mut pragmas = Pragmas::default();
    for definition in definitions {
        let name = &definition.name;
        if let Kind::Command(command) = &definition.kind {
            if names::check(name, Case::Lower, false).is_err() {
                pragmas.command_name_exceptions.push(name.clone());
            }
            if command.returns.is_some_and(|ty| !is_object(schema, ty)) {
                pragmas.command_returns_exceptions.push(name.clone());
            }
        }
        if has_odd_names(definition) {
            pragmas.member_name_exceptions.push(name.clone());
        }
    }
    pragmas
}

fn is_object(schema: &Schema, ty: Type) -> bool {
    let (Type::Single(simple) | Type::Array(simple)) = ty;
    match simple {
        Simple::Builtin(_) => false,
        Simple::Defined(id) => matches!(schema.definition(id).kind, Kind::Struct(_) | Kind::Union(_)),
    }
}

/// Whether members or values are not named as the rules ask.
fn has_odd_names(definition: &Definition) -> bool {
    let values = match &definition.kind {
        Kind::Enum(kind) => kind.values.as_slice(),
        _ => &[],
    };
    let is_odd = |name: &str, digit: bool| names::check(name, Case::Lower, digit).is_err();
    definition.own_members().iter().any(|member| is_odd(&member.name, false))
        || values.iter().any(|value| is_odd(&value.name, true))
}

/// The names of modules without the steps that lead out of the root's folder, each once.
fn names_inside(schema: &Schema) -> Vec<String> {
    let mut taken = HashSet::new();
    let inside = |(_, module): (FileId, &Module)| {
        let mut name = module.name.trim_start_matches("../").trim_start_matches('/').to_owned();
        while !taken.insert(name.clone()) {
            name.insert_str(0, "up/");
        }
        name
    };
    schema.modules().map(inside).collect()
}

/// The path of an include in one module that names another; both relative to the root's folder.
fn relative(from: &str, to: &str) -> String {
    let folder: Vec<&str> = from.split('/').collect();
    let folder = &folder[..folder.len() - 1];
    let steps: Vec<&str> = to.split('/').collect();
    let common = folder.iter().zip(&steps).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", folder.len() - common);
    up.chain(steps[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::relative;

    /// Rule: includes are relative to the file that they stand in.
    #[test]
    fn includes_are_relative() {
        assert_eq!(relative("a.json", "b.json"), "b.json");
        assert_eq!(relative("qapi/a.json", "qapi/b.json"), "b.json");
        assert_eq!(relative("x/y/a.json", "x/z/b.json"), "../z/b.json");
        assert_eq!(relative("a.json", "x/b.json"), "x/b.json");
        assert_eq!(relative("x/a.json", "b.json"), "../b.json");
    }
}
