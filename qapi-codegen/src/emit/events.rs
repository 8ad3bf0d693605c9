//! The enum of all events.

use super::paths::Paths;
use super::printer::Printer;
use super::tables::words;
use crate::rust::{Events, Type, ident};
use quote::quote;

/// The enum and its table.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, events: &Events) {
    printer.item();
    printer.doc("An event of the server, with the time at which it happened.");
    if events.variants.iter().any(|variant| variant.deprecated.is_some()) {
        printer.attribute(quote!(allow(deprecated)));
    }
    printer.derive(&["Debug", "Clone", "PartialEq"]);
    if events.non_exhaustive {
        printer.attribute(quote!(non_exhaustive));
    }
    printer.attribute(quote!(allow(dead_code, clippy::large_enum_variant, clippy::style)));
    printer.block(quote!(pub enum Event), |printer| variants(printer, paths, events));
    printer.item();
    let (runtime, words) = (paths.runtime(), words(events.impls, false));
    printer.block(quote!(#runtime::events!), |printer| {
        printer.block(quote!(#words Event), |printer| table(printer, paths, events));
    });
}

fn variants(printer: &mut Printer, paths: &Paths<'_>, events: &Events) {
    for variant in &events.variants {
        printer.doc(&variant.doc);
        printer.cfg(variant.cfg.as_ref());
        printer.deprecated(variant.deprecated.as_ref());
        let name = ident(&variant.name);
        printer.entry(quote!(#name), |printer| {
            printer.doc("The event's data.");
            printer.field(quote!(data), paths.item(&variant.data));
            printer.doc("When the event happened.");
            printer.field(quote!(timestamp), paths.ty(&Type::Runtime("Timestamp")));
        });
    }
    printer.doc("An event that the schema does not list, with its data as it came.");
    printer.variant(&ident(&events.unknown), Some(paths.ty(&Type::Runtime("UnknownEvent"))));
}

fn table(printer: &mut Printer, paths: &Paths<'_>, events: &Events) {
    for variant in &events.variants {
        let (name, data, wire) = (ident(&variant.name), paths.item(&variant.data), &variant.wire);
        printer.cfg(variant.cfg.as_ref());
        printer.line(quote!(#name(#data) = #wire,));
    }
    let unknown = ident(&events.unknown);
    printer.line(quote!(..#unknown));
}
