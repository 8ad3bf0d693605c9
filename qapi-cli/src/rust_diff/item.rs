//! What changed in an item: its traits, fields, variants and functions.

use super::{Change, Comparison, Effect, spell};
use qapi_codegen::rust::{Attribute, Body, Code, Enum, EnumKind, Field, Impls, Item, Struct, Type, Variant};
use std::collections::BTreeSet;

impl Comparison<'_> {
    pub(super) fn item(&mut self, name: &str, old: &Item, new: &Item) {
        self.traits(name, old, new);
        self.deprecated(name, "", old.deprecated.is_some(), new.deprecated.is_some());
        if !old.non_exhaustive && new.non_exhaustive {
            self.add(name, "", "became `#[non_exhaustive]`", Effect::Breaking);
        }
        self.impls(name, old.impls, new.impls);
        match (&old.body, &new.body) {
            (Body::Struct(a), Body::Struct(b)) => self.structs(name, a, b, is_open(&old.attributes)),
            (Body::Wrapper(a), Body::Wrapper(b)) => self.types(name, "0", a, b),
            (Body::Enum(a), Body::Enum(b)) => self.enums(name, a, b, old.non_exhaustive),
            _ => {
                let what = format!("was {}, is {}", spell::kind(old), spell::kind(new));
                self.add(name, "", what, Effect::Breaking);
            }
        }
        match (&old.message, &new.message) {
            (Some(old), Some(new)) => self.message(name, old, new),
            (Some(_), None) => self.add(name, "", "is no command or event any more", Effect::Breaking),
            (None, Some(_)) => self.add(name, "", "is a command or event", Effect::Added),
            (None, None) => {}
        }
    }

    /// Derived traits, and attributes that the user added.
    fn traits(&mut self, name: &str, old: &Item, new: &Item) {
        let (was, is) = (derives(old), derives(new));
        for lost in was.difference(&is) {
            self.add(name, "", format!("is no longer `{lost}`"), Effect::Breaking);
        }
        for more in is.difference(&was) {
            self.add(name, "", format!("is `{more}`, too"), Effect::Added);
        }
        let (was, is) = (attributes(&old.attributes), attributes(&new.attributes));
        for lost in was.iter().filter(|attribute| !is.contains(attribute)) {
            self.add(name, "", format!("has no attribute `#[{lost}]` any more"), Effect::Breaking);
        }
        for more in is.iter().filter(|attribute| !was.contains(attribute)) {
            self.add(name, "", format!("has the attribute `#[{more}]`"), Effect::Breaking);
        }
    }

    pub(super) fn impls(&mut self, name: &str, old: Impls, new: Impls) {
        let traits = [
            (old.encode, new.encode, "`Encode` and `Serialize`"),
            (old.decode, new.decode, "`Decode` and `Deserialize`"),
        ];
        for (was, is, traits) in traits {
            match (was, is) {
                (true, false) => self.add(name, "", format!("no longer implements {traits}"), Effect::Breaking),
                (false, true) => self.add(name, "", format!("implements {traits}, too"), Effect::Added),
                _ => {}
            }
        }
    }

    pub(super) fn deprecated(&mut self, item: &str, part: &str, old: bool, new: bool) {
        match (old, new) {
            (false, true) => self.add(item, part, "is deprecated", Effect::Added),
            (true, false) => self.add(item, part, "is not deprecated any more", Effect::Added),
            _ => {}
        }
    }

    fn types(&mut self, item: &str, part: &str, old: &Type, new: &Type) {
        if self.same_type(old, new) {
            return;
        }
        let what = match (self.renamed(old), new) {
            (was, Type::Option(is)) if was == **is => format!("became optional: it is `{}`", spell::ty(new)),
            (Type::Option(was), is) if *was == *is => format!("is always there: it is `{}`", spell::ty(new)),
            _ => format!("is `{}` instead of `{}`", spell::ty(new), spell::ty(old)),
        };
        self.add(item, part, what, Effect::Breaking);
    }

    fn structs(&mut self, name: &str, old: &Struct, new: &Struct, is_open: bool) {
        let was_unit = old.fields.is_empty() && old.extra.is_none();
        let is_unit = new.fields.is_empty() && new.extra.is_none();
        if was_unit && !is_unit {
            self.add(name, "", "had no fields, so its name was a value", Effect::Breaking);
        }
        for field in &old.fields {
            match new.fields.iter().find(|now| now.name == field.name) {
                Some(now) => {
                    self.types(name, &field.name, &field.ty, &now.ty);
                    self.cfg(name, &field.name, field.cfg.as_ref(), now.cfg.as_ref());
                    self.deprecated(name, &field.name, field.deprecated.is_some(), now.deprecated.is_some());
                }
                None => {
                    let renamed = new.fields.iter().find(|now| now.wire == field.wire);
                    let what =
                        renamed.map_or_else(|| "is gone".to_owned(), |now| format!("is called `{}` now", now.name));
                    self.add(name, &field.name, what, Effect::Breaking);
                }
            }
        }
        let effect = if is_open { Effect::Added } else { Effect::NewField };
        for field in new.fields.iter().filter(|field| !old.fields.iter().any(|known| is_same(known, field))) {
            self.add(name, &field.name, format!("is new: `{}`", spell::ty(&field.ty)), effect);
        }
        match (&old.extra, &new.extra) {
            (Some(extra), None) => self.add(name, &extra.name, "is gone", Effect::Breaking),
            (None, Some(extra)) => self.add(name, &extra.name, "is new", effect),
            (Some(old), Some(new)) if old.name != new.name => {
                self.add(name, &old.name, format!("is called `{}` now", new.name), Effect::Breaking);
            }
            _ => {}
        }
        self.constructors(name, old, new);
    }

    fn constructors(&mut self, name: &str, old: &Struct, new: &Struct) {
        match (old.constructor, new.constructor) {
            (true, false) => self.add(name, "new", "is gone", Effect::Breaking),
            (false, true) => self.add(name, "new", "is new", Effect::Added),
            (true, true) => {
                let parameters = |body: &Struct, renamed: &dyn Fn(&Type) -> Type| -> Vec<(String, Type)> {
                    let required = body.fields.iter().filter(|field| !field.optional);
                    required.map(|field| (field.name.clone(), renamed(&field.ty))).collect()
                };
                let was = parameters(old, &|ty| self.renamed(ty));
                let is = parameters(new, &Type::clone);
                if was != is {
                    let shown = |parameters: &[(String, Type)]| {
                        let parameters = parameters.iter().map(|(name, ty)| format!("{name}: {}", spell::ty(ty)));
                        parameters.collect::<Vec<_>>().join(", ")
                    };
                    let what = format!("takes `({})` instead of `({})`", shown(&is), shown(&was));
                    self.add(name, "new", what, Effect::Breaking);
                }
            }
            (false, false) => {}
        }
    }

    fn enums(&mut self, name: &str, old: &Enum, new: &Enum, non_exhaustive: bool) {
        if std::mem::discriminant(&old.kind) != std::mem::discriminant(&new.kind) {
            let what = format!("was {}, is {}", kind(&old.kind), kind(&new.kind));
            self.add(name, "", what, Effect::Breaking);
        }
        for variant in &old.variants {
            match new.variants.iter().find(|now| now.name == variant.name) {
                Some(now) => self.variant(name, variant, now),
                None => {
                    let renamed = new.variants.iter().find(|now| now.wire == variant.wire);
                    let what =
                        renamed.map_or_else(|| "is gone".to_owned(), |now| format!("is called `{}` now", now.name));
                    self.add(name, &variant.name, what, Effect::Breaking);
                }
            }
        }
        let effect = if non_exhaustive { Effect::Added } else { Effect::Breaking };
        let is_known =
            |now: &&Variant| old.variants.iter().any(|known| known.name == now.name || known.wire == now.wire);
        for variant in new.variants.iter().filter(|now| !is_known(now)) {
            self.add(name, &variant.name, "is new", effect);
        }
        match (&old.unknown, &new.unknown) {
            (Some(unknown), None) => self.add(name, unknown, "is gone", Effect::Breaking),
            (None, Some(unknown)) => self.add(name, unknown, "is new", effect),
            (Some(old), Some(new)) if old != new => {
                self.add(name, old, format!("is called `{new}` now"), Effect::Breaking);
            }
            _ => {}
        }
    }

    fn variant(&mut self, name: &str, old: &Variant, new: &Variant) {
        match (&old.payload, &new.payload) {
            (Some(was), Some(is)) => self.types(name, &old.name, was, is),
            (Some(was), None) => {
                self.add(name, &old.name, format!("holds no `{}` any more", spell::ty(was)), Effect::Breaking);
            }
            (None, Some(is)) => self.add(name, &old.name, format!("holds `{}`", spell::ty(is)), Effect::Breaking),
            (None, None) => {}
        }
        match (old.from, new.from) {
            (true, false) => self.add(name, &old.name, "has no `From` any more", Effect::Breaking),
            (false, true) => self.add(name, &old.name, "has `From`, too", Effect::Added),
            _ => {}
        }
        self.cfg(name, &old.name, old.cfg.as_ref(), new.cfg.as_ref());
        self.deprecated(name, &old.name, old.deprecated.is_some(), new.deprecated.is_some());
    }
}

