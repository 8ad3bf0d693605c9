//! Struct types, and whatever else carries members (manual: "Struct types").
//!
//! Members stand flat in schema order, those of bases first. What may be absent is an `Option`: an optional member,
//! and one that a peer may be built without (an undecided `if`) or told to hide (`deprecated`).

use super::{deprecated, docs, ident, table_words, types};
use crate::analysis;
use crate::conditions::Presence;
use crate::names::{self, Scope};
use crate::overrides;
use crate::plan::Plan;
use proc_macro2::{Ident, TokenStream};
use qapi_parser::schema::{Builtin, DefId, Kind, Member, Simple, Type};
use quote::quote;

/// A member as a field of a Rust struct.
struct Field<'a> {
    name: Ident,
    wire: &'a str,
    ty: TokenStream,
    is_string: bool,
    optional: bool,
    selects: bool,
    with: Option<TokenStream>,
    guard: TokenStream,
    attributes: TokenStream,
    doc: String,
    deprecated: TokenStream,
}

/// The struct of a struct type, or of a union with more common members than its discriminator.
pub fn struct_items(plan: &Plan<'_>, id: DefId) -> TokenStream {
    let extra = plan.overrides.of(id).extra.then_some("extra");
    carrier(plan, id, extra, "Members that the schema does not list, as they came.")
}

