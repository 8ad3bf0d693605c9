//! Which definitions stand for which types of a reply.

use crate::introspect::{Entry, EntryKind, JsonType, Object};
use crate::schema::{Alternate, Arguments, Base, Branch, Builtin, DefId, Kind, Member, Schema, Simple, Type, Union};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Entries of a reply by name.
pub(super) type Index<'a> = HashMap<&'a str, &'a Entry>;

/// The types of the reply that a definition stands for.
#[derive(Default)]
pub(super) struct Uses<'a> {
    /// The entries, in the order in which they were met.
    pub entries: Vec<&'a Entry>,
    /// The names of those that the definition is all of, and not the base of.
    pub own: Vec<&'a str>,
    /// Whether the definition is needed as it is, since the reply has something else in its place.
    pub whole: bool,
}

/// Walks a schema and a reply side by side. The definitions of commands and events that the reply has are found, and all
/// that these name.
pub(super) fn reach<'a>(schema: &'a Schema, index: &Index<'a>) -> BTreeMap<DefId, Uses<'a>> {
    let mut walk = Walk { schema, index, found: BTreeMap::new(), seen: HashSet::new(), pending: Vec::new() };
    for (id, definition) in schema.definitions() {
        if definition.arguments().is_some()
            && let Some(entry) = index.get(definition.name.as_str())
        {
            walk.meet(id, Some(entry));
        }
    }
    while let Some((id, entry)) = walk.pending.pop() {
        match entry {
            Some(entry) => walk.definition(id, entry),
            None => walk.whole(id),
        }
    }
    walk.found
}

struct Walk<'i, 'a> {
    schema: &'a Schema,
    index: &'i Index<'a>,
    found: BTreeMap<DefId, Uses<'a>>,
    seen: HashSet<(DefId, Option<&'a str>)>,
    pending: Vec<(DefId, Option<&'a Entry>)>,
}

impl<'a> Walk<'_, 'a> {
    /// Notes that a definition stands for a type.
    fn meet_own(&mut self, id: DefId, entry: &'a Entry) {
        self.meet(id, Some(entry));
        let is_own = match self.schema.definition(id).kind {
            Kind::Enum(_) => matches!(entry.kind, EntryKind::Enum(_)),
            Kind::Alternate(_) => matches!(entry.kind, EntryKind::Alternate(_)),
            _ => true,
        };
        let own = &mut self.found.entry(id).or_default().own;
        if is_own && !own.contains(&entry.name.as_str()) {
            own.push(&entry.name);
        }
    }

    /// Notes that a definition stands for an entry or a part of it, or is needed as it is.
    fn meet(&mut self, id: DefId, entry: Option<&'a Entry>) {
        if !self.seen.insert((id, entry.map(|entry| entry.name.as_str()))) {
            return;
        }
        let uses = self.found.entry(id).or_default();
        uses.entries.extend(entry);
        uses.whole |= entry.is_none();
        self.pending.push((id, entry));
    }

    fn pair(&mut self, ty: Type, name: &str) {
        let entry = self.index.get(name).copied();
        match (ty, entry.map(|entry| &entry.kind)) {
            (Type::Array(element), Some(EntryKind::Array(name))) => self.pair(Type::Single(element), name),
            (Type::Single(Simple::Defined(id)), Some(_)) => {
                entry.into_iter().for_each(|entry| self.meet_own(id, entry))
            }
            (Type::Single(Simple::Defined(id)) | Type::Array(Simple::Defined(id)), _) => self.meet(id, None),
            (Type::Single(Simple::Builtin(_)) | Type::Array(Simple::Builtin(_)), _) => {}
        }
    }

    /// All that a definition names is needed as it is.
    fn whole(&mut self, id: DefId) {
        super::references(self.schema.definition(id)).into_iter().for_each(|id| self.meet(id, None));
    }

    fn definition(&mut self, id: DefId, entry: &'a Entry) {
        let definition = self.schema.definition(id);
        match (&definition.kind, &entry.kind) {
            (Kind::Enum(_), _) => {}
            (Kind::Command(command), EntryKind::Command { arguments, returns, .. }) => {
                self.arguments(&command.arguments, arguments);
                command.returns.into_iter().for_each(|ty| self.pair(ty, returns));
            }
            (Kind::Event(event), EntryKind::Event(data)) => self.arguments(&event.arguments, data),
            (Kind::Struct(object), EntryKind::Object(_)) => {
                self.members(&object.members, entry);
                object.base.into_iter().for_each(|base| self.meet(base, Some(entry)));
            }
            (Kind::Union(union), EntryKind::Object(object)) => self.union(union, object, entry),
            (Kind::Alternate(alternate), _) => self.alternate(alternate, entry),
            _ => self.meet(id, None),
        }
    }

    fn arguments(&mut self, arguments: &'a Arguments, name: &str) {
        let Some(&entry) = self.index.get(name) else { return };
        match arguments {
            Arguments::None => {}
            Arguments::Inline(members) => self.members(members, entry),
            Arguments::Defined(id) => self.meet_own(*id, entry),
        }
    }

    fn members(&mut self, members: &'a [Member], entry: &'a Entry) {
        for member in members {
            if let Some((found, _)) = member_of(self.index, entry, &member.name) {
                self.pair(member.ty, &found.ty);
            }
        }
    }

    fn union(&mut self, union: &'a Union, object: &'a Object, entry: &'a Entry) {
        match &union.base {
            Base::Inline(members) => self.members(members, entry),
            Base::Struct(base) => self.meet(*base, Some(entry)),
        }
        for branch in &union.branches {
            let Some(id) = branch.ty else { continue };
            match variant_of(object, branch) {
                Some(name) => self.pair(Type::Single(Simple::Defined(id)), name),
                // A struct in the reply has the members of all branches, so that nothing tells them apart.
                None if object.tag.is_none() => self.meet(id, None),
                None => {}
            }
        }
        if object.tag.is_none() {
            self.meet(union.tag, None);
        }
    }

    fn alternate(&mut self, alternate: &'a Alternate, entry: &'a Entry) {
        for branch in &alternate.branches {
            if let Some(entry) = alternative_of(self.schema, self.index, branch.ty, entry) {
                self.pair(branch.ty, &entry.name);
            }
        }
    }
}

/// The member of an object in a reply, and whether it may be absent. Of a union in the reply that is a struct in the
/// schema, the members of branches may be absent.
pub(super) fn member_of<'a>(
    index: &Index<'a>,
    entry: &'a Entry,
    name: &str,
) -> Option<(&'a crate::introspect::Member, bool)> {
    let mut pending = vec![(entry, false)];
    let mut seen = HashSet::new();
    while let Some((entry, is_branch)) = pending.pop() {
        let EntryKind::Object(object) = &entry.kind else { continue };
        if let Some(member) = object.members.iter().find(|member| member.name == name) {
            return Some((member, is_branch || member.optional));
        }
        let branches = object.variants.iter().filter_map(|(_, ty)| index.get(ty.as_str()));
        pending.extend(branches.filter(|branch| seen.insert(branch.name.as_str())).map(|branch| (*branch, true)));
    }
    None
}

