//! What changed between two versions of generated Rust, for code that uses it.
//!
//! Two models are compared (`Builder::model`), not texts: documentation, order and layout do not count. Items are the same
//! if they have the same path, or the older path is an alias of the newer one. A change is breaking if code that compiled
//! with the older version may not compile with the newer one (the Cargo book, "SemVer compatibility").

mod item;
mod spell;
mod version;

pub use version::{Bump, Version, bump};

use qapi_codegen::rust::{Cfg, Crate, Event, EventVariant, Events, Item, Location, Message, Module, Path, Type};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a change does to code that uses the older version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing: there is something more, or a warning.
    Added,
    /// Only literals and patterns that list every field of a struct do not compile.
    NewField,
    /// Code may not compile.
    Breaking,
}

impl Effect {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Effect::Added => "added",
            Effect::NewField => "new field",
            Effect::Breaking => "breaking",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The item, from the root of the output: `migration::MigrationStats`.
    pub item: String,
    /// The field, variant or function in it; empty for the item itself.
    pub part: String,
    /// What changed, in words.
    pub what: String,
    /// What it does.
    pub effect: Effect,
}

/// What changed from one model to another, by item.
pub fn compare(old: &Crate, new: &Crate) -> Vec<Change> {
    let mut comparison = Comparison { old, new, changes: Vec::new() };
    comparison.whole();
    comparison.items();
    comparison.aliases();
    comparison.events(&old.events, &new.events);
    comparison.changes
}

struct Comparison<'a> {
    old: &'a Crate,
    new: &'a Crate,
    changes: Vec<Change>,
}

/// Items by path.
type Index<'a> = BTreeMap<Path, (&'a Module, &'a Item)>;

fn index(krate: &Crate) -> Index<'_> {
    krate.items().map(|(module, item)| (item.path(&module.name), (module, item))).collect()
}

impl<'a> Comparison<'a> {
    fn add(&mut self, item: &str, part: &str, what: impl Into<String>, effect: Effect) {
        self.changes.push(Change { item: item.to_owned(), part: part.to_owned(), what: what.into(), effect });
    }

    /// What is no part of an item.
    fn whole(&mut self) {
        let (old, new) = (self.old, self.new);
        if old.runtime != new.runtime {
            let what = format!("comes from `{}` instead of `{}`", new.runtime, old.runtime);
            self.add("the runtime", "", what, Effect::Breaking);
        }
        if let Some(root) = old.root.as_ref().filter(|_| new.root.is_none()) {
            self.add(root, "", "its items can only be named with the module", Effect::Breaking);
        }
        match (old.versions.is_some(), new.versions.is_some()) {
            (true, false) => self.add("VERSIONS", "", "is gone", Effect::Breaking),
            (false, true) => self.add("VERSIONS", "", "is new", Effect::Added),
            _ => {}
        }
    }

    fn items(&mut self) {
        let (old, new) = (index(self.old), index(self.new));
        let moved: BTreeSet<Path> = old.keys().map(|path| self.now(path)).collect();
        for (path, (module, item)) in &old {
            let now = self.now(path);
            match new.get(&now) {
                Some((now_module, now_item)) => {
                    let name = spell::path(path);
                    if now.name != path.name {
                        let what = format!("is called `{}`; the old name is an alias", spell::path(&now));
                        self.add(&name, "", what, Effect::Added);
                    }
                    self.cfg(&name, "", both(module, item).as_ref(), both(now_module, now_item).as_ref());
                    self.item(&name, item, now_item);
                }
                None => self.gone(path, item, &new),
            }
        }
        for (path, (_, item)) in new.iter().filter(|(path, _)| !moved.contains(path)) {
            let kind = spell::kind(item);
            self.add(&spell::path(path), "", format!("is new, {kind}"), Effect::Added);
        }
    }

    fn gone(&mut self, path: &Path, item: &Item, new: &Index<'_>) {
        let same = |(other, (_, now)): &(&Path, &(&Module, &Item))| {
            now.definition == item.definition
                && !self.old.items().any(|(module, known)| known.path(&module.name) == **other)
        };
        let what = match new.iter().find(same) {
            Some((now, _)) => format!("is called `{}` now", spell::path(now)),
            None => "is gone".to_owned(),
        };
        self.add(&spell::path(path), "", what, Effect::Breaking);
    }

    /// The path under which an item of the older version is found in the newer one.
    fn now(&self, path: &Path) -> Path {
        let Location::Module(module) = &path.location else { return path.clone() };
        // Two root files need not be called alike.
        let module = match (&self.old.root, &self.new.root) {
            (Some(old), Some(new)) if old == module => new,
            _ => module,
        };
        let alias = self.new.module(module).and_then(|module| {
            let is_item = module.items.iter().any(|item| item.name == path.name);
            module.aliases.iter().find(|alias| alias.name == path.name && !is_item)
        });
        alias.map_or_else(|| Path::new(module, &path.name), |alias| Path::new(module, &alias.target))
    }

