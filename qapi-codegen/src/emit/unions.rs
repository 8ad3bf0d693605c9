//! Union types (manual: "Union types").
//!
//! A union whose branches have nothing in common but the discriminator is an enum. Any other is a struct of the
//! common members, whose discriminator holds the enum of the branches.

use super::{deprecated, docs, enums, ident, objects, table_words, types};
use crate::conditions::Presence;
use crate::names::{self, Scope};
use crate::plan::Plan;
use proc_macro2::{Ident, TokenStream};
use qapi_parser::schema::{Branch, DefId, EnumValue, Kind, Simple, Type, Union};
use quote::quote;
use std::collections::HashMap;

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
    let changes = plan.overrides.of(id).attributes();
    let values: HashMap<&str, &EnumValue> = match &plan.schema.definition(union.tag).kind {
        Kind::Enum(tag) => tag.values.iter().map(|value| (value.name.as_str(), value)).collect(),
        _ => HashMap::new(),
    };
    let (mut scope, mut variants, mut entries) = (Scope::default(), Vec::new(), Vec::new());
    for branch in &union.branches {
        let value = values.get(branch.name.as_str());
        let features = value.map_or(&[][..], |value| &value.features);
        let condition = branch.condition.as_ref().or(value.and_then(|value| value.condition.as_ref()));
        let presence = plan.part_presence(condition, features);
        if matches!(presence, Presence::Never) {
            continue;
        }
        let part = plan.overrides.of_part(id, id, &branch.name);
        let variant = part.name.clone().unwrap_or_else(|| names::upper_camel(&branch.name));
        let variant = ident(&names::escape(&scope.take(variant)));
        let (attributes, guard, wire) = (part.attributes(), presence.attribute(), &branch.name);
        let (doc, deprecated) = (docs::union_branch(plan, union, branch), deprecated(plan, features));
        let payload = payload(plan, id, branch, part.boxed);
        variants.push(quote!(#[doc = #doc] #guard #deprecated #attributes #variant #payload));
        entries.push(quote!(#guard #variant #payload = #wire));
    }
    let unknown = ident(&enums::catch_all(&mut scope));
    quote! {
        #[doc = #doc]
        #guard
        #[derive(Debug, Clone, PartialEq)]
        #[allow(clippy::large_enum_variant)]
        #changes
        pub enum #name {
            #(#variants,)*
            #[doc = "A branch that the schema does not list, with its members as they came."]
            #unknown(#runtime::UnknownBranch),
        }
        #guard
        #runtime::union! { #words #name by #wire { #(#entries,)* ..#unknown } }
    }
}

fn payload(plan: &Plan<'_>, id: DefId, branch: &Branch, boxed: bool) -> TokenStream {
    match branch.ty {
        None => TokenStream::new(),
        Some(target) => {
            let ty = types::reference(plan, id, Type::Single(Simple::Defined(target)), boxed);
            quote!((#ty))
        }
    }
}
