//! Emission: from a plan to the tokens of Rust items.
//!
//! In: a [`Plan`] and a definition. Out: its items. Afterwards: nothing was decided here; what is emitted depends on
//! the plan alone. One file for each kind of definition; each emits plain types and one table for the runtime, which
//! holds all the code that encodes and decodes.

mod alternates;
mod docs;
mod enums;
mod messages;
mod objects;
mod types;
mod unions;

pub use messages::event_enum;

use crate::conditions::Presence;
use crate::plan::Plan;
use proc_macro2::{Ident, Span, TokenStream};
use qapi_parser::schema::{DefId, Feature, Kind};
use quote::quote;

/// The items of one definition; empty if the plan leaves it out.
pub fn definition(plan: &Plan<'_>, id: DefId) -> TokenStream {
    if !plan.emits(id) {
        return TokenStream::new();
    }
    match &plan.schema.definition(id).kind {
        Kind::Enum(kind) => enums::items(plan, id, kind),
        Kind::Struct(_) => objects::struct_items(plan, id),
        Kind::Union(kind) => unions::items(plan, id, kind),
        Kind::Alternate(kind) => alternates::items(plan, id, kind),
        Kind::Command(kind) => messages::command_items(plan, id, kind),
        Kind::Event(kind) => messages::event_items(plan, id, kind),
    }
}

/// An identifier; `r#type` makes a raw one.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// `#[deprecated]` for what carries the feature, unless the user wants none.
fn deprecated(plan: &Plan<'_>, features: &[Feature]) -> TokenStream {
    if plan.options.plain_deprecated {
        return TokenStream::new();
    }
    let attribute = quote!(deprecated(note = "the schema marks it as deprecated"));
    match plan.feature(features, "deprecated") {
        Presence::Never => TokenStream::new(),
        Presence::Cfg(predicate) => {
            let predicate = crate::overrides::tokens(&predicate);
            quote!(#[cfg_attr(#predicate, #attribute)])
        }
        Presence::Always | Presence::Undecided => quote!(#[#attribute]),
    }
}

/// The words between a table macro and its name: direction and strictness.
fn table_words(plan: &Plan<'_>, id: DefId) -> TokenStream {
    let strict = plan.overrides.of(id).strict.then(|| quote!(strict));
    let direction = direction_word(plan, id);
    quote!(#direction #strict)
}

/// The word for a table that is needed in one direction only.
fn direction_word(plan: &Plan<'_>, id: DefId) -> TokenStream {
    match plan.impls(id) {
        (true, false) => quote!(encode),
        (false, true) => quote!(decode),
        _ => TokenStream::new(),
    }
}
