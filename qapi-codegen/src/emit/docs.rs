//! Documentation of what is emitted.
//!
//! In: a definition, member, value or branch, with the schema's prose if it has any. Out: Markdown. Afterwards: it
//! says what prose there is, then the facts: kind, QAPI name, since, condition, features.

use crate::markdown::{Reference, markdown};
use crate::plan::Plan;
use qapi_parser::doc::{Doc, PartKind};
use qapi_parser::schema::{Branch, Condition, DefId, Definition, EnumValue, Feature, Kind, Member, Union};
use std::fmt::Write;

/// The documentation of a definition: what it is, the facts, then what a command returns and how it fails.
pub fn definition(plan: &Plan<'_>, definition: &Definition) -> String {
    let mut out = String::new();
    sections(plan, definition, &mut out, |kind| match kind {
        PartKind::Body | PartKind::Plain => Some(""),
        _ => None,
    });
    let manual = plan.options.manual.as_ref().map(|url| format!(" [Manual]({url})")).unwrap_or_default();
    paragraph(&mut out, &format!("{}{manual}", facts(definition)));
    features(plan, definition, &mut out);
    sections(plan, definition, &mut out, |kind| match kind {
        PartKind::Returns => Some("# Returns\n\n"),
        PartKind::Errors => Some("# Errors\n\n"),
        _ => None,
    });
    out
}

/// The parts of a definition's documentation for which `heading` gives one.
fn sections(
    plan: &Plan<'_>,
    definition: &Definition,
    out: &mut String,
    heading: impl Fn(&PartKind) -> Option<&'static str>,
) {
    for part in definition.doc.iter().flat_map(|doc| &doc.parts) {
        let Some(heading) = heading(&part.kind) else { continue };
        let text = prose(plan, definition, &part.text);
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

fn features(plan: &Plan<'_>, definition: &Definition, out: &mut String) {
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
        let text = text.map(|text| prose(plan, definition, text)).unwrap_or_default();
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

/// The documentation of a member.
pub fn member(plan: &Plan<'_>, carrier: DefId, owner: DefId, member: &Member) -> String {
    let mut out = described(plan, owner, &member.name);
    if matches!(&plan.schema.definition(carrier).kind, Kind::Union(union) if union.discriminator == member.name) {
        paragraph(&mut out, "It selects the branch.");
    }
    marks(&mut out, member.condition.as_ref(), &member.features);
    out
}

/// The documentation of an enum value.
pub fn value(plan: &Plan<'_>, id: DefId, value: &EnumValue) -> String {
    let mut out = described(plan, id, &value.name);
    marks(&mut out, value.condition.as_ref(), &value.features);
    out
}

/// The documentation of a branch of an alternate.
pub fn branch(plan: &Plan<'_>, id: DefId, name: &str) -> String {
    described(plan, id, name)
}

/// The documentation of a branch of a union: what the schema says of the discriminator's value.
pub fn union_branch(plan: &Plan<'_>, union: &Union, branch: &Branch) -> String {
    let mut out = described(plan, union.tag, &branch.name);
    if branch.ty.is_none() {
        paragraph(&mut out, "It adds no members.");
    }
    marks(&mut out, branch.condition.as_ref(), &[]);
    out
}

/// What the schema says of a member, value or branch; its name if it says nothing.
fn described(plan: &Plan<'_>, id: DefId, name: &str) -> String {
    let definition = plan.schema.definition(id);
    let part = definition.doc.as_ref().and_then(|doc| doc.member(name));
    let text = part.map(|part| prose(plan, definition, &part.text)).unwrap_or_default();
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

fn prose(plan: &Plan<'_>, definition: &Definition, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    markdown(text, &|reference| match reference {
        // Older schemas write `@name` for definitions too; a member of that name goes first.
        Reference::Member(name) if definition.doc.as_ref().is_some_and(|doc| doc.member(name).is_some()) => None,
        Reference::Member(name) | Reference::Definition(name) => link(plan, definition, name),
        Reference::Document(_) => None,
    })
}

/// The path that rustdoc resolves, if the definition is emitted in every build.
fn link(plan: &Plan<'_>, from: &Definition, name: &str) -> Option<String> {
    let id = plan.schema.find(name)?;
    let from = plan.schema.find(&from.name)?;
    let shown = plan.emits(id) && plan.presence(id).attribute().is_empty();
    shown.then(|| crate::format::inline(super::types::path(plan, plan.home(from), id)))
}

/// A Rust name as a person reads it: without `r#`.
pub fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

fn paragraph(out: &mut String, text: &str) {
    if !out.is_empty() {
        out.push_str("\n\n");
    }
    out.push_str(text);
}
