//! The documentation of items, fields and variants, as Markdown.
//!
//! First comes the schema's prose, if it has any, then the facts that the schema states, so that an item is documented
//! even where nobody described it. The name on the wire is always among them.

mod facts;
mod prose;
mod skeleton;

pub use prose::deprecation;

use super::shape::Kept;
use crate::names::plain;
use crate::plan::decisions::Plan;
use prose::prose;
use qapi_parser::doc::PartKind as Section;
use qapi_parser::schema::{DefId, Union};

/// The documentation of a definition: what it is, the facts, its form on the wire, its features, then what a command
/// returns and how it fails.
pub fn definition(plan: &Plan<'_>, id: DefId) -> String {
    let mut out = Text::default();
    sections(plan, id, &mut out, |kind| match kind {
        Section::Body | Section::Plain => Some(""),
        _ => None,
    });
    out.paragraph(&facts::definition(plan, id));
    out.paragraph(&facts::links(plan, id));
    if let Some(skeleton) = skeleton::definition(plan, id) {
        out.paragraph(&skeleton);
    }
    out.paragraph(&facts::features(plan, id));
    sections(plan, id, &mut out, |kind| match kind {
        Section::Returns => Some("# Returns\n\n"),
        Section::Errors => Some("# Errors\n\n"),
        _ => None,
    });
    out.0
}

/// The documentation of the enum of a union's branches, where that is not the union itself.
pub fn branches(plan: &Plan<'_>, id: DefId, union: &Union) -> String {
    format!("The branches of [`{}`], selected by `{}`.", plain(&plan.path(id).name), union.discriminator)
}

/// The documentation of a field or variant of the type that a definition becomes.
pub fn part(plan: &Plan<'_>, id: DefId, kept: &Kept<'_>) -> String {
    let mut out = Text::default();
    let doc = plan.schema.definition(kept.part.owner).doc.as_ref();
    let described = doc.and_then(|doc| doc.member(kept.part.name)).map_or("", |part| &part.text);
    let text = match facts::is_bare_since(described) {
        true => String::new(),
        false => prose(plan, id, kept.part.owner, described),
    };
    out.paragraph(&text);
    let since = qapi_parser::doc::since(described);
    out.paragraph(&facts::part(plan, id, kept, since, !text.is_empty()));
    out.0
}

/// The parts of a definition's documentation for which `heading` gives one.
fn sections(plan: &Plan<'_>, id: DefId, out: &mut Text, heading: impl Fn(&Section) -> Option<&'static str>) {
    for part in plan.schema.definition(id).doc.iter().flat_map(|doc| &doc.parts) {
        let Some(heading) = heading(&part.kind) else { continue };
        let text = prose(plan, id, id, &part.text);
        if !text.is_empty() {
            out.paragraph(&format!("{heading}{text}"));
        }
    }
}

/// Paragraphs.
#[derive(Default)]
struct Text(String);

impl Text {
    /// Adds a paragraph; nothing if it is empty.
    fn paragraph(&mut self, text: &str) {
        if !self.0.is_empty() && !text.is_empty() {
            self.0.push_str("\n\n");
        }
        self.0.push_str(text);
    }
}
