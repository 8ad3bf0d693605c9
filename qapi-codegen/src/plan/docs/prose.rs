//! What the schema's documentation says, with links to what it names.

use crate::markdown::{Reference, markdown};
use crate::names::plain;
use crate::plan::decisions::Plan;
use crate::plan::parts::defined_arguments;
use crate::plan::presence::Presence;
use crate::plan::shape::Kept;
use crate::rust::{Location, Path};
use qapi_parser::doc::Doc;
use qapi_parser::doc::NO_TEXT;
use qapi_parser::schema::{DefId, Feature};

/// Text of the documentation of `owner`, as Markdown that stands in the module of `here`.
pub fn prose(plan: &Plan<'_>, here: DefId, owner: DefId, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let described =
        |name: &str| plan.schema.definition(owner).doc.as_ref().is_some_and(|doc| doc.member(name).is_some());
    markdown(text, &|reference| match reference {
        Reference::Member(name) => match part_link(plan, here, owner, name) {
            Some(link) => Some(link),
            // Older schemas write `@name` for definitions too; a member of that name goes first.
            None if described(name) => None,
            None => link(plan, here, plan.schema.find(name)?),
        },
        Reference::Definition(name) => link(plan, here, plan.schema.find(name)?),
        Reference::Document(_) => None,
    })
}

/// The path of a definition's item that rustdoc resolves in the module of `here`, if the item is there in every build.
pub fn link(plan: &Plan<'_>, here: DefId, id: DefId) -> Option<String> {
    let shown = plan.emits(id) && plan.presence[id.index()].cfg().is_none();
    shown.then(|| spelled(plan.path(id), plan.path(here)))
}

/// The path of the field or variant that a name of a definition's documentation stands for: one of the item at hand, or
/// of the item that the documentation is for.
fn part_link(plan: &Plan<'_>, here: DefId, owner: DefId, name: &str) -> Option<String> {
    let defined = defined_arguments(&plan.schema.definition(owner).kind);
    [Some(here), defined, Some(owner)].into_iter().flatten().find_map(|id| {
        let parts = &plan.shape(id);
        let stays = |kept: &&Kept<'_>| kept.part.name == name && !matches!(kept.presence, Presence::Cfg(_));
        if let Some(field) = parts.fields.iter().find(stays) {
            return Some(format!("{}::{}", link(plan, here, id)?, plain(&field.name)));
        }
        let variant = parts.variants.iter().find(stays)?;
        let mut path = link(plan, here, id)?;
        if let Some(branches) = &plan.names[id.index()].branches {
            let end = path.len() - plain(&plan.path(id).name).len();
            path.replace_range(end.., plain(branches));
        }
        Some(format!("{path}::{}", plain(&variant.name)))
    })
}

/// A path as rustdoc wants it in the module of `here`: without `r#`, which would start an anchor.
fn spelled(path: &Path, here: &Path) -> String {
    let name = plain(&path.name);
    match &path.location {
        location if *location == here.location => name.to_owned(),
        Location::Module(module) => format!("super::{}::{name}", plain(module)),
        Location::Extern(module) => format!("{}::{name}", module.as_str().replace("r#", "")),
    }
}

/// Why something is deprecated, in plain words, if the documentation says so. `part` is the member or value that has the
/// feature; without it, the definition has.
pub fn deprecation(doc: Option<&Doc>, features: &[Feature], part: Option<&str>) -> Option<String> {
    features.iter().find(|feature| feature.name == "deprecated")?;
    let text = Some(doc?.feature("deprecated")?.text.trim()).filter(|text| *text != NO_TEXT)?;
    let names_parts = text.contains('@');
    let applies = match part {
        Some(name) => !names_parts || mentions(text, name),
        None => true,
    };
    let first = text.split("\n\n").next().unwrap_or(text);
    let words: Vec<&str> = first.split_whitespace().collect();
    let plain = words.join(" ").replace("``", "`");
    let plain = plain.replace(":qapi:cmd:", "").replace(":qapi:event:", "").replace(":qapi:type:", "");
    let plain = plain.strip_suffix('.').unwrap_or(&plain).replace('@', "");
    (applies && !plain.is_empty()).then_some(plain)
}

/// Whether a text names a member with `@`.
fn mentions(text: &str, name: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let rest = &text[at + 1..];
        let word = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
        rest[..word].trim_end_matches('-') == name
    })
}
