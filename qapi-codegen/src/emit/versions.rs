//! What versions of the schema are good for: static data, and older names of types.

use super::paths::Paths;
use super::printer::Printer;
use crate::names::plain;
use crate::rust::{Alias, Deprecated, Type, VersionFact, Versions, ident};
use proc_macro2::Literal;
use quote::quote;

/// An older name of a type.
pub fn alias(printer: &mut Printer, alias: &Alias) {
    let target = plain(&alias.target);
    printer.item();
    printer.doc(&format!("The name of [`{target}`] in older versions, QAPI's `{}`.", alias.definition));
    printer.cfg(alias.cfg.as_ref());
    printer.deprecated(Some(&Deprecated { cfg: None, note: format!("renamed to `{target}`") }));
    let (name, target) = (ident(&alias.name), ident(&alias.target));
    printer.statement(quote!(pub type #name), quote!(#target));
}

/// The static `VERSIONS`.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, versions: &Versions) {
    let (ty, fact) = (paths.ty(&Type::Runtime("Versions")), paths.ty(&Type::Runtime("VersionFact")));
    let names = &versions.names;
    let bits = |set: u64| bits(set, names.len());
    printer.item();
    printer.doc("The versions that these types were made from, and what only some of them have.");
    // One line for each fact, whatever its length.
    printer.attribute(quote!(rustfmt::skip));
    printer.enclosed(quote!(pub static VERSIONS: #ty = #ty::new), "(", ");", |printer| {
        printer.line(quote!(&[#(#names),*],));
        printer.enclosed(quote!(&), "[", "],", |printer| {
            for VersionFact { name, present, mandatory } in &versions.facts {
                let (present, mandatory) = (bits(*present), bits(*mandatory));
                printer.line(quote!(#fact { name: #name, present: #present, mandatory: #mandatory },));
            }
        });
    });
}

/// A set of versions as a binary number with a digit for each.
fn bits(set: u64, digits: usize) -> Literal {
    let text = format!("0b{set:0digits$b}");
    text.parse().unwrap_or_else(|_| Literal::u64_unsuffixed(set))
}
