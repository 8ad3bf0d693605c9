//! The function `new` of a struct.

use super::paths::Paths;
use super::printer::{Parameter, Printer};
use crate::rust::{Field, Item, Prelude, Struct, Type, ident};
use quote::quote;

/// `new`, with the members that must be there.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, item: &Item, body: &Struct) {
    let required: Vec<&Field> = body.fields.iter().filter(|field| !field.optional).collect();
    let parameters: Vec<Parameter> = required.iter().map(|field| parameter(paths, field)).collect();
    let mut values: Vec<Parameter> = body.fields.iter().map(|field| value(paths, field)).collect();
    let map = paths.ty(&Type::Runtime("Map"));
    values.extend(body.extra.iter().map(|extra| Parameter {
        cfg: None,
        name: ident(&extra.name),
        value: Some(quote!(#map::new())),
    }));
    let name = ident(&item.name);
    printer.item();
    printer.cfg(item.cfg.as_ref());
    printer.block(quote!(impl #name), |printer| {
        printer.doc(match required.len() == body.fields.len() {
            true => "Creates a value from its members.",
            false => "Creates a value from its required members; the others are `None`.",
        });
        let literal = |printer: &mut Printer| printer.literal(quote!(Self), &values);
        printer.function(quote!(pub fn new), &parameters, quote!(Self), literal);
    });
}

/// A required member as a parameter. A string can be given as whatever becomes one.
fn parameter(paths: &Paths<'_>, field: &Field) -> Parameter {
    let mut ty = paths.ty(&field.ty);
    if field.ty == Type::String {
        let into = paths.prelude(Prelude::Into);
        ty = quote!(impl #into<#ty>);
    }
    Parameter { cfg: field.cfg.clone(), name: ident(&field.name), value: Some(ty) }
}

/// A member in the struct literal.
fn value(paths: &Paths<'_>, field: &Field) -> Parameter {
    let name = ident(&field.name);
    let value = match &field.ty {
        _ if field.optional => Some(paths.prelude(Prelude::None)),
        Type::String => Some(quote!(#name.into())),
        _ => None,
    };
    Parameter { cfg: field.cfg.clone(), name, value }
}
