//! The function `new` of a struct.

use super::paths::Paths;
use super::printer::{Member, Parameter, Printer};
use crate::rust::{Field, Item, Prelude, Struct, Type, ident};
use proc_macro2::TokenStream;
use quote::quote;

/// `new`, with the members that must be there.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, item: &Item, body: &Struct) {
    let required: Vec<&Field> = body.fields.iter().filter(|field| !field.optional).collect();
    let parameters: Vec<Parameter> = required.iter().map(|field| parameter(paths, field)).collect();
    let mut members: Vec<Member> = body.fields.iter().map(|field| member(paths, field)).collect();
    let map = paths.ty(&Type::Runtime("Map"));
    members.extend(body.extra.iter().map(|extra| Member {
        cfg: None,
        name: ident(&extra.name),
        value: Some(quote!(#map::new())),
        method: TokenStream::new(),
    }));
    printer.item();
    printer.cfg(item.cfg.as_ref());
    printer.implementation(None, &ident(&item.name), |printer| {
        printer.doc(match required.len() == body.fields.len() {
            true => "Creates a value from its members.",
            false => "Creates a value from its required members; the others are `None`.",
        });
        let literal = |printer: &mut Printer| printer.literal(quote!(Self), &members);
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
    Parameter { cfg: field.cfg.clone(), name: ident(&field.name), ty }
}

/// A member in the struct literal.
fn member(paths: &Paths<'_>, field: &Field) -> Member {
    let name = ident(&field.name);
    let (value, method) = match &field.ty {
        _ if field.optional => (Some(paths.prelude(Prelude::None)), TokenStream::new()),
        Type::String => (Some(quote!(#name)), quote!(.into())),
        _ => (None, TokenStream::new()),
    };
    Member { cfg: field.cfg.clone(), name, value, method }
}
