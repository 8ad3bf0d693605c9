//! The traits of commands and events.

use super::paths::Paths;
use super::printer::Printer;
use crate::rust::{Feature, Item, Message};

/// The impl of a command or event; nothing for what is neither.
pub fn print(printer: &mut Printer, paths: &Paths<'_>, item: &Item) {
    let Some(message) = &item.message else { return };
    printer.item();
    printer.cfg(item.cfg.as_ref());
    let (name, features) = match message {
        Message::Command(command) => ("Command", &command.features),
        Message::Event(event) => ("Event", &event.features),
    };
    printer.block(&format!("impl {}::{name} for {}", paths.runtime(), item.name), |printer| {
        if let Message::Command(command) = message {
            printer.line(&format!("type Response = {};", paths.ty(&command.response)));
        }
        printer.line(&format!("const NAME: &'static str = {:?};", item.definition));
        if let Message::Command(command) = message {
            let flags = [
                (command.allow_oob, "ALLOW_OOB: bool = true"),
                (command.allow_preconfig, "ALLOW_PRECONFIG: bool = true"),
                (!command.success_response, "SUCCESS_RESPONSE: bool = false"),
            ];
            flags.iter().filter(|(set, _)| *set).for_each(|(_, flag)| printer.line(&format!("const {flag};")));
        }
        if !features.is_empty() {
            let names: Vec<String> = features.iter().map(feature).collect();
            printer.line(&format!("const FEATURES: &'static [&'static str] = &[{}];", names.join(", ")));
        }
    });
}

fn feature(Feature { name, cfg }: &Feature) -> String {
    let cfg = cfg.as_ref().map_or_else(String::new, |cfg| format!("#[cfg({cfg})] "));
    format!("{cfg}{name:?}")
}
