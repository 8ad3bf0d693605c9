//! The documentation of items, fields and variants, as Markdown: first the schema's prose, if it has any, then the
//! facts.

use super::Plan;
use super::parts::PartKind;
use super::shape::Kept;
use crate::markdown::{Reference, markdown};
use crate::names::plain;
use crate::rust::{Location, Path};
use qapi_parser::doc::{Doc, PartKind as Section};
use qapi_parser::schema::{Condition, DefId, Definition, Feature, Kind, Union};
use std::fmt::Write;

/// The documentation of a definition: what it is, the facts, then what a command returns and how it fails.
pub fn definition(plan: &Plan<'_>, id: DefId) -> String {
    let definition = plan.schema.definition(id);
    let mut out = String::new();
    sections(plan, id, &mut out, |kind| match kind {
        Section::Body | Section::Plain => Some(""),
        _ => None,
    });
    let manual = plan.manual.map(|url| format!(" [Manual]({url})")).unwrap_or_default();
    paragraph(&mut out, &format!("{}{manual}", facts(definition)));
    features(plan, id, &mut out);
    sections(plan, id, &mut out, |kind| match kind {
        Section::Returns => Some("# Returns\n\n"),
        Section::Errors => Some("# Errors\n\n"),
        _ => None,
    });
    out
}

/// The documentation of the enum of a union's branches, where that is not the union itself.
pub fn branches(plan: &Plan<'_>, id: DefId, union: &Union) -> String {
    format!("The branches of [`{}`], selected by `{}`.", plain(&plan.path(id).name), union.discriminator)
}

/// The documentation of a field or variant.
pub fn part(plan: &Plan<'_>, kept: &Kept<'_>) -> String {
    let part = &kept.part;
    let mut out = described(plan, part.owner, part.name);
    match part.kind {
        PartKind::Discriminator => paragraph(&mut out, "It selects the branch."),
        PartKind::Branch if part.ty.is_none() => paragraph(&mut out, "It adds no members."),
        _ => {}
    }
    match part.kind {
        PartKind::Alternative => {}
        PartKind::Branch => marks(&mut out, part.condition, &[]),
        _ => marks(&mut out, part.condition, part.features),
    }
    out
}

/// The parts of a definition's documentation for which `heading` gives one.
fn sections(plan: &Plan<'_>, id: DefId, out: &mut String, heading: impl Fn(&Section) -> Option<&'static str>) {
    for part in plan.schema.definition(id).doc.iter().flat_map(|doc| &doc.parts) {
        let Some(heading) = heading(&part.kind) else { continue };
        let text = prose(plan, id, &part.text);
        if !text.is_empty() {
            paragraph(out, &format!("{heading}{text}"));
        }
    }
}

