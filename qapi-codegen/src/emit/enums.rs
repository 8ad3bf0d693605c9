//! Enumeration types (manual: "Enumeration types").

use super::{deprecated, docs, ident, table_words};
use crate::conditions::Presence;
use crate::names::{self, Scope};
use crate::plan::Plan;
use proc_macro2::TokenStream;
use qapi_parser::schema::{DefId, Enum};
use quote::quote;

/// An enum with a variant for each value, one for values that the schema does not know, and its table.
pub fn items(plan: &Plan<'_>, id: DefId, kind: &Enum) -> TokenStream {
    let definition = plan.schema.definition(id);
    let name = ident(plan.name(id));
    let (runtime, words) = (plan.runtime(), table_words(plan, id));
    let guard = plan.presence(id).attribute();
    let changes = plan.overrides.of(id).attributes();
    let (mut scope, mut variants, mut entries) = (Scope::default(), Vec::new(), Vec::new());
    for value in &kind.values {
        let presence = plan.part_presence(value.condition.as_ref(), &value.features);
        if matches!(presence, Presence::Never) {
            continue;
        }
        let part = plan.overrides.of_part(id, id, &value.name);
        let variant = part.name.clone().unwrap_or_else(|| names::upper_camel(&value.name));
        let variant = ident(&names::escape(&scope.take(variant)));
        let (doc, wire, guard) = (docs::value(plan, id, value), &value.name, presence.attribute());
        let (attributes, deprecated) = (part.attributes(), deprecated(plan, &value.features));
        variants.push(quote!(#[doc = #doc] #guard #deprecated #attributes #variant));
        entries.push(quote!(#guard #variant = #wire));
    }
    let unknown = ident(&catch_all(&mut scope));
    let doc = docs::definition(plan, definition);
    let unknown_doc = "A value that the schema does not list, as it came.";
    let string = super::types::prelude(plan, plan.home(id), "String");
    quote! {
        #[doc = #doc]
        #guard
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #changes
        pub enum #name { #(#variants,)* #[doc = #unknown_doc] #unknown(#string), }
        #guard
        #runtime::enumeration! { #words #name { #(#entries,)* ..#unknown } }
    }
}

/// The name of the variant for what is not known: `Unknown`, unless the schema has a value of that name.
pub fn catch_all(scope: &mut Scope) -> String {
    scope.take(if scope.has("Unknown") { "Unrecognized" } else { "Unknown" }.to_owned())
}
