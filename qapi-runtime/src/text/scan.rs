//! Finding where things end in JSON text.
//!
//! All functions take the text and an offset, and return another offset. What [`string`], [`number`] and [`value`] go
//! over is well formed; [`after`] and [`member`] look no closer than is needed to find the end.

/// A word whose bytes are all this one.
const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Has the high bit of each byte set that is zero in `word`, and perhaps those of bytes after the first such.
#[inline(always)]
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(all(1)) & !word & all(0x80)
}

/// Has the high bit of each byte set that is a quote, a backslash, or a character that must not stand in a string; and
/// perhaps those of bytes after the first such.
#[inline(always)]
pub const fn special(word: u64) -> u64 {
    let control = word.wrapping_sub(all(0x20)) & !word & all(0x80);
    control | zeros(word ^ all(b'"')) | zeros(word ^ all(b'\\'))
}

/// The first offset from `at` on that holds a quote, a backslash, or a character that must not stand in a string; the
/// end of the text if there is none.
#[inline(always)]
pub fn plain(bytes: &[u8], mut at: usize) -> usize {
    // Eight bytes at a time, as long as there are eight.
    while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let found = special(u64::from_le_bytes(*word));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while let Some(0x20..=0x21 | 0x23..=0x5b | 0x5d..) = bytes.get(at) {
        at += 1;
    }
    at
}

/// The offset of the quote that ends the string whose text starts at `at`, and whether the string has escapes. `None`
/// if the string has no end, or contains what must not stand in a string.
#[inline(always)]
pub fn string(bytes: &[u8], at: usize) -> Option<(usize, bool)> {
    let end = plain(bytes, at);
    match bytes.get(end) {
        Some(b'"') => Some((end, false)),
        Some(b'\\') => escaped(bytes, end).map(|end| (end, true)),
        _ => None,
    }
}

#[inline(never)]
fn escaped(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => match bytes.get(at + 1)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                b'u' if bytes.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit) => at += 6,
                _ => return None,
            },
            _ => return None,
        }
        at = plain(bytes, at);
    }
}

/// Whether two texts of the same length are equal. Names are short, and a call would take longer than comparing.
#[inline(always)]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    match (a.first_chunk::<8>(), a.last_chunk::<8>(), b.first_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(a0), Some(a1), Some(b0), Some(b1)) if a.len() <= 16 => a0 == b0 && a1 == b1,
        (Some(_), ..) => a == b,
        _ => match (a.first_chunk::<4>(), a.last_chunk::<4>(), b.first_chunk::<4>(), b.last_chunk::<4>()) {
            (Some(a0), Some(a1), Some(b0), Some(b1)) => a0 == b0 && a1 == b1,
            _ => a.iter().eq(b),
        },
    }
}

/// The first offset from `at` on that does not hold white space.
#[inline(always)]
pub fn space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\t' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

/// How many brackets and braces are opened in a text more than closed, those in strings included.
pub fn depth(bytes: &[u8]) -> isize {
    // Within a chunk the sum fits a byte, so that many bytes are counted at once.
    let chunk = |chunk: &[u8]| {
        let level = |sum: i8, byte: &u8| {
            let folded = byte | 0x20;
            sum.wrapping_add(i8::from(folded == b'{')).wrapping_sub(i8::from(folded == b'}'))
        };
        isize::from(chunk.iter().fold(0, level))
    };
    bytes.chunks(127).map(chunk).sum()
}

/// The end of the number at `at`, and whether it is written as an integer.
pub fn number(bytes: &[u8], at: usize) -> Option<(usize, bool)> {
    let digits = |mut at: usize| {
        while let Some(b'0'..=b'9') = bytes.get(at) {
            at += 1;
        }
        at
    };
    let start = at + usize::from(bytes.get(at) == Some(&b'-'));
    let mut end = match bytes.get(start)? {
        b'0' => start + 1,
        b'1'..=b'9' => digits(start + 1),
        _ => return None,
    };
    let mut is_integer = true;
    if bytes.get(end) == Some(&b'.') {
        let fraction = end + 1;
        end = digits(fraction);
        is_integer = false;
        if end == fraction {
            return None;
        }
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        let exponent = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        end = digits(exponent);
        is_integer = false;
        if end == exponent {
            return None;
        }
    }
    // A leading zero, or a letter that belongs to nothing.
    (!matches!(bytes.get(end), Some(b'0'..=b'9'))).then_some((end, is_integer))
}

