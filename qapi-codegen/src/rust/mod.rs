//! The Rust that a schema becomes, before it is printed.
//!
//! [`Builder::model`](crate::Builder::model) makes a [`Crate`] of a schema. Every decision is taken in it: names, types,
//! attributes, documentation, what exists when. It holds no reference into the schema, so two models can be compared,
//! walked or kept. Printing adds only layout and the spelling of paths.
//!
//! ```
//! use qapi_codegen::Builder;
//! use qapi_codegen::rust::Body;
//! use qapi_parser::{Options, load_str};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let model = |text: &str| -> Result<_, Box<dyn std::error::Error>> {
//!     let schema = load_str("room.json", text, &Options::default())?.schema;
//!     Ok(Builder::new("room.json").model(&schema)?)
//! };
//! let old = model("{ 'struct': 'Light', 'data': { 'is-on': 'bool' } }")?;
//! let new = model("{ 'struct': 'Light', 'data': { 'is-on': 'bool', '*color': 'str' } }")?;
//!
//! let (_, light) = new.definition("Light").next().expect("it is there");
//! let Body::Struct(body) = &light.body else { panic!("a struct stays a struct") };
//! assert!(body.fields[1].name == "color" && body.fields[1].optional);
//! assert_ne!(old, new);
//! # Ok(())
//! # }
//! ```
//!
//! A change here must keep two things true: nothing that is printed is missing from the model, and equal models print
//! the same text.

mod cfg;
mod code;
mod item;
mod spacing;
mod tokens;
mod types;
mod versions;

pub use cfg::Cfg;
pub use code::{Attribute, Code};
pub use item::{
    Body, Command, Conversion, Deprecated, Direction, Enum, EnumKind, Event, Extra, Feature, Field, Impls, Item,
    JsonType, Message, Place, Selector, Struct, Use, Variant,
};
pub use types::{Location, Path, Prelude, Type};
pub use versions::{VersionFact, Versions};

pub use tokens::ident;

pub(crate) use code::{parse, parse_attributes};
pub(crate) use spacing::{commas, line, line_of};

use std::collections::BTreeSet;

/// Everything that one schema becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crate {
    /// The path of the runtime crate.
    pub runtime: Code,
    /// The modules, sorted by name.
    pub modules: Vec<Module>,
    /// The module whose items can also be named without it: that of the schema's root file, if it has types.
    pub root: Option<String>,
    /// The enum of all events.
    pub events: Events,
    /// What is known of the versions that the schema was merged from; `None` for a schema of one version.
    pub versions: Option<Versions>,
    /// What a smaller schema shares.
    pub facade: Option<Facade>,
}

/// A Rust module: the types of one schema file, the commands, or the events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its name as it is written in source, for example `r#type`.
    pub name: String,
    /// Its documentation, one line.
    pub doc: String,
    /// When it exists; `None` for always.
    pub cfg: Option<Cfg>,
    /// Its items, in the order of the schema.
    pub items: Vec<Item>,
    /// Older names of its items.
    pub aliases: Vec<Alias>,
}

/// A module that holds, by re-exports, what a smaller schema has of this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facade {
    /// Its name, which is also the cargo feature with which it is there.
    pub name: String,
    /// The items, by the module that they are in.
    pub modules: Vec<(String, BTreeSet<String>)>,
    /// The module whose items can also be named without it.
    pub root: Option<String>,
}

/// A name that an item had in older versions of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The older name as it is written in source.
    pub name: String,
    /// The older QAPI name.
    pub definition: String,
    /// The item's name now.
    pub target: String,
    /// When the item exists; `None` for always.
    pub cfg: Option<Cfg>,
}

/// The enum `Event`, which has a variant for each event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Events {
    /// The variants, in the order of the schema.
    pub variants: Vec<EventVariant>,
    /// The name of the variant for events that the schema does not list.
    pub unknown: String,
    /// Whether it is `#[non_exhaustive]`.
    pub non_exhaustive: bool,
    /// Which traits it has.
    pub impls: Impls,
}

/// An event as a variant of the enum `Event`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventVariant {
    /// Its name as it is written in source.
    pub name: String,
    /// The event's QAPI name, which is also the wire form.
    pub wire: String,
    /// Its documentation, as Markdown.
    pub doc: String,
    /// When it exists; `None` for always.
    pub cfg: Option<Cfg>,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
    /// The struct of its data.
    pub data: Path,
}

impl Crate {
    /// The module of this name as it is written in source, for example `commands` or `r#type`.
    pub fn module(&self, name: &str) -> Option<&Module> {
        self.modules.iter().find(|module| module.name == name)
    }

    /// All items, each with its module.
    pub fn items(&self) -> impl Iterator<Item = (&Module, &Item)> {
        self.modules.iter().flat_map(|module| module.items.iter().map(move |item| (module, item)))
    }

    /// The items that a definition of the schema becomes: one for most, two for a union with further common members,
    /// none for what was left out.
    pub fn definition<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a Module, &'a Item)> {
        self.items().filter(move |(_, item)| item.definition == name)
    }
}

impl Module {
    /// Whether an item of the module hides this name of the standard library's prelude.
    pub fn hides(&self, name: Prelude) -> bool {
        let items = self.items.iter().map(|item| &item.name);
        items.chain(self.aliases.iter().map(|alias| &alias.name)).any(|other| other == name.name())
    }
}
