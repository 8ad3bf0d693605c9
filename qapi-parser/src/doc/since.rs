//! Versions that documentation comments give, in any of the forms that upstream uses.

use super::{Doc, PartKind};

/// What stands for a description: the language wants some text, and to rST this is an empty comment.
pub const NO_TEXT: &str = "..";

/// The version that the documentation of a definition gives: that of `Since:`, or of a paragraph `Since 10.1`, which
/// lacks the colon that would make it a section.
pub fn definition_since(doc: &Doc) -> Option<&str> {
    doc.since().and_then(version).or_else(|| {
        let prose = doc.parts.iter().filter(|part| matches!(part.kind, PartKind::Body | PartKind::Plain));
        prose.flat_map(|part| part.text.split("\n\n")).find_map(bare_since)
    })
}

/// The version that a description gives for what it describes: `(since 2.10)`, `(default: on; since 2.10)`, or nothing
/// but `since 2.10`.
pub fn since(description: &str) -> Option<&str> {
    bare_since(description).or_else(|| {
        let groups = description.split('(').skip(1).filter_map(|group| group.split(')').next());
        let mut places = groups.flat_map(|group| group.char_indices().map(|(at, _)| &group[at..]));
        places.find_map(split_since).map(|(version, _)| version)
    })
}

/// The version of a text that says nothing else.
fn bare_since(text: &str) -> Option<&str> {
    let (version, rest) = split_since(text.trim())?;
    rest.trim_matches('.').is_empty().then_some(version)
}

/// The version that follows the word `since` at the start of `text`, and what follows the version.
fn split_since(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_at_checked(5)?;
    let rest = rest.trim_start_matches(':').trim_start();
    let rest = rest.strip_prefix("QEMU ").unwrap_or(rest);
    let version = version(rest).filter(|_| word.eq_ignore_ascii_case("since"))?;
    Some((version, &rest[version.len()..]))
}

/// The version with which `text` begins, such as `2.10` or `0.15.0`.
fn version(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let version = text[..end].trim_end_matches('.');
    let numbers = version.split('.').all(|number| !number.is_empty());
    (numbers && version.contains('.')).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::since;

    /// Rule: the version of a member is the one in the parentheses that end its description.
    #[test]
    fn since_is_found_where_upstream_writes_it() {
        for (text, expected) in [
            ("the time in which it faded (since 2.10)", Some("2.10")),
            ("one (Since: 0.15.0)", Some("0.15.0")),
            ("one.  (since 7.1) (default: off)", Some("7.1")),
            ("one (default: on; since\nQEMU 4.2)", Some("4.2")),
            ("one (since 2.2; before, none)", Some("2.2")),
            ("since 6.2.", Some("6.2")),
            ("(since 10.1 -- since 9.1 elsewhere --).", Some("10.1")),
            ("the time since the last one (in ns)", None),
            ("since 2.0 it is more than that", None),
            ("kernels (since Linux 2.6)", None),
            ("größer (seit 2.6)", None),
            ("", None),
        ] {
            assert_eq!(since(text), expected, "{text}");
        }
    }
}
