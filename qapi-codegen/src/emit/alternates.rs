//! Alternate types (manual: "Alternate types").

use super::{docs, ident, table_words, types};
use crate::conditions::Presence;
use crate::names::{self, Scope};
use crate::plan::Plan;
use proc_macro2::TokenStream;
use qapi_parser::schema::{Alternate, Builtin, DefId, Kind, Schema, Simple, Type};
use quote::quote;

/// An enum with a variant for each branch, and a table that chooses by the JSON type of what arrives.
pub fn items(plan: &Plan<'_>, id: DefId, kind: &Alternate) -> TokenStream {
    let definition = plan.schema.definition(id);
    let name = ident(plan.name(id));
    let (runtime, words) = (plan.runtime(), table_words(plan, id));
    let guard = plan.presence(id).attribute();
    let changes = plan.overrides.of(id).type_attributes(&["Debug", "Clone", "PartialEq"]);
    let (mut scope, mut variants, mut entries) = (Scope::default(), Vec::new(), Vec::new());
    for branch in &kind.branches {
        let presence = plan.part_presence(branch.condition.as_ref(), &[]);
        if matches!(presence, Presence::Never) {
            continue;
        }
        let part = plan.overrides.of_variant(id, &branch.name);
        let variant = part.name.clone().unwrap_or_else(|| names::upper_camel(&branch.name));
        let variant = ident(&scope.take(variant));
        let (doc, guard, attributes) = (docs::branch(plan, id, &branch.name), presence.attribute(), part.attributes());
        let json = ident(json_type(plan.schema, branch.ty));
        let payload = match branch.ty {
            Type::Single(Simple::Builtin(Builtin::Null)) => TokenStream::new(),
            ty => {
                let ty = types::part(plan, id, ty, part);
                quote!((#ty))
            }
        };
        variants.push(quote!(#[doc = #doc] #guard #attributes #variant #payload));
        entries.push(quote!(#guard #json => #variant #payload));
    }
    let unknown = ident(&super::enums::catch_all(&mut scope));
    let doc = docs::definition(plan, definition);
    quote! {
        #[doc = #doc]
        #guard
        #changes
        #[allow(clippy::large_enum_variant)]
        pub enum #name {
            #(#variants,)*
            #[doc = "A value of a JSON type that no branch accepts, as it came."]
            #unknown(#runtime::Value),
        }
        #guard
        #runtime::alternate! { #words #name { #(#entries,)* ..#unknown } }
    }
}

/// The JSON type of a branch; the front end has made sure that no two branches have the same.
fn json_type(schema: &Schema, ty: Type) -> &'static str {
    match ty {
        Type::Array(_) => "array",
        Type::Single(Simple::Builtin(builtin)) => match builtin {
            Builtin::Null => "null",
            Builtin::Bool => "bool",
            Builtin::Str | Builtin::QType => "string",
            _ => "number",
        },
        Type::Single(Simple::Defined(id)) => match schema.definition(id).kind {
            Kind::Enum(_) => "string",
            _ => "object",
        },
    }
}
