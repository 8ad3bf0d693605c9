//! What the schema states, in short sentences.

use super::prose::{deprecation, link, prose};
use crate::plan::decisions::Plan;
use crate::plan::parts::PartKind;
use crate::plan::shape::Kept;
use crate::plan::types::json_type;
use crate::plan::versions;
use crate::rust::{JsonType, Place, Use};
use qapi_parser::doc::Doc;
use qapi_parser::doc::{NO_TEXT, since};
use qapi_parser::schema::{Condition, DefId, Feature, Kind};
use std::fmt::Write;

/// How many of the commands and events that use a type are named.
const USES: usize = 3;

/// What a definition is and since when: "QAPI struct `InetSocketAddress`, since 1.3."
pub fn definition(plan: &Plan<'_>, id: DefId) -> String {
    let definition = plan.schema.definition(id);
    let mut out = format!("QAPI {} `{}`", definition.kind.key(), definition.name);
    let since = definition.doc.as_ref().and_then(Doc::since);
    if let Some(since) = since {
        // Writing to a String cannot fail.
        let _ = write!(out, ", since {}", since.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    if let Some(versions) = versions::definition(plan, id, since) {
        let _ = write!(out, ", {versions}");
    }
    if let Some(condition) = &definition.condition {
        let _ = write!(out, ", if {}", describe(condition));
    }
    match &definition.kind {
        Kind::Union(union) => {
            let _ = write!(out, ", with branches by `{}`", union.discriminator);
        }
        Kind::Command(command) => {
            let marks = [
                (command.flags.allow_oob, "; may be executed out of band"),
                (command.flags.allow_preconfig, "; available before the machine is built"),
                (!command.flags.success_response, "; has no success response"),
            ];
            out.extend(marks.iter().filter(|(set, _)| *set).map(|(_, text)| *text));
        }
        _ => {}
    }
    out.push('.');
    out
}

/// Who uses a definition, and where the manual has it.
pub fn links(plan: &Plan<'_>, id: DefId) -> String {
    let uses = &plan.uses[id.index()];
    let uses = (!uses.is_empty()).then(|| used(plan, id, uses));
    // The manual is that of the newest version.
    let manual = plan
        .manual
        .filter(|_| versions::is_current(plan, id))
        .map(|url| format!("[Manual]({})", manual(plan, id, url)));
    uses.into_iter().chain(manual).collect::<Vec<_>>().join("\n")
}

/// The address of a definition in the manual. `{kind}` in it stands for the word that QEMU's manual has for the kind,
/// `{module}` for the schema file without folder and extension, `{name}` for the definition.
fn manual(plan: &Plan<'_>, id: DefId, url: &str) -> String {
    let definition = plan.schema.definition(id);
    let kind = match &definition.kind {
        Kind::Struct(_) | Kind::Union(_) => "object",
        other => other.key(),
    };
    let file = &plan.schema.module(definition.module).name;
    let file = file.rsplit('/').next().unwrap_or(file);
    url.replace("{kind}", kind)
        .replace("{module}", file.strip_suffix(".json").unwrap_or(file))
        .replace("{name}", &definition.name)
}

/// "Used by `migrate` (`channels[].addr`), returned by `query-migrate` (`ram`) and 3 more."
fn used(plan: &Plan<'_>, id: DefId, uses: &[Use]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut place = None;
    for found in uses.iter().take(USES) {
        let verb = match found.place {
            _ if place == Some(found.place) => "",
            Place::Arguments => "used by ",
            Place::Returned => "returned by ",
            Place::Data => "carried by ",
        };
        place = Some(found.place);
        let path = if found.path.is_empty() { String::new() } else { format!(" (`{}`)", found.path) };
        parts.push(format!("{verb}{}{path}", reference(plan, id, &found.definition)));
    }
    if uses.len() > USES {
        parts.push(format!("{} more", uses.len() - USES));
    }
    let mut out = match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}.", rest.join(", ")),
        _ => format!("{}.", parts.concat()),
    };
    out[..1].make_ascii_uppercase();
    out
}

