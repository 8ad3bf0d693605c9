//! Every decision that emission needs, taken before anything is emitted.
//!
//! In: a checked schema and options. Out: a [`Plan`]: what is emitted, where, under which Rust name, when, in which
//! direction, behind which `Box`. Afterwards: every option matched something, and no two items of one Rust module
//! have the same name.

use crate::analysis::{self, Direction};
use crate::conditions::Presence;
use crate::error::Error;
use crate::names::{self, Scope};
use crate::options::{Options, Role, Symbol, Unstable};
use crate::overrides::Overrides;
use crate::patterns;
use proc_macro2::TokenStream;
use qapi_parser::schema::{Condition, DefId, Feature, Kind, Member, ModuleId, Schema};
use quote::quote;
use std::collections::{BTreeMap, HashSet};

/// Where an item lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the Rust module of its schema file.
    Module(ModuleId),
    /// In module `commands`.
    Commands,
    /// In module `events`.
    Events,
    /// In another crate's module, by its path.
    Extern(String),
}

/// What is emitted, and how.
pub struct Plan<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// The options.
    pub options: &'a Options,
    /// What overrides change.
    pub overrides: Overrides,
    definitions: Vec<Definition>,
    modules: Vec<String>,
    boxed: HashSet<(usize, usize)>,
    shadowed: HashSet<(String, &'static str)>,
}

/// What emitted code takes from the standard library's prelude.
const PRELUDE: [&str; 5] = ["Box", "Into", "Option", "String", "Vec"];

struct Definition {
    name: String,
    branches: Option<String>,
    home: Home,
    presence: Presence,
    direction: Direction,
}

impl<'a> Plan<'a> {
    /// Takes every decision.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] if an option does not fit the schema.
    pub fn new(schema: &'a Schema, options: &'a Options) -> Result<Self, Error> {
        check_predicates(options)?;
        let mut plan = Plan {
            schema,
            options,
            overrides: Overrides::resolve(schema, &options.overrides)?,
            definitions: Vec::new(),
            modules: module_names(schema, options)?,
            boxed: HashSet::new(),
            shadowed: HashSet::new(),
        };
        let presence: Vec<Presence> = schema
            .definitions()
            .map(|(_, definition)| plan.decide(definition.condition.as_ref(), &definition.features))
            .collect();
        let graph: analysis::Graph = schema
            .definitions()
            .map(|(id, _)| analysis::references(schema, id, |owner, member| plan.keeps(id, owner, member)))
            .collect();
        let selected = plan.selected()?;
        let roots = selected.into_iter().filter(|id| !matches!(presence[id.index()], Presence::Never));
        let kept = analysis::reachable(schema, &graph, roots);
        let directions = analysis::directions(schema, &graph, &kept);
        plan.boxed = analysis::boxed(&graph);
        plan.name_definitions(presence, &kept, directions)?;
        Ok(plan)
    }

    fn name_definitions(
        &mut self,
        presence: Vec<Presence>,
        kept: &[bool],
        directions: Vec<Direction>,
    ) -> Result<(), Error> {
        let mut scopes: BTreeMap<String, Scope> = BTreeMap::new();
        for (((id, definition), mut presence), direction) in self.schema.definitions().zip(presence).zip(directions) {
            if !kept[id.index()] {
                presence = Presence::Never;
            }
            let home = self.home_of(definition.module, &definition.kind);
            let scope = scopes.entry(self.home_name(&home)).or_default();
            let name = match (&self.overrides.of(id).name, &definition.kind) {
                (Some(name), _) if scope.has(name) => {
                    return Err(Error::Option(format!(
                        "`{}` cannot be renamed to `{name}`: another item of its module has that name; choose another",
                        definition.name
                    )));
                }
                (Some(name), _) => name.clone(),
                (None, Kind::Command(_) | Kind::Event(_)) => names::upper_camel(&definition.name),
                (None, _) => names::type_name(&definition.name),
            };
            let name = names::escape(&scope.take(name));
            self.definitions.push(Definition { name, branches: None, home, presence, direction });
        }
        // The enums of branches are ours: they give way to every name of the schema.
        for (id, definition) in self.schema.definitions() {
            let Kind::Union(union) = &definition.kind else { continue };
            if !self.is_plain_union(id) {
                let scope = scopes.entry(self.home_name(&self.definitions[id.index()].home)).or_default();
                let stem = format!("{}{}", self.name(id), names::upper_camel(&union.discriminator));
                let name = if scope.has(&stem) { format!("{stem}Branch") } else { stem };
                self.definitions[id.index()].branches = Some(scope.take(name));
            }
        }
        for (home, scope) in scopes {
            let shadowed = PRELUDE.iter().filter(|name| scope.has(name));
            self.shadowed.extend(shadowed.map(|name| (home.clone(), *name)));
        }
        Ok(())
    }

