//! What versions of the schema are good for: static data, and older names of types.

use super::paths::Paths;
use super::printer::Printer;
use crate::names::plain;
use crate::rust::{Alias, Deprecated, Type, Versions};

/// An older name of a type.
pub fn alias(printer: &mut Printer, alias: &Alias) {
    let Alias { name, definition, target, cfg } = alias;
    printer.item();
    printer.doc(&format!("The name of [`{}`] in older versions, QAPI's `{definition}`.", plain(target)));
    printer.cfg(cfg.as_ref());
    printer.deprecated(Some(&Deprecated { cfg: None, note: format!("renamed to `{}`", plain(target)) }));
    printer.line(&format!("pub type {name} = {target};"));
}

/// The static `VERSIONS`.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, versions: &Versions) {
    let ty = paths.ty(&Type::Runtime("Versions"));
    let fact = paths.ty(&Type::Runtime("VersionFact"));
    let names: Vec<String> = versions.names.iter().map(|name| format!("{name:?}")).collect();
    let digits = versions.names.len();
    printer.item();
    printer.doc("The versions that these types were made from, and what only some of them have.");
    // One line for each fact, whatever its length.
    printer.line("#[rustfmt::skip]");
    printer.line(&format!("pub static VERSIONS: {ty} = {ty}::new("));
    printer.indented(|printer| {
        printer.line(&format!("&[{}],", names.join(", ")));
        printer.line("&[");
        printer.indented(|printer| {
            for of in &versions.facts {
                printer.line(&format!(
                    "{fact} {{ name: {:?}, present: 0b{:0digits$b}, mandatory: 0b{:0digits$b} }},",
                    of.name, of.present, of.mandatory
                ));
            }
        });
        printer.line("],");
    });
    printer.line(");");
}
