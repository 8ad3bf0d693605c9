//! Overrides, matched against a schema.
//!
//! In: the overrides as the user wrote them. Out: for a definition, or a member, value or branch of it, the changes
//! that apply, their Rust fragments parsed. Afterwards: every override matched something, and every fragment is Rust.

mod applicable;
mod parts;

use crate::error::Error;
use crate::names;
use crate::options::{Change, Override};
use crate::patterns;
use parts::Part;
use proc_macro2::TokenStream;
use qapi_parser::schema::{DefId, Schema};
use quote::quote;
use std::collections::HashMap;
use syn::parse::Parser;

/// The changes for one definition, or one member, value or branch.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Traits to derive.
    pub derives: Vec<String>,
    /// Attributes to add.
    pub attributes: Vec<String>,
    /// Another Rust type, and the serde module for it.
    pub ty: Option<(String, Option<String>)>,
    /// Another Rust name.
    pub name: Option<String>,
    /// Whether it stands behind a `Box`.
    pub boxed: bool,
    /// Whether what is unknown is an error.
    pub strict: bool,
    /// Whether unknown members are kept.
    pub extra: bool,
}

impl Changes {
    /// The attributes of a type: one `derive` of `ours` and what was added, then the added attributes.
    pub fn type_attributes(&self, ours: &[&str]) -> TokenStream {
        let mut derives: Vec<&str> = ours.to_vec();
        for name in &self.derives {
            // A trait derived twice would not compile, and `*` is a common path.
            if !derives.iter().any(|known| last_segment(known) == last_segment(name)) {
                derives.push(name);
            }
        }
        let derives = derives.into_iter().map(tokens);
        let attributes = self.attributes();
        quote!(#[derive(#(#derives),*)] #attributes)
    }

    /// The added attributes.
    pub fn attributes(&self) -> TokenStream {
        self.attributes.iter().map(|text| tokens(text)).collect()
    }

    fn add(&mut self, change: &Change) {
        match change {
            Change::Derive(name) => self.derives.push(name.clone()),
            Change::Attribute(text) => self.attributes.push(text.clone()),
            Change::Type(ty) => self.ty = Some((ty.clone(), None)),
            Change::TypeWith(ty, module) => self.ty = Some((ty.clone(), Some(module.clone()))),
            Change::Rename(name) => self.name = Some(name.clone()),
            Change::Boxed => self.boxed = true,
            Change::Strict => self.strict = true,
            Change::Extra => self.extra = true,
        }
    }
}

fn last_segment(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path).trim()
}

/// Tokens of a fragment that [`Overrides::resolve`] has parsed.
pub fn tokens(fragment: &str) -> TokenStream {
    fragment.parse().unwrap_or_default()
}

/// All changes, by definition and member.
#[derive(Debug, Default)]
pub struct Overrides {
    changes: HashMap<(usize, Place), Changes>,
    none: Changes,
}

/// What of a definition is changed. A union may have a member and a branch of one name.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Place {
    Whole,
    Member(String),
    Variant(String),
}

impl Place {
    fn of(part: &Part<'_>) -> Self {
        let name = part.name.to_owned();
        if part.is_member() { Place::Member(name) } else { Place::Variant(name) }
    }
}

impl Overrides {
    /// Matches every override against the schema.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] if one matches nothing that it can change, holds something else than Rust, or gives a name
    /// that is taken.
    pub fn resolve(schema: &Schema, overrides: &[Override]) -> Result<Self, Error> {
        let mut resolved = Overrides::default();
        for entry in overrides {
            check_fragment(&entry.change)
                .map_err(|error| Error::Option(format!("override of `{}`: {error}", entry.path)))?;
            resolved.add(schema, entry).map_err(Error::Option)?;
        }
        resolved.check_names(schema).map_err(Error::Option)?;
        Ok(resolved)
    }

    /// Adds one override wherever it matches. A member can be named by the definition that carries it or by the base
    /// that declares it.
    fn add(&mut self, schema: &Schema, Override { path, change }: &Override) -> Result<(), String> {
        let (mut applied, mut refused) = (false, None);
        for (id, definition) in schema.definitions() {
            if patterns::matches(path, &definition.name) {
                match applicable::to_definition(schema, id, change) {
                    Ok(()) => {
                        applied = true;
                        self.changes.entry((id.index(), Place::Whole)).or_default().add(change);
                    }
                    Err(reason) => refused = refused.or(Some((definition.name.clone(), reason))),
                }
            }
            for part in Part::all(schema, id) {
                if !part.owners(id).any(|owner| part_matches(path, &schema.definition(owner).name, part.name)) {
                    continue;
                }
                match applicable::to_part(schema, id, &part, change) {
                    Ok(()) => {
                        applied = true;
                        self.changes.entry((id.index(), Place::of(&part))).or_default().add(change);
                    }
                    Err(reason) => {
                        refused = refused.or_else(|| Some((format!("{}.{}", definition.name, part.name), reason)));
                    }
                }
            }
        }
        match refused {
            _ if applied => Ok(()),
            Some((name, reason)) if name == *path => Err(format!("override of `{path}`: {reason}")),
            Some((name, reason)) => Err(format!("override of `{path}` does not fit `{name}`: {reason}")),
            None => Err(no_match(schema, path)),
        }
    }