/// The type of a union's branch in the reply.
pub(super) fn variant_of<'a>(object: &'a Object, branch: &Branch) -> Option<&'a String> {
    object.variants.iter().find(|(case, _)| *case == branch.name).map(|(_, ty)| ty)
}

/// What stands in the reply for an alternative: of an alternate, the type of the same form; else the type itself, if it
/// has that form.
pub(super) fn alternative_of<'a>(schema: &Schema, index: &Index<'a>, ty: Type, entry: &'a Entry) -> Option<&'a Entry> {
    let form = form_of_type(schema, ty);
    match &entry.kind {
        EntryKind::Alternate(types) => {
            let entries = types.iter().filter_map(|ty| index.get(ty.as_str()).copied());
            entries.into_iter().find(|entry| form_of_entry(entry) == form)
        }
        _ => Some(entry).filter(|entry| form_of_entry(entry) == form),
    }
}

fn form_of_type(schema: &Schema, ty: Type) -> &'static str {
    match ty {
        Type::Array(_) => "array",
        Type::Single(Simple::Builtin(builtin)) => match builtin {
            Builtin::Str | Builtin::QType => "string",
            Builtin::Bool => "boolean",
            Builtin::Null => "null",
            Builtin::Any => "value",
            // Integers and other numbers are not told apart.
            _ => "number",
        },
        Type::Single(Simple::Defined(id)) => match schema.definition(id).kind {
            Kind::Enum(_) => "string",
            Kind::Alternate(_) => "value",
            _ => "object",
        },
    }
}

fn form_of_entry(entry: &Entry) -> &'static str {
    match &entry.kind {
        EntryKind::Builtin(JsonType::Int) => JsonType::Number.name(),
        EntryKind::Builtin(json_type) => json_type.name(),
        EntryKind::Enum(_) => "string",
        EntryKind::Array(_) => "array",
        EntryKind::Object(_) => "object",
        EntryKind::Alternate(_) | EntryKind::Command { .. } | EntryKind::Event(_) => "value",
    }
}
