//! Predicates of `#[cfg(..)]`.

use super::code::Code;
use std::fmt;

/// A predicate of `#[cfg(..)]`. `all` and `any` hold at least two different predicates, none of their own kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cfg {
    /// What the user gave.
    Given(Code),
    /// A cargo feature.
    Feature(String),
    /// `not(..)`
    Not(Box<Cfg>),
    /// `all(..)`
    All(Vec<Cfg>),
    /// `any(..)`
    Any(Vec<Cfg>),
}

impl Cfg {
    /// Both hold.
    pub fn and(self, other: Cfg) -> Cfg {
        let parts = |cfg| match cfg {
            Cfg::All(parts) => parts,
            other => vec![other],
        };
        join(parts(self), parts(other), Cfg::All)
    }

    /// At least one holds.
    pub fn or(self, other: Cfg) -> Cfg {
        let parts = |cfg| match cfg {
            Cfg::Any(parts) => parts,
            other => vec![other],
        };
        join(parts(self), parts(other), Cfg::Any)
    }
}

/// It does not hold.
impl std::ops::Not for Cfg {
    type Output = Cfg;

    fn not(self) -> Cfg {
        match self {
            Cfg::Not(inner) => *inner,
            other => Cfg::Not(Box::new(other)),
        }
    }
}

fn join(mut parts: Vec<Cfg>, more: Vec<Cfg>, make: impl FnOnce(Vec<Cfg>) -> Cfg) -> Cfg {
    for part in more {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    if parts.len() == 1 { parts.remove(0) } else { make(parts) }
}

impl fmt::Display for Cfg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, name: &str, parts: &[Cfg]| {
            write!(f, "{name}(")?;
            for (at, part) in parts.iter().enumerate() {
                let comma = if at > 0 { ", " } else { "" };
                write!(f, "{comma}{part}")?;
            }
            f.write_str(")")
        };
        match self {
            Cfg::Given(code) => code.fmt(f),
            Cfg::Feature(name) => write!(f, "feature = {name:?}"),
            Cfg::Not(inner) => write!(f, "not({inner})"),
            Cfg::All(parts) => list(f, "all", parts),
            Cfg::Any(parts) => list(f, "any", parts),
        }
    }
}
