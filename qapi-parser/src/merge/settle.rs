//! How conflicts are settled, and how errors say so.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::Report;
use crate::schema::Settle;
use std::collections::BTreeMap;

/// What to do about conflicts, by the place: `Disk.size` for a member, value or branch, `query-disk.data` for all that a
/// command takes, `query-disk` for what it returns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlements {
    by_path: BTreeMap<String, Settle>,
    /// How errors name a settlement.
    pub spelling: Spelling,
}

/// How an error names a settlement: as it is written where the error is met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// As an entry of [`Settlements`].
    #[default]
    Library,
    /// As a call of the code generator's builder.
    Builder,
    /// As a flag of the command.
    Flag,
    /// As a key of the command's configuration.
    Key,
}

impl Spelling {
    /// The sentence that says how to settle a conflict.
    pub(super) fn advice(self, path: &str) -> String {
        let (any, newest) = match self {
            Spelling::Library => {
                (format!("`merge::Settlements` settles it: for '{path}', `Settle::Any`"), "`Settle::Newest`")
            }
            Spelling::Builder => (format!("`settle(\"{path}\", Settle::Any)`"), "`Settle::Newest`"),
            Spelling::Flag => (format!("`--settle {path}=any`"), "`newest`"),
            Spelling::Key => (format!("`settle = {{ \"{path}\" = \"any\" }}`"), "`\"newest\"`"),
        };
        format!("{any} makes it `any`; {newest} instead gives it the type that it has in the newest version")
    }
}

impl Settlements {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Settles a conflict.
    pub fn insert(&mut self, path: impl Into<String>, settle: Settle) {
        self.by_path.insert(path.into(), settle);
    }

    /// How a conflict is settled.
    pub fn get(&self, path: &str) -> Option<Settle> {
        self.by_path.get(path).copied()
    }

    /// Whether none is settled.
    pub fn is_empty(&self) -> bool {
        self.by_path.is_empty()
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_path.keys().map(String::as_str)
    }

    /// These, and those of schemas that were merged before for what these do not settle.
    pub(super) fn with(&self, others: &BTreeMap<String, Settle>) -> Settlements {
        let mut all = self.clone();
        for (path, settle) in others {
            all.by_path.entry(path.clone()).or_insert(*settle);
        }
        all
    }

    /// The settlements by path.
    pub(super) fn into_map(self) -> BTreeMap<String, Settle> {
        self.by_path
    }
}

/// Adds the settlements of another merged schema. Of two that differ, the one that holds more counts, whichever came
/// first.
pub(super) fn remember(settled: &mut BTreeMap<String, Settle>, others: &BTreeMap<String, Settle>) {
    for (path, settle) in others {
        let known = settled.entry(path.clone()).or_insert(*settle);
        *known = (*known).min(*settle);
    }
}

impl<S: Into<String>> FromIterator<(S, Settle)> for Settlements {
    fn from_iter<I: IntoIterator<Item = (S, Settle)>>(settlements: I) -> Self {
        let by_path = settlements.into_iter().map(|(path, settle)| (path.into(), settle)).collect();
        Settlements { by_path, spelling: Spelling::default() }
    }
}

impl<S: Into<String>, const N: usize> From<[(S, Settle); N]> for Settlements {
    fn from(settlements: [(S, Settle); N]) -> Self {
        settlements.into_iter().collect()
    }
}

/// Reports a settlement of what no two schemas have: it is a slip.
pub(super) fn nothing_to_settle(path: &str, report: &mut Report) {
    report.push(Diagnostic {
        code: Code::MergeConflict,
        severity: Severity::Error,
        message: format!(
            "there is nothing to settle for '{path}': the schemas that are merged have no such member, \
            value, branch or command"
        ),
        primary: None,
        secondary: Vec::new(),
        notes: vec!["a place is named as in the schema: 'Disk.size', 'query-disk'".to_owned()],
    });
}
