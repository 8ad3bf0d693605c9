//! The nearest name to a mistaken one.
//!
//! Comparing two names takes time in proportion to the product of their lengths, so only names of similar length are
//! compared.

/// Longer names are not compared: they are no typing errors, and it would take long.
const MAX_LENGTH: usize = 100;

/// The candidate nearest to `name`, if one is near enough to be meant. `-` and `_`, and small and capital letters, are
/// taken for the same.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.is_empty() || name.len() > MAX_LENGTH {
        return None;
    }
    let folded = |text: &str| text.to_ascii_lowercase().replace('_', "-");
    let wanted = folded(name);
    // One mistake in three characters, and none in a single one. With more, every short name would be near.
    let limit = (wanted.len() + 1) / 3;
    let near = candidates.into_iter().filter(|candidate| candidate.len().abs_diff(name.len()) <= limit);
    near.filter(|candidate| *candidate != name)
        .map(|candidate| (distance(&wanted, &folded(candidate)), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Suggests names for the first few mistaken ones of a schema only, because many of them among many names would take
/// long.
pub(crate) struct Hints {
    left: usize,
}

impl Default for Hints {
    fn default() -> Self {
        Hints { left: 20 }
    }
}

impl Hints {
    /// A sentence that suggests the candidate nearest to `name`.
    pub fn hint<'a, C>(&mut self, name: &str, candidates: impl FnOnce() -> C) -> Option<String>
    where
        C: IntoIterator<Item = &'a str>,
    {
        self.left = self.left.checked_sub(1)?;
        nearest(name, candidates()).map(|name| format!("did you mean '{name}'?"))
    }
}

/// Names in quotes with commas.
pub(crate) fn quoted(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
    quoted.join(", ")
}

/// How many bytes must be inserted, removed or replaced to make one text the other.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in right.bytes().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typing_error_is_recognised() {
        let names = ["query-status", "query-stats", "device_add"];
        assert_eq!(nearest("query-staus", names), Some("query-status"));
        assert_eq!(nearest("device-add", names), Some("device_add"));
        assert_eq!(nearest("something-else", names), None);
        assert_eq!(nearest("query-stats", ["query-stats"]), None, "the name itself is no suggestion");
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("b", ["a"]), None);
        assert_eq!(nearest("in", ["any", "int"]), Some("int"));
        assert_eq!(nearest(&"a".repeat(101), ["a"]), None);
    }
}
