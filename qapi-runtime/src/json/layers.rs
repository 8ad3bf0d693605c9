//! JSON objects that a union shares: a union, a struct with a union in it, nested to any depth.
//!
//! In: a reader at an object, and the slots of one type after the other. Out: filled slots. Afterwards: as for a plain
//! object, and the branch is that of the discriminator.
//!
//! The types that share an object are layers: the outermost type's members, then those of the branch that its
//! discriminator selects, and so on. Each type is shown the layers before its own, and once the last is known, all
//! members are read where they stand. The discriminators are looked for ahead for that, so that nothing is kept back,
//! and nothing but the value itself is allocated.

use super::object::place_of;
use super::order::Order;
use super::{Reader, Visit};
use crate::decode::{Decode, Read, Shape, UnionMut, wire_name};
use crate::{Map, UnknownBranch};

/// One type's part of an object, with those before it.
trait Layer {
    /// Takes the next member if it is the one that this layer or one before it expects.
    fn guess(&mut self, reader: &mut Reader<'_>) -> Read<bool>;
    /// Takes the value of a member if this layer or one before it lists the name.
    fn take(&mut self, name: &str, reader: &mut Reader<'_>) -> Read<bool>;
    /// What keeps members that nobody lists.
    fn rest(&mut self) -> Option<&mut Map>;
    /// Checks that nothing is missing.
    fn finish(&mut self, reader: &mut Reader<'_>) -> Read;
}

/// The layers so far.
pub(super) struct Shared<'s> {
    last: Option<&'s mut dyn Layer>,
    strict: bool,
    /// Whether the object has any member.
    entries: bool,
    /// Where the value of the discriminator stands that selected the branch to come.
    selected: usize,
}

impl Reader<'_> {
    /// Takes an object that several types share; `first` shows the first of them.
    pub(super) fn shared(&mut self, first: impl FnOnce(&mut Self, Shared<'_>) -> Read) -> Read {
        let entries = self.object()?;
        first(self, Shared { last: None, strict: false, entries, selected: 0 })
    }

    /// Selects the branch of a union by the discriminator, and gives the place of its value, wherever it stands; `None`
    /// if it is not there.
    fn select(&mut self, union: &mut dyn UnionMut) -> Read<Option<usize>> {
        let branches = union.branches();
        let start = self.at;
        let Some(at) = self.look_ahead(branches.tag) else { return Ok(None) };
        self.at = at;
        let name = self.string().inspect_err(|_| self.in_member(branches.tag))?;
        self.at = start;
        // The blank union is the branch that keeps what is not known; the layer of that puts the name in.
        if !union.select(&name) && branches.strict {
            self.at = at;
            return self.fault(format_args!("unknown branch '{name}'")).inspect_err(|_| self.in_member(branches.tag));
        }
        Ok(Some(at))
    }
}

impl Shared<'_> {
    /// Adds the layer of an object type.
    pub fn members(self, reader: &mut Reader<'_>, shape: Shape, slots: &mut [&mut dyn Decode]) -> Read {
        let Shape { members, selects, strict, keeps } = shape;
        let strict = self.strict || strict;
        let (slots, keeper) = slots.split_at_mut(slots.len() - usize::from(keeps && !slots.is_empty()));
        let rest = keeper.first_mut().and_then(|keeper| keeper.rest());
        let (left, right) = slots.split_at_mut(selects.min(slots.len()));
        let (mut selector, right) = match right.split_first_mut() {
            Some((selector, right)) => (selector.union(), right),
            None => (None, Default::default()),
        };
        let foreseen = match &mut selector {
            Some(union) => reader.select(&mut **union)?,
            None => None,
        };
        let order = reader.order_of(members);
        let mut layer = Members {
            before: shorter(self.last),
            members,
            left,
            right,
            rest,
            order,
            expects: 0,
            seen: Seen::default(),
            foreseen,
        };
        let shared = Shared { last: Some(&mut layer), strict, ..self };
        match selector {
            Some(union) => shared.branch(reader, union, foreseen),
            None => shared.run(reader, None),
        }
    }

    /// Adds the layer of a union that is on its own.
    pub fn union(self, reader: &mut Reader<'_>, union: &mut dyn UnionMut) -> Read {
        let foreseen = reader.select(union)?;
        let mut layer = Tag { before: shorter(self.last), tag: union.branches().tag, seen: false, foreseen };
        let shared = Shared { last: Some(&mut layer), ..self };
        shared.branch(reader, union, foreseen)
    }

    /// Adds the layer of the branch, if it is selected.
    fn branch(self, reader: &mut Reader<'_>, union: &mut dyn UnionMut, foreseen: Option<usize>) -> Read {
        let Some(selected) = foreseen else { return self.run(reader, Some(union.branches().tag)) };
        let strict = self.strict || union.branches().strict;
        union.payload(Visit::within(reader, Shared { last: shorter(self.last), strict, selected, ..self }))
    }

    /// Adds nothing to the layers.
    pub fn nothing(self, reader: &mut Reader<'_>) -> Read {
        self.run(reader, None)
    }

    /// Adds the layer of a branch that is not known, whose discriminator is `tag`.
    pub fn unknown(self, reader: &mut Reader<'_>, tag: &'static str, unknown: &mut UnknownBranch) -> Read {
        // Not looked for again: a guess may find another place the second time.
        let start = std::mem::replace(&mut reader.at, self.selected);
        unknown.name = reader.owned().inspect_err(|_| reader.in_member(tag))?;
        reader.at = start;
        let mut layer = Keep { before: shorter(self.last), rest: &mut unknown.members };
        // What is not listed belongs to the branch, whatever the types before it say.
        Shared { last: Some(&mut layer), strict: false, ..self }.run(reader, None)
    }

    /// Takes all members of the object, now that all layers are known. `missing` is a discriminator that is not there.
    fn run(self, reader: &mut Reader<'_>, missing: Option<&'static str>) -> Read {
        let Some(layer) = self.last else { return reader.malformed() };
        let mut more = self.entries;
        while more {
            if reader.peek() != b'"' {
                return reader.malformed();
            }
            if !layer.guess(reader)? {
                let start = reader.at;
                let name = reader.name()?;
                if !layer.take(&name, reader)? {
                    match layer.rest() {
                        _ if missing.is_some() => reader.skip()?,
                        Some(rest) => {
                            let value = reader.value()?;
                            rest.insert(name.into_owned(), value);
                        }
                        None if self.strict => {
                            reader.at = start;
                            return reader.unlisted();
                        }
                        None => reader.skip()?,
                    }
                }
            }
            more = reader.next_member()?;
        }
        match missing {
            Some(tag) => reader.missing(tag),
            None => layer.finish(reader),
        }
    }
}

/// The same layer for a shorter time.
fn shorter<'a>(layer: Option<&'a mut (dyn Layer + '_)>) -> Option<&'a mut (dyn Layer + 'a)> {
    match layer {
        Some(layer) => Some(layer),
        None => None,
    }
}

/// Which members have come.
#[derive(Debug, Default)]
struct Seen {
    few: u128,
    /// Allocated for types with more members than any type has.
    many: Vec<u128>,
}

impl Seen {
    fn word(&mut self, place: usize) -> &mut u128 {
        match (place / 128).checked_sub(1) {
            None => &mut self.few,
            Some(word) => {
                if word >= self.many.len() {
                    self.many.resize(word + 1, 0);
                }
                &mut self.many[word]
            }
        }
    }

    fn has(&mut self, place: usize) -> bool {
        *self.word(place) & 1 << (place % 128) != 0
    }

    /// Marks a member; false if it was marked before.
    fn mark(&mut self, place: usize) -> bool {
        let word = self.word(place);
        let new = *word & 1 << (place % 128) == 0;
        *word |= 1 << (place % 128);
        new
    }
}

/// The members of a type.
struct Members<'m, 'p> {
    before: Option<&'m mut dyn Layer>,
    members: &'static [&'static str],
    /// The slots before the discriminator, which has none, and those after it.
    left: &'m mut [&'p mut dyn Decode],
    right: &'m mut [&'p mut dyn Decode],
    rest: Option<&'m mut Map>,
    order: Option<&'m Order>,
    /// How many members of the schema the one that came last ends.
    expects: usize,
    seen: Seen,
    /// Where the discriminator's value stands.
    foreseen: Option<usize>,
}

