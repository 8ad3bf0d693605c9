//! The module through which a smaller schema shares the items.

use super::printer::Printer;
use crate::rust::{Crate, Facade, ident};
use quote::quote;
use std::collections::BTreeSet;

/// The module: re-exports of modules of which everything is shared, and of the items of others.
pub fn print(printer: &mut Printer, krate: &Crate, facade: &Facade) {
    let (feature, name) = (&facade.name, ident(&facade.name));
    let up = quote!(super);
    printer.item();
    printer.doc(&format!("What `{feature}` has of all this."));
    printer.attribute(quote!(cfg(feature = #feature)));
    // One line for each name, whatever their order.
    printer.attribute(quote!(rustfmt::skip));
    printer.attribute(quote!(allow(deprecated)));
    printer.block(quote!(pub(crate) mod #name), |printer| {
        let whole = |(module, names): &&(String, BTreeSet<String>)| {
            krate.module(module).is_some_and(|module| module.items.len() == names.len())
        };
        printer.item();
        for module in facade.modules.iter().filter(whole).map(|(module, _)| ident(module)) {
            printer.line(quote!(pub use #up::#module;));
        }
        printer.line(quote!(pub use #up::Event;));
        if krate.versions.is_some() {
            printer.line(quote!(pub use #up::VERSIONS;));
        }
        if let Some(root) = facade.root.as_ref().filter(|root| facade.modules.iter().any(|(name, _)| name == *root)) {
            let root = ident(root);
            printer.line(quote!(pub use #root::*;));
        }
        for (module, names) in facade.modules.iter().filter(|module| !whole(module)) {
            printer.item();
            printer.doc(krate.module(module).map_or("", |module| &module.doc));
            let module = ident(module);
            printer.block(quote!(pub mod #module), |printer| {
                for name in names.iter().map(|name| ident(name)) {
                    printer.line(quote!(pub use #up::#up::#module::#name;));
                }
            });
        }
    });
}