    fn home_of(&self, module: ModuleId, kind: &Kind) -> Home {
        match kind {
            Kind::Command(_) => Home::Commands,
            Kind::Event(_) => Home::Events,
            _ => {
                let file = &self.schema.module(module).name;
                match self.options.externs.iter().find(|(pattern, _)| patterns::matches(pattern, file)) {
                    Some((_, path)) => Home::Extern(path.replace("{module}", &self.modules[module.index()])),
                    None => Home::Module(module),
                }
            }
        }
    }

    /// The path of a home from the root of the output.
    pub fn home_name(&self, home: &Home) -> String {
        match home {
            Home::Module(module) => self.modules[module.index()].clone(),
            Home::Commands => "commands".to_owned(),
            Home::Events => "events".to_owned(),
            Home::Extern(path) => path.clone(),
        }
    }

    /// The definitions that the user named; all of them without a selection.
    fn selected(&self) -> Result<Vec<DefId>, Error> {
        if self.options.select.is_empty() {
            return Ok(self.schema.definitions().map(|(id, _)| id).collect());
        }
        let mut selected = Vec::new();
        for pattern in &self.options.select {
            let before = selected.len();
            let all = self.schema.definitions();
            selected.extend(all.filter(|(_, d)| patterns::matches(pattern, &d.name)).map(|(id, _)| id));
            if selected.len() == before {
                let names = self.schema.definitions().map(|(_, definition)| definition.name.as_str());
                let hint = patterns::suggestion(pattern, names)
                    .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
                return Err(Error::Option(format!("nothing in the schema is called `{pattern}`{hint}")));
            }
        }
        Ok(selected)
    }

    fn decide(&self, condition: Option<&Condition>, features: &[Feature]) -> Presence {
        let presence = Presence::of(condition, &self.options.symbols);
        if !has_feature(features, "unstable") {
            return presence;
        }
        match &self.options.unstable {
            Unstable::Keep => presence,
            Unstable::Omit => Presence::Never,
            Unstable::Feature(name) => presence.and(Presence::Cfg(format!("feature = {name:?}"))),
        }
    }

    fn keeps(&self, carrier: DefId, owner: DefId, member: &Member) -> bool {
        self.overrides.of_part(carrier, owner, &member.name).ty.is_none()
            && !matches!(self.part_presence(member.condition.as_ref(), &member.features), Presence::Never)
    }

    /// When a member, value or branch exists.
    pub fn part_presence(&self, condition: Option<&Condition>, features: &[Feature]) -> Presence {
        self.decide(condition, features)
    }

    /// When a definition exists; [`Presence::Never`] also for what was not selected.
    pub fn presence(&self, id: DefId) -> &Presence {
        &self.definitions[id.index()].presence
    }

    /// Whether a definition is emitted here.
    pub fn emits(&self, id: DefId) -> bool {
        let definition = &self.definitions[id.index()];
        let replaced = self.overrides.of(id).ty.is_some();
        !matches!(definition.presence, Presence::Never) && !matches!(definition.home, Home::Extern(_)) && !replaced
    }

    /// The Rust name, escaped.
    pub fn name(&self, id: DefId) -> &str {
        &self.definitions[id.index()].name
    }

