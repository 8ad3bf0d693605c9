//! The traits of commands and events.

use super::paths::Paths;
use super::printer::Printer;
use crate::rust::{Command, Feature, Item, Message, ident};
use proc_macro2::TokenStream;
use quote::quote;

/// The impl of a command or event; nothing for what is neither.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, item: &Item) {
    let Some(message) = &item.message else { return };
    let (message_trait, features) = match message {
        Message::Command(command) => (quote!(Command), &command.features),
        Message::Event(event) => (quote!(Event), &event.features),
    };
    let (runtime, name, wire) = (paths.runtime(), ident(&item.name), &item.definition);
    printer.item();
    printer.cfg(item.cfg.as_ref());
    printer.implementation(Some(quote!(#runtime::#message_trait)), &name, |printer| {
        if let Message::Command(command) = message {
            let response = paths.ty(&command.response);
            printer.statement(quote!(type Response), response);
        }
        printer.statement(quote!(const NAME: &'static str), quote!(#wire));
        if let Message::Command(command) = message {
            flags(command).for_each(|flag| printer.line(flag));
        }
        if !features.is_empty() {
            let names = features.iter().map(|Feature { name, cfg }| (cfg.as_ref(), name.as_str()));
            printer.strings(quote!(const FEATURES: &'static [&'static str]), names);
        }
    });
}

/// The flags of a command that differ from the trait's defaults.
fn flags(command: &Command) -> impl Iterator<Item = TokenStream> {
    let flags = [
        command.allow_oob.then(|| {
            quote!(
                const ALLOW_OOB: bool = true;
            )
        }),
        command.allow_preconfig.then(|| {
            quote!(
                const ALLOW_PRECONFIG: bool = true;
            )
        }),
        (!command.success_response).then(|| {
            quote!(
                const SUCCESS_RESPONSE: bool = false;
            )
        }),
    ];
    flags.into_iter().flatten()
}
