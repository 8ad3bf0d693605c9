//! Short texts, appended without a call.
//!
//! In: a text of a few bytes. Out: bytes appended. Afterwards: as if each byte had been pushed.
//!
//! Nearly all names and most strings of QEMU's are short. Copying one by a call with a length takes longer than putting
//! it together in a register, moving a fixed number of bytes, and cutting off what is too many.

use super::scan;

/// The longest text that fits with three more bytes.
const SHORT: usize = 13;

/// Appends the name of a member, in which nothing has to be escaped, with its colon.
#[inline]
pub fn name(name: &str, out: &mut Vec<u8>) {
    match word(name.as_bytes()) {
        Some(word) => quoted(word, name.len(), b':', out),
        None => {
            out.reserve(name.len() + 3);
            out.push(b'"');
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b"\":");
        }
    }
}

/// Appends a string and a comma if it is short and nothing has to be escaped; else false.
#[inline]
pub fn string(text: &str, out: &mut Vec<u8>) -> bool {
    let Some(word) = word(text.as_bytes()) else { return false };
    // Behind the text stands what needs no escape either.
    let padded = word | u128::from_le_bytes([b' '; 16]) << (8 * text.len());
    if scan::special(padded as u64) | scan::special((padded >> 64) as u64) != 0 {
        return false;
    }
    quoted(word, text.len(), b',', out);
    true
}

/// The bytes of a short text, the first one lowest. Both ends of it are taken, which may overlap.
#[inline(always)]
fn word(text: &[u8]) -> Option<u128> {
    let len = text.len();
    if len > SHORT {
        return None;
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
        return Some(u128::from(first) | u128::from(last) << (8 * (len - 8)));
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return Some(u128::from(u64::from(first) | u64::from(last) << (8 * (len - 4))));
    }
    let byte = |at: usize| text.get(at).map_or(0, |byte| u64::from(*byte) << (8 * at));
    Some(u128::from(byte(0) | byte(1) | byte(2)))
}

/// Appends a short text in quotes, and one more byte.
#[inline(always)]
fn quoted(word: u128, len: usize, end: u8, out: &mut Vec<u8>) {
    let end = u128::from(u16::from_le_bytes([b'"', end])) << (8 * (len + 1));
    let bytes = (u128::from(b'"') | word << 8 | end).to_le_bytes();
    let len = out.len() + len + 3;
    out.extend_from_slice(&bytes);
    out.truncate(len);
}
