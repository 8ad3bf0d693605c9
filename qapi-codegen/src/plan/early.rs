//! Members that have to be read before the others.
//!
//! A value is made blank and then filled. A type that a serde module of the user's converts need not have a blank value, so
//! a mandatory member of such a type is read first, and so is a mandatory member whose struct holds one. What stands in a
//! list, in an option or in a branch is made when its own text comes, and ends the chain.

use crate::rust::{Body, Conversion, Field, Module, Path, Type};
use std::collections::BTreeSet;

/// Marks the members that have to be read early.
pub fn mark(modules: &mut [Module]) {
    let converted = |field: &Field| !field.optional && matches!(field.conversion, Conversion::With(_));
    let mut without_blank: BTreeSet<Path> = BTreeSet::new();
    // Each round finds the structs that hold one of those found before, so there are as many rounds as structs nest.
    loop {
        let before = without_blank.len();
        for module in &mut *modules {
            for item in &mut module.items {
                let Body::Struct(body) = &mut item.body else { continue };
                for field in &mut body.fields {
                    if field.conversion == Conversion::None
                        && held(&field.ty).is_some_and(|path| without_blank.contains(path))
                    {
                        field.conversion = Conversion::Early;
                    }
                    if converted(field) || field.conversion == Conversion::Early {
                        without_blank.insert(Path::new(module.name.clone(), item.name.clone()));
                    }
                }
            }
        }
        if without_blank.len() == before {
            return;
        }
    }
}

/// The type of another definition that is made together with what holds it.
fn held(ty: &Type) -> Option<&Path> {
    match ty {
        Type::Path(path) => Some(path),
        Type::Box(inner) => held(inner),
        _ => None,
    }
}
