//! From conditions of which it is known whether they hold, to the symbols that are defined.
//!
//! Most follow at once: `if: A` that holds defines `A`. What is left open by that, such as which of two alternatives
//! held, is searched for, so that the configuration explains every fact if any does.

use crate::schema::Condition;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Choices tried before the search is given up. Real schemas need none.
const MAX_CHOICES: u32 = 10_000;

/// A condition, and whether it holds.
pub(super) struct Fact<'a> {
    pub condition: &'a Condition,
    pub holds: bool,
    /// What shows it.
    pub path: String,
}

pub(super) struct Solution {
    pub known: BTreeMap<String, (bool, String)>,
    /// Symbols that were chosen, or of which nothing is said.
    pub open: Vec<String>,
    pub contradictions: Vec<String>,
}

/// Finds which symbols are defined.
pub(super) fn solve(facts: &[Fact<'_>]) -> Solution {
    let mut unique = HashSet::new();
    let facts: Vec<_> = facts.iter().filter(|fact| unique.insert((fact.condition, fact.holds))).collect();
    let mut symbols = BTreeSet::new();
    facts.iter().for_each(|fact| collect(fact.condition, &mut symbols));
    let mut state = State::default();
    let mut contradictions = Vec::new();
    // Facts that contradict others are told and left out, so that one does not spoil the rest.
    let sound: Vec<_> = facts
        .into_iter()
        .filter(|fact| {
            let before = state.clone();
            let fits = state.require(fact.condition, fact.holds, &fact.path).is_ok();
            if !fits {
                state = before;
                let not = if fact.holds { "there" } else { "not there" };
                contradictions.push(format!("{} is {not}, against what the rest of the reply says", fact.path));
            }
            fits
        })
        .collect();
    let _ = state.settle(&sound);
    let certain = state.clone();
    let chosen = search(state, &sound, &mut 0).unwrap_or_else(|| {
        contradictions.push("no configuration explains all that the reply has and lacks".to_owned());
        certain.clone()
    });
    let open = symbols.into_iter().filter(|symbol| !certain.0.contains_key(symbol)).collect();
    Solution { known: chosen.0, open, contradictions }
}

fn collect(condition: &Condition, symbols: &mut BTreeSet<String>) {
    match condition {
        Condition::Symbol(symbol) => drop(symbols.insert(symbol.clone())),
        Condition::All(operands) | Condition::Any(operands) => {
            operands.iter().for_each(|operand| collect(operand, symbols));
        }
        Condition::Not(operand) => collect(operand, symbols),
    }
}

/// A fact cannot hold.
struct Contradiction;

/// What is known of symbols so far, and what shows it.
#[derive(Clone, Default)]
struct State(BTreeMap<String, (bool, String)>);

impl State {
    fn value(&self, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::Symbol(symbol) => self.0.get(symbol).map(|(value, _)| *value),
            Condition::Not(operand) => self.value(operand).map(|value| !value),
            Condition::All(operands) => self.combined(operands, false),
            Condition::Any(operands) => self.combined(operands, true),
        }
    }

    /// The value of operands of which one with the value `decisive` decides.
    fn combined(&self, operands: &[Condition], decisive: bool) -> Option<bool> {
        let values: Vec<_> = operands.iter().map(|operand| self.value(operand)).collect();
        match values.contains(&Some(decisive)) {
            true => Some(decisive),
            false => values.iter().all(Option::is_some).then_some(!decisive),
        }
    }

    /// Concludes what follows from a condition that holds or does not.
    fn require(&mut self, condition: &Condition, holds: bool, path: &str) -> Result<(), Contradiction> {
        match (condition, holds) {
            (Condition::Symbol(symbol), _) => match self.0.get(symbol) {
                Some((known, _)) if *known != holds => Err(Contradiction),
                Some(_) => Ok(()),
                None => {
                    self.0.insert(symbol.clone(), (holds, path.to_owned()));
                    Ok(())
                }
            },
            (Condition::Not(operand), _) => self.require(operand, !holds, path),
            (Condition::All(operands), true) | (Condition::Any(operands), false) => {
                operands.iter().try_for_each(|operand| self.require(operand, holds, path))
            }
            (Condition::All(operands) | Condition::Any(operands), _) => {
                if self.value(condition) == Some(holds) {
                    return Ok(());
                }
                let mut open = operands.iter().filter(|operand| self.value(operand).is_none());
                match (open.next(), open.next()) {
                    (None, _) => Err(Contradiction),
                    (Some(only), None) => self.require(only, holds, path),
                    (Some(_), Some(_)) => Ok(()),
                }
            }
        }
    }

    /// Concludes until nothing more follows.
    fn settle(&mut self, facts: &[&Fact<'_>]) -> Result<(), Contradiction> {
        loop {
            let before = self.0.len();
            facts.iter().try_for_each(|fact| self.require(fact.condition, fact.holds, &fact.path))?;
            if self.0.len() == before {
                return Ok(());
            }
        }
    }
}

/// Chooses values for what is open, so that every fact holds; first that a symbol is not defined.
fn search(mut state: State, facts: &[&Fact<'_>], choices: &mut u32) -> Option<State> {
    state.settle(facts).ok()?;
    let Some(open) = facts.iter().find(|fact| state.value(fact.condition) != Some(fact.holds)) else {
        return Some(state);
    };
    let mut symbols = BTreeSet::new();
    collect(open.condition, &mut symbols);
    let symbol = symbols.into_iter().find(|symbol| !state.0.contains_key(symbol))?;
    *choices += 1;
    if *choices > MAX_CHOICES {
        return None;
    }
    [false, true].into_iter().find_map(|value| {
        let mut next = state.clone();
        next.0.insert(symbol.clone(), (value, open.path.clone()));
        search(next, facts, choices)
    })
}
