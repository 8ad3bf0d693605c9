//! Documentation faults for a person: a few of each, and how many more there are.
//!
//! An older or a vendor's schema may break the same rule of style hundreds of times, in every file. Errors are never left
//! out.

use super::text::short;
use super::{Diagnostic, Severity};
use crate::code::Code;
use crate::source::{FileId, SourceMap};
use std::collections::HashMap;

/// How many faults of one rule are shown.
const SHOWN: usize = 3;

/// How many files are named that have more of them.
const FILES: usize = 3;

/// The diagnostics without the documentation warnings that come after the first three of one rule; the last of the three
/// says how many those are, and in which files.
pub fn few(diagnostics: &[Diagnostic], sources: &SourceMap) -> Vec<Diagnostic> {
    let noted = |(diagnostic, more): (&Diagnostic, Option<More>)| {
        let mut diagnostic = diagnostic.clone();
        if let Some(more) = more {
            diagnostic.note(more.sentence(diagnostic.code, sources));
        }
        diagnostic
    };
    fold(diagnostics, SHOWN).into_iter().map(noted).collect()
}

/// A line for each diagnostic, and for all documentation warnings of one rule a single line. This is what fits a build.
pub fn lines(diagnostics: &[Diagnostic], sources: &SourceMap) -> Vec<String> {
    let line = |(diagnostic, more): (&Diagnostic, Option<More>)| {
        let mut line = String::new();
        short(diagnostic, sources, &mut line);
        line.truncate(line.trim_end().len());
        if let Some(More { count, files }) = more {
            let files = if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", files.len()) };
            line.push_str(&format!(" (and {count} more in {files})"));
        }
        line
    };
    fold(diagnostics, 1).into_iter().map(line).collect()
}

/// The warnings of one rule that are not shown.
struct More {
    count: usize,
    /// How many there are in each file, most first.
    files: Vec<(FileId, usize)>,
}

impl More {
    fn sentence(&self, code: Code, sources: &SourceMap) -> String {
        let name = |file: FileId| sources.file(file).display().to_owned();
        let More { count, files } = self;
        let named = files.len().min(if files.len() == FILES + 1 { FILES + 1 } else { FILES });
        let places = match files[..] {
            [(file, _)] => name(file),
            _ => {
                let (first, rest) = files.split_at(named);
                let mut places: Vec<String> =
                    first.iter().map(|(file, count)| format!("{count} in {}", name(*file))).collect();
                if !rest.is_empty() {
                    let count: usize = rest.iter().map(|(_, count)| count).sum();
                    places.push(format!("{count} in {} other files", rest.len()));
                }
                return format!("{count} more of {code} not shown: {}", places.join(", "));
            }
        };
        format!("{count} more of {code} in {places} not shown")
    }
}

/// The diagnostics of which no more than `shown` documentation warnings of one rule are left; the last one of them comes
/// with the others.
fn fold(diagnostics: &[Diagnostic], shown: usize) -> Vec<(&Diagnostic, Option<More>)> {
    let file = |diagnostic: &Diagnostic| {
        let is_foldable = diagnostic.severity == Severity::Warning && diagnostic.code.is_doc();
        diagnostic.primary.as_ref().filter(|_| is_foldable).map(|label| label.span.file)
    };
    let mut left_out: HashMap<Code, Vec<(FileId, usize)>> = HashMap::new();
    let mut last: HashMap<Code, (usize, usize)> = HashMap::new();
    let mut folded: Vec<(&Diagnostic, Option<More>)> = Vec::new();
    for diagnostic in diagnostics {
        let Some(file) = file(diagnostic) else {
            folded.push((diagnostic, None));
            continue;
        };
        let (count, at) = last.entry(diagnostic.code).or_default();
        if *count < shown {
            (*count, *at) = (*count + 1, folded.len());
            folded.push((diagnostic, None));
            continue;
        }
        let files = left_out.entry(diagnostic.code).or_default();
        match files.iter_mut().find(|(known, _)| *known == file) {
            Some((_, count)) => *count += 1,
            None => files.push((file, 1)),
        }
    }
    for (code, mut files) in left_out {
        files.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        let count = files.iter().map(|(_, count)| count).sum();
        folded[last[&code].1].1 = Some(More { count, files });
    }
    folded
}
