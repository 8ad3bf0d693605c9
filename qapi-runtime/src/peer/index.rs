//! The entries of an answer, in a form in which each question is a few look-ups.
//!
//! Entries refer to each other by number. What an entry refers to is never looked up again, and what is not listed is
//! the number of an entry that knows nothing.

use super::reply::{Info, InfoMember};
use std::collections::HashMap;

/// The number of an entry.
pub type Id = u32;

#[derive(Debug, Clone, Default)]
pub struct Index {
    names: HashMap<Box<str>, Id>,
    entries: Vec<Entry>,
}

/// A command, an event or a type. Lists of names are in alphabetical order.
#[derive(Debug, Clone)]
pub struct Entry {
    pub features: Vec<Box<str>>,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub enum Kind {
    Builtin(Box<str>),
    Enum(Box<[Value]>),
    Array {
        element: Id,
        /// What the innermost elements are, if the elements are lists, too.
        innermost: Id,
    },
    Object(Object),
    Alternate(Box<[Id]>),
    Command {
        arguments: Id,
        returns: Id,
    },
    Event(Id),
    /// What is not listed, or of a kind that is not known here.
    Unknown,
}

#[derive(Debug, Clone)]
pub struct Value {
    pub name: Box<str>,
    pub features: Vec<Box<str>>,
}

#[derive(Debug, Clone)]
pub struct Object {
    pub members: Box<[Member]>,
    pub tag: Option<Box<str>>,
    pub branches: Box<[(Box<str>, Id)]>,
}

#[derive(Debug, Clone)]
pub struct Member {
    pub name: Box<str>,
    pub ty: Id,
    pub optional: bool,
    pub features: Vec<Box<str>>,
}

/// What a [`PeerType`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PeerKind {
    /// A command.
    Command,
    /// An event.
    Event,
    /// A builtin type.
    Builtin,
    /// An enumeration.
    Enum,
    /// A list.
    Array,
    /// A struct or a union.
    Object,
    /// An alternate.
    Alternate,
    /// A type that the peer does not list, or of a kind that is not known here.
    Unknown,
}

/// A command, an event or a type of a peer, and the member that a question came by.
#[derive(Debug, Clone, Copy)]
pub struct PeerType<'p> {
    pub(super) entry: &'p Entry,
    pub(super) member: Option<&'p Member>,
}

impl<'p> PeerType<'p> {
    /// What it is.
    pub fn kind(&self) -> PeerKind {
        self.entry.kind.kind()
    }

    /// Whether the question ended at a member that may be left out.
    pub fn is_optional(&self) -> bool {
        self.member.is_some_and(|member| member.optional)
    }

    /// The features of the member, and of the command, event or type itself.
    pub fn features(&self) -> impl Iterator<Item = &'p str> + use<'p> {
        let of_member = self.member.map(|member| &member.features[..]).unwrap_or_default();
        of_member.iter().chain(&self.entry.features).map(|name| &**name)
    }

    /// The values of an enumeration, in alphabetical order.
    pub fn values(&self) -> impl Iterator<Item = &'p str> + use<'p> {
        let values = if let Kind::Enum(values) = &self.entry.kind { &values[..] } else { &[] };
        values.iter().map(|value| &*value.name)
    }

    /// The members of an object, without those of its branches, in alphabetical order.
    pub fn members(&self) -> impl Iterator<Item = &'p str> + use<'p> {
        let members = self.object().map(|object| &object.members[..]).unwrap_or_default();
        members.iter().map(|member| &*member.name)
    }

    /// The member of a union that selects the branch.
    pub fn tag(&self) -> Option<&'p str> {
        self.object().and_then(|object| object.tag.as_deref())
    }

    /// The branches of a union, in alphabetical order.
    pub fn branches(&self) -> impl Iterator<Item = &'p str> + use<'p> {
        let branches = self.object().map(|object| &object.branches[..]).unwrap_or_default();
        branches.iter().map(|(name, _)| &**name)
    }

    /// The form of a builtin type in JSON, such as `string`.
    pub fn form(&self) -> Option<&'p str> {
        if let Kind::Builtin(form) = &self.entry.kind { Some(form) } else { None }
    }

    fn object(&self) -> Option<&'p Object> {
        if let Kind::Object(object) = &self.entry.kind { Some(object) } else { None }
    }
}

impl Kind {
    fn kind(&self) -> PeerKind {
        match self {
            Kind::Builtin(_) => PeerKind::Builtin,
            Kind::Enum(_) => PeerKind::Enum,
            Kind::Array { .. } => PeerKind::Array,
            Kind::Object(_) => PeerKind::Object,
            Kind::Alternate(_) => PeerKind::Alternate,
            Kind::Command { .. } => PeerKind::Command,
            Kind::Event(_) => PeerKind::Event,
            Kind::Unknown => PeerKind::Unknown,
        }
    }
}

impl Object {
    pub fn member(&self, name: &str) -> Option<&Member> {
        let at = self.members.binary_search_by(|member| (*member.name).cmp(name)).ok()?;
        self.members.get(at)
    }

    pub fn branch(&self, name: &str) -> Option<Id> {
        let at = self.branches.binary_search_by(|(case, _)| (**case).cmp(name)).ok()?;
        self.branches.get(at).map(|(_, ty)| *ty)
    }
}

/// The value of this name.
pub fn value<'v>(values: &'v [Value], name: &str) -> Option<&'v Value> {
    let at = values.binary_search_by(|value| (*value.name).cmp(name)).ok()?;
    values.get(at)
}

static UNKNOWN: Entry = Entry { features: Vec::new(), kind: Kind::Unknown };

