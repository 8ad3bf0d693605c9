//! How types and paths are spelled from where they are used.

use crate::rust::{Crate, Location, Module, Path, Prelude, Type};

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
    pub fn runtime(&self) -> &'a str {
        self.krate.runtime.as_str()
    }

    /// A name of the standard library's prelude, by its full path where the module hides it.
    pub fn prelude(&self, name: Prelude) -> &'static str {
        if self.hidden.contains(&name) { name.full_path() } else { name.name() }
    }

    /// The path of an item.
    pub fn item(&self, path: &Path) -> String {
        match (&path.location, self.module) {
            (Location::Extern(module), _) => format!("{module}::{}", path.name),
            (Location::Module(module), Some(here)) if *module == here.name => path.name.clone(),
            (Location::Module(module), Some(_)) => format!("super::{module}::{}", path.name),
            (Location::Module(module), None) => format!("{module}::{}", path.name),
        }
    }

    /// A type.
    pub fn ty(&self, ty: &Type) -> String {
        let generic = |name, inner| format!("{}<{}>", self.prelude(name), self.ty(inner));
        match ty {
            Type::Primitive(name) => (*name).to_owned(),
            Type::String => self.prelude(Prelude::String).to_owned(),
            Type::Runtime(name) => format!("{}::{name}", self.runtime()),
            Type::Path(path) => self.item(path),
            Type::Given(code) => code.as_str().to_owned(),
            Type::Option(inner) => generic(Prelude::Option, inner),
            Type::Vec(inner) => generic(Prelude::Vec, inner),
            Type::Box(inner) => generic(Prelude::Box, inner),
        }
    }
}