    /// A type of the older version, named as in the newer one.
    fn renamed(&self, ty: &Type) -> Type {
        match ty {
            Type::Path(path) => Type::Path(self.now(path)),
            Type::Option(inner) => Type::Option(Box::new(self.renamed(inner))),
            Type::Vec(inner) => Type::Vec(Box::new(self.renamed(inner))),
            Type::Box(inner) => Type::Box(Box::new(self.renamed(inner))),
            other => other.clone(),
        }
    }

    fn same_type(&self, old: &Type, new: &Type) -> bool {
        self.renamed(old) == *new
    }

    /// Aliases that went.
    fn aliases(&mut self) {
        for module in &self.old.modules {
            for alias in &module.aliases {
                let path = Path::new(&module.name, &alias.name);
                let Location::Module(module) = self.now(&path).location else { continue };
                let now = self.new.module(&module);
                let is_there = now.is_some_and(|now| {
                    let is_alias = now.aliases.iter().any(|other| other.name == alias.name);
                    is_alias || now.items.iter().any(|item| item.name == alias.name)
                });
                if !is_there {
                    self.add(
                        &spell::path(&path),
                        "",
                        format!("the alias of `{}` is gone", alias.target),
                        Effect::Breaking,
                    );
                }
            }
        }
    }

    /// When something exists.
    fn cfg(&mut self, item: &str, part: &str, old: Option<&Cfg>, new: Option<&Cfg>) {
        match (old, new) {
            (None, Some(cfg)) => self.add(item, part, format!("is there only with `{cfg}`"), Effect::Breaking),
            (Some(cfg), None) => self.add(item, part, format!("is there without `{cfg}`, too"), Effect::Added),
            (Some(a), Some(b)) if a != b => {
                self.add(item, part, format!("is there with `{b}` instead of `{a}`"), Effect::Breaking);
            }
            _ => {}
        }
    }

    fn events(&mut self, old: &Events, new: &Events) {
        let find = |events: &'a Events, wire: &str| events.variants.iter().find(|variant| variant.wire == wire);
        for variant in &old.variants {
            match find(&self.new.events, &variant.wire) {
                Some(now) => self.event(variant, now),
                None => self.add("Event", &variant.name, "is gone", Effect::Breaking),
            }
        }
        let effect = if old.non_exhaustive { Effect::Added } else { Effect::Breaking };
        for variant in new.variants.iter().filter(|variant| find(&self.old.events, &variant.wire).is_none()) {
            self.add("Event", &variant.name, "is new", effect);
        }
        if old.unknown != new.unknown {
            self.add("Event", &old.unknown, format!("is called `{}` now", new.unknown), Effect::Breaking);
        }
        if !old.non_exhaustive && new.non_exhaustive {
            self.add("Event", "", "became `#[non_exhaustive]`", Effect::Breaking);
        }
        self.impls("Event", old.impls, new.impls);
    }

    fn event(&mut self, old: &EventVariant, new: &EventVariant) {
        if old.name != new.name {
            self.add("Event", &old.name, format!("is called `{}` now", new.name), Effect::Breaking);
        }
        if self.now(&old.data) != new.data {
            let what = format!("holds `{}` instead of `{}`", spell::path(&new.data), spell::path(&old.data));
            self.add("Event", &old.name, what, Effect::Breaking);
        }
        self.cfg("Event", &old.name, old.cfg.as_ref(), new.cfg.as_ref());
        self.deprecated("Event", &old.name, old.deprecated.is_some(), new.deprecated.is_some());
    }

    fn message(&mut self, name: &str, old: &Message, new: &Message) {
        match (old, new) {
            (Message::Command(old), Message::Command(new)) => {
                if !self.same_type(&old.response, &new.response) {
                    let (was, is) = (spell::ty(&old.response), spell::ty(&new.response));
                    self.add(name, "Command::Response", format!("is `{is}` instead of `{was}`"), Effect::Breaking);
                }
                if old.allow_oob && !new.allow_oob {
                    self.add(name, "Command::ALLOW_OOB", "is `false`", Effect::Breaking);
                }
            }
            (Message::Event(Event { .. }), Message::Event(Event { .. })) => {}
            (Message::Command(_), Message::Event(_)) => {
                self.add(name, "", "is no `Command` any more", Effect::Breaking)
            }
            (Message::Event(_), Message::Command(_)) => self.add(name, "", "is no `Event` any more", Effect::Breaking),
        }
    }
}

/// When an item exists: with its module.
fn both(module: &Module, item: &Item) -> Option<Cfg> {
    match (module.cfg.clone(), item.cfg.clone()) {
        (Some(module), Some(item)) => Some(module.and(item)),
        (module, item) => module.or(item),
    }
}
