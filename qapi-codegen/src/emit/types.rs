//! The Rust types of QAPI types (manual: "Built-in Types", "Type references and array types").

use super::ident;
use crate::overrides::{self, Changes};
use crate::plan::{Home, Plan};
use proc_macro2::TokenStream;
use qapi_parser::schema::{Builtin, DefId, Simple, Type};
use quote::quote;

/// The path of a definition's Rust type as seen from `home`.
pub fn path(plan: &Plan<'_>, home: &Home, id: DefId) -> TokenStream {
    if let Some((ty, _)) = &plan.overrides.of(id).ty {
        return overrides::tokens(ty);
    }
    let name = ident(plan.name(id));
    let target = plan.home(id);
    if target == home {
        return quote!(#name);
    }
    match target {
        Home::Module(module) => {
            let module = ident(plan.module_name(*module));
            quote!(super::#module::#name)
        }
        Home::Commands => quote!(super::commands::#name),
        Home::Events => quote!(super::events::#name),
        Home::Extern(path) => {
            let path = overrides::tokens(path);
            quote!(#path::#name)
        }
    }
}

/// A type of the standard library's prelude, by its full path where the schema defines a type of that name.
pub fn prelude(plan: &Plan<'_>, home: &Home, name: &'static str) -> TokenStream {
    if !plan.shadows(home, name) {
        let name = ident(name);
        return quote!(#name);
    }
    match name {
        "String" => quote!(::std::string::String),
        "Vec" => quote!(::std::vec::Vec),
        "Box" => quote!(::std::boxed::Box),
        "Into" => quote!(::std::convert::Into),
        "None" => quote!(::std::option::Option::None),
        _ => quote!(::std::option::Option),
    }
}

/// The Rust type of a predefined type.
pub fn builtin(plan: &Plan<'_>, home: &Home, builtin: Builtin) -> TokenStream {
    let runtime = plan.runtime();
    match builtin {
        Builtin::Str => prelude(plan, home, "String"),
        Builtin::Number => quote!(f64),
        Builtin::Int | Builtin::Int64 => quote!(i64),
        Builtin::Int8 => quote!(i8),
        Builtin::Int16 => quote!(i16),
        Builtin::Int32 => quote!(i32),
        Builtin::Uint8 => quote!(u8),
        Builtin::Uint16 => quote!(u16),
        Builtin::Uint32 => quote!(u32),
        Builtin::Uint64 | Builtin::Size => quote!(u64),
        Builtin::Bool => quote!(bool),
        Builtin::Null => quote!(()),
        Builtin::Any => quote!(#runtime::Value),
        Builtin::QType => quote!(#runtime::QType),
    }
}

/// The Rust type of a member or branch, with what the user changes about it.
pub fn part(plan: &Plan<'_>, from: DefId, ty: Type, changes: &Changes) -> TokenStream {
    match &changes.ty {
        Some((ty, _)) => overrides::tokens(ty),
        None => reference(plan, from, ty, changes.boxed),
    }
}

/// The Rust type of a reference that `from` makes; boxed where the plan says so, or on the user's wish.
pub fn reference(plan: &Plan<'_>, from: DefId, ty: Type, boxed: bool) -> TokenStream {
    let home = plan.home(from);
    let element = |element: Simple| match element {
        Simple::Builtin(name) => builtin(plan, home, name),
        Simple::Defined(id) => path(plan, home, id),
    };
    match ty {
        Type::Array(of) => {
            let (vec, element) = (prelude(plan, home, "Vec"), element(of));
            quote!(#vec<#element>)
        }
        Type::Single(of) => {
            let inner = element(of);
            let cyclic = matches!(of, Simple::Defined(to) if plan.is_boxed(from, to));
            if cyclic || boxed {
                let name = prelude(plan, home, "Box");
                quote!(#name<#inner>)
            } else {
                inner
            }
        }
    }
}
