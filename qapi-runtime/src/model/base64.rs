//! Bytes that travel as Base64 text.

use super::decode::Decode;
use super::encode::Encode;
use crate::text::{Read, Reader, Writer};

/// Bytes, written as Base64 with padding (RFC 4648, section 4), as QEMU writes them.
///
/// ```
/// let bytes: qapi_runtime::Base64 = serde_json::from_str("\"aGVsbG8=\"").unwrap();
/// assert_eq!(bytes.0, b"hello");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Base64(pub Vec<u8>);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl Base64 {
    /// The Base64 text of the bytes.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut text = String::with_capacity(self.0.len().div_ceil(3) * 4);
        for chunk in self.0.chunks(3) {
            let group = chunk.iter().fold(0, |group, byte| group << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
            for index in 0..4 {
                let letter = ALPHABET[group >> (18 - 6 * index) & 63];
                text.push(if index <= chunk.len() { char::from(letter) } else { '=' });
            }
        }
        text
    }

    /// The bytes of a Base64 text, in which line breaks are skipped. `None` if it is not Base64.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let letters = text.trim_end().trim_end_matches('=');
        let mut bytes = Vec::with_capacity(letters.len() * 3 / 4);
        let (mut group, mut bits) = (0u32, 0);
        for letter in letters.bytes().filter(|letter| !matches!(letter, b'\r' | b'\n')) {
            group = (group << 6 | u32::from(digit(letter)?)) & 0xff_ffff;
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                bytes.push((group >> bits) as u8);
            }
        }
        let unused = group & ((1 << bits) - 1);
        (bits < 6 && unused == 0).then_some(Self(bytes))
    }
}

fn digit(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<Base64> for Vec<u8> {
    fn from(Base64(bytes): Base64) -> Self {
        bytes
    }
}

/// Shows the text, which is shorter than the bytes.
impl std::fmt::Debug for Base64 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Base64").field(&self.encode()).finish()
    }
}

impl std::fmt::Display for Base64 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.encode())
    }
}

impl Encode for Base64 {
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.string(name, &self.encode());
    }
}

impl Decode for Base64 {
    fn blank() -> Self {
        Self::default()
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Read {
        match Self::decode(&reader.string()?) {
            Some(bytes) => *self = bytes,
            None => return reader.fault("expected Base64"),
        }
        Ok(())
    }
}
