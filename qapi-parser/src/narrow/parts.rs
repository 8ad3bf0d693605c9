//! What of a definition is left.

use super::features;
use super::reach::{Index, Uses, alternative_of, member_of, variant_of};
use crate::introspect::{Entry, EntryKind};
use crate::schema::{
    Alternate, Arguments, Base, Branch, DefId, Definition, Enum, EnumValue, Kind, Member, Schema, Simple, Type, Union,
};

/// The parts of a definition that are left; `None` where it has none, or all are.
#[derive(Default)]
pub(super) struct Parts {
    features: Option<Vec<String>>,
    /// For each of its own members what is left of it.
    members: Option<Vec<Option<Left>>>,
    /// For each value its features.
    values: Option<Vec<Option<Vec<String>>>>,
    /// For each branch whether it is left with its type.
    branches: Option<Vec<bool>>,
    /// Whether each alternative is left.
    alternatives: Option<Vec<bool>>,
    message: Option<Message>,
}

/// What is left of a member.
struct Left {
    ty: Type,
    optional: bool,
    features: Vec<String>,
}

/// What a reply says of a command, or of an event.
struct Message {
    returns: Option<Type>,
    allow_oob: bool,
}

impl Parts {
    pub fn of<'a>(schema: &'a Schema, index: &Index<'a>, id: DefId, uses: &Uses<'a>) -> Self {
        if uses.whole {
            return Parts::default();
        }
        let definition = schema.definition(id);
        let entries = uses.entries.as_slice();
        let context = Context { schema, index };
        let mut parts = Parts { features: entries.first().map(|entry| entry.features.clone()), ..Parts::default() };
        match &definition.kind {
            Kind::Enum(kind) => parts.values = context.values(kind, entries),
            Kind::Alternate(kind) => parts.alternatives = Some(context.alternatives(kind, entries)),
            Kind::Command(command) => {
                if let [Entry { kind: EntryKind::Command { arguments, returns, allow_oob }, .. }] = entries {
                    let objects: Vec<&Entry> = index.get(arguments.as_str()).copied().into_iter().collect();
                    parts.members = Some(context.members(definition.own_members(), &objects));
                    let ty = command.returns.filter(|_| !context.is_empty(returns));
                    let returns = ty.map(|ty| context.only(ty, entries, |_| Some(returns)));
                    parts.message = Some(Message { returns, allow_oob: *allow_oob });
                }
            }
            Kind::Event(_) => {
                if let [Entry { kind: EntryKind::Event(data), .. }] = entries {
                    let objects: Vec<&Entry> = index.get(data.as_str()).copied().into_iter().collect();
                    parts.members = Some(context.members(definition.own_members(), &objects));
                }
            }
            Kind::Struct(object) => parts.members = Some(context.members(&object.members, entries)),
            Kind::Union(union) => {
                parts.members = Some(context.members(definition.own_members(), entries));
                parts.branches = context.branches(union, entries);
            }
        }
        parts
    }

    /// Leaves of a definition what these parts say. All that is left is there without a condition.
    pub fn apply(self, definition: &mut Definition) {
        definition.condition = None;
        let span = definition.name_span;
        if let Some(names) = &self.features {
            definition.features = features(names, &definition.features, span);
        }
        match &mut definition.kind {
            Kind::Enum(kind) => keep(&mut kind.values, self.values, |value, names| EnumValue {
                features: features(&names, &value.features, value.span),
                condition: None,
                ..value
            }),
            Kind::Struct(object) => keep(&mut object.members, self.members, left),
            Kind::Alternate(alternate) => {
                let kept = self.alternatives.map(|kept| kept.into_iter().map(|kept| kept.then_some(())).collect());
                keep(&mut alternate.branches, kept, |branch, ()| branch);
                alternate.branches.iter_mut().for_each(|branch| branch.condition = None);
            }
            Kind::Command(command) => {
                arguments(&mut command.arguments, self.members);
                if let Some(message) = self.message {
                    command.returns = message.returns;
                    command.flags.allow_oob = message.allow_oob;
                }
            }
            Kind::Event(event) => arguments(&mut event.arguments, self.members),
            Kind::Union(union) => {
                if let Base::Inline(members) = &mut union.base {
                    keep(members, self.members, left);
                }
                union.branches.iter_mut().for_each(|branch| branch.condition = None);
                let typed = self.branches.into_iter().flatten();
                for (branch, _) in union.branches.iter_mut().zip(typed).filter(|(_, typed)| !typed) {
                    branch.ty = None;
                }
            }
        }
    }
}

