//! The path of a position in a text, for messages.

use super::scan;
use std::borrow::Cow;
use std::fmt::Write;

/// How many steps of a long path are shown at each end.
const SHOWN: usize = 8;

/// One step from a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'t> {
    Member(Cow<'t, str>),
    Element(usize),
}

/// Steps as they are written: `return[0].image.filename`. The middle of a long path is left out.
pub fn write<'t>(steps: impl ExactSizeIterator<Item = &'t Step<'t>>) -> String {
    let mut text = String::new();
    let left_out = steps.len().saturating_sub(2 * SHOWN);
    for (place, step) in steps.enumerate() {
        if left_out > 1 && (SHOWN..SHOWN + left_out).contains(&place) {
            if place == SHOWN {
                // Writing to a string cannot fail.
                let _ = write!(text, "...({left_out} more)..");
            }
            continue;
        }
        let _ = match step {
            // Between two members.
            Step::Member(name) if name.is_empty() => Ok(()),
            Step::Member(name) if text.is_empty() => write!(text, "{name}"),
            Step::Member(name) => write!(text, ".{name}"),
            Step::Element(index) => write!(text, "[{index}]"),
        };
    }
    text
}

/// The path of the value that starts at the end of `text`, which is the beginning of a well-formed text.
pub fn of_end(text: &str) -> String {
    of_all(text, [text.len()].into_iter()).concat()
}

/// The paths of the values that start at these offsets, which ascend, of a well-formed text or its beginning.
pub fn of_all(text: &str, offsets: impl Iterator<Item = usize>) -> Vec<String> {
    let mut walk = Walk { text, at: 0, name: "", path: Vec::new() };
    offsets.map(|offset| write(walk.to(offset).iter())).collect()
}

/// A walk through a text.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    /// The string that came last, with its quotes.
    name: &'t str,
    /// The path of the value that is next.
    path: Vec<Step<'t>>,
}

impl<'t> Walk<'t> {
    /// Goes on to an offset.
    fn to(&mut self, offset: usize) -> &[Step<'t>] {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at).filter(|_| self.at < offset) {
            match byte {
                b'"' => {
                    let Some((end, _)) = scan::string(bytes, self.at + 1) else { break };
                    self.name = self.text.get(self.at..=end).unwrap_or_default();
                    self.at = end;
                }
                b':' => {
                    if let Some(Step::Member(name)) = self.path.last_mut() {
                        *name = serde_json::from_str(self.name).map(Cow::Owned).unwrap_or_default();
                    }
                }
                b'{' => self.path.push(Step::Member(Cow::Borrowed(""))),
                b'[' => self.path.push(Step::Element(0)),
                b'}' | b']' => drop(self.path.pop()),
                b',' => match self.path.last_mut() {
                    Some(Step::Element(index)) => *index += 1,
                    Some(Step::Member(name)) => *name = Cow::Borrowed(""),
                    None => {}
                },
                _ => {}
            }
            self.at += 1;
        }
        &self.path
    }
}

/// Where the innermost object starts that is open at the end of `text`, and the names of its members, with their
/// quotes. The text was written by this crate; the time is that of going over the object.
pub fn innermost(text: &[u8]) -> (usize, Vec<&[u8]>) {
    let (mut names, mut depth, mut at) = (Vec::new(), 0_usize, text.len());
    while let Some(before) = at.checked_sub(1) {
        match text.get(before) {
            Some(b'"') => {
                let start = opening_quote(text, before);
                if depth == 0 && text.get(at) == Some(&b':') {
                    names.extend(text.get(start..at));
                }
                at = start;
                continue;
            }
            Some(b'}' | b']') => depth += 1,
            Some(b'{' | b'[') if depth == 0 => break,
            Some(b'{' | b'[') => depth -= 1,
            _ => {}
        }
        at = before;
    }
    (at, names)
}

/// The offset of the quote that opens the string which is closed by the quote at `end`.
fn opening_quote(text: &[u8], mut end: usize) -> usize {
    loop {
        let before = text.get(..end).unwrap_or_default();
        let Some(quote) = memchr::memrchr(b'"', before) else { return 0 };
        let escapes = before.get(..quote).unwrap_or_default().iter().rev().take_while(|byte| **byte == b'\\').count();
        if escapes.is_multiple_of(2) {
            return quote;
        }
        end = quote;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_the_end() {
        for (text, path) in [
            ("", ""),
            ("[", "[0]"),
            (r#"{"a":"#, "a"),
            (r#"{"a":{"b":1,"#, "a"),
            (r#"{"x":[{"}":1},[2]],"a\n":[1,"],",{"b" : "#, "a\n[2].b"),
        ] {
            assert_eq!(of_end(text), path);
        }
    }

    #[test]
    fn the_middle_of_a_long_path_is_left_out() {
        let text = r#"{"a":["#.repeat(9);
        assert_eq!(of_end(&text), "a[0].a[0].a[0].a[0]...(2 more)...a[0].a[0].a[0].a[0]");
        let text = r#"{"a":["#.repeat(8);
        assert_eq!(of_end(&text), "a[0].a[0].a[0].a[0].a[0].a[0].a[0].a[0]");
    }

    #[test]
    fn the_innermost_object_is_found_from_its_end() {
        for (text, start, names) in [
            ("", 0, vec![]),
            (r#"{"a":1,"#, 1, vec![r#""a""#]),
            (r#"{"a":{"b":"#, 6, vec![r#""b""#]),
            (r#"{"a":{"b":["}{\\",2]},"c\"":"x:","#, 1, vec![r#""c\"""#, r#""a""#]),
        ] {
            let names = names.into_iter().map(str::as_bytes).collect();
            assert_eq!(innermost(text.as_bytes()), (start, names), "{text}");
        }
    }
}