/// The struct of the members that a definition carries. `extra` names a field for what is not declared.
pub fn carrier(plan: &Plan<'_>, id: DefId, extra: Option<&str>, extra_doc: &str) -> TokenStream {
    let definition = plan.schema.definition(id);
    let name = ident(plan.name(id));
    let (runtime, words) = (plan.runtime(), table_words(plan, id));
    let guard = plan.presence(id).attribute();
    let doc = docs::definition(plan, definition);
    let deprecated = deprecated(plan, &definition.features);
    let mut scope = Scope::default();
    let fields = fields(plan, id, &mut scope);
    let extra = extra.map(|name| ident(&scope.take(name.to_owned())));
    let derives: &[&str] = match fields.iter().all(|field| field.optional) {
        true => &["Debug", "Clone", "Default", "PartialEq"],
        false => &["Debug", "Clone", "PartialEq"],
    };
    let changes = plan.overrides.of(id).type_attributes(derives);
    if fields.is_empty() && extra.is_none() {
        return quote! {
            #[doc = #doc] #guard #deprecated
            #changes
            pub struct #name;
            #guard
            #runtime::object! { #words #name {} }
        };
    }
    let members = fields.iter().map(|field| {
        let Field { name, doc, guard, deprecated, attributes, .. } = field;
        let ty = field.full_type(plan, id);
        quote!(#[doc = #doc] #guard #deprecated #attributes pub #name: #ty)
    });
    let entries = fields.iter().map(|field| {
        let Field { name, guard, .. } = field;
        let wire = if field.optional { format!("*{}", field.wire) } else { field.wire.to_owned() };
        let word = match (&field.with, field.optional) {
            _ if field.selects => quote!(selects),
            (Some(module), true) => quote!(optional_with(#module)),
            (Some(module), false) => quote!(with(#module)),
            (None, _) => TokenStream::new(),
        };
        quote!(#guard #name: #wire #word)
    });
    let extra_field = extra.iter().map(|name| quote!(#[doc = #extra_doc] pub #name: #runtime::Map));
    let members = members.chain(extra_field);
    let entries = entries.map(|entry| quote!(#entry,)).chain(extra.iter().map(|name| quote!(..#name)));
    let new = constructor(plan, id, &fields, extra.as_ref());
    quote! {
        #[doc = #doc] #guard #deprecated
        #changes
        pub struct #name { #(#members,)* }
        #guard
        #runtime::object! { #words #name { #(#entries)* } }
        #new
    }
}

/// `new` with the members that must be there.
fn constructor(plan: &Plan<'_>, id: DefId, fields: &[Field<'_>], extra: Option<&Ident>) -> TokenStream {
    if fields.iter().all(|field| field.optional) {
        return TokenStream::new();
    }
    let (name, guard) = (ident(plan.name(id)), plan.presence(id).attribute());
    let home = plan.home(id);
    let required = || fields.iter().filter(|field| !field.optional);
    let parameters = required().map(|Field { name, ty, is_string, guard, .. }| {
        if *is_string {
            let into = types::prelude(plan, home, "Into");
            quote!(#guard #name: impl #into<#ty>)
        } else {
            quote!(#guard #name: #ty)
        }
    });
    let none = types::prelude(plan, home, "None");
    let values = fields.iter().map(|Field { name, optional, is_string, guard, .. }| match (optional, is_string) {
        (true, _) => quote!(#guard #name: #none),
        (false, true) => quote!(#guard #name: #name.into()),
        (false, false) => quote!(#guard #name),
    });
    let runtime = plan.runtime();
    let values = values.chain(extra.iter().map(|name| quote!(#name: #runtime::Map::new())));
    let many = (required().count() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let doc = "A value with these members and no others.";
    quote! {
        #guard
        impl #name {
            #[doc = #doc]
            #many
            pub fn new(#(#parameters),*) -> Self { Self { #(#values),* } }
        }
    }
}

impl Field<'_> {
    fn full_type(&self, plan: &Plan<'_>, id: DefId) -> TokenStream {
        let ty = &self.ty;
        if self.optional {
            let option = types::prelude(plan, plan.home(id), "Option");
            quote!(#option<#ty>)
        } else {
            quote!(#ty)
        }
    }
}

/// Whether the Rust type of a struct type has a `Default`: nothing in it must be there.
pub fn has_default(plan: &Plan<'_>, id: DefId) -> bool {
    let ours = plan.emits(id) && matches!(plan.schema.definition(id).kind, Kind::Struct(_));
    let may_be_absent = |member: &Member| {
        let presence = plan.part_presence(member.condition.as_ref(), &member.features);
        matches!(presence, Presence::Never) || is_optional(plan, member, &presence)
    };
    ours && analysis::carried(plan.schema, id).into_iter().all(|(_, member)| may_be_absent(member))
}

/// Whether a member may be absent: by the schema, because a peer may be built without it, or told to hide it.
fn is_optional(plan: &Plan<'_>, member: &Member, presence: &Presence) -> bool {
    member.optional
        || matches!(presence, Presence::Undecided)
        || !matches!(plan.feature(&member.features, "deprecated"), Presence::Never)
}

fn fields<'a>(plan: &Plan<'a>, id: DefId, scope: &mut Scope) -> Vec<Field<'a>> {
    let discriminator = match &plan.schema.definition(id).kind {
        Kind::Union(union) => Some(union.discriminator.as_str()),
        _ => None,
    };
    let members = analysis::carried(plan.schema, id).into_iter();
    members
        .filter_map(|(owner, member)| field(plan, id, owner, member, discriminator == Some(&member.name), scope))
        .collect()
}

fn field<'a>(
    plan: &Plan<'a>,
    id: DefId,
    owner: DefId,
    member: &'a Member,
    selects: bool,
    scope: &mut Scope,
) -> Option<Field<'a>> {
    let presence = plan.part_presence(member.condition.as_ref(), &member.features);
    if matches!(presence, Presence::Never) {
        return None;
    }
    let changes = plan.overrides.of_member(id, &member.name);
    let name = changes.name.clone().unwrap_or_else(|| names::snake(&member.name));
    let (ty, with) = match plan.branches_name(id) {
        Some(branches) if selects => {
            let branches = ident(branches);
            (quote!(#branches), None)
        }
        _ => {
            let with = changes.ty.as_ref().and_then(|(_, with)| with.as_deref());
            (types::part(plan, id, member.ty, changes), with.map(overrides::tokens))
        }
    };
    Some(Field {
        name: ident(&scope.take(name)),
        wire: &member.name,
        ty,
        is_string: changes.ty.is_none() && member.ty == Type::Single(Simple::Builtin(Builtin::Str)),
        optional: !selects && is_optional(plan, member, &presence),
        selects,
        with,
        guard: presence.attribute(),
        attributes: changes.attributes(),
        doc: docs::member(plan, id, owner, member),
        deprecated: deprecated(plan, &member.features),
    })
}