impl Index {
    /// If two entries have one name, the first one counts.
    pub fn new(list: Vec<Info>) -> Self {
        let mut names = HashMap::with_capacity(list.len());
        for (info, id) in list.iter().zip(0..) {
            names.entry(info.name.as_str().into()).or_insert(id);
        }
        let entries = list.into_iter().map(|info| Builder { names: &names }.entry(info)).collect();
        let mut index = Index { names, entries };
        index.find_innermost();
        index
    }

    /// The entry of this number.
    #[inline]
    pub fn entry(&self, id: Id) -> &Entry {
        self.entries.get(id as usize).unwrap_or(&UNKNOWN)
    }

    /// The command or event of this name.
    pub fn message(&self, name: &str) -> Option<&Entry> {
        let entry = self.entry(*self.names.get(name)?);
        matches!(entry.kind, Kind::Command { .. } | Kind::Event(_)).then_some(entry)
    }

    /// The command of this name.
    pub fn command(&self, name: &str) -> Option<PeerType<'_>> {
        self.message(name).map(PeerType::of).filter(|found| found.kind() == PeerKind::Command)
    }

    /// The event of this name.
    pub fn event(&self, name: &str) -> Option<PeerType<'_>> {
        self.message(name).map(PeerType::of).filter(|found| found.kind() == PeerKind::Event)
    }

    /// The names of all commands or all events.
    pub fn messages(&self, kind: PeerKind) -> impl Iterator<Item = &str> {
        let of_kind = self.names.iter().filter(|(_, id)| self.entry(**id).kind.kind() == kind);
        let mut names: Vec<&str> = of_kind.map(|(name, _)| &**name).collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// Follows lists of lists to what their innermost elements are. A list that is its own element has none.
    fn find_innermost(&mut self) {
        const OPEN: Id = Id::MAX - 1;
        let mut found: Vec<Option<Id>> = vec![None; self.entries.len()];
        for start in 0..self.entries.len() {
            let (mut chain, mut at) = (Vec::new(), start as Id);
            let end = loop {
                match (found.get(at as usize), &self.entry(at).kind) {
                    (Some(Some(OPEN)), _) => break NOT_LISTED,
                    (Some(Some(end)), _) => break *end,
                    (Some(None), Kind::Array { element, .. }) => {
                        found[at as usize] = Some(OPEN);
                        chain.push(at as usize);
                        at = *element;
                    }
                    _ => break at,
                }
            };
            chain.into_iter().for_each(|list| found[list] = Some(end));
        }
        for (entry, end) in self.entries.iter_mut().zip(found) {
            if let (Kind::Array { innermost, .. }, Some(end)) = (&mut entry.kind, end) {
                *innermost = end;
            }
        }
    }
}

impl<'p> PeerType<'p> {
    pub(super) fn of(entry: &'p Entry) -> Self {
        PeerType { entry, member: None }
    }
}

/// The number of what is not listed.
pub const NOT_LISTED: Id = Id::MAX;

struct Builder<'n> {
    names: &'n HashMap<Box<str>, Id>,
}

impl Builder<'_> {
    fn entry(&self, info: Info) -> Entry {
        let kind = match info.meta_type.as_str() {
            "builtin" => Kind::Builtin(info.json_type.unwrap_or_default().into()),
            "enum" => Kind::Enum(values(info.members, info.values)),
            "array" => Kind::Array { element: self.id(info.element_type), innermost: NOT_LISTED },
            "object" => Kind::Object(Object {
                members: self.members(info.members.unwrap_or_default()),
                tag: info.tag.map(Into::into),
                branches: sorted(
                    info.variants.unwrap_or_default().into_iter(),
                    |variant| Some((variant.case.into(), self.id(Some(variant.ty)))),
                    |(name, _)| name,
                ),
            }),
            "alternate" => {
                let alternatives = info.members.unwrap_or_default().into_iter();
                Kind::Alternate(alternatives.map(|alternative| self.id(alternative.ty)).collect())
            }
            "command" => Kind::Command { arguments: self.id(info.arg_type), returns: self.id(info.ret_type) },
            "event" => Kind::Event(self.id(info.arg_type)),
            _ => Kind::Unknown,
        };
        Entry { features: features(info.features), kind }
    }

    fn id(&self, name: Option<String>) -> Id {
        name.and_then(|name| self.names.get(name.as_str()).copied()).unwrap_or(NOT_LISTED)
    }

    fn members(&self, members: Vec<InfoMember>) -> Box<[Member]> {
        let member = |member: InfoMember| {
            Some(Member {
                name: member.name?.into(),
                ty: self.id(member.ty),
                optional: member.default.is_some(),
                features: features(member.features),
            })
        };
        sorted(members.into_iter(), member, |member| &member.name)
    }
}

/// The values of an enumeration. Servers before 6.2 have only their names.
fn values(members: Option<Vec<InfoMember>>, names: Option<Vec<String>>) -> Box<[Value]> {
    let value = |member: InfoMember| Some(Value { name: member.name?.into(), features: features(member.features) });
    let plain = |name: String| Some(Value { name: name.into(), features: Vec::new() });
    match members {
        Some(members) => sorted(members.into_iter(), value, |value| &value.name),
        None => sorted(names.unwrap_or_default().into_iter(), plain, |value| &value.name),
    }
}

fn features(names: Option<Vec<String>>) -> Vec<Box<str>> {
    names.unwrap_or_default().into_iter().map(Into::into).collect()
}

/// Turns items into what is kept of them, in alphabetical order.
fn sorted<I, T>(
    items: impl Iterator<Item = I>,
    keep: impl Fn(I) -> Option<T>,
    name: impl Fn(&T) -> &Box<str>,
) -> Box<[T]> {
    let mut kept: Vec<T> = items.filter_map(keep).collect();
    kept.sort_by(|a, b| name(a).cmp(name(b)));
    kept.into()
}
