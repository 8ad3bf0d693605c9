//! Structs and enums.

use super::paths::Paths;
use super::printer::Printer;
use super::{constructor, conversions, messages, tables};
use crate::rust::{Body, Enum, EnumKind, Field, Item, Struct, Type, Variant};

/// An item with its table and its impls.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, item: &Item) {
    printer.item();
    printer.doc(&item.doc);
    printer.cfg(item.cfg.as_ref());
    printer.deprecated(item.deprecated.as_ref());
    printer.list_attribute("derive", &item.derives);
    printer.attributes(&item.attributes);
    if item.non_exhaustive {
        printer.line("#[non_exhaustive]");
    }
    match &item.body {
        Body::Struct(body) => structure(printer, paths, item, body),
        Body::Wrapper(inner) => printer.line(&format!("pub struct {}(pub {});", item.name, paths.ty(inner))),
        Body::Enum(body) => enumeration(printer, paths, item, body),
    }
    tables::print(printer, paths, item);
    match &item.body {
        Body::Struct(body) if body.constructor => constructor::print(printer, paths, item, body),
        Body::Enum(body) => conversions::print(printer, paths, item, body),
        _ => {}
    }
    messages::print(printer, paths, item);
}

fn structure(printer: &mut Printer, paths: &Paths<'_>, item: &Item, body: &Struct) {
    if body.fields.is_empty() && body.extra.is_none() {
        return printer.line(&format!("pub struct {};", item.name));
    }
    printer.block(&format!("pub struct {}", item.name), |printer| {
        body.fields.iter().for_each(|field| self::field(printer, paths, field));
        if let Some(extra) = &body.extra {
            printer.doc(&extra.doc);
            printer.field(&format!("pub {}", extra.name), &paths.ty(&Type::Runtime("Map")));
        }
    });
}

fn field(printer: &mut Printer, paths: &Paths<'_>, field: &Field) {
    printer.doc(&field.doc);
    printer.cfg(field.cfg.as_ref());
    printer.deprecated(field.deprecated.as_ref());
    printer.attributes(&field.attributes);
    printer.field(&format!("pub {}", field.name), &paths.ty(&field.ty));
}

fn enumeration(printer: &mut Printer, paths: &Paths<'_>, item: &Item, body: &Enum) {
    if body.kind != EnumKind::Values {
        printer.line("#[allow(clippy::large_enum_variant)]");
    }
    printer.braces(&format!("pub enum {}", item.name), |printer| {
        body.variants.iter().for_each(|variant| self::variant(printer, paths, variant));
        if let Some(unknown) = &body.unknown {
            let (doc, payload) = match body.kind {
                EnumKind::Values => ("A value that the schema does not list, as it came.", Type::String),
                EnumKind::Branches(_) => (
                    "A branch that the schema does not list, with its members as they came.",
                    Type::Runtime("UnknownBranch"),
                ),
                EnumKind::Alternatives => {
                    ("A value of a JSON type that no branch accepts, as it came.", Type::Runtime("Value"))
                }
            };
            printer.doc(doc);
            printer.line(&format!("{unknown}({}),", paths.ty(&payload)));
        }
    });
}

fn variant(printer: &mut Printer, paths: &Paths<'_>, variant: &Variant) {
    printer.doc(&variant.doc);
    printer.cfg(variant.cfg.as_ref());
    printer.deprecated(variant.deprecated.as_ref());
    printer.attributes(&variant.attributes);
    printer.line(&format!("{}{},", variant.name, payload(paths, variant)));
}

/// What a variant holds, in parentheses.
pub fn payload(paths: &Paths<'_>, variant: &Variant) -> String {
    variant.payload.as_ref().map_or_else(String::new, |ty| format!("({})", paths.ty(ty)))
}
