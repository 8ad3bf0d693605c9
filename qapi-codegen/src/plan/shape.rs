//! What is kept of a definition, and what its fields and variants are called.

use super::overrides::Overrides;
use super::parts::{Part, PartKind, is_plain_union};
use super::presence::{Decisions, Presence};
use crate::error::Error;
use crate::names::{self, Scope};
use qapi_parser::schema::{Command, CommandFlags, DefId, Kind, Schema};

/// The fields and variants of the Rust types that a definition becomes.
#[derive(Clone, Debug, Default)]
pub struct Shape<'a> {
    /// The members, as fields. An enum has none, and so has a union that becomes an enum.
    pub fields: Vec<Kept<'a>>,
    /// The field for members that the schema does not list.
    pub extra: Option<String>,
    /// The values or branches, as variants.
    pub variants: Vec<Kept<'a>>,
    /// The variant for what the schema does not list.
    pub unknown: Option<String>,
}

/// A part that is kept.
#[derive(Clone, Debug)]
pub struct Kept<'a> {
    /// The part.
    pub part: Part<'a>,
    /// When it exists.
    pub presence: Presence,
    /// Whether the user has another type for it.
    pub replaced: bool,
    /// Whether a field may be absent: by the schema, because a peer may be built without it, or may be told to hide what
    /// is deprecated.
    pub optional: bool,
    /// Its name as it is written in source.
    pub name: String,
}

impl Kept<'_> {
    /// Whether it is the discriminator, whose place the enum of the branches takes.
    pub fn selects(&self) -> bool {
        self.part.kind == PartKind::Discriminator
    }
}

/// What decides about shapes.
pub struct Shapes<'s> {
    /// The schema.
    pub schema: &'s Schema,
    /// What exists when.
    pub decisions: &'s Decisions,
    /// What the user changes.
    pub overrides: &'s Overrides,
}

impl<'s> Shapes<'s> {
    /// The shape of a definition with these parts.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] if a part is renamed to what another is called.
    pub fn of<'a>(&self, id: DefId, parts: &[Part<'a>]) -> Result<Shape<'a>, Error> {
        let kind = &self.schema.definition(id).kind;
        let mut fields: Vec<Kept<'a>> = Vec::new();
        let mut variants: Vec<Kept<'a>> = Vec::new();
        let plain = is_plain_union(self.schema, id);
        for part in parts {
            let presence = self.presence(part);
            if presence == Presence::Never || (plain && part.is_member()) {
                continue;
            }
            let kept = Kept {
                part: *part,
                optional: self.is_optional(part, &presence),
                replaced: self.overrides.of_part(id, part).ty.is_some(),
                presence,
                name: String::new(),
            };
            if part.is_member() { fields.push(kept) } else { variants.push(kept) }
        }
        let mut scope = self.name(id, &mut fields, names::snake)?;
        let extra = self.extra(id).map(|name| scope.take(name.to_owned()));
        let mut scope = self.name(id, &mut variants, names::upper_camel)?;
        let open = match kind {
            Kind::Union(_) | Kind::Alternate(_) => true,
            Kind::Enum(_) => !self.is_closed(id, &variants),
            Kind::Struct(_) | Kind::Command(_) | Kind::Event(_) => false,
        };
        let unknown = open.then(|| catch_all(&mut scope));
        Ok(Shape { fields, extra, variants, unknown })
    }

    /// When a part exists. A branch needs its value of the discriminator.
    fn presence(&self, part: &Part<'_>) -> Presence {
        let value = self.decisions.of(part.value_condition, part.features);
        self.decisions.condition(part.condition).and(value)
    }

    fn is_optional(&self, part: &Part<'_>, presence: &Presence) -> bool {
        match part.kind {
            PartKind::Member { optional } => {
                optional
                    || *presence == Presence::Undecided
                    || self.decisions.feature(part.features, "deprecated") != Presence::Never
            }
            _ => false,
        }
    }

    /// The name of the field that keeps what is not declared, if there is one: on the user's wish, and in a command that
    /// takes arguments beyond those that the schema lists.
    fn extra(&self, id: DefId) -> Option<&'static str> {
        match &self.schema.definition(id).kind {
            Kind::Command(Command { flags: CommandFlags { gen_marshal: false, .. }, .. }) => Some("arguments"),
            _ => self.overrides.of(id).extra.then_some("extra"),
        }
    }

    /// Whether an enum has no variant for what the schema does not list: it is strict, and has a value in every build.
    fn is_closed(&self, id: DefId, variants: &[Kept<'_>]) -> bool {
        let stays = |kept: &Kept<'_>| matches!(kept.presence, Presence::Always | Presence::Undecided);
        self.overrides.of(id).strict && variants.iter().any(stays)
    }

    /// Names the parts of one scope: those that the schema names first, so that none gives way to a name of the user.
    fn name(&self, id: DefId, parts: &mut [Kept<'_>], rule: fn(&str) -> String) -> Result<Scope, Error> {
        let mut scope = Scope::default();
        for kept in parts.iter_mut().filter(|kept| self.overrides.of_part(id, &kept.part).name.is_none()) {
            kept.name = scope.take(rule(kept.part.name));
        }
        for at in 0..parts.len() {
            let Some(name) = &self.overrides.of_part(id, &parts[at].part).name else { continue };
            if !scope.has(name) {
                parts[at].name = scope.take(name.clone());
                continue;
            }
            let owner = parts.iter().position(|kept| kept.name == names::escape(name)).unwrap_or(at);
            let (first, second) = (&parts[at.min(owner)].part.name, &parts[at.max(owner)].part.name);
            let owner = &self.schema.definition(id).name;
            let advice = self.overrides.advice.option("rename", &[&format!("{owner}.{first}"), "NAME"]);
            return Err(Error::Option(format!(
                "`{owner}.{first}` and `{owner}.{second}` would both be called `{name}`; rename one of them to something \
                 else, for example with `{advice}`"
            )));
        }
        Ok(scope)
    }
}

/// The name of the variant for what is not known: `Unknown`, unless the schema has a value of that name.
pub fn catch_all(scope: &mut Scope) -> String {
    scope.take(if scope.has("Unknown") { "Unrecognized" } else { "Unknown" }.to_owned())
}
