//! JSON objects: a struct, a union, or a struct with a union in it, nested to any depth.
//!
//! All of them share one JSON object. The decoder keeps a stack of layers: the outermost type's
//! members, then those of the branch that its discriminator selected, and so on. A member that
//! nobody claims while a discriminator is still to come goes to the tape.

use super::context::Context;
use super::tape::{Node, Record, Replay};
use super::{Fill, Mismatch};
use crate::UnknownBranch;
use crate::shape::{Member, flag, number};
use crate::slot::{Branches, Slot};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor, value};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

/// Decodes an object into a slot for an object or union.
pub(super) fn members<'de, A: MapAccess<'de>>(
    root: Slot<'_>,
    context: &mut Context<'de>,
    mut map: A,
) -> Result<(), A::Error> {
    let tape_start = context.tape.len();
    let mut object = Object::new(root, tape_start);
    while let Some(key) = map.next_key_seed(Key(&object))? {
        match key {
            Found::Member(layer, member) => {
                let (name, slot) = object.claim(layer, member, context)?;
                let filled = match slot {
                    Slot::Foreign => map.next_value().and_then(|value| object.convert(layer, name, value, context)),
                    slot => map.next_value_seed(Fill { slot, context }),
                };
                filled.inspect_err(|_| context.in_member(name))?;
            }
            Found::Tag(tag) => {
                let selected = map.next_value_seed(Tag { object: &mut object, context });
                selected.inspect_err(|_| context.in_member(tag))?;
                object.replay(context)?;
            }
            Found::Repeated(tag) => return Err(context.fault(format_args!("duplicate member '{tag}'"))),
            Found::Later(key) => {
                context.tape.push(match key {
                    Cow::Borrowed(key) => Node::Borrowed(key),
                    Cow::Owned(key) => Node::Owned(key.into()),
                });
                map.next_value_seed(Record(&mut context.tape))?;
            }
            Found::Rest(key) => {
                let value = map.next_value()?;
                object.keep(key.into_owned(), value);
            }
            Found::Error(key) => return Err(context.fault(format_args!("unknown member '{key}'"))),
            Found::Nowhere => {
                map.next_value::<IgnoredAny>()?;
            }
        }
    }
    object.finish(context)
}

