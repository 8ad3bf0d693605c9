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
use qapi_parser::schema::{Alternative, Branch, Condition, DefId, EnumValue, Feature, Kind, Member, Schema, Union};
use qapi_parser::source::FileId;
use quote::quote;
use std::collections::{BTreeMap, HashSet};

/// Where an item lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the Rust module of its schema file.
    Module(FileId),
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
const PRELUDE: [&str; 6] = ["Box", "Into", "None", "Option", "String", "Vec"];

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
        check_fragments(options)?;
        check_matches(schema, options)?;
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
        let graph: analysis::Graph = schema.definitions().map(|(id, _)| plan.references(id)).collect();
        let selected = plan.selected(&presence)?;
        let roots = selected.into_iter().filter(|id| !matches!(presence[id.index()], Presence::Never));
        let kept = analysis::reachable(schema, &graph, roots);
        let directions = analysis::directions(schema, &graph, &kept);
        plan.boxed = analysis::boxed(&graph);
        plan.name_definitions(presence, &kept, directions)?;
        plan.check_references(&graph)?;
        Ok(plan)
    }

    /// What a definition's Rust type refers to; nothing if the user has another type for it.
    fn references(&self, id: DefId) -> Vec<analysis::Reference> {
        match self.overrides.of(id).ty {
            Some(_) => Vec::new(),
            None => analysis::references(self.schema, id, self),
        }
    }

    /// Makes sure that whatever is emitted refers only to what exists.
    fn check_references(&self, graph: &analysis::Graph) -> Result<(), Error> {
        for (id, definition) in self.schema.definitions().filter(|(id, _)| self.emits(*id)) {
            let targets = graph[id.index()].iter().map(|reference| reference.target);
            let targets = targets.chain(analysis::returned(self.schema, id));
            if let Some(target) = targets.into_iter().find(|&target| matches!(self.presence(target), Presence::Never)) {
                return Err(Error::Option(format!(
                    "`{}` is left out by its condition or its features, but `{}` uses it; decide the symbols of both \
                     alike, or use another type for it with `replace`",
                    self.schema.definition(target).name,
                    definition.name
                )));
            }
        }
        Ok(())
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
            let mut name = String::new();
            if self.overrides.of(id).name.is_none() {
                name = match definition.kind {
                    Kind::Command(_) | Kind::Event(_) => names::upper_camel(&definition.name),
                    _ => names::type_name(&definition.name),
                };
                name = scopes.entry(self.home_name(&home)).or_default().take(name);
            }
            self.definitions.push(Definition { name, branches: None, home, presence, direction });
        }
        self.rename_definitions(&mut scopes)?;
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

    /// Gives the names that the user chose. They come last, so that none of the schema's own gives way silently.
    fn rename_definitions(&mut self, scopes: &mut BTreeMap<String, Scope>) -> Result<(), Error> {
        for (id, definition) in self.schema.definitions() {
            let Some(name) = &self.overrides.of(id).name else { continue };
            let home = self.home_name(&self.definitions[id.index()].home);
            let scope = scopes.entry(home.clone()).or_default();
            if scope.has(name) {
                return Err(Error::Option(format!(
                    "`{}` cannot be renamed to `{name}`: another item of module `{home}` has that name; choose another, \
                     or rename that one too",
                    definition.name
                )));
            }
            self.definitions[id.index()].name = scope.take(name.clone());
        }
        Ok(())
    }

    fn home_of(&self, module: FileId, kind: &Kind) -> Home {
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
    fn selected(&self, presence: &[Presence]) -> Result<Vec<DefId>, Error> {
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
                let mut hint = patterns::hint(pattern, names);
                if hint.is_empty() {
                    hint.push_str("; `qapi list` shows what there is");
                }
                return Err(Error::Option(format!("nothing in the schema is called `{pattern}`{hint}")));
            }
            if selected[before..].iter().all(|id| matches!(presence[id.index()], Presence::Never)) {
                return Err(Error::Option(format!(
                    "what `{pattern}` selects is left out by its condition or its features; see `define`, `undefine` \
                     and `unstable`"
                )));
            }
        }
        Ok(selected)
    }

    fn decide(&self, condition: Option<&Condition>, features: &[Feature]) -> Presence {
        let presence = Presence::of(condition, &self.options.symbols);
        if matches!(self.feature(features, "unstable"), Presence::Never) {
            return presence;
        }
        match &self.options.unstable {
            Unstable::Keep => presence,
            Unstable::Omit => Presence::Never,
            Unstable::Feature(name) => presence.and(Presence::Cfg(format!("feature = {name:?}"))),
        }
    }

    /// When the feature of this name is there; never if it is not listed.
    pub fn feature(&self, features: &[Feature], name: &str) -> Presence {
        let feature = features.iter().find(|feature| feature.name == name);
        feature.map_or(Presence::Never, |feature| self.feature_presence(feature))
    }

    /// When a feature is there.
    pub fn feature_presence(&self, feature: &Feature) -> Presence {
        Presence::of(feature.condition.as_ref(), &self.options.symbols)
    }

    /// When a member, value or branch exists.
    pub fn part_presence(&self, condition: Option<&Condition>, features: &[Feature]) -> Presence {
        self.decide(condition, features)
    }

    /// When a branch of a union exists: it needs its value of the discriminator.
    pub fn branch_presence(&self, union: &Union, branch: &Branch) -> Presence {
        let value = self.branch_value(union, branch);
        let value = value.map_or(Presence::Always, |value| self.decide(value.condition.as_ref(), &value.features));
        self.decide(branch.condition.as_ref(), &[]).and(value)
    }

    /// The features of a branch are those of its value of the discriminator.
    pub fn branch_features(&self, union: &Union, branch: &Branch) -> &'a [Feature] {
        self.branch_value(union, branch).map_or(&[], |value| &value.features)
    }

    fn branch_value(&self, union: &Union, branch: &Branch) -> Option<&'a EnumValue> {
        match &self.schema.definition(union.tag).kind {
            Kind::Enum(tag) => tag.values.iter().find(|value| value.name == branch.name),
            _ => None,
        }
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
    pub fn module_name(&self, id: FileId) -> &str {
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

impl analysis::Keeps for Plan<'_> {
    fn member(&self, carrier: DefId, _: DefId, member: &Member) -> bool {
        self.overrides.of_member(carrier, &member.name).ty.is_none()
            && !matches!(self.part_presence(member.condition.as_ref(), &member.features), Presence::Never)
    }

    fn branch(&self, id: DefId, union: &Union, branch: &Branch) -> bool {
        self.overrides.of_variant(id, &branch.name).ty.is_none()
            && !matches!(self.branch_presence(union, branch), Presence::Never)
    }

    fn alternative(&self, id: DefId, branch: &Alternative) -> bool {
        self.overrides.of_variant(id, &branch.name).ty.is_none()
            && !matches!(self.part_presence(branch.condition.as_ref(), &[]), Presence::Never)
    }
}

