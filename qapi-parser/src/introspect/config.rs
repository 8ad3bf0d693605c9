//! The configuration of a build: which symbols of `if` conditions are defined.

use crate::schema::{Condition, Feature};
use std::collections::BTreeMap;

/// Which symbols are defined (manual: "Configuring the schema").
///
/// ```
/// use qapi_parser::introspect::Config;
/// let config = Config::default().define("CONFIG_VNC");
/// assert!(config.is_defined("CONFIG_VNC") && !config.is_defined("CONFIG_SPICE"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    symbols: BTreeMap<String, bool>,
    others: bool,
    /// Whether every condition holds, also `not`.
    everything: bool,
}

impl Config {
    /// A configuration in which every symbol is defined, also those of contradicting targets.
    pub fn all() -> Self {
        Config { others: true, ..Config::default() }
    }

    /// No configuration that a build can have: what has a condition is there, whatever the condition.
    pub fn everything() -> Self {
        Config { everything: true, ..Config::default() }
    }

    /// Takes a symbol as defined.
    #[must_use]
    pub fn define(mut self, symbol: impl Into<String>) -> Self {
        self.symbols.insert(symbol.into(), true);
        self
    }

    /// Takes a symbol as not defined. So is every symbol of which nothing is said.
    #[must_use]
    pub fn undefine(mut self, symbol: impl Into<String>) -> Self {
        self.symbols.insert(symbol.into(), false);
        self
    }

    /// Whether a symbol is defined.
    pub fn is_defined(&self, symbol: &str) -> bool {
        self.symbols.get(symbol).copied().unwrap_or(self.others)
    }

    /// Whether a condition holds.
    pub fn holds(&self, condition: &Condition) -> bool {
        match condition {
            _ if self.everything => true,
            Condition::Symbol(symbol) => self.is_defined(symbol),
            Condition::All(operands) => operands.iter().all(|operand| self.holds(operand)),
            Condition::Any(operands) => operands.iter().any(|operand| self.holds(operand)),
            Condition::Not(operand) => !self.holds(operand),
        }
    }

    /// Whether what has this condition is there.
    pub(super) fn has(&self, condition: &Option<Condition>) -> bool {
        condition.as_ref().is_none_or(|condition| self.holds(condition))
    }

    /// The names of the features that are there.
    pub(super) fn features(&self, features: &[Feature]) -> Vec<String> {
        features.iter().filter(|feature| self.has(&feature.condition)).map(|feature| feature.name.clone()).collect()
    }
}