impl Members<'_, '_> {
    fn fill(&mut self, place: usize, reader: &mut Reader<'_>) -> Read {
        self.expects = place + 1;
        let member = self.members[place];
        if !self.seen.mark(place) {
            return reader.duplicate(member);
        }
        match place.checked_sub(self.left.len()) {
            None => reader.fill(member, self.left.get_mut(place)),
            // The discriminator has been read already.
            Some(0) => reader.skip_foreseen(self.foreseen),
            Some(after) => reader.fill(member, self.right.get_mut(after - 1)),
        }
    }
}

impl Layer for Members<'_, '_> {
    fn guess(&mut self, reader: &mut Reader<'_>) -> Read<bool> {
        let expected = self.order.map_or(self.expects, |order| order.expected(self.expects));
        if let Some(member) = self.members.get(expected)
            && reader.is_name(wire_name(member))
        {
            reader.colon()?;
            return self.fill(expected, reader).map(|()| true);
        }
        match &mut self.before {
            Some(before) => before.guess(reader),
            None => Ok(false),
        }
    }

    fn take(&mut self, name: &str, reader: &mut Reader<'_>) -> Read<bool> {
        match (place_of(self.members, name), &mut self.before) {
            (Some(place), _) => {
                if let Some(order) = self.order {
                    order.came(self.expects, place);
                }
                self.fill(place, reader).map(|()| true)
            }
            (None, Some(before)) => before.take(name, reader),
            (None, None) => Ok(false),
        }
    }

