//! Which versions have what: the facts that a merged schema carries beside its definitions.
//!
//! They are in tables of their own, so that code for schemas of a single version need not know them.

use super::{DefId, Schema};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A set of the versions of a merged schema. Versions are counted from 0, the oldest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct VersionSet(Vec<u64>);

impl VersionSet {
    /// Whether the version is in it.
    pub fn contains(&self, version: usize) -> bool {
        self.0.get(version / 64).is_some_and(|word| word >> (version % 64) & 1 == 1)
    }

    /// Whether it has no version.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The versions in it, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        (0..self.0.len() * 64).filter(|version| self.contains(*version))
    }

    pub(crate) fn insert(&mut self, version: usize) {
        if self.0.len() <= version / 64 {
            self.0.resize(version / 64 + 1, 0);
        }
        self.0[version / 64] |= 1 << (version % 64);
    }
}

impl FromIterator<usize> for VersionSet {
    fn from_iter<I: IntoIterator<Item = usize>>(versions: I) -> Self {
        let mut set = VersionSet::default();
        versions.into_iter().for_each(|version| set.insert(version));
        set
    }
}

/// How to settle what has no common type.
///
/// The order is that of what the type holds: more comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Settle {
    /// The type is `any`.
    Any,
    /// The type is that of the newest version.
    Newest,
}

impl fmt::Display for Settle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Settle::Any => "any",
            Settle::Newest => "newest",
        })
    }
}

impl FromStr for Settle {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "any" => Ok(Settle::Any),
            "newest" => Ok(Settle::Newest),
            _ => Err(format!("'{text}' is neither 'any' nor 'newest'")),
        }
    }
}

/// What is known of the versions of a merged schema.
#[derive(Debug)]
pub struct Versions {
    pub(crate) names: Vec<String>,
    pub(crate) inputs: Vec<(String, Arc<Schema>)>,
    pub(crate) definitions: Vec<DefinitionFacts>,
    pub(crate) aliases: Vec<(String, DefId)>,
    /// How conflicts were settled.
    pub(crate) settled: BTreeMap<String, Settle>,
}

/// Which versions have a definition and its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DefinitionFacts {
    /// The versions that have it, under this name or an older one.
    pub present: VersionSet,
    /// The features of the definition itself, by name.
    pub features: HashMap<String, VersionSet>,
    /// The members of a struct or of arguments, the common members of a union, the values of an enum, or the branches
    /// of an alternate, by name.
    pub parts: HashMap<String, PartFacts>,
    /// The branches of a union, by name.
    pub branches: HashMap<String, PartFacts>,
}

/// Which versions have a member, value or branch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartFacts {
    /// The versions that have it.
    pub present: VersionSet,
    /// Of these, the versions that always have it, if it is a member: those in which it is mandatory and unconditional.
    pub mandatory: VersionSet,
    /// Its features, by name.
    pub features: HashMap<String, VersionSet>,
}

impl Versions {
    /// The names of the versions, oldest first.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Which versions have a definition and its parts.
    pub fn of(&self, id: DefId) -> &DefinitionFacts {
        &self.definitions[id.index()]
    }

    /// The older names of types that were renamed, each with the definition that it is now.
    pub fn aliases(&self) -> &[(String, DefId)] {
        &self.aliases
    }

    /// Says which versions have something, of those that could: `8.2 and later`, `up to 9.2`, `9.0 to 9.2` or `9.0 only`;
    /// `None` if all of them have it.
    pub fn describe(&self, present: &VersionSet, among: &VersionSet) -> Option<String> {
        let among: Vec<usize> = among.iter().collect();
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for place in (0..among.len()).filter(|place| present.contains(among[*place])) {
            match runs.last_mut() {
                Some((_, end)) if *end + 1 == place => *end = place,
                _ => runs.push((place, place)),
            }
        }
        if runs == [(0, among.len().saturating_sub(1))] || runs.is_empty() {
            return None;
        }
        let name = |place: usize| self.names[among[place]].as_str();
        let last = among.len() - 1;
        let run = |&(start, end): &(usize, usize)| match (start, end) {
            (start, end) if end == last && start == end => format!("{} only", name(start)),
            (start, end) if end == last => format!("{} and later", name(start)),
            (0, end) => format!("up to {}", name(end)),
            (start, end) if start == end => format!("{} only", name(start)),
            (start, end) => format!("{} to {}", name(start), name(end)),
        };
        Some(runs.iter().map(run).collect::<Vec<_>>().join(", "))
    }
}
