//! The enum of all events.

use super::paths::Paths;
use super::printer::Printer;
use super::tables::words;
use crate::rust::{Events, Type};

/// The enum and its table.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, events: &Events) {
    let timestamp = paths.ty(&Type::Runtime("Timestamp"));
    printer.item();
    printer.doc("An event of the server, with the time at which it happened.");
    if events.variants.iter().any(|variant| variant.deprecated.is_some()) {
        printer.line("#[allow(deprecated)]");
    }
    printer.line("#[derive(Debug, Clone, PartialEq)]");
    if events.non_exhaustive {
        printer.line("#[non_exhaustive]");
    }
    printer.line("#[allow(dead_code, clippy::large_enum_variant, clippy::style)]");
    printer.block("pub enum Event", |printer| {
        for variant in &events.variants {
            printer.doc(&variant.doc);
            printer.cfg(variant.cfg.as_ref());
            printer.deprecated(variant.deprecated.as_ref());
            printer.line(&format!("{} {{", variant.name));
            printer.indented(|printer| {
                printer.doc("The event's data.");
                printer.field("data", &paths.item(&variant.data));
                printer.doc("When the event happened.");
                printer.field("timestamp", &timestamp);
            });
            printer.line("},");
        }
        printer.doc("An event that the schema does not list, with its data as it came.");
        printer.line(&format!("{}({}),", events.unknown, paths.ty(&Type::Runtime("UnknownEvent"))));
    });
    printer.item();
    printer.block(&format!("{}::events!", paths.runtime()), |printer| {
        printer.block(&format!("{}Event", words(events.impls, false)), |printer| {
            for variant in &events.variants {
                printer.cfg(variant.cfg.as_ref());
                printer.line(&format!("{}({}) = {:?},", variant.name, paths.item(&variant.data), variant.wire));
            }
            printer.line(&format!("..{}", events.unknown));
        });
    });
}
