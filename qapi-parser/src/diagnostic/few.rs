//! Documentation faults for a person: a few of each, and how many more there are.
//!
//! An older or a vendor's schema may break the same rule of style hundreds of times. Errors are never left out.

use super::{Diagnostic, Severity};
use crate::code::Code;
use crate::source::{FileId, SourceMap};
use std::collections::HashMap;

/// How many faults of one rule are shown in one file.
const SHOWN: usize = 3;

/// The diagnostics without the documentation warnings that come after the first three of one rule in one file; the
/// last of the three says how many those are.
pub fn few(diagnostics: &[Diagnostic], sources: &SourceMap) -> Vec<Diagnostic> {
    let key = |diagnostic: &Diagnostic| -> Option<(Code, FileId)> {
        let is_foldable = diagnostic.severity == Severity::Warning && diagnostic.code.is_doc();
        is_foldable.then_some((diagnostic.code, diagnostic.primary.as_ref()?.span.file))
    };
    let mut counts: HashMap<(Code, FileId), usize> = HashMap::new();
    diagnostics.iter().filter_map(key).for_each(|key| *counts.entry(key).or_default() += 1);
    let mut shown: HashMap<(Code, FileId), usize> = HashMap::new();
    let mut few = Vec::new();
    for diagnostic in diagnostics {
        let Some(key) = key(diagnostic) else {
            few.push(diagnostic.clone());
            continue;
        };
        let number = shown.entry(key).or_default();
        *number += 1;
        if *number > SHOWN {
            continue;
        }
        let more = counts[&key] - SHOWN.min(counts[&key]);
        if *number == SHOWN && more > 0 {
            let (code, file) = (key.0, sources.file(key.1).display());
            let mut last = diagnostic.clone();
            last.note(format!("{more} more of {code} in {file} not shown"));
            few.push(last);
        } else {
            few.push(diagnostic.clone());
        }
    }
    few
}
