//! Enumeration types (manual: "Enumeration types").

use super::{deprecated, docs, ident, table_words};
use crate::conditions::Presence;
use crate::names::{self, Scope};
use crate::plan::Plan;
use proc_macro2::TokenStream;
use qapi_parser::schema::{DefId, Enum, EnumValue};
use quote::quote;

/// An enum with a variant for each value, one for values that the schema does not know, and its table.
pub fn items(plan: &Plan<'_>, id: DefId, kind: &Enum) -> TokenStream {
    let definition = plan.schema.definition(id);
    let name = ident(plan.name(id));
    let (runtime, words) = (plan.runtime(), table_words(plan, id));
    let guard = plan.presence(id).attribute();
    let closed = is_closed(plan, id, kind);
    let derives: &[&str] = match closed {
        true => &["Debug", "Clone", "Copy", "PartialEq", "Eq", "Hash"],
        false => &["Debug", "Clone", "PartialEq", "Eq", "Hash"],
    };
    let changes = plan.overrides.of(id).type_attributes(derives);
    let (mut scope, mut variants, mut entries) = (Scope::default(), Vec::new(), Vec::new());
    for value in &kind.values {
        let presence = plan.part_presence(value.condition.as_ref(), &value.features);
        if matches!(presence, Presence::Never) {
            continue;
        }
        let part = plan.overrides.of_variant(id, &value.name);
        let variant = part.name.clone().unwrap_or_else(|| names::upper_camel(&value.name));
        let variant = ident(&scope.take(variant));
        let (doc, wire, guard) = (docs::value(plan, id, value), &value.name, presence.attribute());
        let (attributes, deprecated) = (part.attributes(), deprecated(plan, &value.features));
        variants.push(quote!(#[doc = #doc] #guard #deprecated #attributes #variant));
        entries.push(quote!(#guard #variant = #wire));
    }
    if !closed {
        let unknown = ident(&catch_all(&mut scope));
        let string = super::types::prelude(plan, plan.home(id), "String");
        let doc = "A value that the schema does not list, as it came.";
        variants.push(quote!(#[doc = #doc] #unknown(#string)));
        entries.push(quote!(..#unknown));
    }
    let doc = docs::definition(plan, definition);
    quote! {
        #[doc = #doc]
        #guard
        #changes
        pub enum #name { #(#variants,)* }
        #guard
        #runtime::enumeration! { #words #name { #(#entries,)* } }
    }
}

/// Whether the enum has no variant for what the schema does not list: it is strict, and has a value in every build.
fn is_closed(plan: &Plan<'_>, id: DefId, kind: &Enum) -> bool {
    let stays = |value: &EnumValue| {
        matches!(plan.part_presence(value.condition.as_ref(), &value.features), Presence::Always | Presence::Undecided)
    };
    plan.overrides.of(id).strict && kind.values.iter().any(stays)
}

/// The name of the variant for what is not known: `Unknown`, unless the schema has a value of that name.
pub fn catch_all(scope: &mut Scope) -> String {
    scope.take(if scope.has("Unknown") { "Unrecognized" } else { "Unknown" }.to_owned())
}
