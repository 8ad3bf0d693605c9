//! The form of a definition on the wire: its required members with values of the right type.
//!
//! It is there to be read, and so short: `...` stands for members that may be absent, and for whatever would be too much.

use crate::plan::decisions::Plan;
use crate::plan::overrides::Overrides;
use crate::plan::parts::{PartKind, defined_arguments};
use crate::plan::shape::Kept;
use qapi_parser::schema::{Builtin, DefId, Kind, Simple, Type};

/// Bytes of an object from which less of what is inside is shown.
const SHORT: usize = 170;
/// Levels of objects that are shown at most.
const DEEPEST: usize = 3;
/// Columns of a line.
const WIDTH: usize = 90;

/// The form of a definition as a block of code; nothing for an enum or alternate, and for an object without members.
pub fn definition(plan: &Plan<'_>, id: DefId) -> Option<String> {
    let definition = plan.schema.definition(id);
    let name = &definition.name;
    match &definition.kind {
        Kind::Enum(_) | Kind::Alternate(_) => None,
        Kind::Struct(_) | Kind::Union(_) => {
            let object = short(|depth| members(plan, id, depth))?;
            Some(format!("```json\n{}\n```", wrapped(&object)))
        }
        Kind::Command(command) => {
            let arguments = arguments(plan, id).map(|arguments| format!(", \"arguments\": {arguments}"));
            let sent = format!("-> {{\"execute\": \"{name}\"{}}}", arguments.unwrap_or_default());
            let returned = command.returns.map(|ty| short(|depth| Some(value(plan, ty, depth))).unwrap_or_default());
            let returned = returned.map(|value| format!("\n{}", wrapped(&format!("<- {{\"return\": {value}}}"))));
            Some(format!("```text\n{}{}\n```", wrapped(&sent), returned.unwrap_or_default()))
        }
        Kind::Event(_) => {
            let data = arguments(plan, id).map(|data| format!(", \"data\": {data}"));
            let text = format!("<- {{\"event\": \"{name}\"{}, \"timestamp\": {{...}}}}", data.unwrap_or_default());
            Some(format!("```text\n{}\n```", wrapped(&text)))
        }
    }
}

/// What a command takes or an event carries; nothing if that is an object without members.
fn arguments(plan: &Plan<'_>, id: DefId) -> Option<String> {
    let id = defined_arguments(&plan.schema.definition(id).kind).unwrap_or(id);
    short(|depth| members(plan, id, depth))
}

/// The most detailed of several texts that is short.
fn short(make: impl Fn(usize) -> Option<String>) -> Option<String> {
    let texts = (1..=DEEPEST).rev().map(&make);
    texts.flatten().find(|text| text.len() <= SHORT).or_else(|| make(1))
}

/// An object with its required members; nothing if it has no members at all.
fn members(plan: &Plan<'_>, id: DefId, depth: usize) -> Option<String> {
    let mut list = Vec::new();
    let more = collect(plan, id, depth, &mut list);
    let cut = list.len();
    let mut length = 0;
    let fits = list.iter().take_while(|member| {
        length += member.len() + 2;
        length <= SHORT
    });
    let kept = fits.count();
    list.truncate(kept);
    if more || kept < cut {
        list.push("...".to_owned());
    }
    (!list.is_empty()).then(|| format!("{{{}}}", list.join(", ")))
}

/// Adds the required members of a definition. Returns whether there are others.
fn collect(plan: &Plan<'_>, id: DefId, depth: usize, list: &mut Vec<String>) -> bool {
    let shape = plan.shape(id);
    let mut more = shape.extra.is_some();
    for kept in &shape.fields {
        match kept.part.kind {
            PartKind::Discriminator => {}
            _ if kept.optional => more = true,
            _ => list.push(format!("\"{}\": {}", kept.part.name, field(plan, &plan.overrides, id, kept, depth))),
        }
    }
    let Kind::Union(union) = &plan.schema.definition(id).kind else { return more };
    let Some(branch) = shape.variants.first() else { return true };
    list.push(format!("\"{}\": \"{}\"", union.discriminator, branch.part.name));
    match branch.part.ty {
        Some(Type::Single(Simple::Defined(target))) if !branch.replaced && depth > 0 => {
            collect(plan, target, depth - 1, list) || more
        }
        Some(_) => true,
        None => more,
    }
}

/// The value of a member. Nothing is known of one that functions of the user convert.
fn field(plan: &Plan<'_>, overrides: &Overrides, id: DefId, kept: &Kept<'_>, depth: usize) -> String {
    let known = overrides.of_part(id, &kept.part).with.is_none();
    kept.part.ty.filter(|_| known).map_or_else(|| "...".to_owned(), |ty| value(plan, ty, depth.saturating_sub(1)))
}

fn value(plan: &Plan<'_>, ty: Type, depth: usize) -> String {
    match ty {
        Type::Single(ty) => simple(plan, ty, depth),
        Type::Array(Simple::Defined(_)) if depth == 0 => "[...]".to_owned(),
        Type::Array(ty) => format!("[{}]", simple(plan, ty, depth)),
    }
}

fn simple(plan: &Plan<'_>, ty: Simple, depth: usize) -> String {
    let id = match ty {
        Simple::Builtin(ty) => return builtin(ty).to_owned(),
        Simple::Defined(id) => id,
    };
    let shape = plan.shape(id);
    match &plan.schema.definition(id).kind {
        Kind::Enum(_) => shape.variants.first().map_or("...".to_owned(), |value| format!("\"{}\"", value.part.name)),
        Kind::Alternate(_) => match shape.variants.first().and_then(|branch| branch.part.ty) {
            Some(ty) if depth > 0 => value(plan, ty, depth - 1),
            _ => "...".to_owned(),
        },
        _ if depth == 0 => "{...}".to_owned(),
        _ => members(plan, id, depth).unwrap_or_else(|| "{}".to_owned()),
    }
}

fn builtin(ty: Builtin) -> &'static str {
    match ty {
        Builtin::Str => "\"...\"",
        Builtin::Number => "0.0",
        Builtin::Bool => "true",
        Builtin::Null => "null",
        Builtin::Any => "...",
        Builtin::QType => "\"qdict\"",
        _ => "0",
    }
}

/// Breaks a text after commas.
fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for word in text.split_inclusive(", ") {
        if column > 0 && column + word.trim_end().len() > WIDTH {
            out.truncate(out.trim_end().len());
            out.push_str("\n   ");
            column = 3;
        }
        out.push_str(word);
        column += word.len();
    }
    out
}