/// A part of the object that one type is responsible for.
#[derive(Clone, Copy)]
enum Layer {
    /// A struct: its members, the number of the first one's bit in `seen`, and the member that is
    /// the discriminator of the layer after.
    Object { members: &'static [Member], first: usize, selects: Option<usize> },
    /// A union; `own` if the discriminator is not a member of the layer before.
    Union { tag: &'static str, own: bool },
}

/// A stack that does not allocate while it is small.
#[derive(Default)]
struct Layers {
    few: [Option<Layer>; 4],
    many: Vec<Layer>,
    len: usize,
}

impl Layers {
    fn push(&mut self, layer: Layer) {
        match self.few.get_mut(self.len) {
            Some(place) => *place = Some(layer),
            None => self.many.push(layer),
        }
        self.len += 1;
    }

    fn get(&self, index: usize) -> Option<Layer> {
        match self.few.get(index) {
            Some(layer) => *layer,
            None => self.many.get(index - self.few.len()).copied(),
        }
    }
}

/// Which members have come.
#[derive(Default)]
struct Seen {
    few: [u64; 2],
    many: Vec<u64>,
    len: usize,
}

impl Seen {
    fn grow(&mut self, by: usize) -> usize {
        let first = self.len;
        self.len += by;
        if self.len > 128 {
            self.many.resize(self.len.div_ceil(64) - 2, 0);
        }
        first
    }

    fn word(&mut self, bit: usize) -> Option<&mut u64> {
        match bit / 64 {
            word @ 0..2 => self.few.get_mut(word),
            word => self.many.get_mut(word - 2),
        }
    }

    fn has(&mut self, bit: usize) -> bool {
        self.word(bit).is_some_and(|word| *word & (1 << (bit % 64)) != 0)
    }

    /// Marks a bit; false if it was marked before.
    fn mark(&mut self, bit: usize) -> bool {
        let mask = 1 << (bit % 64);
        match self.word(bit) {
            Some(word) if *word & mask == 0 => {
                *word |= mask;
                true
            }
            _ => false,
        }
    }
}

/// The state of an object of which some members have come.
pub(crate) struct Object<'a> {
    root: Slot<'a>,
    layers: Layers,
    seen: Seen,
    /// The discriminator that has not come yet.
    pending: Option<&'static str>,
    /// Where the search for the next member starts.
    after: (usize, usize),
    /// The layer that keeps what nobody claims.
    rest: Option<usize>,
    strict: bool,
    tape_start: usize,
    /// Discriminators whose value is known although they are still to come.
    foreseen: [Option<&'static str>; FORESEEN],
}

/// How many discriminators of one object are looked for ahead; it is rare for a branch to be a union itself.
const FORESEEN: usize = 4;

/// What to do with a member.
pub(crate) enum Found<'k> {
    Member(usize, usize),
    Tag(&'static str),
    Repeated(&'static str),
    Later(Cow<'k, str>),
    Rest(Cow<'k, str>),
    Error(Cow<'k, str>),
    Nowhere,
}

impl<'a> Object<'a> {
    /// Nothing has come yet.
    pub fn new(root: Slot<'a>, tape_start: usize) -> Self {
        let mut object = Object {
            root,
            layers: Layers::default(),
            seen: Seen::default(),
            pending: None,
            after: (0, 0),
            rest: None,
            strict: false,
            tape_start,
            foreseen: [None; FORESEEN],
        };
        object.open();
        object
    }

    /// The slot of a layer, reached from the outside in.
    fn reach(&mut self, target: usize) -> Slot<'_> {
        let mut slot = match &mut self.root {
            Slot::Object(members, strict, object) => Slot::Object(members, *strict, &mut **object),
            Slot::Union(branches, union) => Slot::Union(branches, &mut **union),
            _ => Slot::Nothing,
        };
        for layer in 0..target {
            slot = match (slot, self.layers.get(layer)) {
                (Slot::Object(.., object), Some(Layer::Object { members, selects: Some(place), .. })) => {
                    object.member(number(members, place))
                }
                (Slot::Union(_, union), _) => union.payload(),
                _ => Slot::Nothing,
            };
        }
        slot
    }

    /// Adds the layers of the type that has just become known.
    fn open(&mut self) {
        self.pending = None;
        let index = self.layers.len;
        match self.reach(index) {
            Slot::Object(table, strict, _) => {
                self.strict |= strict;
                let members = match table.split_last() {
                    Some(((_, _, flags), members)) if flags & flag::rest != 0 => {
                        self.rest = Some(index);
                        members
                    }
                    _ => table,
                };
                let first = self.seen.grow(members.len());
                let selects = members.iter().position(|(_, _, flags)| flags & flag::selects != 0);
                self.layers.push(Layer::Object { members, first, selects });
                if let Some((tag, ..)) = selects.and_then(|selects| members.get(selects)) {
                    self.layers.push(Layer::Union { tag, own: false });
                    self.pending = Some(tag);
                }
            }
            Slot::Union(Branches { tag, .. }, _) => {
                self.layers.push(Layer::Union { tag, own: true });
                self.pending = Some(tag);
            }
            _ => {}
        }
    }

    /// Finds the member called `key`. Members tend to come in the order of the schema, so the
    /// search starts after the member that came last.
    fn find(&self, key: &str) -> Option<Found<'static>> {
        let (last, after) = self.after;
        if let Some(Layer::Object { members, .. }) = self.layers.get(last) {
            let found = members.iter().skip(after).position(|(name, ..)| *name == key).map(|at| at + after);
            let found = found.or_else(|| members.iter().take(after).position(|(name, ..)| *name == key));
            if let Some(member) = found {
                return Some(self.found(last, member));
            }
        }
        for index in 0..self.layers.len {
            match self.layers.get(index) {
                Some(Layer::Object { members, .. }) if index != last => {
                    if let Some(member) = members.iter().position(|(name, ..)| *name == key) {
                        return Some(self.found(index, member));
                    }
                }
                Some(Layer::Union { tag, own: true }) if tag == key => {
                    let pending = self.pending.is_some() && index + 1 == self.layers.len;
                    return Some(if pending { Found::Tag(tag) } else { Found::Repeated(tag) });
                }
                _ => {}
            }
        }
        None
    }

    fn found(&self, layer: usize, member: usize) -> Found<'static> {
        match self.layers.get(layer) {
            Some(Layer::Object { members, selects, .. }) if selects == Some(member) => {
                let pending = self.pending.is_some() && layer + 2 == self.layers.len;
                let tag = members[member].0;
                if pending { Found::Tag(tag) } else { Found::Repeated(tag) }
            }
            _ => Found::Member(layer, member),
        }
    }

    /// Selects the branches whose discriminators `ahead` finds; `None` if one is not found or not known.
    pub fn look_ahead<'t>(&mut self, ahead: impl Fn(&str) -> Option<&'t str>, context: &mut Context<'_>) -> Option<()> {
        let mut place = 0;
        while let Some(tag) = self.pending {
            *self.foreseen.get_mut(place)? = Some(tag);
            self.select::<value::Error>(ahead(tag)?, context).ok()?;
            place += 1;
        }
        Some(())
    }

    /// Whether this is the discriminator that was foreseen, which from now on has come.
    pub fn arrives(&mut self, tag: &str) -> bool {
        let place = self.foreseen.iter_mut().find(|foreseen| **foreseen == Some(tag));
        place.and_then(Option::take).is_some()
    }

    pub fn classify<'k>(&self, key: &str, keep: impl FnOnce() -> Cow<'k, str>) -> Found<'k> {
        match self.find(key) {
            Some(found) => found,
            None if self.pending.is_some() => Found::Later(keep()),
            None if self.rest.is_some() => Found::Rest(keep()),
            None if self.strict => Found::Error(keep()),
            None => Found::Nowhere,
        }
    }

