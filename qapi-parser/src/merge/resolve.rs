//! The type that holds what several versions declare.
//!
//! Objects, enums and alternates are joined under the newest one's name, which from then on must hold the declarations
//! of the others: [`Resolved::holds`] lists them. A type that is a branch of an alternate elsewhere is taken as that
//! alternate. The manual's section on compatibility says which changes the wire allows.

use super::builtins;
use super::content::{Occurrence, Part, What};
use super::graph::{Graph, Source, SourceKind};
use super::{Settle, Settlements};
use crate::schema::{Builtin, DefId, Kind, Simple, Type};

/// A type of the merged schema.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Target {
    /// No members.
    Nothing,
    /// Members listed in place.
    Inline,
    Builtin(Builtin),
    /// The merged definition to which this one belongs.
    Defined(usize, DefId),
    ArrayOfBuiltin(Builtin),
    ArrayOf(usize, DefId),
}

/// A type, and what it must hold if it is a definition.
pub(super) struct Resolved {
    pub target: Target,
    pub holds: Vec<Source>,
}

/// Two declarations without a common type: their places among the occurrences.
pub(super) struct Conflict(pub usize, pub usize);

/// What a declaration is, as far as joining goes.
#[derive(Clone, Copy)]
enum Class {
    Empty,
    Members(SourceKind),
    Object(DefId),
    Enum(DefId),
    Alternate(DefId),
    Builtin(Builtin),
    Array(Simple),
}

impl Class {
    fn is_object(self) -> bool {
        matches!(self, Class::Empty | Class::Members(_) | Class::Object(_))
    }

    fn is_text(self) -> bool {
        matches!(self, Class::Enum(_) | Class::Builtin(Builtin::Str | Builtin::QType))
    }
}

/// Finds the type of a part. `path` is its name for [`Settlements`].
pub(super) fn resolve(
    graph: &Graph<'_>,
    settle: &Settlements,
    path: impl FnOnce() -> String,
    part: &Part<'_>,
) -> Result<Resolved, Conflict> {
    let occurrences = &part.occurrences;
    let [first, rest @ ..] = occurrences.as_slice() else {
        return Ok(Resolved { target: Target::Nothing, holds: Vec::new() });
    };
    if first.what == What::Value {
        return Ok(Resolved { target: Target::Nothing, holds: Vec::new() });
    }
    if !settle.is_empty() && !rest.is_empty() {
        match settle.get(&path()) {
            Some(Settle::Any) => return Ok(plain(Target::Builtin(Builtin::Any))),
            Some(Settle::Newest) => return join(graph, &classes(graph, &occurrences[..1])),
            None => {}
        }
    }
    join(graph, &classes(graph, occurrences))
}

fn plain(target: Target) -> Resolved {
    Resolved { target, holds: Vec::new() }
}

type Classes = Vec<(usize, Class)>;

fn classes(graph: &Graph<'_>, occurrences: &[Occurrence<'_>]) -> Classes {
    occurrences.iter().map(|place| (place.input, class(graph, place.input, place.what))).collect()
}

fn class(graph: &Graph<'_>, input: usize, what: What) -> Class {
    match what {
        What::Value | What::Object(SourceKind::Empty | SourceKind::Plain(_)) => Class::Empty,
        What::Object(SourceKind::Definition(id)) => Class::Object(id),
        What::Object(kind) => Class::Members(kind),
        What::Type(Type::Array(element)) => Class::Array(element),
        What::Type(Type::Single(simple)) => single(graph, input, simple),
    }
}

fn single(graph: &Graph<'_>, input: usize, simple: Simple) -> Class {
    match simple {
        Simple::Builtin(builtin) => Class::Builtin(builtin),
        Simple::Defined(id) => match graph.definition(input, id).kind {
            Kind::Enum(_) => Class::Enum(id),
            Kind::Alternate(_) => Class::Alternate(id),
            _ => Class::Object(id),
        },
    }
}

