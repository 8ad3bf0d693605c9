//! The language as it was before QEMU 6.2, and what became of it since.
//!
//! Old forms are always recognised, because none of them means anything today: conditions that are C expressions,
//! unions without a base, pragmas under older names. [`Options::legacy`](crate::Options) says whether a schema may use
//! them. If not, a single diagnostic says so and how each form is written now.

mod condition;
mod union;

pub(crate) use condition::{is_symbol, read, read_all};
pub(crate) use union::{Desugared, Wrapper, desugar};

use crate::code::Code;
use crate::report::Report;
use crate::schema::Condition;
use crate::source::Span;
use std::collections::HashSet;

/// The old forms that a schema uses.
#[derive(Debug, Default)]
pub(crate) struct Signs {
    /// The first place of each form, what is said about it there, and how it is written now.
    first: Vec<Sign>,
    places: HashSet<Span>,
}

#[derive(Debug)]
struct Sign {
    form: &'static str,
    span: Span,
    what: String,
    now: String,
}

impl Signs {
    /// Adds a place. `what` says what stands there and `now` how it is written now.
    pub fn add(&mut self, form: &'static str, span: Span, what: impl Into<String>, now: impl Into<String>) {
        self.places.insert(span);
        if self.first.iter().all(|sign| sign.form != form) {
            self.first.push(Sign { form, span, what: what.into(), now: now.into() });
        }
    }

    /// Reports that the schema is written in the old language, if it is. Old names need no exceptions, so faults of
    /// case are dropped.
    pub fn report(mut self, option: &str, report: &mut Report) {
        self.first.sort_by_key(|sign| sign.span);
        let [first, others @ ..] = &self.first[..] else { return };
        report.retain(|diagnostic| diagnostic.code != Code::NameCase);
        let message = format!("this schema is written in the language of QEMU before 6.2: {}", first.what);
        let error = report.error(Code::OldLanguage, first.span, message, "");
        others.iter().for_each(|sign| _ = error.also(sign.span, &*sign.what));
        self.first.iter().for_each(|sign| _ = error.note(&*sign.now));
        match self.places.len() - self.first.len() {
            0 => {}
            1 => _ = error.note("there is one more such place"),
            more => _ = error.note(format!("there are {more} more such places")),
        }
        error.note(format!("`{option}` reads such schemas as they are"));
    }
}

/// How an old union is written now.
pub(crate) const UNION_NOW: &str = "a union is written with an enum of its branches, with 'base': { 'type': ENUM }, \
                                    'discriminator': 'type', and a struct { 'data': TYPE } for each branch";

/// A pragma under its old name.
pub(crate) struct OldPragma {
    pub name: &'static str,
    /// The pragmas that it became.
    pub now: &'static [&'static str],
    pub advice: &'static str,
}

/// The old pragma of this name.
pub(crate) fn pragma(name: &str) -> Option<OldPragma> {
    Some(match name {
        "returns-whitelist" => OldPragma {
            name: "returns-whitelist",
            now: &["command-returns-exceptions"],
            advice: "pragma 'returns-whitelist' is called 'command-returns-exceptions' now",
        },
        "name-case-whitelist" => OldPragma {
            name: "name-case-whitelist",
            now: &["command-name-exceptions", "member-name-exceptions"],
            advice: "pragma 'name-case-whitelist' is 'command-name-exceptions' for commands now, and \
                     'member-name-exceptions' for types",
        },
        _ => return None,
    })
}

/// Adds a condition in C, with the condition that it states.
pub(crate) fn add_condition(signs: &mut Signs, span: Span, condition: &Condition) {
    let now = format!("this condition is written {condition} now");
    signs.add("condition", span, "its conditions are C expressions", now);
}
