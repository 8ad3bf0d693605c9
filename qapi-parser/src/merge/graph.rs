//! Which declarations each merged type must hold.
//!
//! A merged definition starts with the declarations of its name. [`grow`](super::grow) adds those of other names that it
//! must hold as well. What a definition holds only grows.

use super::{Input, Inputs};
use crate::schema::{DefId, Definition, Schema, Type};
use std::collections::{HashMap, HashSet, VecDeque};

/// A merged definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(pub u32);

/// A declaration that a merged definition must hold. Ordered from the oldest input to the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Source {
    pub input: usize,
    pub kind: SourceKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum SourceKind {
    /// A definition.
    Definition(DefId),
    /// The arguments of a command or event that are listed in place, as an object type.
    Arguments(DefId),
    /// An object without members.
    Empty,
    /// A type that is a branch of an alternate.
    Plain(Type),
}

/// A merged definition and what it must hold.
pub(super) struct Node {
    pub name: String,
    /// The declaration that gives the name and the kind: the newest.
    pub primary: (usize, DefId),
    pub sources: Vec<Source>,
    known: HashSet<Source>,
    /// Whether it cannot be a union, although its primary declaration is one.
    pub flat: bool,
}

/// All merged definitions.
pub(super) struct Graph<'a> {
    pub inputs: &'a Inputs,
    pub nodes: Vec<Node>,
    /// The merged definition that a definition of an input belongs to by its name.
    names: HashMap<(bool, &'a str), NodeId>,
    pending: VecDeque<NodeId>,
    is_pending: HashSet<NodeId>,
}

impl<'a> Graph<'a> {
    /// A graph without nodes.
    pub fn new(inputs: &'a Inputs) -> Self {
        Graph { inputs, nodes: Vec::new(), names: HashMap::new(), pending: VecDeque::new(), is_pending: HashSet::new() }
    }

    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub fn input(&self, input: usize) -> &'a Input {
        &self.inputs.inputs[input]
    }

    pub fn schema(&self, input: usize) -> &'a Schema {
        &self.inputs.inputs[input].schema
    }

    pub fn definition(&self, input: usize, id: DefId) -> &'a Definition {
        self.schema(input).definition(id)
    }

    pub fn primary(&self, id: NodeId) -> &'a Definition {
        let (input, id) = self.node(id).primary;
        self.definition(input, id)
    }

    /// The merged definition to which one of an input belongs by its name.
    pub fn by_name(&mut self, input: usize, id: DefId) -> NodeId {
        let definition = self.definition(input, id);
        // Names of types in replies are a name space of their own.
        let anonymous = self.input(input).anonymous && definition.arguments().is_none();
        let next = NodeId(self.nodes.len() as u32);
        let node = *self.names.entry((anonymous, definition.name.as_str())).or_insert(next);
        if node == next {
            let (primary, name) = ((input, id), definition.name.clone());
            self.nodes.push(Node { name, primary, sources: Vec::new(), known: HashSet::new(), flat: false });
            self.add(next, Source { input, kind: SourceKind::Definition(id) });
        }
        node
    }

    /// The merged definition to which one of an input belongs by its name, if there is one already.
    pub fn find(&self, input: usize, id: DefId) -> Option<NodeId> {
        let definition = self.definition(input, id);
        let anonymous = self.input(input).anonymous && definition.arguments().is_none();
        self.names.get(&(anonymous, definition.name.as_str())).copied()
    }

    /// Lets a merged definition hold a declaration, too.
    pub fn add(&mut self, id: NodeId, source: Source) {
        let node = &mut self.nodes[id.0 as usize];
        if node.known.insert(source) {
            let place = node.sources.partition_point(|known| known.input <= source.input);
            node.sources.insert(place, source);
            self.touch(id);
        }
    }

    /// Asks for another look at a merged definition.
    pub fn touch(&mut self, id: NodeId) {
        if self.is_pending.insert(id) {
            self.pending.push_back(id);
        }
    }

    /// The next merged definition to look at.
    pub fn next(&mut self) -> Option<NodeId> {
        let id = self.pending.pop_front()?;
        self.is_pending.remove(&id);
        Some(id)
    }
}
