//! JSON objects that a union shares: a union, a struct with a union in it, nested to any depth.
//!
//! In: a reader at an object, and a blank value. Out: the filled value. Afterwards: as for a plain object, and the
//! branch is that of the discriminator.
//!
//! The types that share an object are layers: the outermost type's members, then those of the branch that its
//! discriminator selects, and so on. The discriminators are looked for ahead, so that every member can be read where it
//! stands, wherever the discriminator is. Nothing is kept back, and nothing but the value itself is allocated.

use super::{Reader, scan};
use crate::decode::{Inner, Part, Read, Shape, UnionMut, find, wire_name};
use std::borrow::Cow;

/// One type's part of an object.
#[derive(Debug, Clone, Copy, Default)]
struct Layer {
    /// The names of its members; for a union that is on its own, that of its discriminator.
    members: &'static [&'static str],
    /// The number of the first member's bit.
    first: usize,
    /// How many steps lead from the outermost type to this one.
    depth: usize,
    /// The place of the member that is a discriminator.
    selects: usize,
}

/// A list that does not allocate while it is short.
#[derive(Debug, Default)]
struct Layers {
    few: [Layer; 4],
    many: Vec<Layer>,
    len: usize,
}

impl Layers {
    fn push(&mut self, layer: Layer) {
        match self.few.get_mut(self.len) {
            Some(place) => *place = layer,
            None => self.many.push(layer),
        }
        self.len += 1;
    }

    fn get(&self, index: usize) -> Layer {
        let found = self.few.get(index).or_else(|| self.many.get(index - self.few.len()));
        found.copied().unwrap_or_default()
    }
}

/// Which members have come.
#[derive(Debug, Default)]
struct Seen {
    few: u128,
    many: Vec<u128>,
}

impl Seen {
    fn word(&mut self, bit: usize) -> &mut u128 {
        match (bit / 128).checked_sub(1) {
            None => &mut self.few,
            Some(word) => {
                if word >= self.many.len() {
                    self.many.resize(word + 1, 0);
                }
                &mut self.many[word]
            }
        }
    }

    fn has(&mut self, bit: usize) -> bool {
        *self.word(bit) & 1 << (bit % 128) != 0
    }

    /// Marks a bit; false if it was marked before.
    fn mark(&mut self, bit: usize) -> bool {
        let word = self.word(bit);
        let new = *word & 1 << (bit % 128) == 0;
        *word |= 1 << (bit % 128);
        new
    }
}

/// An object of which some members have come.
struct Shared<'a> {
    root: Inner<'a>,
    layers: Layers,
    seen: Seen,
    bits: usize,
    /// How many steps lead to what keeps members that nobody lists.
    rest: Option<usize>,
    strict: bool,
    /// The discriminator that the text does not have.
    missing: Option<&'static str>,
}

impl Reader<'_> {
    /// Takes the object of a union.
    ///
    /// # Errors
    /// As [`Decode::read`](crate::Decode::read).
    pub fn union(&mut self, union: &mut dyn UnionMut) -> Read {
        self.shared(Inner::Union(union))
    }

    /// Takes an object that several types share.
    pub(super) fn shared(&mut self, root: Inner<'_>) -> Read {
        if self.peek() != b'{' {
            return self.mismatch("an object");
        }
        let mut more = self.open(b'}')?;
        let mut shared = Shared {
            root,
            layers: Layers::default(),
            seen: Seen::default(),
            bits: 0,
            rest: None,
            strict: false,
            missing: None,
        };
        shared.select(self)?;
        let mut last = (0, 0);
        while more {
            match shared.find(self, last)? {
                Some((layer, place)) => {
                    last = (layer, place + 1);
                    shared.member(self, layer, place)?;
                }
                None => shared.unlisted(self)?,
            }
            more = self.more(b'}')?;
        }
        shared.finish(self)
    }
}

