//! The order of versions: by the numbers in their names.

use std::cmp::Ordering;

/// Compares the names of two versions, runs of digits by their value: `9.2` comes before `10.0`. A name that begins
/// with a digit comes before one that does not.
pub fn compare(a: &str, b: &str) -> Ordering {
    let mut left = pieces(a);
    let mut right = pieces(b);
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => piece(a, b),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn piece(a: &str, b: &str) -> Ordering {
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    match (is_number(a), is_number(b)) {
        (true, true) => {
            let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
            a.len().cmp(&b.len()).then_with(|| a.cmp(b))
        }
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => a.cmp(b),
    }
}

/// The runs of digits and of other characters.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let digit = rest.chars().next()?.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::compare;

    /// Rule: versions are ordered by their numbers, not as text.
    #[test]
    fn versions_are_ordered_by_number() {
        let mut names = ["11.1", "pve", "6.2", "10.0", "9.2", "10.2.2", "10.2", "trees/10/x", "trees/9/x"];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(names, ["6.2", "9.2", "10.0", "10.2", "10.2.2", "11.1", "pve", "trees/9/x", "trees/10/x"]);
    }
}
