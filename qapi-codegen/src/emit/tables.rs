//! The tables from which the runtime's macros implement its traits.

use super::paths::Paths;
use super::printer::Printer;
use crate::rust::{Body, Conversion, Enum, EnumKind, Field, Impls, Item, Selector, Struct};

/// The table of an item.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, item: &Item) {
    printer.item();
    printer.cfg(item.cfg.as_ref());
    let words = words(item.impls, item.strict);
    let name = format!("{words}{}", item.name);
    match &item.body {
        Body::Struct(body) => table(printer, paths, "object", &name, |printer| object(printer, body)),
        Body::Wrapper(inner) => printer.block(&format!("{}::transparent!", paths.runtime()), |printer| {
            printer.line(&format!("{name}({})", paths.ty(inner)));
        }),
        Body::Enum(body) => {
            let (kind, name) = match &body.kind {
                EnumKind::Values => ("enumeration", name),
                EnumKind::Branches(discriminator) => ("union", format!("{name} by {discriminator:?}")),
                EnumKind::Alternatives => ("alternate", name),
            };
            table(printer, paths, kind, &name, |printer| variants(printer, paths, body));
        }
    }
}

/// The words before the name in a table: which traits, and whether it is strict.
pub fn words(impls: Impls, strict: bool) -> String {
    let direction = match impls {
        Impls { encode: true, decode: false } => "encode ",
        Impls { encode: false, decode: true } => "decode ",
        _ => "",
    };
    format!("{direction}{}", if strict { "strict " } else { "" })
}

fn table(printer: &mut Printer, paths: &Paths<'_>, macro_name: &str, name: &str, entries: impl FnOnce(&mut Printer)) {
    printer.block(&format!("{}::{macro_name}!", paths.runtime()), |printer| printer.braces(name, entries));
}

fn object(printer: &mut Printer, body: &Struct) {
    for field in &body.fields {
        printer.cfg(field.cfg.as_ref());
        printer.field(&field.name, &member(field));
    }
    if let Some(extra) = &body.extra {
        printer.line(&format!("..{}", extra.name));
    }
}

/// A field's wire name and how it is converted.
fn member(field: &Field) -> String {
    let star = if field.optional { "*" } else { "" };
    let name = format!("\"{star}{}\"", field.wire);
    match &field.conversion {
        Conversion::None => name,
        Conversion::Selects => format!("{name} selects"),
        Conversion::With(module) if field.optional => format!("{name} optional_with({module})"),
        Conversion::With(module) => format!("{name} with({module})"),
    }
}

fn variants(printer: &mut Printer, paths: &Paths<'_>, body: &Enum) {
    for variant in &body.variants {
        printer.cfg(variant.cfg.as_ref());
        let variant_text = format!("{}{}", variant.name, paths.payload(variant));
        match variant.selector {
            Selector::Name => printer.line(&format!("{variant_text} = {:?},", variant.wire)),
            Selector::Json(kind) => printer.line(&format!("{} => {variant_text},", kind.name())),
        }
    }
    if let Some(unknown) = &body.unknown {
        printer.line(&format!("..{unknown}"));
    }
}
