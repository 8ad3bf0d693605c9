//! The items of a model, from decisions that have been taken.

use super::decisions::Plan;
use super::parts::{PartKind, defined_arguments};
use super::presence::Presence;
use super::shape::{self, Kept};
use super::{docs, early, types, versions};
use crate::error::Error;
use crate::names::{Scope, plain};
use crate::options::Role;
use crate::parallel;
use crate::rust::{
    self, Body, Command, Conversion, Crate, Deprecated, Enum, EnumKind, Event, EventVariant, Events, Extra, Field,
    Impls, Item, JsonType, Location, Message, Module, Path, Place, Selector, Struct, Type, Use, Variant,
};
use qapi_parser::doc::Doc;
use qapi_parser::schema::{self, CommandFlags, DefId, Definition, Feature, Kind, Simple};
use std::collections::BTreeMap;

/// More parameters than this are hard to tell apart: a struct literal names them.
const MOST_PARAMETERS: usize = 7;

/// The whole model.
///
/// # Errors
///
/// [`Error::Option`] if the schema is of too many versions for static data.
pub fn krate(plan: &Plan<'_>) -> Result<Crate, Error> {
    let ids: Vec<DefId> = plan.schema.definitions().map(|(id, _)| id).filter(|&id| plan.emits(id)).collect();
    let items = parallel::map(&ids, 16, |&id| plan.items(id));
    let mut modules = BTreeMap::<String, Module>::new();
    for (id, items) in ids.iter().zip(items) {
        let Location::Module(name) = &plan.path(*id).location else { continue };
        let module = modules.entry(name.clone()).or_insert_with(|| Module {
            name: name.clone(),
            doc: module_doc(plan, *id),
            cfg: None,
            items: Vec::new(),
            aliases: Vec::new(),
        });
        module.items.extend(items);
    }
    let root = plan.modules.first().and_then(|location| match location {
        Location::Module(name) => modules.contains_key(name).then(|| name.clone()),
        Location::Extern(_) => None,
    });
    modules.values_mut().for_each(|module| module.aliases = versions::aliases(plan, module));
    let mut modules: Vec<Module> = modules.into_values().collect();
    early::mark(&mut modules);
    Ok(Crate {
        runtime: plan.runtime.clone(),
        modules,
        root,
        events: plan.events(),
        versions: versions::data(plan)?,
        facade: None,
    })
}

fn module_doc(plan: &Plan<'_>, id: DefId) -> String {
    let definition = plan.schema.definition(id);
    match definition.kind {
        Kind::Command(_) => "The commands.".to_owned(),
        Kind::Event(_) => "The data of the events.".to_owned(),
        _ => format!("Types of `{}`.", plan.schema.module(definition.module).name),
    }
}

/// Decides which variants of an alternate have a `From`: those whose types differ from all others for sure. What the
/// user gave may be another name of any type.
fn conversions(variants: &mut [Variant]) {
    let source = |variant: &Variant| match &variant.payload {
        Some(Type::Box(inner)) => Some((**inner).clone()),
        other => other.clone(),
    };
    let sources: Vec<Option<Type>> = variants.iter().map(source).collect();
    let given = |ty: &Type| match ty {
        Type::Vec(inner) | Type::Option(inner) | Type::Box(inner) => matches!(**inner, Type::Given(_)),
        other => matches!(other, Type::Given(_)),
    };
    let safe = !sources.iter().flatten().any(given);
    for (variant, source) in variants.iter_mut().zip(&sources) {
        variant.from = safe && source.is_some() && sources.iter().filter(|other| *other == source).count() == 1;
    }
}

