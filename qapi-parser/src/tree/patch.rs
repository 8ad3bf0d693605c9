//! Unified diffs: the form in which older versions are kept.
//!
//! A patch has a section for each file, `--- a/NAME` and `+++ b/NAME` with `/dev/null` for a file that one side lacks,
//! and hunks with exact places. What it says of the newer text must be there, so a patch never applies to another text
//! than that it was made for.

use super::Changed;
use std::fmt;
use std::sync::Arc;

/// A patch that is malformed, or does not fit the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPatch {
    /// The line of the patch, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl fmt::Display for BadPatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for BadPatch {}

/// Applies a patch to the files of `changed`, and to those that `read` finds where it has none.
///
/// # Errors
///
/// If the patch does not fit. Some files may have been changed by then.
pub fn apply(patch: &str, changed: &mut Changed, read: impl Fn(&str) -> Option<String>) -> Result<(), BadPatch> {
    let mut lines = Lines { lines: patch.lines().collect(), at: 0 };
    while let Some(line) = lines.peek() {
        if !line.starts_with("--- ") {
            lines.at += 1;
            continue;
        }
        let old = lines.name("--- ", "a/")?;
        let new = lines.name("+++ ", "b/")?;
        let text = match old {
            None => None,
            Some(name) => match changed.get(name) {
                Some(text) => text.clone(),
                None => read(name).map(Arc::from),
            },
        };
        if let (Some(name), None) = (old, &text) {
            return Err(lines.bad(format!("there is no file {name}")));
        }
        let patched = lines.hunks(text.as_deref().unwrap_or_default())?;
        match (old, new) {
            (_, Some(name)) => drop(changed.insert(name.to_owned(), Some(patched.into()))),
            (Some(name), None) => drop(changed.insert(name.to_owned(), None)),
            (None, None) => return Err(lines.bad("a file must be on one side")),
        }
    }
    Ok(())
}

struct Lines<'a> {
    lines: Vec<&'a str>,
    at: usize,
}

impl<'a> Lines<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.lines.get(self.at).copied()
    }

    fn bad(&self, what: impl Into<String>) -> BadPatch {
        BadPatch { line: self.at.min(self.lines.len().saturating_sub(1)) + 1, what: what.into() }
    }

    /// The file named on a line; `None` for `/dev/null`.
    fn name(&mut self, mark: &str, prefix: &str) -> Result<Option<&'a str>, BadPatch> {
        let line = self.peek().and_then(|line| line.strip_prefix(mark));
        let name = line.map(|name| name.split('\t').next().unwrap_or(name));
        let name = match name {
            Some("/dev/null") => None,
            Some(name) => {
                Some(name.strip_prefix(prefix).ok_or_else(|| self.bad(format!("expected `{mark}{prefix}NAME`")))?)
            }
            None => return Err(self.bad(format!("expected `{mark}{prefix}NAME`"))),
        };
        self.at += 1;
        Ok(name)
    }

    /// Applies the hunks that follow.
    fn hunks(&mut self, old: &str) -> Result<String, BadPatch> {
        let old: Vec<&str> = old.split_inclusive('\n').collect();
        let mut taken = 0;
        let mut new = String::new();
        while let Some(line) = self.peek().filter(|line| line.starts_with("@@ ")) {
            let (start, mut removed, mut added) = hunk(line).ok_or_else(|| self.bad("expected `@@ -A,B +C,D @@`"))?;
            self.at += 1;
            // A hunk that takes no line stands after the line that it names.
            let start = if removed == 0 { start } else { start.saturating_sub(1) };
            let kept = old.get(taken..start).ok_or_else(|| self.bad("the hunk is outside of the file"))?;
            new.extend(kept.iter().copied());
            taken = start;
            while removed > 0 || added > 0 {
                let Some((mark, text)) = self.peek().and_then(|line| line.split_at_checked(1)) else {
                    return Err(self.bad("the hunk ends early"));
                };
                let (takes, gives) = match mark {
                    " " => (1, 1),
                    "-" => (1, 0),
                    "+" => (0, 1),
                    _ => return Err(self.bad("expected ` `, `-` or `+`")),
                };
                if takes == 1 && old.get(taken).map(|line| line.trim_end_matches('\n')) != Some(text) {
                    return Err(self.bad("the file has another line here"));
                }
                if gives == 1 {
                    new.push_str(text);
                    new.push('\n');
                }
                let counts = removed.checked_sub(takes).zip(added.checked_sub(gives));
                (removed, added) = counts.ok_or_else(|| self.bad("the hunk has more lines than it says"))?;
                taken += takes;
                self.at += 1;
            }
        }
        new.extend(old.get(taken..).unwrap_or_default().iter().copied());
        Ok(new)
    }
}

/// Reads `@@ -A,B +C,D @@`: where the hunk begins, and how many lines it takes and gives.
fn hunk(line: &str) -> Option<(usize, usize, usize)> {
    let mut words = line.split(' ').skip(1);
    let mut range = |sign: char| {
        let range = words.next()?.strip_prefix(sign)?;
        let (start, count) = range.split_once(',').unwrap_or((range, "1"));
        Some((start.parse().ok()?, count.parse().ok()?))
    };
    let (start, removed) = range('-')?;
    let (_, added): (usize, usize) = range('+')?;
    Some((start, removed, added))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(patch: &str, text: &str) -> Result<Option<String>, BadPatch> {
        let mut changed = Changed::new();
        apply(patch, &mut changed, |name| (name == "x").then(|| text.to_owned()))?;
        Ok(changed.into_values().next().expect("a file").map(|text| text.to_string()))
    }

    /// Rule: hunks replace the lines that they name, and leave the others.
    #[test]
    fn hunks_are_applied_at_their_place() {
        let patch = "--- a/x\n+++ b/x\n@@ -2,2 +2,1 @@\n b\n-c\n@@ -4,0 +4,1 @@\n+e\n";
        assert_eq!(patched(patch, "a\nb\nc\nd\n"), Ok(Some("a\nb\nd\ne\n".to_owned())));
        assert_eq!(patched("--- /dev/null\n+++ b/y\n@@ -0,0 +1,1 @@\n+a\n", ""), Ok(Some("a\n".to_owned())));
        assert_eq!(patched("--- a/x\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n", "a\n"), Ok(None));
    }

    /// Rule: a patch that was made for another text is refused, with the line that does not fit.
    #[test]
    fn patches_for_other_texts_are_refused() {
        let cases = [
            ("--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n-b\n+c\n", 4),
            ("--- a/x\n+++ b/x\n@@ -7,1 +7,1 @@\n-b\n+c\n", 4),
            ("--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n-a\n", 4),
            ("--- a/x\n+++ b/x\n@@ what @@\n", 3),
            ("--- a/x\n", 1),
            ("--- a/z\n+++ b/z\n", 2),
        ];
        for (patch, line) in cases {
            assert_eq!(patched(patch, "a\n").map_err(|bad| bad.line), Err(line), "{patch}");
        }
    }
}
