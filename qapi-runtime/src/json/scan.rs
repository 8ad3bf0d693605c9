//! Finding the ends of things in JSON text, and a discriminator further on.
//!
//! In: bytes and a place in them. Out: another place. Afterwards: nothing was checked beyond what finding the end takes;
//! the reader checks what it reads.

/// The first place from `at` on that is not white space.
pub fn space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\t' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

/// The place of the quote that ends the string whose text starts at `at`, and whether there is a backslash in it.
/// `None` if there is no end, or a character that must not stand in a string.
pub fn string(bytes: &[u8], mut at: usize) -> Option<(usize, bool)> {
    let mut escaped = false;
    loop {
        match *bytes.get(at)? {
            b'"' => return Some((at, escaped)),
            b'\\' => {
                escaped = true;
                at += 2;
            }
            0..=0x1f => return None,
            _ => at += 1,
        }
    }
}

/// Where the value that starts at `at` has surely ended: at the comma or bracket after it, or at the end of the text.
pub fn value(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        let Some(byte) = bytes.get(at) else { return (depth == 0).then_some(at) };
        match *byte {
            b'"' => at = string(bytes, at + 1)?.0,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return Some(at),
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
        at += 1;
    }
}

/// The text of the member `name` of an object, from `at` on, where a member starts; `None` if it is not there or is
/// not a string without escapes.
pub fn member<'de>(text: &'de str, mut at: usize, name: &str) -> Option<&'de str> {
    let bytes = text.as_bytes();
    loop {
        at = space(bytes, at);
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let (end, escaped) = string(bytes, at + 1)?;
        let found = !escaped && bytes.get(at + 1..end)? == name.as_bytes();
        at = space(bytes, end + 1);
        if bytes.get(at) != Some(&b':') {
            return None;
        }
        at = space(bytes, at + 1);
        if found {
            return match (bytes.get(at)?, string(bytes, at + 1)?) {
                (b'"', (end, false)) => text.get(at + 1..end),
                _ => None,
            };
        }
        at = value(bytes, at)?;
        if bytes.get(at) != Some(&b',') {
            return None;
        }
        at += 1;
    }
}
