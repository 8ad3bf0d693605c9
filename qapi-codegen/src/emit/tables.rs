//! The tables from which the runtime's macros implement its traits.

use super::paths::Paths;
use super::printer::Printer;
use crate::rust::{Body, Conversion, Enum, EnumKind, Field, Impls, Item, Selector, Struct, ident};
use proc_macro2::TokenStream;
use quote::quote;

/// The table of an item.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, item: &Item) {
    printer.item();
    printer.cfg(item.cfg.as_ref());
    let (runtime, words, name) = (paths.runtime(), words(item.impls, item.strict), ident(&item.name));
    let name = quote!(#words #name);
    match &item.body {
        Body::Struct(body) => printer.block(quote!(#runtime::object!), |printer| {
            printer.braces(name, |printer| object(printer, body));
        }),
        Body::Wrapper(inner) => printer.block(quote!(#runtime::transparent!), |printer| {
            let inner = paths.ty(inner);
            printer.line(quote!(#name(#inner)));
        }),
        Body::Enum(body) => {
            let (kind, name) = match &body.kind {
                EnumKind::Values => (quote!(enumeration), name),
                EnumKind::Branches(discriminator) => (quote!(union), quote!(#name by #discriminator)),
                EnumKind::Alternatives => (quote!(alternate), name),
            };
            printer.block(quote!(#runtime::#kind!), |printer| {
                printer.braces(name, |printer| variants(printer, paths, body));
            });
        }
    }
}

/// The words before the name in a table: which traits, and whether it is strict.
pub fn words(impls: Impls, strict: bool) -> TokenStream {
    let direction = match impls {
        Impls { encode: true, decode: false } => quote!(encode),
        Impls { encode: false, decode: true } => quote!(decode),
        _ => TokenStream::new(),
    };
    let strict = strict.then(|| quote!(strict));
    quote!(#direction #strict)
}

fn object(printer: &mut Printer, body: &Struct) {
    for field in &body.fields {
        let name = ident(&field.name);
        printer.cfg(field.cfg.as_ref());
        printer.row(quote!(#name), member(field));
    }
    if let Some(extra) = &body.extra {
        let name = ident(&extra.name);
        printer.line(quote!(..#name));
    }
}

/// A field's wire name and how it is converted.
fn member(field: &Field) -> TokenStream {
    let star = if field.optional { "*" } else { "" };
    let name = format!("{star}{}", field.wire);
    match &field.conversion {
        Conversion::None => quote!(#name),
        Conversion::Selects => quote!(#name selects),
        Conversion::With(module) if field.optional => quote!(#name optional_with(#module)),
        Conversion::With(module) => quote!(#name ahead_with(#module)),
        Conversion::Early => quote!(#name ahead),
    }
}

fn variants(printer: &mut Printer, paths: &Paths<'_>, body: &Enum) {
    for variant in &body.variants {
        let (name, payload, wire) = (ident(&variant.name), paths.payload(variant), &variant.wire);
        printer.cfg(variant.cfg.as_ref());
        printer.line(match variant.selector {
            Selector::Name => quote!(#name #payload = #wire,),
            Selector::Json(json) => quote!(#json => #name #payload,),
        });
    }
    if let Some(unknown) = &body.unknown {
        let unknown = ident(unknown);
        printer.line(quote!(..#unknown));
    }
}