impl Plan<'_> {
    /// What one definition becomes.
    fn items(&self, id: DefId) -> Vec<Item> {
        let mut items = self.undocumented(id);
        items[0].doc = docs::definition(self, id);
        items
    }

    fn undocumented(&self, id: DefId) -> Vec<Item> {
        let definition = self.schema.definition(id);
        if let Some(target) = defined_arguments(&definition.kind) {
            let inner = self.reference(id, schema::Type::Single(Simple::Defined(target)), false);
            let message = self.message(id, definition);
            return vec![Item { message, ..self.item(id, Body::Wrapper(inner), self.has_default(target)) }];
        }
        match &definition.kind {
            Kind::Enum(_) => vec![self.enumeration(id, EnumKind::Values)],
            Kind::Alternate(_) => vec![self.enumeration(id, EnumKind::Alternatives)],
            Kind::Struct(_) => vec![self.structure(id)],
            Kind::Command(_) | Kind::Event(_) => {
                let message = self.message(id, definition);
                vec![Item { message, ..self.structure(id) }]
            }
            Kind::Union(union) => {
                let branches = self.enumeration(id, EnumKind::Branches(union.discriminator.clone()));
                match &self.names[id.index()].branches {
                    None => vec![branches],
                    Some(name) => {
                        let branches = Item { name: name.clone(), doc: docs::branches(self, id, union), ..branches };
                        vec![self.structure(id), branches]
                    }
                }
            }
        }
    }

    /// An item, so far without documentation.
    fn item(&self, id: DefId, body: Body, default: bool) -> Item {
        let definition = self.schema.definition(id);
        let changes = self.overrides.of(id);
        let derives: &[&'static str] = match &body {
            Body::Enum(Enum { kind: EnumKind::Values, unknown: None, .. }) => {
                &["Debug", "Clone", "Copy", "PartialEq", "Eq", "Hash"]
            }
            Body::Enum(Enum { kind: EnumKind::Values, .. }) => &["Debug", "Clone", "PartialEq", "Eq", "Hash"],
            _ if default => &["Debug", "Clone", "Default", "PartialEq"],
            _ => &["Debug", "Clone", "PartialEq"],
        };
        Item {
            name: self.path(id).name.clone(),
            definition: definition.name.clone(),
            doc: String::new(),
            cfg: self.presence[id.index()].cfg(),
            deprecated: self.deprecated(definition.doc.as_ref(), &definition.features, None),
            derives: changes.derives(derives),
            attributes: changes.type_attributes(),
            non_exhaustive: matches!(body, Body::Enum(_)) && self.non_exhaustive_enums && !changes.strict,
            direction: self.directions[id.index()],
            uses: self.uses[id.index()].clone(),
            impls: self.impls(id),
            strict: changes.strict && !matches!(body, Body::Wrapper(_)),
            body,
            message: None,
        }
    }

    fn structure(&self, id: DefId) -> Item {
        let shape = self.shape(id);
        let fields: Vec<Field> = shape.fields.iter().filter_map(|kept| self.field(id, kept)).collect();
        let extra = shape.extra.as_ref().map(|name| Extra {
            name: name.clone(),
            doc: match self.schema.definition(id).kind {
                Kind::Command(schema::Command { flags: CommandFlags { gen_marshal: false, .. }, .. }) => {
                    "Further arguments, which the schema does not declare."
                }
                _ => "Members that the schema does not list, as they came.",
            }
            .to_owned(),
        });
        let required = fields.iter().filter(|field| !field.optional).count();
        let constructor = self.is_made(id) && (1..=MOST_PARAMETERS).contains(&required);
        self.item(id, Body::Struct(Struct { fields, extra, constructor }), required == 0)
    }

    /// Whether users of the generated code make values of a type: what the other side sends is decoded, and a base is
    /// part of other types. A type that no command or event uses is there for the user's own purposes.
    fn is_made(&self, id: DefId) -> bool {
        let server = self.role == Role::Server;
        match self.schema.definition(id).kind {
            Kind::Command(_) => !server,
            Kind::Event(_) => server,
            _ => {
                let uses = &self.uses[id.index()];
                let made = |found: &Use| (found.place == Place::Arguments) != server;
                uses.iter().any(made) || (uses.is_empty() && !self.bases.contains(&id))
            }
        }
    }

    fn field(&self, id: DefId, kept: &Kept<'_>) -> Option<Field> {
        let changes = self.overrides.of_part(id, &kept.part);
        let (ty, conversion) = match &self.names[id.index()].branches {
            Some(name) if kept.selects() => {
                let location = self.path(id).location.clone();
                (Type::Path(Path { location, name: name.clone() }), Conversion::Selects)
            }
            _ => (
                self.part_type(id, kept)?,
                changes.with.as_ref().map_or(Conversion::None, |module| Conversion::With(module.clone())),
            ),
        };
        Some(Field {
            name: kept.name.clone(),
            wire: kept.part.name.to_owned(),
            doc: docs::part(self, id, kept),
            cfg: kept.presence.cfg(),
            deprecated: self.part_deprecated(kept),
            attributes: changes.attributes.clone(),
            ty: if kept.optional { Type::Option(Box::new(ty)) } else { ty },
            optional: kept.optional,
            conversion,
        })
    }

    fn enumeration(&self, id: DefId, kind: EnumKind) -> Item {
        let shape = self.shape(id);
        let mut variants: Vec<Variant> = shape.variants.iter().map(|kept| self.variant(id, kept)).collect();
        if kind == EnumKind::Alternatives {
            conversions(&mut variants);
        }
        self.item(id, Body::Enum(Enum { kind, variants, unknown: shape.unknown.clone() }), false)
    }

    fn variant(&self, id: DefId, kept: &Kept<'_>) -> Variant {
        let selector = match (kept.part.kind, kept.part.ty) {
            (PartKind::Alternative, Some(ty)) => Selector::Json(types::json_type(self.schema, ty)),
            _ => Selector::Name,
        };
        Variant {
            name: kept.name.clone(),
            wire: kept.part.name.to_owned(),
            selector,
            doc: docs::part(self, id, kept),
            cfg: kept.presence.cfg(),
            deprecated: self.part_deprecated(kept),
            attributes: self.overrides.of_part(id, &kept.part).attributes.clone(),
            payload: self.part_type(id, kept).filter(|_| selector != Selector::Json(JsonType::Null)),
            from: false,
        }
    }

    /// Whether the Rust type of a definition has a `Default`: it is a struct, and nothing in it must be there.
    fn has_default(&self, id: DefId) -> bool {
        let is_struct = matches!(self.schema.definition(id).kind, Kind::Struct(_));
        self.emits(id) && is_struct && self.shape(id).fields.iter().all(|kept| kept.optional)
    }

    /// The attribute of what has the feature, unless the user wants none. `doc` is the documentation that may say why,
    /// `part` the member or value that has the feature.
    fn deprecated(&self, doc: Option<&Doc>, features: &[Feature], part: Option<&str>) -> Option<Deprecated> {
        let presence = self.decisions.feature(features, "deprecated");
        (presence != Presence::Never && !self.plain_deprecated).then(|| Deprecated {
            cfg: presence.cfg(),
            note: docs::deprecation(doc, features, part)
                .unwrap_or_else(|| "the schema marks it as deprecated".to_owned()),
        })
    }

    fn part_deprecated(&self, kept: &Kept<'_>) -> Option<Deprecated> {
        let doc = self.schema.definition(kept.part.owner).doc.as_ref();
        self.deprecated(doc, kept.part.features, Some(kept.part.name))
    }

    fn message(&self, id: DefId, definition: &Definition) -> Option<Message> {
        match &definition.kind {
            Kind::Command(command) => Some(Message::Command(Command {
                response: match command.returns {
                    None => Type::Runtime("Empty"),
                    Some(ty) => self.reference(id, ty, false),
                },
                allow_oob: command.flags.allow_oob,
                allow_preconfig: command.flags.allow_preconfig,
                success_response: command.flags.success_response,
                features: self.features(definition),
            })),
            Kind::Event(_) => Some(Message::Event(Event { features: self.features(definition) })),
            _ => None,
        }
    }

    /// The features, special ones included, for those who look them up at run time.
    fn features(&self, definition: &Definition) -> Vec<rust::Feature> {
        let present = definition.features.iter().filter_map(|feature| {
            let presence = self.decisions.condition(feature.condition.as_ref());
            (presence != Presence::Never).then(|| rust::Feature { name: feature.name.clone(), cfg: presence.cfg() })
        });
        present.collect()
    }

    /// The enum of all events that are kept.
    fn events(&self) -> Events {
        let mut scope = Scope::default();
        let events = self.schema.definitions().filter(|(id, of)| matches!(of.kind, Kind::Event(_)) && self.emits(*id));
        let variants = events
            .map(|(id, definition)| EventVariant {
                name: scope.take(plain(&self.path(id).name).to_owned()),
                wire: definition.name.clone(),
                doc: format!("`{}`", definition.name),
                cfg: self.presence[id.index()].cfg(),
                deprecated: self.deprecated(definition.doc.as_ref(), &definition.features, None),
                data: self.path(id).clone(),
            })
            .collect();
        let impls = match self.role {
            Role::Both => Impls { encode: true, decode: true },
            Role::Client => Impls { encode: false, decode: true },
            Role::Server => Impls { encode: true, decode: false },
        };
        Events { variants, unknown: shape::catch_all(&mut scope), non_exhaustive: self.non_exhaustive_enums, impls }
    }
}