    /// Marks a member as seen and gives its slot.
    pub fn claim<E: Error>(
        &mut self,
        layer: usize,
        member: usize,
        context: &mut Context<'_>,
    ) -> Result<(&'static str, Slot<'_>), E> {
        self.after = (layer, member + 1);
        let Some(Layer::Object { members, first, .. }) = self.layers.get(layer) else {
            return Ok(("", Slot::Nothing));
        };
        let name = members[member].0;
        if !self.seen.mark(first + member) {
            return Err(context.fault(format_args!("duplicate member '{name}'")));
        }
        let slot = match self.reach(layer) {
            Slot::Object(.., object) => object.member(number(members, member)),
            _ => Slot::Nothing,
        };
        Ok((name, slot))
    }

    /// Hands a value to a module of the user's.
    pub fn convert<E: Error>(
        &mut self,
        layer: usize,
        member: &str,
        value: Value,
        context: &mut Context<'_>,
    ) -> Result<(), E> {
        match self.reach(layer) {
            Slot::Object(.., object) => object.convert(member, value).map_err(|error| context.fault(error)),
            _ => Ok(()),
        }
    }

    pub fn keep(&mut self, key: String, value: Value) {
        let layer = self.rest.unwrap_or(0);
        let slot = match self.reach(layer) {
            Slot::Object(table, _, object) => object.member(number(table, table.len() - 1)),
            Slot::Union(_, union) => union.payload(),
            _ => Slot::Nothing,
        };
        if let Slot::Rest(members) | Slot::Unknown(UnknownBranch { members, .. }) = slot {
            members.insert(key, value);
        }
    }

    /// Selects the branch that the discriminator names.
    fn select<E: Error>(&mut self, name: &str, context: &mut Context<'_>) -> Result<(), E> {
        let index = self.layers.len - 1;
        if let (Some(Layer::Object { selects: Some(selects), first, .. }), Some(Layer::Union { own: false, .. })) =
            (self.layers.get(index.wrapping_sub(1)), self.layers.get(index))
        {
            self.seen.mark(first + selects);
        }
        let Slot::Union(branches, union) = self.reach(index) else { return Ok(()) };
        match branches.names.iter().position(|branch| *branch == name) {
            Some(branch) => {
                union.select(branch);
                self.open();
            }
            None if branches.strict => return Err(context.fault(format_args!("unknown branch '{name}'"))),
            None => {
                if let Slot::Unknown(unknown) = union.payload() {
                    name.clone_into(&mut unknown.name);
                }
                self.pending = None;
                self.rest = Some(index);
            }
        }
        Ok(())
    }

