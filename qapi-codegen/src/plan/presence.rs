//! What exists when: `if` conditions and features against what the user decided (manual: "Configuring the schema").
//!
//! No undecided symbol ever reaches a `cfg`, and nothing that can be decided is left undecided.

use crate::error::Error;
use crate::options::{Options, Symbol, Unstable};
use crate::rust::{self, Cfg};
use qapi_parser::schema::{Condition, Feature};
use std::collections::BTreeMap;

/// When something exists in the generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// In every build.
    Always,
    /// In none.
    Never,
    /// Where the predicate of `#[cfg(..)]` holds.
    Cfg(Cfg),
    /// In every build, but a peer may be built without it.
    Undecided,
}

impl Presence {
    /// Both hold.
    pub fn and(self, other: Presence) -> Presence {
        use Presence::*;
        match (self, other) {
            (Never, _) | (_, Never) => Never,
            (Always, presence) | (presence, Always) => presence,
            (Undecided, _) | (_, Undecided) => Undecided,
            (Cfg(left), Cfg(right)) => Cfg(left.and(right)),
        }
    }

    fn or(self, other: Presence) -> Presence {
        use Presence::*;
        match (self, other) {
            (Always, _) | (_, Always) => Always,
            (Never, presence) | (presence, Never) => presence,
            (Undecided, _) | (_, Undecided) => Undecided,
            (Cfg(left), Cfg(right)) => Cfg(left.or(right)),
        }
    }

    /// The predicate that guards it; `None` unless it is a `cfg`.
    pub fn cfg(&self) -> Option<Cfg> {
        match self {
            Presence::Cfg(cfg) => Some(cfg.clone()),
            _ => None,
        }
    }
}

/// What the user decided.
pub struct Decisions {
    /// Symbols by name; those that are not here are undecided.
    symbols: BTreeMap<String, Presence>,
    /// When what is unstable exists.
    unstable: Presence,
}

impl Decisions {
    /// Parses what the user gave.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] if a predicate is none.
    pub fn new(options: &Options) -> Result<Self, Error> {
        let symbol = |(name, symbol): (&String, &Symbol)| match symbol {
            Symbol::Defined => Ok((name.clone(), Presence::Always)),
            Symbol::Undefined => Ok((name.clone(), Presence::Never)),
            Symbol::Cfg(text) => match rust::parse::<syn::Meta>(text) {
                Some((code, _)) => Ok((name.clone(), Presence::Cfg(Cfg::Given(code)))),
                None => Err(Error::Option(format!(
                    "`{text}` is not a predicate for `#[cfg(..)]`, such as `target_os = \"linux\"`, for symbol `{name}`"
                ))),
            },
        };
        let unstable = match &options.unstable {
            Unstable::Keep => Presence::Always,
            Unstable::Omit => Presence::Never,
            Unstable::Feature(name) => Presence::Cfg(Cfg::Feature(name.clone())),
        };
        Ok(Decisions { symbols: options.symbols.iter().map(symbol).collect::<Result<_, _>>()?, unstable })
    }

    /// When a condition holds.
    pub fn condition(&self, condition: Option<&Condition>) -> Presence {
        let Some(condition) = condition else { return Presence::Always };
        let each = |parts: &[Condition], start, join: fn(Presence, Presence) -> Presence| {
            parts.iter().map(|part| self.condition(Some(part))).fold(start, join)
        };
        match condition {
            Condition::Symbol(name) => self.symbols.get(name).cloned().unwrap_or(Presence::Undecided),
            Condition::Not(inner) => match self.condition(Some(inner)) {
                Presence::Always => Presence::Never,
                Presence::Never => Presence::Always,
                Presence::Cfg(cfg) => Presence::Cfg(!cfg),
                Presence::Undecided => Presence::Undecided,
            },
            Condition::All(parts) => each(parts, Presence::Always, Presence::and),
            Condition::Any(parts) => each(parts, Presence::Never, Presence::or),
        }
    }

    /// When the feature of this name is there; never if it is not listed.
    pub fn feature(&self, features: &[Feature], name: &str) -> Presence {
        let feature = features.iter().find(|feature| feature.name == name);
        feature.map_or(Presence::Never, |feature| self.condition(feature.condition.as_ref()))
    }

    /// When something with this condition and these features exists.
    pub fn of(&self, condition: Option<&Condition>, features: &[Feature]) -> Presence {
        let presence = self.condition(condition);
        match self.feature(features, "unstable") {
            Presence::Never => presence,
            _ => presence.and(self.unstable.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol(name: &str) -> Condition {
        Condition::Symbol(name.into())
    }

    /// `D` is defined, `U` is not, `F` and `G` are features, everything else is undecided.
    fn shown(condition: Condition) -> String {
        let mut options = Options::default();
        for (name, symbol) in [
            ("D", Symbol::Defined),
            ("U", Symbol::Undefined),
            ("F", Symbol::Cfg("feature = \"f\"".into())),
            ("G", Symbol::Cfg("feature = \"g\"".into())),
        ] {
            options.symbols.insert(name.to_owned(), symbol);
        }
        match Decisions::new(&options).expect("predicates").condition(Some(&condition)) {
            Presence::Cfg(predicate) => predicate.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn decided_symbols_decide() {
        use Condition::*;
        assert_eq!(shown(symbol("D")), "Always");
        assert_eq!(shown(Not(Box::new(symbol("D")))), "Never");
        assert_eq!(shown(All(vec![symbol("X"), symbol("U")])), "Never");
        assert_eq!(shown(Any(vec![symbol("X"), symbol("D")])), "Always");
        assert_eq!(shown(All(vec![symbol("X"), symbol("D")])), "Undecided");
    }

    #[test]
    fn mapped_symbols_become_cfg_and_undecided_ones_never_do() {
        use Condition::*;
        assert_eq!(
            shown(Not(Box::new(Any(vec![symbol("F"), Not(Box::new(symbol("G"))), symbol("U")])))),
            "not(any(feature = \"f\", not(feature = \"g\")))"
        );
        assert_eq!(shown(All(vec![symbol("F"), symbol("D"), symbol("F")])), "feature = \"f\"");
        assert_eq!(shown(All(vec![symbol("F"), symbol("X")])), "Undecided");
    }

    /// Rule: within `all` and `any`, equal conditions count once, however they are nested.
    #[test]
    fn equal_conditions_are_joined() {
        use Condition::*;
        let (f, g) = ("feature = \"f\"", "feature = \"g\"");
        assert_eq!(shown(Any(vec![symbol("F"), symbol("F")])), f);
        assert_eq!(shown(All(vec![symbol("F"), symbol("G")])), format!("all({f}, {g})"));
        assert_eq!(shown(Any(vec![symbol("F"), symbol("G")])), format!("any({f}, {g})"));
        assert_eq!(shown(All(vec![symbol("F"), All(vec![symbol("G"), symbol("F")])])), format!("all({f}, {g})"));
        assert_eq!(shown(Any(vec![Any(vec![symbol("G"), symbol("F")]), symbol("G")])), format!("any({g}, {f})"));
        assert_eq!(
            shown(All(vec![Any(vec![symbol("F"), symbol("G")]), symbol("F")])),
            format!("all(any({f}, {g}), {f})")
        );
        assert_eq!(shown(Not(Box::new(Not(Box::new(symbol("F")))))), f);
    }
}
