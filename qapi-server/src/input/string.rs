//! From strings as QEMU accepts them to JSON strings.
//!
//! All spellings of one string must give the same result, so that names of members can be compared: only quotes,
//! backslashes and control characters are escaped.

use std::fmt::Write;

/// Appends a string token, which has its quotes, as a string of JSON.
///
/// # Errors
/// The string is not UTF-8, or an escape is wrong. What has been appended is then of no use.
pub fn append(token: &[u8], out: &mut String) -> Result<(), String> {
    let body = token.get(1..token.len().saturating_sub(1)).unwrap_or_default();
    out.push('"');
    if body.contains(&b'\\') {
        escaped(body, out)?
    } else {
        plain(body, out)?
    }
    out.push('"');
    Ok(())
}

/// Appends text without escapes.
fn plain(mut bytes: &[u8], out: &mut String) -> Result<(), String> {
    loop {
        let valid = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        if !valid.is_ascii() && valid.chars().any(is_noncharacter) {
            return Err("invalid UTF-8 sequence in string".to_owned());
        }
        // A double quote may stand in single quotes.
        for (index, part) in valid.split('"').enumerate() {
            out.push_str(if index == 0 { "" } else { "\\\"" });
            out.push_str(part);
        }
        bytes = match &bytes[valid.len()..] {
            [] => return Ok(()),
            // QEMU writes the character zero as these two bytes, and reads them.
            [0xc0, 0x80, rest @ ..] => {
                out.push_str("\\u0000");
                rest
            }
            _ => return Err("invalid UTF-8 sequence in string".to_owned()),
        };
    }
}

/// The characters that Unicode sets aside for internal use.
fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xfdd0..=0xfdef) || code & 0xfffe == 0xfffe
}

/// Appends text with escapes.
fn escaped(mut body: &[u8], out: &mut String) -> Result<(), String> {
    while let Some(at) = body.iter().position(|byte| *byte == b'\\') {
        plain(&body[..at], out)?;
        body = &body[at..];
        let (character, len) = match body.get(1) {
            Some(b'u') => unicode(body)?,
            Some(b'b') => ('\u{8}', 2),
            Some(b'f') => ('\u{c}', 2),
            Some(b'n') => ('\n', 2),
            Some(b'r') => ('\r', 2),
            Some(b't') => ('\t', 2),
            Some(byte @ (b'"' | b'\'' | b'\\' | b'/')) => (char::from(*byte), 2),
            _ => return Err("invalid escape sequence in string".to_owned()),
        };
        push(character, out);
        body = &body[len..];
    }
    plain(body, out)
}

/// Reads `\uXXXX`, or two that make a pair. Returns the character, and how many bytes it took.
fn unicode(text: &[u8]) -> Result<(char, usize), String> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
        let digits =
            std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    };
    let (code, len) = match (unit(0), unit(6)) {
        (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => {
            (Some(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)), 12)
        }
        (code, _) => (code, 6),
    };
    match code.and_then(char::from_u32) {
        Some(character) if !is_noncharacter(character) => Ok((character, len)),
        _ => {
            let shown = text.get(..len).unwrap_or(text);
            Err(format!("{} is not a valid Unicode character", String::from_utf8_lossy(shown)))
        }
    }
}

fn push(character: char, out: &mut String) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\0'..='\u{1f}' => {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04X}", u32::from(character));
        }
        _ => out.push(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(token: &[u8]) -> Result<String, String> {
        let mut text = String::new();
        append(token, &mut text).map(|()| text)
    }

    /// All spellings of one string come out the same, and as JSON.
    #[test]
    fn spellings() {
        for token in ["\"a\\\"b'/\"", "'a\"b\\'\\/'", "'\\u0061\\\"\\u0062\\u0027/'"] {
            assert_eq!(read(token.as_bytes()).as_deref(), Ok(r#""a\"b'/""#), "{token}");
        }
        assert_eq!(read(b"\"\\ud83d\\ude00\"").as_deref(), Ok("\"\u{1f600}\""));
        assert_eq!(read(b"\"a\\u0000b\""), read(b"\"a\xc0\x80b\""));
        let all = read(b"\"\\b\\f\\n\\r\\t\\u001f\"").expect("escapes of JSON");
        assert_eq!(all, r#""\b\f\n\r\t\u001F""#);
        assert_eq!(serde_json::from_str::<String>(&all).expect("JSON"), "\u{8}\u{c}\n\r\t\u{1f}");
    }

    /// What QEMU refuses in a string is refused, in its words.
    #[test]
    fn refusals() {
        let utf8 = "invalid UTF-8 sequence in string";
        let character = |text: &str| format!("{text} is not a valid Unicode character");
        for (token, expected) in [
            (&b"\"\x80\""[..], utf8.to_owned()),
            (b"\"\xed\xa0\x80\"", utf8.to_owned()),
            (b"\"\xf4\x90\x80\x80\"", utf8.to_owned()),
            (b"\"\xc1\x81\"", utf8.to_owned()),
            (b"\"\xef\xbf\xbf\"", utf8.to_owned()),
            (b"\"\xef\xb7\x90\"", utf8.to_owned()),
            (b"\"\\q\"", "invalid escape sequence in string".to_owned()),
            (b"\"\\U0041\"", "invalid escape sequence in string".to_owned()),
            (b"\"\\ud800\"", character("\\ud800")),
            (b"\"\\ud800\\u0041\"", character("\\ud800")),
            (b"\"\\udc00\"", character("\\udc00")),
            (b"\"\\ud83f\\udffe\"", character("\\ud83f\\udffe")),
            (b"\"\\ufdd0\"", character("\\ufdd0")),
            (b"\"\\u+041\"", character("\\u+041")),
            (b"\"\\u12\"", character("\\u12")),
        ] {
            assert_eq!(read(token), Err(expected), "{token:?}");
        }
    }
}
