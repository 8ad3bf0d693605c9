//! Conditions and features: what may stand at a definition and at each of its parts.

use crate::source::Span;
use std::fmt;

/// An `if` condition (manual: "Configuring the schema").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// The symbol is defined.
    Symbol(String),
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
}

impl Condition {
    /// How many symbols and operators it has. Its depth is bounded, and so is the recursion.
    pub(crate) fn size(&self) -> usize {
        match self {
            Condition::Symbol(_) => 1,
            Condition::Not(operand) => 1 + operand.size(),
            Condition::All(operands) | Condition::Any(operands) => {
                1 + operands.iter().map(Condition::size).sum::<usize>()
            }
        }
    }
}

impl Condition {
    /// The condition in words, such as `A and (B or not C)`, with each symbol as `show` gives it.
    pub fn in_words(&self, show: &dyn Fn(&str) -> String) -> String {
        let operand = |operand: &Condition| match operand {
            Condition::All(operands) | Condition::Any(operands) if operands.len() > 1 => {
                format!("({})", operand.in_words(show))
            }
            _ => operand.in_words(show),
        };
        let join = |operands: &[Condition], word: &str| operands.iter().map(operand).collect::<Vec<_>>().join(word);
        match self {
            Condition::Symbol(symbol) => show(symbol),
            Condition::Not(inner) => format!("not {}", operand(inner)),
            Condition::All(operands) => join(operands, " and "),
            Condition::Any(operands) => join(operands, " or "),
        }
    }
}

/// As in a schema, on one line: `'A'`, `{'all': ['A', {'not': 'B'}]}`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, operands) = match self {
            Condition::Symbol(symbol) => return write!(f, "'{symbol}'"),
            Condition::Not(operand) => return write!(f, "{{'not': {operand}}}"),
            Condition::All(operands) => ("all", operands),
            Condition::Any(operands) => ("any", operands),
        };
        write!(f, "{{'{key}': [")?;
        for (index, operand) in operands.iter().enumerate() {
            write!(f, "{}{operand}", if index > 0 { ", " } else { "" })?;
        }
        f.write_str("]}")
    }
}

/// A feature (manual: "Features").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its name; `deprecated` and `unstable` are special.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// When it exists.
    pub condition: Option<Condition>,
}
