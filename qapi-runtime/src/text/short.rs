//! Short strings, appended without a call.
//!
//! Nearly all names and most strings of QEMU's are short. Copying one by a call with a length takes longer than putting
//! it together in a register, appending a fixed number of bytes, and cutting off the surplus. The result is the same as
//! if each byte had been pushed.
//!
//! Without this, writing replies takes 5 to 40 % more instructions for strings and up to 15 % more for names: 1.42 and
//! 1.09 times as many for the reply to `query-qmp-schema`. For numbers it gains nothing that can be measured, so they
//! go by way of `itoa`.
//!
//! Functions that are only fast when inlined are not inlined in debug builds, where they would only take up stack.

use super::scan;

/// The longest string that fits into a word with three more bytes.
const SHORT: usize = 13;

/// Appends the name of a member, in which nothing has to be escaped, and a colon.
///
/// The names are known at compile time, so that all that remains at run time is to store constants.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn name(name: &str, out: &mut Vec<u8>) {
    let name = name.as_bytes();
    let end = |len: usize| at(b'"', len) | at(b':', len + 1);
    let (bytes, len) = match name.split_at_checked(15) {
        // The colon after the longest of these falls into the second word.
        None => ([at(b'"', 0) | (word(name) | end(name.len())) << 8, at(b':', 0)], name.len() + 3),
        Some((head, tail)) if tail.len() <= SHORT => {
            ([at(b'"', 0) | word(head) << 8, word(tail) | end(tail.len())], name.len() + 3)
        }
        _ => {
            out.reserve(name.len() + 3);
            out.push(b'"');
            out.extend_from_slice(name);
            ([end(0), 0], 2)
        }
    };
    let bytes = bytes.map(u128::to_le_bytes);
    out.extend_from_slice(bytes.as_flattened().get(..len).unwrap_or_default());
}

/// Appends a string and a comma if the string is short and has nothing to escape. Returns whether it did.
#[inline]
pub fn string(text: &str, out: &mut Vec<u8>) -> bool {
    let len = text.len();
    if len > SHORT {
        return false;
    }
    let word = word(text.as_bytes());
    // The padding needs no escape either.
    let padded = word | u128::from_le_bytes([b' '; 16]) << (8 * len);
    if scan::special(padded as u64) | scan::special((padded >> 64) as u64) != 0 {
        return false;
    }
    append(at(b'"', 0) | (word | at(b'"', len) | at(b',', len + 1)) << 8, len + 3, out);
    true
}

/// Appends a number and a comma.
#[inline]
pub fn number(number: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
    out.push(b',');
}

/// A word with a byte at this index.
#[inline(always)]
const fn at(byte: u8, index: usize) -> u128 {
    (byte as u128) << (8 * index)
}

/// The bytes of a text of at most sixteen bytes, the first one lowest. Both of its ends are loaded, and may overlap.
#[inline(always)]
fn word(text: &[u8]) -> u128 {
    let len = text.len();
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
        return u128::from(first) | u128::from(last) << (8 * (len - 8));
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return u128::from(u64::from(first) | u64::from(last) << (8 * (len - 4)));
    }
    let byte = |index: usize| text.get(index).map_or(0, |byte| at(*byte, index));
    byte(0) | byte(1) | byte(2)
}

/// Appends the first bytes of a word.
#[inline(always)]
fn append(word: u128, len: usize, out: &mut Vec<u8>) {
    let len = out.len() + len;
    out.extend_from_slice(&word.to_le_bytes());
    out.truncate(len);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names and strings of every length are appended as they are.
    #[test]
    fn as_if_each_byte_had_been_pushed() {
        for len in 0..70 {
            let text: String = ('a'..='z').cycle().take(len).collect();
            let mut out = b"x".to_vec();
            name(&text, &mut out);
            assert_eq!(out, format!("x\"{text}\":").as_bytes());
            let mut out = b"x".to_vec();
            if string(&text, &mut out) {
                assert_eq!(out, format!("x\"{text}\",").as_bytes());
            } else {
                assert!(len > SHORT && out == b"x");
            }
        }
    }

    /// Every number is written as Rust writes it.
    #[test]
    fn numbers() {
        let around = |power: u32| [10_u64.pow(power) - 1, 10_u64.pow(power), 10_u64.pow(power) + 1];
        for value in (0..20_000).chain((0..20).flat_map(around)).chain([u64::MAX]) {
            let mut out = b"x".to_vec();
            number(value, &mut out);
            assert_eq!(out, format!("x{value},").as_bytes());
        }
    }
}
