//! Questions, taken apart. What is malformed is so for every peer: an answer has no part in it.

use std::fmt;

/// A path whose parts can stand where they stand.
pub struct Question<'q> {
    /// The command or event.
    pub message: &'q str,
    rest: Option<&'q str>,
}

/// A part of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'q> {
    /// A member, or the types of a message.
    Member(&'q str),
    /// A member that may be left out.
    Optional(&'q str),
    /// A branch.
    Branch(&'q str),
    /// A value of an enumeration.
    Value(&'q str),
    /// The form of a builtin type.
    Form(&'q str),
    /// A feature.
    Feature(&'q str),
}

/// Why something is no question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MalformedQuestion {
    question: String,
    /// The number of the part at fault, from 1.
    part: usize,
    problem: &'static str,
}

impl fmt::Display for MalformedQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = self.question.split('/').nth(self.part - 1).unwrap_or_default();
        write!(f, "'{}' is no question: in part {}, '{part}', {}", self.question, self.part, self.problem)
    }
}

impl std::error::Error for MalformedQuestion {}

impl<'q> Question<'q> {
    /// Takes a whole question apart.
    pub fn parse(question: &'q str) -> Result<Self, MalformedQuestion> {
        let (message, rest) = match question.split_once('/') {
            Some((message, rest)) => (message, Some(rest)),
            None => (question, None),
        };
        let fault = |part, problem| MalformedQuestion { question: question.to_owned(), part, problem };
        let Ok(Step::Member(message)) = Step::parse(message) else {
            return Err(fault(1, "the name of a command or an event was expected"));
        };
        if let Some(rest) = rest {
            match Step::parse(first(rest)) {
                Ok(Step::Member("arg-type" | "ret-type") | Step::Feature(_)) => {}
                _ => return Err(fault(2, "'arg-type', 'ret-type' or a feature such as '$deprecated' was expected")),
            }
            check(rest).map_err(|(part, problem)| fault(part + 2, problem))?;
        }
        Ok(Question { message, rest })
    }

    /// Takes apart what comes after `arg-type` or `ret-type`.
    pub fn parse_part(path: &'q str) -> Result<impl Iterator<Item = Step<'q>>, MalformedQuestion> {
        let fault = |(part, problem)| MalformedQuestion { question: path.to_owned(), part: part + 1, problem };
        check(path).map_err(fault)?;
        Ok(steps(Some(path)))
    }

    /// The parts after the first.
    pub fn steps(&self) -> impl Iterator<Item = Step<'q>> + use<'q> {
        steps(self.rest)
    }
}

fn first(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

fn steps(path: Option<&str>) -> impl Iterator<Item = Step<'_>> {
    // The parts have been checked.
    path.into_iter().flat_map(|path| path.split('/')).filter_map(|part| Step::parse(part).ok())
}

/// Checks that parts can follow each other. The number of the part at fault counts from 0.
fn check(path: &str) -> Result<(), (usize, &'static str)> {
    let mut before = None;
    for (number, part) in path.split('/').enumerate() {
        let step = Step::parse(part).map_err(|problem| (number, problem))?;
        match (before, step) {
            (Some(Step::Feature(_)), _) => return Err((number, "nothing can come after a feature")),
            (Some(Step::Form(_)), _) => return Err((number, "nothing can come after the form of a builtin type")),
            (Some(Step::Value(_)), Step::Feature(_)) => {}
            (Some(Step::Value(_)), _) => return Err((number, "only a feature can come after a value")),
            _ => {}
        }
        before = Some(step);
    }
    Ok(())
}

impl<'q> Step<'q> {
    fn parse(part: &'q str) -> Result<Self, &'static str> {
        let first = part.as_bytes().first().copied();
        let name = part.get(1..).unwrap_or_default();
        let step = match first {
            Some(b'*') => Step::Optional(name),
            Some(b'+') => Step::Branch(name),
            Some(b'^') => Step::Value(name),
            Some(b'!') => Step::Form(name),
            Some(b'$') => Step::Feature(name),
            Some(b' ') => Step::Member(name),
            Some(b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9') => return Ok(Step::Member(part)),
            Some(_) => return Err("a name, or one of '*', '+', '^', '!' and '$' before a name was expected"),
            None => return Err("a name was expected"),
        };
        if name.is_empty() { Err("a name was expected") } else { Ok(step) }
    }
}
