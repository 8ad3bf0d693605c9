//! A schema of exactly what one server has, under the names of a larger one.
//!
//! A reply to `query-qmp-schema` says what a server has, but neither what its types are called nor how wide its integers
//! are. A schema that holds at least as much (in the end, one that the reply was [merged](crate::merge) with) says that.
//! Both are walked side by side from the commands and events on; what the walk does not meet is left out.
//!
//! What stays true: what the server sends fits the result, and what the result allows the server takes. Where one
//! definition stands for several types of the reply, it has what any of them has.

mod parts;
mod reach;

use crate::check;
use crate::failure::Failure;
use crate::introspect::Introspection;
use crate::report::Report;
use crate::schema::{Arguments, Base, DefId, Definition, Feature, Item, Kind, Member, Origin, Schema, Simple, Type};
use crate::source::{FileId, Span};
use parts::Parts;
use reach::{Uses, reach};
use std::collections::{BTreeMap, HashMap};

/// Leaves of a schema what a server has. The schema must have all that the reply has: merge them first. `reply_file` is the
/// file of the reply in the result of that.
///
/// # Errors
///
/// If the result would not be a legal schema, because the two do not belong together.
pub(crate) fn narrow(mut schema: Schema, reply: &Introspection, reply_file: Option<FileId>) -> Result<Schema, Failure> {
    let index = reply.index();
    let found = reach(&schema, &index);
    let kept: Vec<(DefId, Parts)> =
        found.iter().map(|(id, uses)| (*id, Parts::of(&schema, &index, *id, uses))).collect();
    let messages = kept.iter().map(|(id, _)| *id).filter(|id| schema.definition(*id).arguments().is_some()).collect();
    let named = named(&schema, &found, reply_file);
    for (id, parts) in kept {
        parts.apply(&mut schema.definitions[id.index()]);
    }
    for definition in &mut schema.definitions {
        each_reference(definition, &mut |id| *id = named.get(id).copied().unwrap_or(*id));
    }
    tidy_unions(&mut schema);
    let ids = numbered(&schema, messages);
    renumber(&mut schema, &ids);
    schema.origin = Origin::Text;
    let mut report = Report::default();
    check::check_made(&schema.definitions, &mut report);
    if report.is_clean() {
        Ok(schema)
    } else {
        Err(Failure { sources: schema.sources, diagnostics: report.into_diagnostics() })
    }
}

/// For definitions that only the reply gave, those with a name of their own that stand for the same type. Merging compares
/// types where they are used, and so does not find this where only the reply has the use.
fn named(schema: &Schema, found: &BTreeMap<DefId, Uses<'_>>, reply_file: Option<FileId>) -> HashMap<DefId, DefId> {
    let is_of_reply = |id: &DefId| Some(schema.definition(*id).name_span.file) == reply_file;
    let mut names: HashMap<&str, DefId> = HashMap::new();
    for (id, uses) in found.iter().filter(|(id, _)| !is_of_reply(id)) {
        for name in &uses.own {
            names.entry(name).or_insert(*id);
        }
    }
    let of_reply = found.iter().filter(|(id, _)| is_of_reply(id) && schema.definition(**id).arguments().is_none());
    let name = |uses: &Uses<'_>| uses.own.iter().find_map(|name| names.get(name).copied());
    of_reply.filter_map(|(id, uses)| Some((*id, name(uses)?))).collect()
}

/// A union has a branch for each value of its discriminator, those without members after the others.
fn tidy_unions(schema: &mut Schema) {
    let values: Vec<Vec<String>> = schema
        .definitions
        .iter()
        .map(|definition| match &definition.kind {
            Kind::Enum(kind) => kind.values.iter().map(|value| value.name.clone()).collect(),
            _ => Vec::new(),
        })
        .collect();
    for definition in &mut schema.definitions {
        if let Kind::Union(union) = &mut definition.kind {
            let values = &values[union.tag.index()];
            union.branches.retain(|branch| values.contains(&branch.name));
            union.branches.sort_by_key(|branch| branch.ty.is_none());
        }
    }
}