    /// Reads from the tape what can be read now.
    fn replay<E: Error>(&mut self, context: &mut Context<'_>) -> Result<(), E> {
        if context.tape.len() == self.tape_start {
            return Ok(());
        }
        let mut tape = std::mem::take(&mut context.tape);
        while self.replay_once(&mut tape, context)? {}
        if self.pending.is_none() {
            tape.truncate(self.tape_start);
        }
        context.tape = tape;
        Ok(())
    }

    /// One pass over the tape; true if it selected a branch, so that another pass is due.
    fn replay_once<'de, E: Error>(&mut self, tape: &mut [Node<'de>], context: &mut Context<'de>) -> Result<bool, E> {
        let mut at = self.tape_start;
        let mut selected = false;
        while at < tape.len() {
            let value = at + 1;
            let next = Replay::<E>::end(tape, value);
            let mut replay = Replay::<E>::new(tape, value);
            let found = match tape[at].as_str() {
                Some(key) => self.classify(key, || Cow::Owned(key.to_owned())),
                None => Found::Later(Cow::Borrowed("")),
            };
            match found {
                Found::Later(_) => {
                    at = next;
                    continue;
                }
                Found::Member(layer, member) => {
                    let (name, slot) = self.claim(layer, member, context)?;
                    let filled = match slot {
                        Slot::Foreign => {
                            Value::deserialize(&mut replay).and_then(|value| self.convert(layer, name, value, context))
                        }
                        slot => Fill { slot, context }.deserialize(&mut replay),
                    };
                    filled.inspect_err(|_| context.in_member(name))?;
                }
                Found::Tag(tag) => {
                    let filled = Tag { object: self, context }.deserialize(&mut replay);
                    filled.inspect_err(|_| context.in_member(tag))?;
                    selected = true;
                }
                Found::Repeated(tag) => return Err(context.fault(format_args!("duplicate member '{tag}'"))),
                Found::Rest(key) => {
                    let value = Value::deserialize(&mut replay)?;
                    self.keep(key.into_owned(), value);
                }
                Found::Error(key) => return Err(context.fault(format_args!("unknown member '{key}'"))),
                Found::Nowhere => {}
            }
            tape[at] = Node::Null;
            at = next;
        }
        Ok(selected)
    }

    /// Checks that nothing is missing.
    pub fn finish<E: Error>(&mut self, context: &mut Context<'_>) -> Result<(), E> {
        if let Some(tag) = self.pending {
            return Err(context.fault(format_args!("missing member '{tag}'")));
        }
        for index in 0..self.layers.len {
            if let Some(Layer::Object { members, first, .. }) = self.layers.get(index) {
                for (at, (name, _, flags)) in members.iter().enumerate() {
                    if flags & flag::optional == 0 && !self.seen.has(first + at) {
                        return Err(context.fault(format_args!("missing member '{name}'")));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Looks up a member's name.
struct Key<'o, 'a>(&'o Object<'a>);

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = Found<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found<'de>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for Key<'_, '_> {
    type Value = Found<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }
    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Found<'de>, E> {
        Ok(self.0.classify(key, || Cow::Borrowed(key)))
    }
    fn visit_str<E>(self, key: &str) -> Result<Found<'de>, E> {
        Ok(self.0.classify(key, || Cow::Owned(key.to_owned())))
    }
}

/// Reads a discriminator.
struct Tag<'o, 'a, 'c, 'de> {
    object: &'o mut Object<'a>,
    context: &'c mut Context<'de>,
}

impl<'de> DeserializeSeed<'de> for Tag<'_, '_, '_, 'de> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Tag<'_, '_, '_, '_> {
    fn mismatch<E: Error>(self, got: &str) -> Result<(), E> {
        let mut text = String::new();
        let slot = Slot::Str(&mut text);
        Err(self.context.fault(Mismatch { slot: &slot, got }))
    }
}

impl<'de> Visitor<'de> for Tag<'_, '_, '_, 'de> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        self.object.select(name, self.context)
    }
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.mismatch("null")
    }
    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.mismatch("null")
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.mismatch(if value { "true" } else { "false" })
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.mismatch(&format!("the number {value}"))
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.mismatch(&format!("the number {value}"))
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.mismatch(&format!("the number {value}"))
    }
    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        self.mismatch("a list")
    }
    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        self.mismatch("an object")
    }
}
