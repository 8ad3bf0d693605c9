//! One definition of a schema, extended by what an overlay says of it.

use crate::ast::{Body, Branch, Command, Data, Definition, Member, TypeRef};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::doc::{Doc, Part, PartKind};
use crate::report::Report;
use crate::schema::{CommandFlags, Condition, Enum, Feature};
use crate::source::Span;
use crate::syntax::Text;

/// Adds to a definition what an overlay's definition of the same name has more.
pub(super) fn extend<'a>(base: &mut Definition<'a>, more: Definition<'a>, report: &mut Report) {
    let Definition { name, condition, features, doc, body, .. } = more;
    let mut extender = Extender { definition: name.text.to_string(), report };
    let places = Places { base: base.name.span, more: name.span };
    if kind(&base.body) != kind(&body) {
        let message = format!("'{}' is {}, and the overlay has it as {}", name.text, kind(&base.body), kind(&body));
        extender.contradiction(places, message);
        return;
    }
    extender.condition(places, &base.condition, &condition, "it");
    extender.features(&mut base.features, features);
    extender.body(places, &mut base.body, body);
    extend_doc(&mut base.doc, doc);
}

/// Where the schema and the overlay say something.
#[derive(Clone, Copy)]
struct Places {
    base: Span,
    more: Span,
}

struct Extender<'r> {
    definition: String,
    report: &'r mut Report,
}

