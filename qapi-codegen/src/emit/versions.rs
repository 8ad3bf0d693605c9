//! The static data about versions.

use super::paths::Paths;
use super::printer::Printer;
use crate::rust::{Type, Versions};

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