/// One sentence of facts, such as "QAPI struct `InetSocketAddress`, since 1.3, if `CONFIG_X`."
fn facts(definition: &Definition) -> String {
    let kind = match &definition.kind {
        Kind::Enum(_) => "enum",
        Kind::Struct(_) => "struct",
        Kind::Union(_) => "union",
        Kind::Alternate(_) => "alternate",
        Kind::Command(_) => "command",
        Kind::Event(_) => "event",
    };
    let mut out = format!("QAPI {kind} `{}`", definition.name);
    if let Some(since) = definition.doc.as_ref().and_then(Doc::since) {
        // Writing to a String cannot fail.
        let _ = write!(out, ", since {}", since.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    if let Some(condition) = &definition.condition {
        let _ = write!(out, ", if {}", describe(condition, false));
    }
    if let Kind::Command(command) = &definition.kind {
        let marks = [
            (command.allow_oob, "; may be executed out of band"),
            (command.allow_preconfig, "; available before the machine is built"),
            (!command.success_response, "; has no success response"),
        ];
        out.extend(marks.iter().filter(|(set, _)| *set).map(|(_, text)| *text));
    }
    out.push('.');
    out
}

fn features(plan: &Plan<'_>, id: DefId, out: &mut String) {
    let definition = plan.schema.definition(id);
    if definition.features.is_empty() {
        return;
    }
    let mut list = String::from("Features:\n");
    for feature in &definition.features {
        let _ = write!(list, "\n- `{}`", feature.name);
        if let Some(condition) = &feature.condition {
            let _ = write!(list, " (if {})", describe(condition, false));
        }
        let text = definition.doc.as_ref().and_then(|doc| doc.feature(&feature.name)).map(|part| &part.text);
        let text = text.map(|text| prose(plan, id, text)).unwrap_or_default();
        if !text.is_empty() {
            list.push_str(": ");
            for (at, line) in text.lines().enumerate() {
                list.push_str(if at == 0 {
                    ""
                } else if line.is_empty() {
                    "\n"
                } else {
                    "\n  "
                });
                list.push_str(line);
            }
        }
    }
    paragraph(out, &list);
}

/// What the schema says of a member, value or branch; its name if it says nothing.
fn described(plan: &Plan<'_>, id: DefId, name: &str) -> String {
    let definition = plan.schema.definition(id);
    let part = definition.doc.as_ref().and_then(|doc| doc.member(name));
    let text = part.map(|part| prose(plan, id, &part.text)).unwrap_or_default();
    match text.is_empty() {
        true => format!("`{name}`"),
        // A bare `(since 9.0)`, as restated schemas have it.
        false if text.starts_with('(') => format!("`{name}` {text}"),
        false => text,
    }
}

fn marks(out: &mut String, condition: Option<&Condition>, features: &[Feature]) {
    if let Some(condition) = condition {
        paragraph(out, &format!("Only if {}.", describe(condition, false)));
    }
    for feature in features {
        paragraph(
            out,
            &match feature.name.as_str() {
                "deprecated" => "Deprecated.".to_owned(),
                "unstable" => "Unstable: it may change or go away without notice.".to_owned(),
                name => format!("Feature `{name}`."),
            },
        );
    }
}

/// A condition in words.
fn describe(condition: &Condition, nested: bool) -> String {
    let join = |parts: &[Condition], word: &str| {
        let parts: Vec<String> = parts.iter().map(|part| describe(part, true)).collect();
        let text = parts.join(word);
        if nested && parts.len() > 1 { format!("({text})") } else { text }
    };
    match condition {
        Condition::Symbol(name) => format!("`{name}`"),
        Condition::Not(inner) => format!("not {}", describe(inner, true)),
        Condition::All(parts) => join(parts, " and "),
        Condition::Any(parts) => join(parts, " or "),
    }
}

fn prose(plan: &Plan<'_>, id: DefId, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let definition = plan.schema.definition(id);
    markdown(text, &|reference| match reference {
        // Older schemas write `@name` for definitions too; a member of that name goes first.
        Reference::Member(name) if definition.doc.as_ref().is_some_and(|doc| doc.member(name).is_some()) => None,
        Reference::Member(name) | Reference::Definition(name) => link(plan, id, name),
        Reference::Document(_) => None,
    })
}

/// The path that rustdoc resolves, if the definition is emitted in every build.
fn link(plan: &Plan<'_>, from: DefId, name: &str) -> Option<String> {
    let id = plan.schema.find(name)?;
    let shown = plan.emits(id) && plan.presence[id.index()].cfg().is_none();
    shown.then(|| spelled(plan.path(id), plan.path(from)))
}

/// A path as it is spelled where `from` is.
fn spelled(path: &Path, from: &Path) -> String {
    match &path.location {
        location if *location == from.location => path.name.clone(),
        Location::Module(module) => format!("super::{module}::{}", path.name),
        Location::Extern(module) => format!("{module}::{}", path.name),
    }
}

fn paragraph(out: &mut String, text: &str) {
    if !out.is_empty() {
        out.push_str("\n\n");
    }
    out.push_str(text);
}