    /// The changes for a definition.
    pub fn of(&self, id: DefId) -> &Changes {
        self.at(id, || Place::Whole)
    }

    /// The changes for a member of the definition that carries it.
    pub fn of_member(&self, id: DefId, name: &str) -> &Changes {
        self.at(id, || Place::Member(name.to_owned()))
    }

    /// The changes for a value or branch.
    pub fn of_variant(&self, id: DefId, name: &str) -> &Changes {
        self.at(id, || Place::Variant(name.to_owned()))
    }

    fn at(&self, id: DefId, place: impl Fn() -> Place) -> &Changes {
        if self.changes.is_empty() {
            return &self.none;
        }
        self.changes.get(&(id.index(), place())).unwrap_or(&self.none)
    }

    /// Makes sure that no part was renamed to the name of another.
    fn check_names(&self, schema: &Schema) -> Result<(), String> {
        for (id, definition) in schema.definitions() {
            let mut owners: HashMap<(bool, String), &str> = HashMap::new();
            let parts = Part::all(schema, id);
            let renamed = |part: &Part<'_>| self.at(id, || Place::of(part)).name.is_some();
            if !parts.iter().any(renamed) {
                continue;
            }
            for part in &parts {
                let name = self.at(id, || Place::of(part)).name.clone().unwrap_or_else(|| part.rust_name());
                let Some(other) = owners.insert((part.is_member(), name.clone()), part.name) else { continue };
                return Err(format!(
                    "`{0}.{other}` and `{0}.{1}` would both be called `{name}`; rename one of them to something else",
                    definition.name, part.name
                ));
            }
        }
        Ok(())
    }
}

/// Whether a path such as `Definition.member` matches both names. A name may hold a dot (`__com.example_x`), so every
/// dot is tried as the one that separates.
fn part_matches(path: &str, definition: &str, part: &str) -> bool {
    path.match_indices('.')
        .any(|(at, _)| patterns::matches(&path[..at], definition) && patterns::matches(&path[at + 1..], part))
}

fn no_match(schema: &Schema, path: &str) -> String {
    let names = schema.definitions().map(|(_, definition)| definition.name.as_str());
    let head = path.split_once('.').map_or(path, |(head, _)| head);
    let hint = match schema.find(head) {
        Some(id) if path.len() > head.len() => {
            let parts = Part::all(schema, id);
            let names = parts.iter().map(|part| part.name);
            patterns::suggestion(&path[head.len() + 1..], names).map(|name| format!("{head}.{name}"))
        }
        _ => patterns::suggestion(head, names).map(|name| format!("{name}{}", &path[head.len()..])),
    };
    let hint = hint.as_deref().map_or_else(String::new, patterns::did_you_mean);
    format!("override of `{path}` matches nothing in the schema{hint}")
}

fn check_fragment(change: &Change) -> Result<(), String> {
    match change {
        Change::Derive(text) => {
            check::<syn::Path>(text, "the path of a trait to derive, such as `Eq` or `other::Trait`")
        }
        Change::Attribute(text) => match syn::Attribute::parse_outer.parse_str(text) {
            Ok(_) => Ok(()),
            Err(_) => Err(format!("`{text}` is not an attribute; write its brackets too, as in `#[non_exhaustive]`")),
        },
        Change::Type(text) => check::<syn::Type>(text, TYPE),
        Change::TypeWith(text, module) => check::<syn::Type>(text, TYPE)
            .and_then(|()| check::<syn::Path>(module, "the path of a serde module, such as `crate::seconds`")),
        Change::Rename(name) => match syn::parse_str::<syn::Ident>(&names::escape(name)) {
            Ok(_) => Ok(()),
            Err(_) => Err(format!("`{name}` is not a Rust name")),
        },
        Change::Boxed | Change::Strict | Change::Extra => Ok(()),
    }
}

const TYPE: &str = "a Rust type, such as `crate::Address` or `Vec<u8>`";

fn check<T: syn::parse::Parse>(text: &str, what: &str) -> Result<(), String> {
    syn::parse_str::<T>(text).map(drop).map_err(|_| format!("`{text}` is not {what}"))
}