impl Shared<'_> {
    /// What is this many steps from the outermost type.
    fn reach(&mut self, depth: usize) -> Inner<'_> {
        let mut inner = self.root.again();
        for _ in 0..depth {
            inner = match inner {
                Inner::Object(object) => object.part(Part::Branch),
                Inner::Union(union) => union.payload(),
                other => other,
            };
        }
        inner
    }

    /// Finds all layers, looking ahead for the discriminators.
    fn select(&mut self, reader: &mut Reader<'_>) -> Read {
        // The discriminator of the next layer, and whether it is a member of the one before.
        let mut given = false;
        for depth in 0.. {
            let union = match self.reach(depth) {
                Inner::Object(object) => {
                    let shape = object.shape();
                    given = self.open(shape, depth);
                    if given {
                        continue;
                    }
                    return Ok(());
                }
                Inner::Union(union) => union,
                Inner::Unknown(_) => {
                    self.rest = Some(depth);
                    return Ok(());
                }
                _ => return Ok(()),
            };
            let branches = union.branches();
            if !given {
                self.layer(std::slice::from_ref(&branches.tag), depth, 0);
            }
            given = false;
            if !self.branch(reader, depth)? {
                self.missing = Some(branches.tag);
                return Ok(());
            }
        }
        Ok(())
    }

    fn layer(&mut self, members: &'static [&'static str], depth: usize, selects: usize) {
        self.layers.push(Layer { members, first: self.bits, depth, selects });
        self.bits += members.len();
    }

    /// Adds the layer of an object type; true if a union comes after it.
    fn open(&mut self, shape: Shape, depth: usize) -> bool {
        self.strict |= shape.strict;
        if shape.keeps {
            self.rest = Some(depth);
        }
        self.layer(shape.members, depth, shape.selects);
        shape.selects < shape.members.len()
    }

    /// Selects the branch of the union at this depth; false if its discriminator is not there.
    fn branch(&mut self, reader: &mut Reader<'_>, depth: usize) -> Read<bool> {
        let Inner::Union(union) = self.reach(depth) else { return Ok(false) };
        let branches = union.branches();
        let start = reader.at;
        let Some(at) = scan::member(reader.text, start, branches.tag) else { return Ok(false) };
        reader.at = at;
        let name = reader.string().and_then(|name| match find(branches.names, &name) {
            Some(place) => {
                union.select(place);
                Ok(())
            }
            None if branches.strict => {
                reader.at = at;
                reader.fault(format_args!("unknown branch '{name}'"))
            }
            None => {
                if let Inner::Unknown(unknown) = union.payload() {
                    unknown.name = name.into_owned();
                }
                Ok(())
            }
        });
        if let Err(failed) = name {
            reader.in_member(branches.tag);
            return Err(failed);
        }
        reader.at = start;
        Ok(true)
    }

    /// Takes the name that is next, with its colon, if a layer has a member of that name.
    fn find(&self, reader: &mut Reader<'_>, (layer, before): (usize, usize)) -> Read<Option<(usize, usize)>> {
        if reader.peek() != b'"' {
            return reader.malformed();
        }
        let members = self.layers.get(layer).members;
        let order = reader.orders.of(members);
        let expected = reader.orders.expected(order, before);
        if let Some(member) = members.get(expected)
            && reader.is_name(wire_name(member))
        {
            reader.colon()?;
            return Ok(Some((layer, expected)));
        }
        let start = reader.at;
        let name = reader.raw_string()?;
        for index in 0..self.layers.len {
            let members = self.layers.get(index).members;
            if let Some(place) = members.iter().position(|member| wire_name(member) == name) {
                if index == layer {
                    reader.orders.came(order, before, place);
                }
                reader.colon()?;
                return Ok(Some((index, place)));
            }
        }
        reader.at = start;
        Ok(None)
    }

    /// Takes the value of a member.
    fn member(&mut self, reader: &mut Reader<'_>, layer: usize, place: usize) -> Read {
        let Layer { members, first, depth, selects } = self.layers.get(layer);
        if !self.seen.mark(first + place) {
            return reader.duplicate(members[place]);
        }
        let read = match self.reach(depth) {
            Inner::Object(object) if place != selects => object.member(place, reader),
            // The discriminator has been read already.
            _ => reader.skip(),
        };
        read.inspect_err(|_| reader.in_member(wire_name(members[place])))
    }

    /// Takes a member that no layer lists.
    fn unlisted(&mut self, reader: &mut Reader<'_>) -> Read {
        if self.missing.is_some() {
            reader.name()?;
            return reader.skip();
        }
        let Some(depth) = self.rest else {
            if self.strict {
                return reader.unlisted();
            }
            reader.name()?;
            return reader.skip();
        };
        let name: Cow<'_, str> = reader.name()?;
        let value = reader.value()?;
        let kept = match self.reach(depth) {
            Inner::Unknown(unknown) => &mut unknown.members,
            Inner::Object(object) => match object.part(Part::Rest) {
                Inner::Rest(rest) => rest,
                _ => return Ok(()),
            },
            _ => return Ok(()),
        };
        kept.insert(name.into_owned(), value);
        Ok(())
    }

    /// Checks that nothing is missing.
    fn finish(&mut self, reader: &mut Reader<'_>) -> Read {
        if let Some(tag) = self.missing {
            return reader.missing(tag);
        }
        for index in 0..self.layers.len {
            let Layer { members, first, .. } = self.layers.get(index);
            for (place, member) in members.iter().enumerate() {
                if !member.starts_with('*') && !self.seen.has(first + place) {
                    return reader.missing(member);
                }
            }
        }
        Ok(())
    }
}
