//! Overrides, matched against a schema.
//!
//! In: the overrides as the user wrote them. Out: for a definition, or a member, value or branch of it, the changes
//! that apply, their Rust fragments parsed. Afterwards: every override matched something, and every fragment is Rust.

use crate::analysis;
use crate::error::Error;
use crate::options::{Change, Override};
use crate::patterns;
use proc_macro2::TokenStream;
use qapi_parser::schema::{DefId, Kind, Schema};
use quote::{ToTokens, quote};
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
    /// The added attributes as tokens, the derives first.
    pub fn attributes(&self) -> TokenStream {
        let derives = self.derives.iter().map(|name| tokens(name));
        let derives = (!self.derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
        let attributes = self.attributes.iter().map(|text| tokens(text));
        quote!(#derives #(#attributes)*)
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

/// Tokens of a fragment that [`Overrides::resolve`] has parsed.
pub fn tokens(fragment: &str) -> TokenStream {
    fragment.parse().unwrap_or_default()
}

/// All changes, by definition and member.
#[derive(Debug, Default)]
pub struct Overrides {
    changes: HashMap<(usize, Option<String>), Changes>,
    none: Changes,
}

impl Overrides {
    /// Matches every override against the schema.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] if one matches nothing or holds something else than Rust.
    pub fn resolve(schema: &Schema, overrides: &[Override]) -> Result<Self, Error> {
        let mut resolved = Overrides::default();
        for entry in overrides {
            check_fragment(&entry.change)
                .map_err(|error| Error::Option(format!("override of `{}`: {error}", entry.path)))?;
            let mut matched = false;
            for (id, definition) in schema.definitions() {
                let Some(rest) = definition_part(&entry.path, &definition.name) else { continue };
                match rest {
                    None => matched |= resolved.add(id, None, &entry.change),
                    Some(pattern) => {
                        for part in parts(schema, id).into_iter().filter(|part| patterns::matches(pattern, part)) {
                            matched |= resolved.add(id, Some(part), &entry.change);
                        }
                    }
                }
            }
            if !matched {
                return Err(Error::Option(no_match(schema, &entry.path)));
            }
        }
        Ok(resolved)
    }

    fn add(&mut self, id: DefId, part: Option<&str>, change: &Change) -> bool {
        self.changes.entry((id.index(), part.map(str::to_owned))).or_default().add(change);
        true
    }

    /// The changes for a definition.
    pub fn of(&self, id: DefId) -> &Changes {
        if self.changes.is_empty() { &self.none } else { self.changes.get(&(id.index(), None)).unwrap_or(&self.none) }
    }

    /// The changes for a member, value or branch: those for the definition that carries it, else for the one that
    /// declares it.
    pub fn of_part(&self, carrier: DefId, owner: DefId, part: &str) -> &Changes {
        if self.changes.is_empty() {
            return &self.none;
        }
        let find = |id: DefId| self.changes.get(&(id.index(), Some(part.to_owned())));
        find(carrier).or_else(|| find(owner)).unwrap_or(&self.none)
    }
}

/// What stands behind the definition's part of a path, if that part matches. A name may hold a dot
/// (`__com.example_x`), so every dot is tried as the one that separates.
fn definition_part<'p>(path: &'p str, name: &str) -> Option<Option<&'p str>> {
    if patterns::matches(path, name) {
        return Some(None);
    }
    path.match_indices('.').find(|(at, _)| patterns::matches(&path[..*at], name)).map(|(at, _)| Some(&path[at + 1..]))
}

/// The names of a definition's members, values and branches.
fn parts(schema: &Schema, id: DefId) -> Vec<&str> {
    let mut out: Vec<&str> =
        analysis::carried(schema, id).into_iter().map(|(_, member)| member.name.as_str()).collect();
    match &schema.definition(id).kind {
        Kind::Enum(kind) => out.extend(kind.values.iter().map(|value| value.name.as_str())),
        Kind::Union(kind) => out.extend(kind.branches.iter().map(|branch| branch.name.as_str())),
        Kind::Alternate(kind) => out.extend(kind.branches.iter().map(|branch| branch.name.as_str())),
        Kind::Struct(_) | Kind::Command(_) | Kind::Event(_) => {}
    }
    out
}

fn no_match(schema: &Schema, path: &str) -> String {
    let names = schema.definitions().map(|(_, definition)| definition.name.as_str());
    let head = path.split_once('.').map_or(path, |(head, _)| head);
    let hint = match schema.find(head) {
        Some(id) if path.len() > head.len() => {
            patterns::suggestion(&path[head.len() + 1..], parts(schema, id)).map(|name| format!("{head}.{name}"))
        }
        _ => patterns::suggestion(head, names).map(|name| format!("{name}{}", &path[head.len()..])),
    };
    let hint = hint.map_or_else(String::new, |hint| format!("; did you mean `{hint}`?"));
    format!("override of `{path}` matches nothing in the schema{hint}")
}

fn check_fragment(change: &Change) -> Result<(), String> {
    let result = match change {
        Change::Derive(path) => syn::parse_str::<syn::Path>(path).map(drop),
        Change::Attribute(text) => syn::Attribute::parse_outer.parse_str(text).map(drop),
        Change::Type(ty) => syn::parse_str::<syn::Type>(ty).map(drop),
        Change::TypeWith(ty, module) => {
            syn::parse_str::<syn::Type>(ty).map(drop).and_then(|()| syn::parse_str::<syn::Path>(module).map(drop))
        }
        Change::Rename(name) => syn::parse_str::<syn::Ident>(name).map(|name| drop(name.into_token_stream())),
        Change::Boxed | Change::Strict | Change::Extra => Ok(()),
    };
    result.map_err(|error| {
        let text = match change {
            Change::Derive(text) | Change::Attribute(text) | Change::Type(text) | Change::Rename(text) => text,
            Change::TypeWith(text, _) => text,
            Change::Boxed | Change::Strict | Change::Extra => "",
        };
        format!("`{text}` is not what Rust expects here: {error}")
    })
}