fn is_same(old: &Field, new: &Field) -> bool {
    old.name == new.name || old.wire == new.wire
}

fn kind(kind: &EnumKind) -> &'static str {
    match kind {
        EnumKind::Values => "an enum of values",
        EnumKind::Branches(_) => "an enum of branches",
        EnumKind::Alternatives => "an enum of JSON types",
    }
}

/// Whether attributes keep other crates from listing every field.
fn is_open(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| matches!(attribute, Attribute::Other(code) if code.as_str() == "non_exhaustive"))
}

/// The derived traits, also those in attributes.
fn derives(item: &Item) -> BTreeSet<&str> {
    let given = item.attributes.iter().filter_map(|attribute| match attribute {
        Attribute::List { name, arguments } if name == "derive" => Some(arguments),
        _ => None,
    });
    item.derives.iter().chain(given.flatten()).map(Code::as_str).collect()
}

/// The attributes that may mean something to users of the code, as text.
fn attributes(attributes: &[Attribute]) -> Vec<String> {
    let text = |attribute: &Attribute| match attribute {
        Attribute::Doc(_) => None,
        Attribute::List { name, .. } if name == "derive" || name == "allow" || name == "expect" => None,
        Attribute::List { name, arguments } => {
            let arguments: Vec<&str> = arguments.iter().map(Code::as_str).collect();
            Some(format!("{name}({})", arguments.join(", ")))
        }
        Attribute::Other(code) => Some(code.to_string()),
    };
    attributes.iter().filter_map(text).collect()
}

impl Change {
    /// The path of what changed: `migration::MigrationStats.skipped`.
    pub fn path(&self) -> String {
        let step = match (self.part.as_str(), self.part.starts_with(|c: char| c.is_ascii_uppercase())) {
            ("", _) => return self.item.clone(),
            ("new", _) => return format!("{}::new", self.item),
            (part, _) if part.contains("::") => return format!("{} as {part}", self.item),
            (_, true) => "::",
            (_, false) => ".",
        };
        format!("{}{step}{}", self.item, self.part)
    }
}
