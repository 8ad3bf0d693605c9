//! How types and paths are spelled from where they are used.

use crate::rust::{Code, Crate, Location, Module, Path, Prelude, Type, Variant, ident};
use proc_macro2::TokenStream;
use quote::quote;

/// The spelling of paths in one module, or in the root of the output.
pub struct Paths<'a> {
    krate: &'a Crate,
    module: Option<&'a Module>,
    hidden: Vec<Prelude>,
}

impl<'a> Paths<'a> {
    /// The spelling in this module; in the root if there is none.
    pub fn new(krate: &'a Crate, module: Option<&'a Module>) -> Self {
        let hidden = |name: &Prelude| module.is_some_and(|module| module.hides(*name));
        let hidden = Prelude::ALL.into_iter().filter(hidden).collect();
        Paths { krate, module, hidden }
    }

    /// The path of the runtime crate.
    pub fn runtime(&self) -> &'a Code {
        &self.krate.runtime
    }

    /// A name of the standard library's prelude, by its full path where the module hides it.
    pub fn prelude(&self, name: Prelude) -> TokenStream {
        if self.hidden.contains(&name) { full_path(name) } else { short_name(name) }
    }

    /// The path of an item.
    pub fn item(&self, path: &Path) -> TokenStream {
        let name = ident(&path.name);
        match (&path.location, self.module) {
            (Location::Extern(module), _) => quote!(#module::#name),
            (Location::Module(module), Some(here)) if *module == here.name => quote!(#name),
            (Location::Module(module), here) => {
                let module = ident(module);
                if here.is_some() { quote!(super::#module::#name) } else { quote!(#module::#name) }
            }
        }
    }

    /// A type.
    pub fn ty(&self, ty: &Type) -> TokenStream {
        let generic = |name, inner| {
            let (name, inner) = (self.prelude(name), self.ty(inner));
            quote!(#name<#inner>)
        };
        match ty {
            Type::Primitive("()") => quote!(()),
            Type::Primitive(name) => {
                let name = ident(name);
                quote!(#name)
            }
            Type::String => self.prelude(Prelude::String),
            Type::Runtime(name) => {
                let (runtime, name) = (self.runtime(), ident(name));
                quote!(#runtime::#name)
            }
            Type::Path(path) => self.item(path),
            Type::Given(code) => quote!(#code),
            Type::Option(inner) => generic(Prelude::Option, inner),
            Type::Vec(inner) => generic(Prelude::Vec, inner),
            Type::Box(inner) => generic(Prelude::Box, inner),
        }
    }

    /// What a variant holds, in parentheses; empty if it holds nothing.
    pub fn payload(&self, variant: &Variant) -> TokenStream {
        variant.payload.as_ref().map_or_else(TokenStream::new, |ty| {
            let ty = self.ty(ty);
            quote!((#ty))
        })
    }
}

fn short_name(name: Prelude) -> TokenStream {
    let name = ident(name.name());
    quote!(#name)
}

fn full_path(name: Prelude) -> TokenStream {
    match name {
        Prelude::Box => quote!(::std::boxed::Box),
        Prelude::From => quote!(::std::convert::From),
        Prelude::Into => quote!(::std::convert::Into),
        Prelude::None => quote!(::std::option::Option::None),
        Prelude::Option => quote!(::std::option::Option),
        Prelude::String => quote!(::std::string::String),
        Prelude::Vec => quote!(::std::vec::Vec),
    }
}