    fn rest(&mut self) -> Option<&mut Map> {
        match &mut self.rest {
            Some(rest) => Some(rest),
            None => self.before.as_mut().and_then(|before| before.rest()),
        }
    }

    fn finish(&mut self, reader: &mut Reader<'_>) -> Read {
        if let Some(before) = &mut self.before {
            before.finish(reader)?;
        }
        for (place, member) in self.members.iter().enumerate() {
            if !self.seen.has(place) && !member.starts_with('*') {
                return reader.missing(member);
            }
        }
        Ok(())
    }
}

/// The discriminator of a union that is on its own.
struct Tag<'m> {
    before: Option<&'m mut dyn Layer>,
    tag: &'static str,
    seen: bool,
    /// Where the value stands.
    foreseen: Option<usize>,
}

impl Tag<'_> {
    fn skip(&mut self, reader: &mut Reader<'_>) -> Read<bool> {
        if std::mem::replace(&mut self.seen, true) {
            return reader.duplicate(self.tag);
        }
        reader.skip_foreseen(self.foreseen).map(|()| true)
    }
}

impl Layer for Tag<'_> {
    fn guess(&mut self, reader: &mut Reader<'_>) -> Read<bool> {
        if !self.seen && reader.is_name(self.tag) {
            reader.colon()?;
            return self.skip(reader);
        }
        match &mut self.before {
            Some(before) => before.guess(reader),
            None => Ok(false),
        }
    }

    fn take(&mut self, name: &str, reader: &mut Reader<'_>) -> Read<bool> {
        match &mut self.before {
            _ if self.tag == name => self.skip(reader),
            Some(before) => before.take(name, reader),
            None => Ok(false),
        }
    }

    fn rest(&mut self) -> Option<&mut Map> {
        self.before.as_mut().and_then(|before| before.rest())
    }

    fn finish(&mut self, reader: &mut Reader<'_>) -> Read {
        if let Some(before) = &mut self.before {
            before.finish(reader)?;
        }
        // A guess may have found the discriminator of another object.
        if self.seen { Ok(()) } else { reader.missing(self.tag) }
    }
}

/// The members of a branch that is not known.
struct Keep<'m> {
    before: Option<&'m mut dyn Layer>,
    rest: &'m mut Map,
}

impl Layer for Keep<'_> {
    fn guess(&mut self, reader: &mut Reader<'_>) -> Read<bool> {
        self.before.as_mut().map_or(Ok(false), |before| before.guess(reader))
    }
    fn take(&mut self, name: &str, reader: &mut Reader<'_>) -> Read<bool> {
        self.before.as_mut().map_or(Ok(false), |before| before.take(name, reader))
    }
    fn rest(&mut self) -> Option<&mut Map> {
        Some(self.rest)
    }
    fn finish(&mut self, reader: &mut Reader<'_>) -> Read {
        self.before.as_mut().map_or(Ok(()), |before| before.finish(reader))
    }
}