/// The end of the value at `at`, if it is well formed and nests no deeper than `room` levels.
pub fn value(bytes: &[u8], mut at: usize, room: u32) -> Option<usize> {
    let mut open = Open { depth: 0, braces: 0, outer: Vec::new() };
    loop {
        at = space(bytes, at);
        let opened = match bytes.get(at)? {
            bracket @ (b'{' | b'[') => {
                if open.depth >= room {
                    return None;
                }
                open.push(*bracket == b'{');
                at = space(bytes, at + 1);
                true
            }
            _ => {
                at = scalar(bytes, at)?;
                false
            }
        };
        match entry(bytes, at, opened, &mut open)? {
            Next::Value(next) => at = next,
            Next::End(end) => return Some(end),
        }
    }
}

/// The brackets that are open.
struct Open {
    depth: u32,
    /// Which of the innermost brackets are braces. The innermost one is the lowest bit.
    braces: u128,
    /// The same for each 128 brackets around those, the innermost last. Only allocated where nesting is that deep.
    outer: Vec<u128>,
}

impl Open {
    #[inline]
    fn push(&mut self, brace: bool) {
        if self.depth > 0 && self.depth.is_multiple_of(u128::BITS) {
            self.outer.push(self.braces);
        }
        self.braces = self.braces << 1 | u128::from(brace);
        self.depth += 1;
    }

    #[inline]
    fn pop(&mut self) {
        self.braces >>= 1;
        self.depth -= 1;
        if self.depth > 0 && self.depth.is_multiple_of(u128::BITS) {
            self.braces = self.outer.pop().unwrap_or_default();
        }
    }
}

/// What comes after a value or an opening bracket.
enum Next {
    Value(usize),
    End(usize),
}

/// Closes brackets, then goes to the value of the next entry.
fn entry(bytes: &[u8], mut at: usize, mut opened: bool, open: &mut Open) -> Option<Next> {
    while open.depth > 0 {
        at = space(bytes, at);
        let brace = open.braces & 1 == 1;
        match bytes.get(at)? {
            b'}' if brace => {}
            b']' if !brace => {}
            b',' if !opened => return key(bytes, space(bytes, at + 1), brace).map(Next::Value),
            _ if opened => return key(bytes, at, brace).map(Next::Value),
            _ => return None,
        }
        at += 1;
        opened = false;
        open.pop();
    }
    Some(Next::End(at))
}

/// Where the value of an entry starts: after the name in an object, at `at` in a list.
fn key(bytes: &[u8], at: usize, brace: bool) -> Option<usize> {
    if !brace {
        return Some(at);
    }
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    let colon = space(bytes, string(bytes, at + 1)?.0 + 1);
    (bytes.get(colon) == Some(&b':')).then_some(colon + 1)
}

fn scalar(bytes: &[u8], at: usize) -> Option<usize> {
    let word = |word: &[u8]| bytes.get(at..)?.starts_with(word).then_some(at + word.len());
    match bytes.get(at)? {
        b'"' => string(bytes, at + 1).map(|(end, _)| end + 1),
        b't' => word(b"true"),
        b'f' => word(b"false"),
        b'n' => word(b"null"),
        _ => number(bytes, at).map(|(end, _)| end),
    }
}

/// The offset of the comma or bracket after the value at `at`, which may nest to any depth. The text is taken to be
/// well formed.
pub fn after(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        match bytes.get(at)? {
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

/// Where the value of the member `name` of an object starts. `at` is where one of its members starts; `after` gives the
/// offset of the comma or bracket after a value.
pub fn member(
    text: &str,
    mut at: usize,
    name: &str,
    mut after: impl FnMut(&[u8], usize) -> Option<usize>,
) -> Option<usize> {
    let bytes = text.as_bytes();
    loop {
        at = space(bytes, at);
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let (end, escaped) = string(bytes, at + 1)?;
        let key = bytes.get(at..=end)?;
        let found = if escaped {
            serde_json::from_slice::<String>(key).is_ok_and(|key| key == name)
        } else {
            key.get(1..key.len() - 1) == Some(name.as_bytes())
        };
        at = space(bytes, end + 1);
        if bytes.get(at) != Some(&b':') {
            return None;
        }
        at = space(bytes, at + 1);
        if found {
            return Some(at);
        }
        at = after(bytes, at)?;
        if bytes.get(at) != Some(&b',') {
            return None;
        }
        at += 1;
    }
}

/// The offsets of all brackets that open something, in ascending order, each with that of the bracket that closes it.
/// The text is taken to be well formed.
pub fn brackets(bytes: &[u8]) -> Vec<(usize, usize)> {
    let (mut brackets, mut open, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => match string(bytes, at + 1) {
                Some((end, _)) => at = end,
                None => break,
            },
            b'{' | b'[' => {
                open.push(brackets.len());
                brackets.push((at, bytes.len()));
            }
            b'}' | b']' => {
                if let Some(bracket) = open.pop().and_then(|index: usize| brackets.get_mut(index)) {
                    bracket.1 = at;
                }
            }
            _ => {}
        }
        at += 1;
    }
    brackets
}