fn check_fragments(options: &Options) -> Result<(), Error> {
    for (name, symbol) in &options.symbols {
        if let Symbol::Cfg(text) = symbol {
            let what = format!("a predicate for `#[cfg(..)]`, such as `target_os = \"linux\"`, for symbol `{name}`");
            check::<syn::Meta>(text, &what)?;
        }
    }
    for (file, path) in &options.externs {
        let what = format!("the path of a Rust module for the types of `{file}`, such as `other_crate::{{module}}`");
        check::<syn::Path>(&path.replace("{module}", "module"), &what)?;
    }
    for (file, name) in &options.module_names {
        let what = format!("the name of a Rust module for `{file}`; write words joined by `_`");
        check::<syn::Ident>(&names::escape(name), &what)?;
    }
    options.runtime.iter().try_for_each(|path| {
        check::<syn::Path>(path, "a path to the runtime, such as `::qapi_runtime` or `crate::runtime`")
    })
}

fn check<T: syn::parse::Parse>(text: &str, what: &str) -> Result<(), Error> {
    syn::parse_str::<T>(text).map(drop).map_err(|_| Error::Option(format!("`{text}` is not {what}")))
}

/// Makes sure that every symbol and every schema file that an option names is there.
fn check_matches(schema: &Schema, options: &Options) -> Result<(), Error> {
    let symbols = schema.symbols();
    if let Some(name) = options.symbols.keys().find(|name| !symbols.contains(name.as_str())) {
        let hint = patterns::hint(name, symbols.iter().copied());
        return Err(Error::Option(format!("no condition in the schema names the symbol `{name}`{hint}")));
    }
    let files = || schema.modules().map(|(_, module)| module.name.as_str());
    let named = options.externs.iter().chain(&options.module_names);
    let mut named = named.map(|(pattern, _)| pattern);
    if let Some(pattern) = named.find(|pattern| !files().any(|file| patterns::matches(pattern, file))) {
        let hint = patterns::hint(pattern, files());
        return Err(Error::Option(format!("no file of the schema is called `{pattern}`{hint}")));
    }
    Ok(())
}

/// The name of a schema file without folder and extension.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".json").unwrap_or(name)
}

/// A Rust module for each schema file, named after its stem; `commands` and `events` are ours.
fn module_names(schema: &Schema, options: &Options) -> Result<Vec<String>, Error> {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let mut modules = Vec::new();
    for (_, module) in schema.modules() {
        let chosen = options.module_names.iter().find(|(pattern, _)| patterns::matches(pattern, &module.name));
        let mut name = chosen.map_or_else(|| names::snake(stem(&module.name)), |(_, name)| name.clone());
        // The first two are our own modules; `mod.rs` is the file of the root.
        if matches!(name.as_str(), "commands" | "events" | "mod") {
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
