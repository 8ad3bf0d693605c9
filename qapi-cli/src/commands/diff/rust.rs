//! The changes in Rust, printed.

use crate::rust_diff::{Bump, Change, Effect, Version, bump};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What changed, and the version that follows.
pub struct Outcome<'a> {
    changes: &'a [Change],
    bump: Bump,
    version: Option<Version>,
}

impl<'a> Outcome<'a> {
    /// The outcome of a comparison; `version` is that of the crate with the older Rust.
    pub fn new(changes: &'a [Change], ignore_new_fields: bool, version: Option<Version>) -> Self {
        Outcome { changes, bump: bump(changes, ignore_new_fields), version }
    }

    /// For people, by item.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for change in self.changes {
            let _ = writeln!(out, "{:9}  {} {}", change.effect.name(), change.path(), change.what);
        }
        let _ = writeln!(
            out,
            "breaking: {}, new fields: {}, added: {}",
            self.count(Effect::Breaking),
            self.count(Effect::NewField),
            self.count(Effect::Added)
        );
        let _ = writeln!(out, "{}", self.advice());
        out
    }

    /// For release notes.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        for (effect, title) in [
            (Effect::Breaking, "Breaking changes"),
            (Effect::NewField, "New fields"),
            (Effect::Added, "Added and deprecated"),
        ] {
            let mut lines = String::new();
            for change in self.changes.iter().filter(|change| change.effect == effect) {
                let _ = writeln!(lines, "- `{}` {}", change.path(), change.what);
            }
            if !lines.is_empty() {
                let _ = write!(out, "## {title}\n\n{lines}\n");
            }
        }
        let _ = writeln!(out, "{}", self.advice());
        out
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let bump = match self.bump {
            Bump::None => "none",
            Bump::Minor => "minor",
            Bump::Major => "major",
        };
        json!({
            "changes": self.changes,
            "bump": bump,
            "next-version": self.version.map(|version| version.next(self.bump).to_string()),
        })
    }

    fn count(&self, effect: Effect) -> usize {
        self.changes.iter().filter(|change| change.effect == effect).count()
    }

    /// What must become of the version.
    fn advice(&self) -> String {
        match self.version {
            Some(version) => format!("by Cargo's rules, {version} is followed by {}", version.next(self.bump)),
            None => format!("by Cargo's rules: {}", self.bump.rule()),
        }
    }
}
