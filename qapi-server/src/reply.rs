//! What a server sends, as text (QMP specification, "Commands Responses" and "Asynchronous events").
//!
//! Everything is ASCII, and the envelope has spaces where QEMU writes them, so that clients that search for
//! `{"return": {}}` find it.

use qapi_runtime::{Encode, Error, Timestamp, Writer, json};
use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

/// The reply to a command; `id` and the value are JSON.
pub fn reply(outcome: &Result<String, Error>, id: Option<&str>) -> String {
    let mut text = match (outcome, id) {
        (Ok(value), None) => format!("{{\"return\": {value}}}"),
        (Ok(value), Some(id)) => format!("{{\"return\": {value}, \"id\": {id}}}"),
        (Err(error), None) => format!("{{\"error\": {}}}", refusal(error)),
        (Err(error), Some(id)) => format!("{{\"id\": {id}, \"error\": {}}}", refusal(error)),
    };
    make_ascii(&mut text);
    text
}

fn refusal(error: &Error) -> String {
    // Spaces as QEMU writes them, if there is nothing but these two members.
    if error.rest.is_empty() {
        return format!("{{\"class\": {}, \"desc\": {}}}", string(error.class.as_str()), string(&error.desc));
    }
    json::to_string(error).unwrap_or_else(|_| "{}".to_owned())
}

/// A text as a JSON string.
pub fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The current time.
pub fn now() -> Timestamp {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(time) => Timestamp {
            seconds: i64::try_from(time.as_secs()).unwrap_or(-1),
            microseconds: time.subsec_micros().into(),
        },
        Err(_) => Timestamp { seconds: -1, microseconds: -1 },
    }
}

/// An event with the members of `data` as its data.
struct Envelope<'a, D> {
    name: &'a str,
    data: &'a D,
    timestamp: Timestamp,
}

impl<D: Encode> Encode for Envelope<'_, D> {
    fn members(&self, writer: &mut Writer) {
        writer.member("timestamp", &self.timestamp);
        writer.string("event", self.name);
        writer.data("data", self.data);
    }
}

/// An event as text.
///
/// # Errors
/// The data cannot be written.
pub fn event(name: &str, data: &impl Encode, timestamp: Timestamp) -> Result<String, serde_json::Error> {
    let mut text = json::to_string(&Envelope { name, data, timestamp })?;
    make_ascii(&mut text);
    Ok(text)
}

/// Escapes everything that is not ASCII, which occurs only in strings.
pub fn make_ascii(text: &mut String) {
    let is_plain = |byte: &u8| byte.is_ascii() && *byte != 0x7f;
    if text.as_bytes().iter().all(is_plain) {
        return;
    }
    let mut ascii = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            ascii.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(ascii, "\\u{unit:04X}");
            }
        }
    }
    *text = ascii;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule: replies are ASCII, even if the id or a description is not.
    #[test]
    fn replies_are_ascii() {
        let text = reply(&Err(crate::error("no '\u{e9}\u{1f600}\u{7f}'")), Some("\"\u{fc}\""));
        let expected =
            r#"{"id": "\u00FC", "error": {"class": "GenericError", "desc": "no '\u00E9\uD83D\uDE00\u007F'"}}"#;
        assert_eq!(text, expected);
        assert_eq!(reply(&Ok("{}".to_owned()), None), r#"{"return": {}}"#);
    }
}
