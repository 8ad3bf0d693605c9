//! Structs and enums.

use super::paths::Paths;
use super::printer::Printer;
use super::{constructor, conversions, messages, tables};
use crate::rust::{Body, Enum, EnumKind, Field, Item, Struct, Type, Variant, ident};
use quote::quote;

/// An item with its table and its impls.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, item: &Item) {
    printer.item();
    printer.doc(&item.doc);
    printer.cfg(item.cfg.as_ref());
    printer.deprecated(item.deprecated.as_ref());
    printer.derive(&item.derives);
    printer.attributes(&item.attributes);
    if item.non_exhaustive {
        printer.attribute(quote!(non_exhaustive));
    }
    match &item.body {
        Body::Struct(body) => structure(printer, paths, item, body),
        Body::Wrapper(inner) => printer.tuple_struct(&ident(&item.name), paths.ty(inner)),
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
    let name = ident(&item.name);
    if body.fields.is_empty() && body.extra.is_none() {
        return printer.line(quote!(pub struct #name;));
    }
    printer.members(quote!(pub struct #name), |printer| {
        body.fields.iter().for_each(|field| self::field(printer, paths, field));
        if let Some(extra) = &body.extra {
            let name = ident(&extra.name);
            printer.doc(&extra.doc);
            printer.field(quote!(pub #name), paths.ty(&Type::Runtime("Map")));
        }
    });
}

fn field(printer: &mut Printer, paths: &Paths<'_>, field: &Field) {
    printer.doc(&field.doc);
    printer.cfg(field.cfg.as_ref());
    printer.deprecated(field.deprecated.as_ref());
    printer.attributes(&field.attributes);
    let name = ident(&field.name);
    printer.field(quote!(pub #name), paths.ty(&field.ty));
}

fn enumeration(printer: &mut Printer, paths: &Paths<'_>, item: &Item, body: &Enum) {
    if body.kind != EnumKind::Values {
        printer.attribute(quote!(allow(clippy::large_enum_variant)));
    }
    let name = ident(&item.name);
    printer.braces(quote!(pub enum #name), |printer| {
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
            printer.variant(&ident(unknown), Some(paths.ty(&payload)));
        }
    });
}

fn variant(printer: &mut Printer, paths: &Paths<'_>, variant: &Variant) {
    printer.doc(&variant.doc);
    printer.cfg(variant.cfg.as_ref());
    printer.deprecated(variant.deprecated.as_ref());
    printer.attributes(&variant.attributes);
    printer.variant(&ident(&variant.name), variant.payload.as_ref().map(|ty| paths.ty(ty)));
}
