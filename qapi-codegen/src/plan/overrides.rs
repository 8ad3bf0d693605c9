//! Overrides, matched against a schema.
//!
//! An override that matches nothing, has no meaning where it matches, or holds something else than Rust is an error. The
//! Rust in it is parsed here, once.

mod applicable;

use super::parts::Part;
use crate::error::Error;
use crate::names;
use crate::options::{Advice, Change, Options};
use crate::patterns;
use crate::rust::{self, Attribute, Code};
use qapi_parser::schema::{DefId, Schema};
use std::collections::HashMap;

/// What the user changes about one definition, or one member, value or branch.
#[derive(Clone, Debug, Default)]
pub struct Overridden {
    /// Paths of traits to derive.
    derives: Vec<Code>,
    /// Attributes to add.
    pub attributes: Vec<Attribute>,
    /// Another Rust type.
    pub ty: Option<Code>,
    /// The serde module for that type.
    pub with: Option<Code>,
    /// Another Rust name.
    pub name: Option<String>,
    /// Whether it stands behind a `Box`.
    pub boxed: bool,
    /// Whether what is unknown is an error.
    pub strict: bool,
    /// Whether unknown members are kept.
    pub extra: bool,
}

/// One change, its Rust parsed.
enum Parsed {
    Derive(Code),
    Attributes(Vec<Attribute>),
    Type(Code, Option<Code>),
    Rename(String),
    Boxed,
    Strict,
    Extra,
}

