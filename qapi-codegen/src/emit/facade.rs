//! The module through which a smaller schema shares the items.

use super::printer::Printer;
use crate::rust::{Crate, Facade};
use std::collections::BTreeSet;

/// The module: re-exports of modules of which everything is shared, and of the items of others.
pub fn print(printer: &mut Printer, krate: &Crate, facade: &Facade) {
    printer.item();
    printer.doc(&format!("What `{}` has of all this.", facade.name));
    printer.line(&format!("#[cfg(feature = {:?})]", facade.name));
    // One line for each name, whatever their order.
    printer.line("#[rustfmt::skip]");
    printer.line("#[allow(deprecated)]");
    printer.block(&format!("pub(crate) mod {}", facade.name), |printer| {
        let whole = |(module, names): &&(String, BTreeSet<String>)| {
            krate.module(module).is_some_and(|module| module.items.len() == names.len())
        };
        printer.item();
        for (module, _) in facade.modules.iter().filter(whole) {
            printer.line(&format!("pub use super::{module};"));
        }
        printer.line("pub use super::Event;");
        if let Some(root) = facade.root.as_ref().filter(|root| facade.modules.iter().any(|(name, _)| name == *root)) {
            printer.line(&format!("pub use {root}::*;"));
        }
        for (module, names) in facade.modules.iter().filter(|module| !whole(module)) {
            printer.item();
            printer.doc(krate.module(module).map_or("", |module| &module.doc));
            printer.block(&format!("pub mod {module}"), |printer| {
                for name in names {
                    printer.line(&format!("pub use super::super::{module}::{name};"));
                }
            });
        }
    });
}