/// Joins classes, which come newest first.
fn join(graph: &Graph<'_>, all: &Classes) -> Result<Resolved, Conflict> {
    let find = |test: fn(Class) -> bool| all.iter().find(|(_, class)| test(*class));
    if find(|class| matches!(class, Class::Builtin(Builtin::Any))).is_some() {
        return Ok(plain(Target::Builtin(Builtin::Any)));
    }
    if let Some((input, Class::Alternate(id))) = find(|class| matches!(class, Class::Alternate(_))) {
        return alternate(*input, *id, all);
    }
    if find(|class| !class.is_object()).is_none() {
        return Ok(objects(all));
    }
    if find(|class| !class.is_text()).is_none() {
        return Ok(texts(all));
    }
    if find(|class| !matches!(class, Class::Array(_))).is_none() {
        return arrays(graph, all);
    }
    let builtin = |(_, class): &(usize, Class)| match class {
        Class::Builtin(builtin) => Some(*builtin),
        _ => None,
    };
    let builtins: Vec<Builtin> = all.iter().filter_map(builtin).collect();
    let joined = if builtins.len() == all.len() { builtins::join(&builtins) } else { None };
    joined.map(|builtin| plain(Target::Builtin(builtin))).ok_or_else(|| conflict(graph, all))
}

/// The newest declaration and the first that has no common type with it.
fn conflict(graph: &Graph<'_>, all: &Classes) -> Conflict {
    let last = all.len() - 1;
    let pair = |other: &usize| join(graph, &vec![all[0], all[*other]]).is_err();
    // Two are the conflict. Of more, all but the last are tried.
    Conflict(0, (1..last).find(pair).unwrap_or(last))
}

fn source(input: usize, class: Class) -> Source {
    let kind = match class {
        Class::Empty => SourceKind::Empty,
        Class::Members(kind) => kind,
        Class::Object(id) | Class::Enum(id) | Class::Alternate(id) => SourceKind::Definition(id),
        Class::Builtin(builtin) => SourceKind::Plain(Type::Single(Simple::Builtin(builtin))),
        Class::Array(element) => SourceKind::Plain(Type::Array(element)),
    };
    Source { input, kind }
}

fn alternate(input: usize, id: DefId, all: &Classes) -> Result<Resolved, Conflict> {
    if let Some(empty) = all.iter().position(|(_, class)| matches!(class, Class::Empty | Class::Members(_))) {
        return Err(Conflict(0, empty));
    }
    let holds = all.iter().map(|(input, class)| match class {
        // An object or enum is a branch like any other.
        Class::Object(id) | Class::Enum(id) => {
            Source { input: *input, kind: SourceKind::Plain(Type::Single(Simple::Defined(*id))) }
        }
        class => source(*input, *class),
    });
    Ok(Resolved { target: Target::Defined(input, id), holds: holds.collect() })
}

fn objects(all: &Classes) -> Resolved {
    let holds = all.iter().map(|(input, class)| source(*input, *class)).collect();
    let target = match all.iter().find(|(_, class)| !matches!(class, Class::Empty)) {
        Some((input, Class::Object(id))) => Target::Defined(*input, *id),
        Some(_) => Target::Inline,
        None => Target::Nothing,
    };
    Resolved { target, holds }
}

/// Enums are open, so one may hold any text; but where the newest version takes any text, so does the result.
fn texts(all: &Classes) -> Resolved {
    let (input, Class::Enum(id)) = all[0] else { return plain(Target::Builtin(Builtin::Str)) };
    let enums = all.iter().filter(|(_, class)| matches!(class, Class::Enum(_)));
    let holds = enums.map(|(input, class)| source(*input, *class)).collect();
    Resolved { target: Target::Defined(input, id), holds }
}

fn arrays(graph: &Graph<'_>, all: &Classes) -> Result<Resolved, Conflict> {
    let elements: Classes = all
        .iter()
        .map(|(input, class)| match class {
            Class::Array(element) => (*input, single(graph, *input, *element)),
            class => (*input, *class),
        })
        .collect();
    let Resolved { target, holds } = join(graph, &elements)?;
    let target = match target {
        Target::Builtin(builtin) => Target::ArrayOfBuiltin(builtin),
        Target::Defined(input, id) => Target::ArrayOf(input, id),
        // Elements have a type.
        other => other,
    };
    Ok(Resolved { target, holds })
}
