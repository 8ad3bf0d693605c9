//! Values kept back until it is known what they are.
//!
//! A peer may send a union's members before its discriminator. Those members are written to a
//! tape, flat, with strings borrowed from the input where the format lends them, and read from it
//! once the discriminator has come.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// One token. Lists and objects say where they end, as an index into the tape.
pub(super) enum Node<'de> {
    Null,
    Bool(bool),
    I64(i64),
    U64(u64),
    F64(f64),
    Borrowed(&'de str),
    Owned(Box<str>),
    List(usize),
    Object(usize),
}

impl Node<'_> {
    /// The text of a key or string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Node::Borrowed(text) => Some(text),
            Node::Owned(text) => Some(text),
            _ => None,
        }
    }
}

/// Appends one value to the tape.
pub(super) struct Record<'t, 'de>(pub &'t mut Vec<Node<'de>>);

impl<'de> DeserializeSeed<'de> for Record<'_, 'de> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Record<'_, 'de> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.push(Node::Null);
        Ok(())
    }
    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.push(Node::Bool(value));
        Ok(())
    }
    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.push(Node::I64(value));
        Ok(())
    }
    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.push(Node::U64(value));
        Ok(())
    }
    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.0.push(Node::F64(value));
        Ok(())
    }
    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.0.push(Node::Owned(value.into()));
        Ok(())
    }
    fn visit_string<E>(self, value: String) -> Result<(), E> {
        self.0.push(Node::Owned(value.into()));
        Ok(())
    }
    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<(), E> {
        self.0.push(Node::Borrowed(value));
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let start = self.0.len();
        self.0.push(Node::List(0));
        while seq.next_element_seed(Record(self.0))?.is_some() {}
        self.0[start] = Node::List(self.0.len());
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let start = self.0.len();
        self.0.push(Node::Object(0));
        while map.next_key_seed(Record(self.0))?.is_some() {
            map.next_value_seed(Record(self.0))?;
        }
        self.0[start] = Node::Object(self.0.len());
        Ok(())
    }
}

/// Reads values from a tape.
pub(super) struct Replay<'t, 'de, E> {
    nodes: &'t [Node<'de>],
    at: usize,
    error: PhantomData<E>,
}

impl<'t, 'de, E: Error> Replay<'t, 'de, E> {
    pub fn new(nodes: &'t [Node<'de>], at: usize) -> Self {
        Self { nodes, at, error: PhantomData }
    }

    /// The index after the value at `at`.
    pub fn end(nodes: &[Node<'de>], at: usize) -> usize {
        match nodes.get(at) {
            Some(Node::List(end) | Node::Object(end)) => *end,
            _ => at + 1,
        }
    }
}

impl<'de, E: Error> Deserializer<'de> for &mut Replay<'_, 'de, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let node = self.nodes.get(self.at);
        self.at += 1;
        match node {
            None | Some(Node::Null) => visitor.visit_unit(),
            Some(Node::Bool(value)) => visitor.visit_bool(*value),
            Some(Node::I64(value)) => visitor.visit_i64(*value),
            Some(Node::U64(value)) => visitor.visit_u64(*value),
            Some(Node::F64(value)) => visitor.visit_f64(*value),
            Some(Node::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Some(Node::Owned(text)) => visitor.visit_str(text),
            Some(Node::List(end)) => visitor.visit_seq(Items { end: *end, replay: self }),
            Some(Node::Object(end)) => visitor.visit_map(Items { end: *end, replay: self }),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.at = Replay::<E>::end(self.nodes, self.at);
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

struct Items<'r, 't, 'de, E> {
    replay: &'r mut Replay<'t, 'de, E>,
    end: usize,
}

impl<'de, E: Error> SeqAccess<'de> for Items<'_, '_, 'de, E> {
    type Error = E;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, E> {
        if self.replay.at < self.end { seed.deserialize(&mut *self.replay).map(Some) } else { Ok(None) }
    }
}

impl<'de, E: Error> MapAccess<'de> for Items<'_, '_, 'de, E> {
    type Error = E;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, E> {
        self.next_element_seed(seed)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, E> {
        seed.deserialize(&mut *self.replay)
    }
}