fn arguments(arguments: &mut Arguments, kept: Option<Vec<Option<Left>>>) {
    if let Arguments::Inline(members) = arguments {
        keep(members, kept, left);
        if members.is_empty() {
            *arguments = Arguments::None;
        }
    }
}

fn left(member: Member, left: Left) -> Member {
    let features = features(&left.features, &member.features, member.span);
    Member { ty: left.ty, optional: left.optional, features, condition: None, ..member }
}

/// Keeps the items of which something is left.
fn keep<T, L>(items: &mut Vec<T>, kept: Option<Vec<Option<L>>>, change: impl Fn(T, L) -> T) {
    if let Some(kept) = kept {
        let all = std::mem::take(items).into_iter().zip(kept);
        items.extend(all.filter_map(|(item, left)| Some(change(item, left?))));
    }
}

struct Context<'c, 'a> {
    schema: &'a Schema,
    index: &'c Index<'a>,
}

impl<'a> Context<'_, 'a> {
    fn is_empty(&self, name: &str) -> bool {
        match self.index.get(name).map(|entry| &entry.kind) {
            Some(EntryKind::Object(object)) => object.members.is_empty() && object.tag.is_none(),
            _ => false,
        }
    }

    /// The values that any of the enumerations has. All are kept if the reply has a plain string.
    fn values(&self, kind: &Enum, entries: &[&'a Entry]) -> Option<Vec<Option<Vec<String>>>> {
        let lists = entries.iter().map(|entry| match &entry.kind {
            EntryKind::Enum(values) => Some(values),
            _ => None,
        });
        let lists: Vec<_> = lists.collect::<Option<_>>()?;
        let find = |name: &str| lists.iter().find_map(|values| values.iter().find(|value| value.name == name));
        Some(kind.values.iter().map(|value| find(&value.name).map(|value| value.features.clone())).collect())
    }

    fn members(&self, members: &[Member], entries: &[&'a Entry]) -> Vec<Option<Left>> {
        members.iter().map(|member| self.member(member, entries)).collect()
    }

    fn member(&self, member: &Member, entries: &[&'a Entry]) -> Option<Left> {
        let find = |entry: &'a Entry| member_of(self.index, entry, &member.name);
        let found: Vec<_> = entries.iter().filter_map(|entry| find(entry)).collect();
        let (first, _) = found.first()?;
        // A type that does not have it does not send it.
        let optional = found.len() < entries.len() || found.iter().any(|(_, optional)| *optional);
        let ty = self.only(member.ty, entries, |entry| find(entry).map(|(member, _)| &member.ty));
        Some(Left { ty, optional, features: first.features.clone() })
    }

    /// The type itself, or of an alternate the only alternative that the reply has, in all uses.
    fn only(&self, ty: Type, entries: &[&'a Entry], name: impl Fn(&'a Entry) -> Option<&'a String>) -> Type {
        let Type::Single(Simple::Defined(id)) = ty else { return ty };
        let Kind::Alternate(alternate) = &self.schema.definition(id).kind else { return ty };
        let types = entries.iter().filter_map(|entry| self.index.get(name(entry)?.as_str()).copied());
        let types: Vec<&Entry> = types.collect();
        let is_alternate = |entry: &&Entry| matches!(entry.kind, EntryKind::Alternate(_));
        if types.iter().any(is_alternate) {
            return ty;
        }
        let fits = |ty: Type| types.iter().all(|entry| alternative_of(self.schema, self.index, ty, entry).is_some());
        alternate.branches.iter().map(|branch| branch.ty).find(|ty| fits(*ty)).unwrap_or(ty)
    }

    /// Whether any of the unions lists each branch. `None` if the reply has a struct, which does not tell branches apart.
    fn branches(&self, union: &Union, entries: &[&'a Entry]) -> Option<Vec<bool>> {
        let objects = entries.iter().map(|entry| match &entry.kind {
            EntryKind::Object(object) if object.tag.is_some() => Some(object),
            _ => None,
        });
        let objects: Vec<_> = objects.collect::<Option<_>>()?;
        let is_listed = |branch: &Branch| objects.iter().any(|object| variant_of(object, branch).is_some());
        Some(union.branches.iter().map(is_listed).collect())
    }

    fn alternatives(&self, kind: &Alternate, entries: &[&'a Entry]) -> Vec<bool> {
        let has = |ty| entries.iter().any(|entry| alternative_of(self.schema, self.index, ty, entry).is_some());
        kind.branches.iter().map(|branch| has(branch.ty)).collect()
    }
}
