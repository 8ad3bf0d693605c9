//! Union types (manual: "Union types").
//!
//! A union whose branches have nothing in common but the discriminator is an enum. Any other is a struct of the
//! common members, whose discriminator holds the enum of the branches.

use super::{deprecated, docs, enums, ident, objects, table_words, types};
use crate::conditions::Presence;
use crate::names::{self, Scope};
use crate::overrides::Changes;
use crate::plan::Plan;
use proc_macro2::{Ident, TokenStream};
use qapi_parser::schema::{Branch, DefId, Simple, Type, Union};
use quote::quote;

/// The enum of the branches and, if there are more common members than the discriminator, the struct that holds it.
pub fn items(plan: &Plan<'_>, id: DefId, union: &Union) -> TokenStream {
    let definition = plan.schema.definition(id);
    match plan.branches_name(id) {
        None => branches(plan, id, union, &ident(plan.name(id)), &docs::definition(plan, definition)),
        Some(name) => {
            let doc =
                format!("The branches of [`{}`], selected by `{}`.", docs::plain(plan.name(id)), union.discriminator);
            let branches = branches(plan, id, union, &ident(name), &doc);
            let common = objects::struct_items(plan, id);
            quote!(#common #branches)
        }
    }
}

fn branches(plan: &Plan<'_>, id: DefId, union: &Union, name: &Ident, doc: &str) -> TokenStream {
    let (runtime, words, wire) = (plan.runtime(), table_words(plan, id), &union.discriminator);
    let guard = plan.presence(id).attribute();
    let changes = plan.overrides.of(id).type_attributes(&["Debug", "Clone", "PartialEq"]);
    let (mut scope, mut variants, mut entries) = (Scope::default(), Vec::new(), Vec::new());
    for branch in &union.branches {
        let presence = plan.branch_presence(union, branch);
        if matches!(presence, Presence::Never) {
            continue;
        }
        let part = plan.overrides.of_variant(id, &branch.name);
        let variant = part.name.clone().unwrap_or_else(|| names::upper_camel(&branch.name));
        let variant = ident(&scope.take(variant));
        let (attributes, guard, wire) = (part.attributes(), presence.attribute(), &branch.name);
        let (doc, deprecated) =
            (docs::union_branch(plan, union, branch), deprecated(plan, plan.branch_features(union, branch)));
        let payload = payload(plan, id, branch, part);
        variants.push(quote!(#[doc = #doc] #guard #deprecated #attributes #variant #payload));
        entries.push(quote!(#guard #variant #payload = #wire));
    }
    let unknown = ident(&enums::catch_all(&mut scope));
    quote! {
        #[doc = #doc]
        #guard
        #changes
        #[allow(clippy::large_enum_variant)]
        pub enum #name {
            #(#variants,)*
            #[doc = "A branch that the schema does not list, with its members as they came."]
            #unknown(#runtime::UnknownBranch),
        }
        #guard
        #runtime::union! { #words #name by #wire { #(#entries,)* ..#unknown } }
    }
}

fn payload(plan: &Plan<'_>, id: DefId, branch: &Branch, part: &Changes) -> TokenStream {
    match branch.ty {
        None => TokenStream::new(),
        Some(target) => {
            let ty = types::part(plan, id, Type::Single(Simple::Defined(target)), part);
            quote!((#ty))
        }
    }
}
