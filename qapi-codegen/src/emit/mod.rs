//! Prints a Rust model.
//!
//! Nothing is decided here: what is printed stands in the [`Crate`], and what remains is layout (rustfmt's, so that
//! `cargo fmt` has nothing to change) and how a path is spelled from where it is used.

mod constructor;
mod conversions;
mod events;
mod facade;
mod items;
mod layout;
mod messages;
mod paths;
mod printer;
mod tables;
#[cfg(test)]
mod tests;
mod versions;

use crate::names::plain;
use crate::parallel;
use crate::rust::{Crate, Item, Module, ident};
use paths::Paths;
use printer::Printer;
use quote::quote;

impl Crate {
    /// The text of what a definition of the schema becomes; empty if it was left out.
    pub fn print(&self, name: &str) -> String {
        let module = self.definition(name).next().map(|(module, _)| module);
        let found = self.definition(name).map(|(_, item)| item);
        module.map_or_else(String::new, |module| items(self, module, found, 0))
    }
}

/// The text of a module's items, indented by so many spaces and separated by blank lines.
fn items<'a>(krate: &Crate, module: &Module, items: impl IntoIterator<Item = &'a Item>, indent: usize) -> String {
    let paths = Paths::new(krate, Some(module));
    let mut printer = Printer::new(indent);
    for item in items {
        items::print(&mut printer, &paths, item);
    }
    printer.finish()
}

/// The whole crate as one file, with its modules inside.
pub fn file(krate: &Crate, header: &str) -> String {
    let mut printer = start(header);
    for (module, text) in krate.modules.iter().zip(texts(krate, layout::STEP)) {
        declaration(&mut printer, module);
        let name = ident(&module.name);
        printer.enclosed(quote!(pub mod #name), " {", "}", |printer| printer.printed(&text));
    }
    root(&mut printer, krate);
    printer.finish()
}

/// The whole crate as a tree: the text of its root, then the name and the text of each module's file.
pub fn tree(krate: &Crate, header: &str) -> (String, Vec<(String, String)>) {
    let mut printer = start(header);
    let mut files = Vec::new();
    for (module, text) in krate.modules.iter().zip(texts(krate, 0)) {
        declaration(&mut printer, module);
        let name = ident(&module.name);
        printer.line(quote!(pub mod #name;));
        files.push((format!("{}.rs", plain(&module.name)), format!("{header}\n{text}")));
    }
    root(&mut printer, krate);
    (printer.finish(), files)
}

/// A file that starts with a header.
fn start(header: &str) -> Printer {
    let mut printer = Printer::new(0);
    printer.item();
    printer.printed(header);
    printer
}

/// What stands before a module. A program that includes it uses a part of it, and did not choose the schema's names.
fn declaration(printer: &mut Printer, module: &Module) {
    printer.item();
    printer.doc(&module.doc);
    printer.cfg(module.cfg.as_ref());
    printer.attribute(quote!(allow(dead_code, deprecated, clippy::style)));
}

/// What stands in the root beside the modules.
fn root(printer: &mut Printer, krate: &Crate) {
    if let Some(name) = &krate.root {
        printer.item();
        printer.cfg(krate.module(name).and_then(|module| module.cfg.as_ref()));
        printer.attribute(quote!(allow(unused_imports)));
        let name = ident(name);
        printer.line(quote!(pub use #name::*;));
    }
    let paths = Paths::new(krate, None);
    if let Some(facade) = &krate.facade {
        facade::print(printer, krate, facade);
    }
    if let Some(versions) = &krate.versions {
        versions::print(printer, &paths, versions);
    }
    events::print(printer, &paths, &krate.events);
}

/// The text of each module.
fn texts(krate: &Crate, indent: usize) -> Vec<String> {
    /// How many items are printed at a time: few enough that threads end together.
    const CHUNK: usize = 64;
    let chunks = |module: &'_ Module| module.items.len().div_ceil(CHUNK);
    let work: Vec<(&Module, usize)> =
        krate.modules.iter().flat_map(|module| (0..chunks(module)).map(move |chunk| (module, chunk))).collect();
    let mut parts = parallel::map(&work, 1, |&(module, chunk)| {
        items(krate, module, module.items.iter().skip(chunk * CHUNK).take(CHUNK), indent)
    })
    .into_iter();
    let text = |module: &Module| {
        let mut texts: Vec<String> = parts.by_ref().take(chunks(module)).collect();
        if !module.aliases.is_empty() {
            let mut printer = Printer::new(indent);
            module.aliases.iter().for_each(|alias| versions::alias(&mut printer, alias));
            texts.push(printer.finish());
        }
        texts.join("\n")
    };
    krate.modules.iter().map(text).collect()
}
