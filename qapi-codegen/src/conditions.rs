//! `if` conditions against what is known of their symbols (manual: "Configuring the schema").
//!
//! In: a condition and the symbols that the user decided or mapped. Out: a [`Presence`]. Afterwards: no undecided
//! symbol is left in a `cfg`, and nothing that can be decided is left undecided.

use crate::options::Symbol;
use proc_macro2::TokenStream;
use qapi_parser::schema::Condition;
use quote::quote;
use std::collections::BTreeMap;

/// When something exists in the emitted code.
#[derive(Clone, Debug)]
pub enum Presence {
    /// In every build.
    Always,
    /// In none.
    Never,
    /// Where the predicate of `#[cfg(..)]` holds.
    Cfg(String),
    /// It is emitted, but a peer may be built without it.
    Undecided,
}

impl Presence {
    /// What the condition comes to.
    pub fn of(condition: Option<&Condition>, symbols: &BTreeMap<String, Symbol>) -> Self {
        let Some(condition) = condition else { return Presence::Always };
        match condition {
            Condition::Symbol(name) => match symbols.get(name) {
                None => Presence::Undecided,
                Some(Symbol::Defined) => Presence::Always,
                Some(Symbol::Undefined) => Presence::Never,
                Some(Symbol::Cfg(predicate)) => Presence::Cfg(predicate.clone()),
            },
            Condition::Not(inner) => match Self::of(Some(inner), symbols) {
                Presence::Always => Presence::Never,
                Presence::Never => Presence::Always,
                Presence::Cfg(predicate) => Presence::Cfg(format!("not({predicate})")),
                Presence::Undecided => Presence::Undecided,
            },
            Condition::All(parts) => {
                let parts = parts.iter().map(|part| Self::of(Some(part), symbols));
                parts.fold(Presence::Always, Presence::and)
            }
            Condition::Any(parts) => {
                let parts = parts.iter().map(|part| Self::of(Some(part), symbols));
                parts.fold(Presence::Never, Presence::or)
            }
        }
    }

    /// Both conditions hold.
    pub fn and(self, other: Presence) -> Presence {
        use Presence::*;
        match (self, other) {
            (Never, _) | (_, Never) => Never,
            (Always, presence) | (presence, Always) => presence,
            (Undecided, _) | (_, Undecided) => Undecided,
            (Cfg(left), Cfg(right)) if left == right => Cfg(left),
            (Cfg(left), Cfg(right)) => Cfg(format!("all({left}, {right})")),
        }
    }

    fn or(self, other: Presence) -> Presence {
        use Presence::*;
        match (self, other) {
            (Always, _) | (_, Always) => Always,
            (Never, presence) | (presence, Never) => presence,
            (Undecided, _) | (_, Undecided) => Undecided,
            (Cfg(left), Cfg(right)) if left == right => Cfg(left),
            (Cfg(left), Cfg(right)) => Cfg(format!("any({left}, {right})")),
        }
    }

    /// The attribute that guards an item; nothing unless it is a `cfg`.
    pub fn attribute(&self) -> TokenStream {
        match self {
            Presence::Cfg(predicate) => {
                let predicate = crate::overrides::tokens(predicate);
                quote!(#[cfg(#predicate)])
            }
            _ => TokenStream::new(),
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
        let symbols = [
            ("D", Symbol::Defined),
            ("U", Symbol::Undefined),
            ("F", Symbol::Cfg("feature = \"f\"".into())),
            ("G", Symbol::Cfg("feature = \"g\"".into())),
        ];
        let symbols = symbols.into_iter().map(|(name, symbol)| (name.to_owned(), symbol)).collect();
        match Presence::of(Some(&condition), &symbols) {
            Presence::Cfg(predicate) => predicate,
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
}