impl Overridden {
    /// What a type derives: our traits, then those of the user, also of an attribute `derive`.
    pub fn derives(&self, ours: &[&'static str]) -> Vec<Code> {
        let mut derives: Vec<Code> = ours.iter().map(|name| Code::word(name)).collect();
        for path in self.derives.iter().chain(self.attributes.iter().filter_map(derived).flatten()) {
            // A trait derived twice would not compile, and `*` is a common path.
            if derives.iter().all(|other| last_segment(other) != last_segment(path)) {
                derives.push(path.clone());
            }
        }
        derives
    }

    /// The attributes of a type, but for `derive`.
    pub fn type_attributes(&self) -> Vec<Attribute> {
        self.attributes.iter().filter(|attribute| derived(attribute).is_none()).cloned().collect()
    }

    fn add(&mut self, change: &Parsed) {
        match change {
            Parsed::Derive(path) => self.derives.push(path.clone()),
            Parsed::Attributes(attributes) => self.attributes.extend_from_slice(attributes),
            Parsed::Type(ty, with) => (self.ty, self.with) = (Some(ty.clone()), with.clone()),
            Parsed::Rename(name) => self.name = Some(name.clone()),
            Parsed::Boxed => self.boxed = true,
            Parsed::Strict => self.strict = true,
            Parsed::Extra => self.extra = true,
        }
    }
}

/// The paths in an attribute `derive`.
fn derived(attribute: &Attribute) -> Option<&Vec<Code>> {
    match attribute {
        Attribute::List { name, arguments } if name == "derive" => Some(arguments),
        _ => None,
    }
}

fn last_segment(path: &Code) -> &str {
    path.as_str().rsplit("::").next().unwrap_or_default()
}

/// Everything that the user changes, by definition and part.
#[derive(Debug, Default)]
pub struct Overrides {
    definitions: HashMap<DefId, Overridden>,
    /// Members and variants apart: a union may have one of each with one name.
    parts: HashMap<(DefId, bool, String), Overridden>,
    none: Overridden,
    /// How errors name options.
    pub advice: Advice,
}

impl Overrides {
    /// Matches every override against the schema, whose parts are given by [`DefId::index`].
    ///
    /// # Errors
    ///
    /// [`Error::Option`] if one matches nothing that it can change, or holds something else than Rust.
    pub fn resolve(schema: &Schema, parts: &[Vec<Part<'_>>], options: &Options) -> Result<Self, Error> {
        let mut resolved = Overrides { advice: options.advice, ..Overrides::default() };
        for option in &options.overrides {
            let fail = |error| Error::Option(format!("`{}`{error}", option.shown(options.advice)));
            let parsed = parse(&option.change).map_err(|error| fail(format!(": {error}")))?;
            resolved.add(schema, parts, &option.path, &option.change, &parsed).map_err(fail)?;
        }
        Ok(resolved)
    }

    /// Adds one override wherever it matches. A member can be named by the definition that has it or by the base that
    /// declares it.
    fn add(
        &mut self,
        schema: &Schema,
        parts: &[Vec<Part<'_>>],
        path: &str,
        change: &Change,
        parsed: &Parsed,
    ) -> Result<(), String> {
        let (mut applied, mut refused) = (false, None);
        for (id, definition) in schema.definitions() {
            if patterns::matches(path, &definition.name) {
                match applicable::to_definition(schema, id, change) {
                    Ok(()) => {
                        applied = true;
                        self.definitions.entry(id).or_default().add(parsed);
                    }
                    Err(reason) => refused = refused.or_else(|| Some((definition.name.clone(), reason))),
                }
            }
            for part in &parts[id.index()] {
                if !part.owners(id).any(|owner| part_matches(path, &schema.definition(owner).name, part.name)) {
                    continue;
                }
                match applicable::to_part(schema, id, part, change) {
                    Ok(()) => {
                        applied = true;
                        self.parts.entry(key(id, part)).or_default().add(parsed);
                    }
                    Err(reason) => {
                        refused = refused.or_else(|| Some((format!("{}.{}", definition.name, part.name), reason)));
                    }
                }
            }
        }
        match refused {
            _ if applied => Ok(()),
            Some((name, reason)) if name == path => Err(format!(": {reason}")),
            Some((name, reason)) => Err(format!(" does not fit `{name}`: {reason}")),
            None => Err(no_match(schema, parts, path)),
        }
    }

    /// What changes about a definition.
    pub fn of(&self, id: DefId) -> &Overridden {
        self.definitions.get(&id).unwrap_or(&self.none)
    }

    /// What changes about a part of a definition that has it.
    pub fn of_part(&self, id: DefId, part: &Part<'_>) -> &Overridden {
        if self.parts.is_empty() {
            return &self.none;
        }
        self.parts.get(&key(id, part)).unwrap_or(&self.none)
    }
}

fn key(id: DefId, part: &Part<'_>) -> (DefId, bool, String) {
    (id, part.is_member(), part.name.to_owned())
}

/// Whether a path such as `Definition.member` matches both names. A name may hold a dot (`__com.example_x`), so every
/// dot is tried as the one that separates.
fn part_matches(path: &str, definition: &str, part: &str) -> bool {
    path.match_indices('.')
        .any(|(at, _)| patterns::matches(&path[..at], definition) && patterns::matches(&path[at + 1..], part))
}

fn no_match(schema: &Schema, parts: &[Vec<Part<'_>>], path: &str) -> String {
    let names = schema.definitions().map(|(_, definition)| definition.name.as_str());
    let head = path.split_once('.').map_or(path, |(head, _)| head);
    let hint = match schema.find(head) {
        Some(id) if path.len() > head.len() => {
            let names = parts[id.index()].iter().map(|part| part.name);
            patterns::suggestion(&path[head.len() + 1..], names).map(|name| format!("{head}.{name}"))
        }
        _ => patterns::suggestion(head, names).map(|name| format!("{name}{}", &path[head.len()..])),
    };
    let hint = hint.as_deref().map_or_else(String::new, patterns::did_you_mean);
    format!(" matches nothing in the schema{hint}")
}

/// Parses what a change holds; says what is wrong with it otherwise.
fn parse(change: &Change) -> Result<Parsed, String> {
    const TYPE: &str = "a Rust type, such as `crate::Address` or `Vec<u8>`";
    Ok(match change {
        Change::Derive(text) => {
            const PATH: &str = "the path of a trait to derive, such as `Eq` or `other::Trait`";
            Parsed::Derive(parse_as::<syn::Path>(text, PATH)?.0)
        }
        Change::Attribute(text) => Parsed::Attributes(rust::parse_attributes(text).ok_or_else(|| {
            format!("`{text}` is not an attribute; write its brackets too, as in `#[non_exhaustive]`")
        })?),
        Change::Type(text) => Parsed::Type(parse_as::<syn::Type>(text, TYPE)?.0, None),
        Change::TypeWith(text, module) => Parsed::Type(
            parse_as::<syn::Type>(text, TYPE)?.0,
            Some(parse_as::<syn::Path>(module, "the path of a serde module, such as `crate::seconds`")?.0),
        ),
        Change::Rename(name) => {
            rust::parse::<syn::Ident>(&names::escape(name)).ok_or_else(|| format!("`{name}` is not a Rust name"))?;
            Parsed::Rename(name.clone())
        }
        Change::Boxed => Parsed::Boxed,
        Change::Strict => Parsed::Strict,
        Change::Extra => Parsed::Extra,
    })
}

fn parse_as<T: syn::parse::Parse>(text: &str, what: &str) -> Result<(Code, T), String> {
    rust::parse(text).ok_or_else(|| format!("`{text}` is not {what}"))
}
