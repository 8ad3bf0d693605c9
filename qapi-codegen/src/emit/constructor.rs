//! The function `new` of a struct.

use super::paths::Paths;
use super::printer::{Parameter, Printer};
use crate::rust::{Field, Item, Prelude, Struct, Type};

/// `new`, with the members that must be there.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, item: &Item, body: &Struct) {
    let required: Vec<&Field> = body.fields.iter().filter(|field| !field.optional).collect();
    let parameters: Vec<Parameter> = required.iter().map(|field| parameter(paths, field)).collect();
    let mut values: Vec<Parameter> = body.fields.iter().map(|field| value(paths, field)).collect();
    values.extend(body.extra.iter().map(|extra| Parameter {
        cfg: None,
        name: extra.name.clone(),
        value: Some(format!("{}::new()", paths.ty(&Type::Runtime("Map")))),
    }));
    printer.item();
    printer.cfg(item.cfg.as_ref());
    printer.block(&format!("impl {}", item.name), |printer| {
        printer.doc(match required.len() == body.fields.len() {
            true => "Creates a value from its members.",
            false => "Creates a value from its required members; the others are `None`.",
        });
        printer.function("pub fn new", &parameters, "Self", |printer| printer.literal("Self", &values));
    });
}

/// A required member as a parameter. A string can be given as whatever becomes one.
fn parameter(paths: &Paths<'_>, field: &Field) -> Parameter {
    let ty = paths.ty(&field.ty);
    let ty = if field.ty == Type::String { format!("impl {}<{ty}>", paths.prelude(Prelude::Into)) } else { ty };
    Parameter { cfg: field.cfg.clone(), name: field.name.clone(), value: Some(ty) }
}

/// A member in the struct literal.
fn value(paths: &Paths<'_>, field: &Field) -> Parameter {
    let value = match &field.ty {
        _ if field.optional => Some(paths.prelude(Prelude::None).to_owned()),
        Type::String => Some(format!("{}.into()", field.name)),
        _ => None,
    };
    Parameter { cfg: field.cfg.clone(), name: field.name.clone(), value }
}