/// A new id for each definition that messages reach, in the order of the schema.
fn numbered(schema: &Schema, messages: Vec<DefId>) -> HashMap<DefId, DefId> {
    let mut reached = vec![false; schema.definitions.len()];
    let mut pending = messages;
    while let Some(id) = pending.pop() {
        if !std::mem::replace(&mut reached[id.index()], true) {
            pending.extend(references(schema.definition(id)));
        }
    }
    let old = (0..).zip(reached).filter(|(_, is_reached)| *is_reached).map(|(id, _)| DefId(id));
    old.zip((0..).map(DefId)).collect()
}

/// The definitions that a definition names.
fn references(definition: &Definition) -> Vec<DefId> {
    let mut ids = Vec::new();
    let mut of_type = |ty: &Type| {
        if let Type::Single(Simple::Defined(id)) | Type::Array(Simple::Defined(id)) = ty {
            ids.push(*id);
        }
    };
    definition.own_members().iter().for_each(|member| of_type(&member.ty));
    match &definition.kind {
        Kind::Alternate(alternate) => alternate.branches.iter().for_each(|branch| of_type(&branch.ty)),
        Kind::Command(command) => command.returns.iter().for_each(of_type),
        Kind::Union(union) => {
            ids.push(union.tag);
            ids.extend(union.branches.iter().filter_map(|branch| branch.ty));
        }
        Kind::Enum(_) | Kind::Struct(_) | Kind::Event(_) => {}
    }
    ids.extend(definition.base());
    if let Some(Arguments::Defined(id)) = definition.arguments() {
        ids.push(*id);
    }
    ids
}

/// Drops the definitions that have no new id, and gives the others theirs.
fn renumber(schema: &mut Schema, ids: &HashMap<DefId, DefId>) {
    let definitions = std::mem::take(&mut schema.definitions);
    for (mut definition, id) in definitions.into_iter().zip((0..).map(DefId)) {
        if ids.contains_key(&id) {
            each_reference(&mut definition, &mut |id| *id = ids.get(id).copied().unwrap_or(*id));
            schema.definitions.push(definition);
        }
    }
    schema.names.retain(|_, id| match ids.get(id) {
        Some(new) => {
            *id = *new;
            true
        }
        None => false,
    });
    for module in &mut schema.modules {
        module.items.retain_mut(|item| match item {
            Item::Definition(id) => match ids.get(id) {
                Some(new) => {
                    *id = *new;
                    true
                }
                None => false,
            },
            Item::Include { .. } | Item::FreeDoc(_) => true,
        });
    }
}

/// Shows every id in a definition.
fn each_reference(definition: &mut Definition, change: &mut impl FnMut(&mut DefId)) {
    fn of_type(ty: &mut Type, change: &mut impl FnMut(&mut DefId)) {
        if let Type::Single(Simple::Defined(id)) | Type::Array(Simple::Defined(id)) = ty {
            change(id);
        }
    }
    fn of_members(members: &mut [Member], change: &mut impl FnMut(&mut DefId)) {
        members.iter_mut().for_each(|member| of_type(&mut member.ty, change));
    }
    fn of_arguments(arguments: &mut Arguments, change: &mut impl FnMut(&mut DefId)) {
        match arguments {
            Arguments::Defined(id) => change(id),
            Arguments::Inline(members) => of_members(members, change),
            Arguments::None => {}
        }
    }
    match &mut definition.kind {
        Kind::Enum(_) => {}
        Kind::Struct(object) => {
            object.base.iter_mut().for_each(&mut *change);
            of_members(&mut object.members, change);
        }
        Kind::Union(union) => {
            change(&mut union.tag);
            union.branches.iter_mut().filter_map(|branch| branch.ty.as_mut()).for_each(&mut *change);
            match &mut union.base {
                Base::Struct(id) => change(id),
                Base::Inline(members) => of_members(members, change),
            }
        }
        Kind::Alternate(alternate) => alternate.branches.iter_mut().for_each(|branch| of_type(&mut branch.ty, change)),
        Kind::Command(command) => {
            of_arguments(&mut command.arguments, change);
            command.returns.iter_mut().for_each(|ty| of_type(ty, change));
        }
        Kind::Event(event) => of_arguments(&mut event.arguments, change),
    }
}

/// Features of these names; those that the definition declares keep their places.
fn features(names: &[String], declared: &[Feature], like: Span) -> Vec<Feature> {
    let span = |name: &String| declared.iter().find(|feature| feature.name == *name).map_or(like, |known| known.span);
    names.iter().map(|name| Feature { name: name.clone(), span: span(name), condition: None }).collect()
}