    /// The name of the enum of a union's branches, where that is not the union itself.
    pub fn branches_name(&self, id: DefId) -> Option<&str> {
        self.definitions[id.index()].branches.as_deref()
    }

    /// Where a definition lives.
    pub fn home(&self, id: DefId) -> &Home {
        &self.definitions[id.index()].home
    }

    /// The name of a schema file's Rust module, escaped.
    pub fn module_name(&self, id: ModuleId) -> &str {
        &self.modules[id.index()]
    }

    /// Whether a module defines an item of this name, which hides the prelude's.
    pub fn shadows(&self, home: &Home, name: &'static str) -> bool {
        !self.shadowed.is_empty() && self.shadowed.contains(&(self.home_name(home), name))
    }

    /// Whether the reference stands behind a `Box`.
    pub fn is_boxed(&self, from: DefId, to: DefId) -> bool {
        self.boxed.contains(&(from.index(), to.index()))
    }

    /// Whether the discriminator is all that a union's branches have in common: it becomes an enum.
    pub fn is_plain_union(&self, id: DefId) -> bool {
        self.schema.members(id).len() == 1
    }

    /// Which impls a definition needs: `(encode, decode)`.
    pub fn impls(&self, id: DefId) -> (bool, bool) {
        let Direction { sent, received } = self.definitions[id.index()].direction;
        match self.options.role {
            // A type that nothing uses keeps both: it is there for the user's own purposes.
            _ if !sent && !received => (true, true),
            Role::Both => (true, true),
            Role::Client => (sent, received),
            Role::Server => (received, sent),
        }
    }

    /// The path of the runtime crate.
    pub fn runtime(&self) -> TokenStream {
        self.options.runtime.as_deref().map_or_else(|| quote!(::qapi_runtime), crate::overrides::tokens)
    }
}

/// Whether a feature of this name is listed.
pub fn has_feature(features: &[Feature], name: &str) -> bool {
    features.iter().any(|feature| feature.name == name)
}

fn check_predicates(options: &Options) -> Result<(), Error> {
    options.symbols.iter().try_for_each(|(name, symbol)| match symbol {
        Symbol::Cfg(text) => syn::parse_str::<syn::Meta>(text).map(drop).map_err(|error| {
            Error::Option(format!("`{text}` for symbol `{name}` is not a predicate for `#[cfg(..)]`: {error}"))
        }),
        Symbol::Defined | Symbol::Undefined => Ok(()),
    })
}

/// A Rust module for each schema file, named after its stem; `commands` and `events` are ours.
fn module_names(schema: &Schema, options: &Options) -> Result<Vec<String>, Error> {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let mut modules = Vec::new();
    for (_, module) in schema.modules() {
        let file = module.name.rsplit('/').next().unwrap_or(&module.name);
        let stem = file.strip_suffix(".json").unwrap_or(file);
        let chosen = options.module_names.iter().find(|(pattern, _)| patterns::matches(pattern, &module.name));
        let mut name = chosen.map_or_else(|| names::snake(stem), |(_, name)| name.clone());
        if matches!(name.as_str(), "commands" | "events") {
            name.push('_');
        }
        let name = names::escape(&name);
        let has_types = module_has_types(schema, module);
        if let Some(first) = has_types.then(|| owners.insert(name.clone(), &module.name)).flatten() {
            return Err(Error::Option(format!(
                "`{first}` and `{}` both become Rust module `{name}`; name one of them otherwise with \
                 `module_name(\"{}\", \"…\")`",
                module.name, module.name
            )));
        }
        modules.push(name);
    }
    Ok(modules)
}

/// Whether a schema file defines types, and so becomes a Rust module.
pub fn module_has_types(schema: &Schema, module: &qapi_parser::schema::Module) -> bool {
    module.items.iter().any(|item| match item {
        qapi_parser::schema::Item::Definition(id) => {
            !matches!(schema.definition(*id).kind, Kind::Command(_) | Kind::Event(_))
        }
        _ => false,
    })
}
