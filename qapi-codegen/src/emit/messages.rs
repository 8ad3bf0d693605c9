//! Commands and events (manual: "Commands", "Events").

use super::{deprecated, direction_word, docs, enums, ident, objects, types};
use crate::conditions::Presence;
use crate::names::Scope;
use crate::plan::Plan;
use proc_macro2::TokenStream;
use qapi_parser::schema::{Arguments, Command, DefId, Definition, Event, Kind, Simple, Type};
use quote::quote;

/// The struct of a command's arguments, and what the command is called and returns.
pub fn command_items(plan: &Plan<'_>, id: DefId, command: &Command) -> TokenStream {
    let definition = plan.schema.definition(id);
    let (name, wire, runtime) = (ident(plan.name(id)), &definition.name, plan.runtime());
    let guard = plan.presence(id).attribute();
    let response = match command.returns {
        None => quote!(#runtime::Empty),
        Some(ty) => types::reference(plan, id, ty, false),
    };
    let flag = |set: bool, constant: &str, value: bool| {
        let constant = ident(constant);
        set.then(|| quote!(const #constant: bool = #value;))
    };
    let flags = [
        flag(command.allow_oob, "ALLOW_OOB", true),
        flag(command.allow_preconfig, "ALLOW_PRECONFIG", true),
        flag(!command.success_response, "SUCCESS_RESPONSE", false),
    ];
    let flags = flags.iter().flatten();
    let features = features(plan, definition);
    let arguments = arguments(plan, id, &command.arguments, !command.gen_marshal);
    quote! {
        #arguments
        #guard
        impl #runtime::Command for #name {
            type Response = #response;
            const NAME: &'static str = #wire;
            #(#flags)*
            #features
        }
    }
}

/// The struct of an event's data, and what the event is called.
pub fn event_items(plan: &Plan<'_>, id: DefId, event: &Event) -> TokenStream {
    let definition = plan.schema.definition(id);
    let (name, wire, runtime) = (ident(plan.name(id)), &definition.name, plan.runtime());
    let guard = plan.presence(id).attribute();
    let features = features(plan, definition);
    let arguments = arguments(plan, id, &event.arguments, false);
    quote! {
        #arguments
        #guard
        impl #runtime::Event for #name {
            const NAME: &'static str = #wire;
            #features
        }
    }
}

/// The features, special ones included, for those who look them up at run time.
fn features(plan: &Plan<'_>, definition: &Definition) -> Option<TokenStream> {
    let present = definition.features.iter().map(|feature| (feature, plan.feature_presence(feature)));
    let names: Vec<TokenStream> = present
        .filter(|(_, presence)| !matches!(presence, Presence::Never))
        .map(|(feature, presence)| {
            let (name, guard) = (&feature.name, presence.attribute());
            quote!(#guard #name)
        })
        .collect();
    (!names.is_empty()).then(|| quote!(const FEATURES: &'static [&'static str] = &[#(#names),*];))
}

fn arguments(plan: &Plan<'_>, id: DefId, arguments: &Arguments, open: bool) -> TokenStream {
    let target = match arguments {
        Arguments::None | Arguments::Inline(_) => {
            return match open {
                true => {
                    let doc = "Further arguments, which the schema does not declare.";
                    objects::carrier(plan, id, Some("arguments"), doc)
                }
                false => objects::struct_items(plan, id),
            };
        }
        Arguments::Defined(target) => *target,
    };
    let definition = plan.schema.definition(id);
    let (name, runtime, words) = (ident(plan.name(id)), plan.runtime(), direction_word(plan, id));
    let guard = plan.presence(id).attribute();
    let derives: &[&str] = match objects::has_default(plan, target) {
        true => &["Debug", "Clone", "Default", "PartialEq"],
        false => &["Debug", "Clone", "PartialEq"],
    };
    let changes = plan.overrides.of(id).type_attributes(derives);
    let doc = docs::definition(plan, definition);
    let deprecated = deprecated(plan, &definition.features);
    let inner = types::reference(plan, id, Type::Single(Simple::Defined(target)), false);
    quote! {
        #[doc = #doc] #guard #deprecated
        #changes
        pub struct #name(pub #inner);
        #guard
        #runtime::transparent! { #words #name(#inner) }
    }
}

/// The enum of all events that the plan keeps, with their timestamps.
pub fn event_enum(plan: &Plan<'_>) -> TokenStream {
    let runtime = plan.runtime();
    let (mut variants, mut entries) = (Vec::new(), Vec::new());
    let (mut any_deprecated, mut scope) = (None, Scope::default());
    for (id, definition) in plan.schema.definitions() {
        if !matches!(definition.kind, Kind::Event(_)) || !plan.emits(id) {
            continue;
        }
        let (name, wire) = (ident(&scope.take(docs::plain(plan.name(id)).to_owned())), &definition.name);
        let guard = plan.presence(id).attribute();
        let deprecated = deprecated(plan, &definition.features);
        if !deprecated.is_empty() {
            any_deprecated = Some(quote!(#[allow(deprecated)]));
        }
        let doc = format!("`{wire}`");
        variants.push(quote! {
            #[doc = #doc] #guard #deprecated
            #name {
                #[doc = "What it says."] data: events::#name,
                #[doc = "When it happened."] timestamp: #runtime::Timestamp,
            }
        });
        entries.push(quote!(#guard #name(events::#name) = #wire));
    }
    let unknown = ident(&enums::catch_all(&mut scope));
    let words = match plan.options.role {
        crate::options::Role::Both => TokenStream::new(),
        crate::options::Role::Client => quote!(decode),
        crate::options::Role::Server => quote!(encode),
    };
    quote! {
        #[doc = "An event of the server, with the time at which it happened."]
        #any_deprecated
        #[derive(Debug, Clone, PartialEq)]
        #[allow(dead_code, clippy::large_enum_variant, clippy::style)]
        pub enum Event {
            #(#variants,)*
            #[doc = "An event that the schema does not list, with its data as it came."]
            #unknown(#runtime::UnknownEvent),
        }
        #runtime::events! { #words Event { #(#entries,)* ..#unknown } }
    }
}
