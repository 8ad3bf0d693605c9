//! `From` for what the variants of an alternate hold.

use super::paths::Paths;
use super::printer::{Parameter, Printer};
use crate::rust::{Enum, Item, Prelude, Type, Variant, ident};
use proc_macro2::TokenStream;
use quote::quote;

/// An impl for each variant that has one. What stands behind a `Box` is put there; a string comes from a `&str` too.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, item: &Item, body: &Enum) {
    for variant in body.variants.iter().filter(|variant| variant.from) {
        match &variant.payload {
            None => {}
            Some(Type::Box(inner)) => {
                let pointer = paths.prelude(Prelude::Box);
                implementation(printer, paths, item, variant, paths.ty(inner), quote!(#pointer::new(value)));
            }
            Some(Type::String) => {
                implementation(printer, paths, item, variant, paths.ty(&Type::String), quote!(value));
                implementation(printer, paths, item, variant, quote!(&str), quote!(value.to_owned()));
            }
            Some(ty) => implementation(printer, paths, item, variant, paths.ty(ty), quote!(value)),
        }
    }
}

fn implementation(
    printer: &mut Printer,
    paths: &Paths<'_>,
    item: &Item,
    variant: &Variant,
    source: TokenStream,
    value: TokenStream,
) {
    let (name, variant_name, from) = (ident(&item.name), ident(&variant.name), paths.prelude(Prelude::From));
    printer.item();
    printer.cfg(item.cfg.as_ref());
    printer.cfg(variant.cfg.as_ref());
    printer.implementation(Some(quote!(#from<#source>)), &name, |printer| {
        let parameter = Parameter { cfg: None, name: ident("value"), ty: source };
        // So that a crate of bindings compiles nothing that is not called.
        printer.attribute(quote!(inline));
        printer.function(quote!(fn from), &[parameter], quote!(Self), |printer| {
            printer.call(quote!(Self::#variant_name(#value)));
        });
    });
}