/// A definition's name, as a link if its item is there in every build.
fn reference(plan: &Plan<'_>, here: DefId, name: &str) -> String {
    match plan.schema.find(name).and_then(|id| link(plan, here, id)) {
        Some(path) => format!("[`{name}`]({path})"),
        None => format!("`{name}`"),
    }
}

/// The features, with what the documentation says of them.
pub fn features(plan: &Plan<'_>, id: DefId) -> String {
    let definition = plan.schema.definition(id);
    let entry = |feature: &Feature| {
        let described = definition.doc.as_ref().and_then(|doc| doc.feature(&feature.name));
        let text = described.map_or("", |part| &part.text);
        let since = since(text).filter(|_| is_bare_since(text)).map(|since| format!("since {since}"));
        let condition = feature.condition.as_ref().map(|condition| format!("if {}", describe(condition)));
        let facts: Vec<String> = since.iter().chain(&condition).cloned().collect();
        let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
        let text = if is_bare_since(text) { String::new() } else { prose(plan, id, id, text) };
        (format!("`{}`{facts}", feature.name), text)
    };
    let entries: Vec<(String, String)> = definition.features.iter().map(entry).collect();
    match entries.as_slice() {
        [] => String::new(),
        entries if entries.iter().all(|(_, text)| text.is_empty()) => {
            let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
            format!("Features: {}.", names.join(", "))
        }
        entries => {
            let list: Vec<String> = entries.iter().map(|(name, text)| list_item(name, text)).collect();
            format!("Features:\n\n{}", list.join("\n"))
        }
    }
}

/// An item of a list, its text indented.
fn list_item(name: &str, text: &str) -> String {
    let mut out = format!("- {name}");
    for (at, line) in text.lines().enumerate() {
        out.push_str(match at {
            0 => ": ",
            _ if line.is_empty() => "\n",
            _ => "\n  ",
        });
        out.push_str(line);
    }
    out
}

/// What a field or variant is on the wire: "`addr`: `MigrationAddress`, optional, since 8.2". Without a description, since
/// when it is there belongs to it.
pub fn part(plan: &Plan<'_>, id: DefId, kept: &Kept<'_>, since: Option<&str>, described: bool) -> String {
    let part = &kept.part;
    let mut out = format!("`{}`", part.name);
    if let Some(ty) = part.ty {
        let _ = write!(out, ": `{}`", plan.schema.type_name(ty));
        if part.kind == PartKind::Alternative {
            let _ = match json_type(plan.schema, ty) {
                JsonType::Null => Ok(()),
                ty @ (JsonType::Array | JsonType::Object) => write!(out, ", an {} in JSON", ty.name()),
                ty => write!(out, ", a {} in JSON", ty.name()),
            };
        }
    }
    match part.kind {
        PartKind::Member { optional: true } => out.push_str(", optional"),
        PartKind::Discriminator => out.push_str(", selects the branch"),
        PartKind::Branch if part.ty.is_none() => out.push_str(": no members of its own"),
        _ => {}
    }
    if let Some(since) = since.filter(|_| !described) {
        let _ = write!(out, ", since {since}");
    }
    let (present, mandatory) = versions::part(plan, id, kept, since);
    if let Some(versions) = present {
        let _ = write!(out, ", {versions}");
    }
    if let Some(versions) = mandatory {
        let _ = write!(out, ", mandatory in {versions}");
    }
    if let Some(condition) = part.condition {
        let _ = write!(out, ", if {}", describe(condition));
    }
    let doc = plan.schema.definition(part.owner).doc.as_ref();
    for feature in part.features {
        let _ = write!(out, ", {}", feature.name);
        let reason = (feature.name == "deprecated").then(|| deprecation(doc, part.features, Some(part.name))).flatten();
        if let Some(reason) = reason {
            let _ = write!(out, " ({reason})");
        }
    }
    out
}

/// Whether a description says nothing, or nothing but a version, as restated schemas do.
pub fn is_bare_since(text: &str) -> bool {
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    text.is_empty() || text == NO_TEXT || inner.is_some_and(|inner| !inner.contains('(') && since(inner).is_some())
}

/// A condition in words.
fn describe(condition: &Condition) -> String {
    condition.in_words(&|symbol| format!("`{symbol}`"))
}