fn kind(body: &Body<'_>) -> &'static str {
    match body {
        Body::Enum(_) => "an enum",
        Body::Struct { .. } => "a struct",
        Body::Union { .. } => "a union",
        Body::Alternate { .. } => "an alternate",
        Body::Command(_) => "a command",
        Body::Event { .. } => "an event",
    }
}

impl Extender<'_> {
    fn contradiction(&mut self, places: Places, message: String) -> &mut Diagnostic {
        self.report
            .error(Code::OverlayConflict, places.more, message, "in the overlay")
            .also(places.base, "in the schema")
            .note("an overlay only adds; what it repeats must be the same")
    }

    /// A condition need not be repeated; one that is must be the same.
    fn condition(&mut self, places: Places, base: &Option<Condition>, more: &Option<Condition>, what: &str) {
        if let Some(more) = more
            && base.as_ref() != Some(more)
        {
            let definition = &self.definition;
            let was = base.as_ref().map_or("no condition".to_owned(), |base| format!("the condition {base}"));
            let message = format!("'{definition}': {what} has {was}, and the overlay gives it {more}");
            self.contradiction(places, message);
        }
    }

    fn features(&mut self, base: &mut Vec<Feature>, more: Vec<Feature>) {
        for feature in more {
            match base.iter().find(|known| known.name == feature.name) {
                Some(known) => {
                    let places = Places { base: known.span, more: feature.span };
                    let what = format!("feature '{}'", feature.name);
                    self.condition(places, &known.condition, &feature.condition, &what);
                }
                None => base.push(feature),
            }
        }
    }

    fn body<'a>(&mut self, places: Places, base: &mut Body<'a>, more: Body<'a>) {
        match (base, more) {
            (Body::Enum(base), Body::Enum(more)) => self.enumeration(base, more),
            (Body::Struct { base, members }, Body::Struct { base: more_base, members: more }) => {
                self.name(base, more_base, "the base");
                self.members(members, more);
            }
            (
                Body::Union { base, discriminator, branches },
                Body::Union { base: more_base, discriminator: more_discriminator, branches: more },
            ) => {
                self.same_name(discriminator, &more_discriminator, "the discriminator");
                self.data(places, base, more_base, "the base");
                self.branches(branches, more);
            }
            (Body::Alternate { branches }, Body::Alternate { branches: more }) => self.branches(branches, more),
            (Body::Command(base), Body::Command(more)) => self.command(places, base, more),
            (Body::Event { data, boxed }, Body::Event { data: more, boxed: more_boxed }) => {
                *boxed |= more_boxed;
                self.optional_data(places, data, more, "the data");
            }
            // The kinds are the same.
            _ => {}
        }
    }

    fn enumeration(&mut self, base: &mut Enum, more: Enum) {
        if base.prefix.is_none() {
            base.prefix = more.prefix;
        }
        for value in more.values {
            match base.values.iter_mut().find(|known| known.name == value.name) {
                Some(known) => {
                    let places = Places { base: known.span, more: value.span };
                    let what = format!("value '{}'", value.name);
                    self.condition(places, &known.condition, &value.condition, &what);
                    self.features(&mut known.features, value.features);
                }
                None => base.values.push(value),
            }
        }
    }

    fn members<'a>(&mut self, base: &mut Vec<Member<'a>>, more: Vec<Member<'a>>) {
        for member in more {
            match base.iter_mut().find(|known| known.name == member.name) {
                Some(known) => self.member(known, member),
                None => base.push(member),
            }
        }
    }

    fn member<'a>(&mut self, base: &mut Member<'a>, more: Member<'a>) {
        let places = Places { base: base.span, more: more.span };
        let what = format!("member '{}'", more.name);
        self.ty(&base.ty, &more.ty, &what);
        if base.optional != more.optional {
            let word = |optional: bool| if optional { "optional" } else { "mandatory" };
            let message = format!(
                "'{}': {what} is {}, and the overlay makes it {}",
                self.definition,
                word(base.optional),
                word(more.optional)
            );
            self.contradiction(places, message);
        }
        self.condition(places, &base.condition, &more.condition, &what);
        self.features(&mut base.features, more.features);
    }

    fn ty(&mut self, base: &TypeRef<'_>, more: &TypeRef<'_>, what: &str) {
        if (&base.name.text, base.array) != (&more.name.text, more.array) {
            let shown = |ty: &TypeRef<'_>| {
                if ty.array { format!("['{}']", ty.name.text) } else { format!("'{}'", ty.name.text) }
            };
            let message =
                format!("'{}': {what} is {}, and the overlay makes it {}", self.definition, shown(base), shown(more));
            self.contradiction(Places { base: base.name.span, more: more.name.span }, message);
        }
    }

    fn branches<'a>(&mut self, base: &mut Vec<Branch<'a>>, more: Vec<Branch<'a>>) {
        for branch in more {
            match base.iter().find(|known| known.name.text == branch.name.text) {
                Some(known) => {
                    let what = format!("branch '{}'", branch.name.text);
                    self.ty(&known.ty, &branch.ty, &what);
                    let places = Places { base: known.name.span, more: branch.name.span };
                    self.condition(places, &known.condition, &branch.condition, &what);
                }
                None => base.push(branch),
            }
        }
    }

    fn command<'a>(&mut self, places: Places, base: &mut Command<'a>, more: Command<'a>) {
        self.optional_data(places, &mut base.data, more.data, "the arguments");
        match (&base.returns, more.returns) {
            (Some(known), Some(more)) => self.ty(known, &more, "what it returns"),
            (None, Some(more)) => base.returns = Some(more),
            (_, None) => {}
        }
        // What an overlay does not say is as it was: only what differs from the default says something.
        let (known, more) = (&mut base.flags, more.flags);
        *known = CommandFlags {
            gen_marshal: known.gen_marshal && more.gen_marshal,
            success_response: known.success_response && more.success_response,
            boxed: known.boxed || more.boxed,
            allow_oob: known.allow_oob || more.allow_oob,
            allow_preconfig: known.allow_preconfig || more.allow_preconfig,
            coroutine: known.coroutine || more.coroutine,
        };
    }

    fn optional_data<'a>(&mut self, places: Places, base: &mut Option<Data<'a>>, more: Option<Data<'a>>, what: &str) {
        match (base, more) {
            (Some(base), Some(more)) => self.data(places, base, more, what),
            (base @ None, more) => *base = more,
            (Some(_), None) => {}
        }
    }

    /// Members listed in place, or the name of a type.
    fn data<'a>(&mut self, places: Places, base: &mut Data<'a>, more: Data<'a>, what: &str) {
        match (base, more) {
            (Data::Inline(base), Data::Inline(more)) => self.members(base, more),
            (Data::Named(base), Data::Named(more)) => self.same_name(base, &more, what),
            (Data::Named(_), Data::Inline(more)) if more.is_empty() => {}
            (Data::Named(base), Data::Inline(more)) => {
                let message = format!("'{}': {what}: they are those of type '{}'", self.definition, base.text);
                let places = Places { base: base.span, more: more[0].span };
                let note = format!("give the members to '{}' instead", base.text);
                self.contradiction(places, message).note(note);
            }
            (Data::Inline(_), Data::Named(more)) => {
                let message =
                    format!("'{}': {what} is listed in place, and the overlay names '{}'", self.definition, more.text);
                self.contradiction(Places { more: more.span, ..places }, message);
            }
        }
    }

    /// A name that the schema need not have.
    fn name<'a>(&mut self, base: &mut Option<Text<'a>>, more: Option<Text<'a>>, what: &str) {
        match (base, more) {
            (Some(base), Some(more)) => self.same_name(base, &more, what),
            (base @ None, more) => *base = more,
            (Some(_), None) => {}
        }
    }

    fn same_name(&mut self, base: &Text<'_>, more: &Text<'_>, what: &str) {
        if base.text != more.text {
            let message =
                format!("'{}': {what} is '{}', and the overlay makes it '{}'", self.definition, base.text, more.text);
            self.contradiction(Places { base: base.span, more: more.span }, message);
        }
    }
}

/// Adds the overlay's descriptions of members and features to the comment of a definition.
fn extend_doc(base: &mut Option<Doc>, more: Option<Doc>) {
    let Some(known) = base else {
        // It describes only what the overlay adds.
        *base = more.map(|more| Doc { faulty: true, ..more });
        return;
    };
    // What the overlay adds without a description is not held against the schema's comment.
    let Some(more) = more else {
        known.faulty = true;
        return;
    };
    let is_member = |part: &Part| matches!(part.kind, PartKind::Member(_));
    let is_feature = |part: &Part| matches!(part.kind, PartKind::Feature(_));
    for part in more.parts {
        let after = if is_member(&part) {
            known.parts.iter().rposition(|part| part.kind == PartKind::Body || is_member(part))
        } else if is_feature(&part) {
            known.parts.iter().rposition(|part| part.kind == PartKind::Body || is_member(part) || is_feature(part))
        } else {
            continue;
        };
        if !known.parts.iter().any(|known| known.kind == part.kind) {
            known.parts.insert(after.map_or(0, |place| place + 1), part);
        }
    }
}
