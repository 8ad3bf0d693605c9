//! `From` for what the variants of an alternate hold.

use super::paths::Paths;
use super::printer::Printer;
use crate::rust::{Enum, Item, Prelude, Type, Variant};

/// An impl for each variant that has one. What stands behind a `Box` is put there; a string comes from a `&str` too.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, item: &Item, body: &Enum) {
    for variant in body.variants.iter().filter(|variant| variant.from) {
        match &variant.payload {
            None => {}
            Some(Type::Box(inner)) => {
                let value = format!("{}::new(value)", paths.prelude(Prelude::Box));
                implementation(printer, paths, item, variant, &paths.ty(inner), &value);
            }
            Some(Type::String) => {
                implementation(printer, paths, item, variant, &paths.ty(&Type::String), "value");
                implementation(printer, paths, item, variant, "&str", "value.to_owned()");
            }
            Some(ty) => implementation(printer, paths, item, variant, &paths.ty(ty), "value"),
        }
    }
}

fn implementation(printer: &mut Printer, paths: &Paths<'_>, item: &Item, variant: &Variant, source: &str, value: &str) {
    printer.item();
    printer.cfg(item.cfg.as_ref());
    printer.cfg(variant.cfg.as_ref());
    printer.block(&format!("impl {}<{source}> for {}", paths.prelude(Prelude::From), item.name), |printer| {
        printer.block(&format!("fn from(value: {source}) -> Self"), |printer| {
            printer.line(&format!("Self::{}({value})", variant.name));
        });
    });
}
