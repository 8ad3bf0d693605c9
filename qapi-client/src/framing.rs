//! Splitting a stream of bytes into messages: where one JSON object ends and the next one begins.
//!
//! A server ends each message with a line break, but a message may span several lines (`pretty=on`), several may share
//! a line, and a read may end anywhere. So brackets decide, not lines. Each byte must be looked at only once, however
//! the stream is cut into reads. Whether a message is valid JSON is left to its reader.
//!
//! There is no I/O here, and nothing that only a client needs: a server frames requests with the same code.

use std::ops::Range;

/// The byte with which a guest agent marks the reply to `guest-sync-delimited`, and with which a client forces a
/// server's parser into a known state. It never occurs in UTF-8.
pub const SENTINEL: u8 = 0xFF;

/// How large one message may be unless told otherwise: `guest-file-read` may return 64 MiB in Base64.
pub const DEFAULT_LIMIT: usize = 128 << 20;

/// A part of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame<'b> {
    /// A JSON object: brackets match, nothing else has been checked.
    Message(Overview<'b>),
    /// Bytes that cannot be a message or the start of one.
    Garbage(&'b [u8]),
    /// A [`SENTINEL`]. An unfinished message before it has been returned as garbage.
    Sentinel,
}

/// A message is larger than the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

/// Splits a stream of bytes into messages.
///
/// ```
/// use qapi_client::framing::{Frame, Framer};
///
/// let mut framer = Framer::new(1 << 20);
/// framer.feed(b"{\"return\": {}, \"id\"");
/// assert_eq!(framer.next_frame(), Ok(None));
/// framer.feed(b": 7}\r\n");
/// match framer.next_frame() {
///     Ok(Some(Frame::Message(message))) => assert_eq!(message.member("id"), Some("7")),
///     other => panic!("{other:?}"),
/// }
/// ```
#[derive(Debug)]
pub struct Framer {
    buffer: Vec<u8>,
    /// Where the message starts that is being scanned.
    start: usize,
    /// How far it has been scanned.
    at: usize,
    depth: usize,
    string: InString,
    /// Where the strings start that are at the message's own level, not in an object or list within it.
    strings: Vec<usize>,
    limit: usize,
}

/// Whether the scan is inside a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InString {
    No,
    Yes,
    /// After a backslash.
    Escaped,
}

/// Why a scan stopped.
enum Scan {
    /// The bytes are used up.
    More,
    /// A message, which ends here.
    Message(usize),
    /// Garbage, which ends here; the next scan begins there.
    Garbage(usize),
    Sentinel,
}

/// What a byte means to the scan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Quote,
    Open,
    Close,
    /// Ends a run of plain bytes in a string: a backslash, or what JSON does not allow there.
    Special,
    Sentinel,
}

static CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut table = [Class::Other; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = Class::Special;
        byte += 1;
    }
    table[b'"' as usize] = Class::Quote;
    table[b'\\' as usize] = Class::Special;
    table[b'{' as usize] = Class::Open;
    table[b'[' as usize] = Class::Open;
    table[b'}' as usize] = Class::Close;
    table[b']' as usize] = Class::Close;
    table[SENTINEL as usize] = Class::Sentinel;
    table
}

/// How many strings are remembered at the message's own level. No message of the protocol has as many.
const MEMBERS: usize = 64;

impl Framer {
    /// A framer that refuses messages of more than `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Framer { buffer: Vec::new(), start: 0, at: 0, depth: 0, string: InString::No, strings: Vec::new(), limit }
    }

    /// Adds bytes that were received.
    pub fn feed(&mut self, bytes: &[u8]) {
        // Bytes that were taken are dropped once they are the larger part, so that moving the rest costs little.
        if self.start > self.buffer.len() / 2 {
            self.buffer.drain(..self.start);
            // Positions are relative to the message being scanned, if there is one.
            self.strings.retain(|place| *place >= self.start);
            self.strings.iter_mut().for_each(|place| *place -= self.start);
            self.at -= self.start;
            self.start = 0;
            // A large message should not hold its memory for ever.
            if self.buffer.capacity() > 1 << 20 && self.buffer.len() < 1 << 16 {
                self.buffer.shrink_to(1 << 16);
            }
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next part of the stream; `None` until more bytes are fed.
    ///
    /// # Errors
    /// The message being received is larger than the limit. The framer cannot go on after that.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>, TooLarge> {
        let start = match self.scan() {
            Scan::More if self.buffer.len() - self.start > self.limit => return Err(TooLarge),
            Scan::More => return Ok(None),
            Scan::Message(end) if end - self.start > self.limit => return Err(TooLarge),
            Scan::Sentinel => return Ok(Some(Frame::Sentinel)),
            Scan::Garbage(end) => {
                let garbage = self.start..end;
                self.restart(end);
                return Ok(Some(Frame::Garbage(&self.buffer[garbage])));
            }
            Scan::Message(end) => {
                let start = self.start;
                (self.start, self.at) = (end, end);
                start
            }
        };
        Ok(Some(Frame::Message(Overview { bytes: &self.buffer[start..self.start], start, strings: &self.strings })))
    }

    /// The start of a message whose end has not come.
    #[must_use]
    pub fn unfinished(&self) -> &[u8] {
        self.buffer[self.start..].trim_ascii_start()
    }

    /// Forgets everything about the message being scanned, and goes on from here.
    fn restart(&mut self, at: usize) {
        (self.start, self.at, self.depth, self.string) = (at, at, 0, InString::No);
        self.strings.clear();
    }

    fn scan(&mut self) -> Scan {
        if self.depth == 0 {
            self.strings.clear();
            let rest = &self.buffer[self.start..];
            let space = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.start += space;
            self.at = self.start;
            match self.buffer.get(self.start) {
                None => return Scan::More,
                Some(&SENTINEL) => {
                    self.restart(self.start + 1);
                    return Scan::Sentinel;
                }
                Some(b'{') => {}
                Some(_) => return self.junk(),
            }
        }
        loop {
            let end = match self.string {
                InString::No => self.scan_plain(),
                InString::Yes => self.scan_string(),
                InString::Escaped if self.at < self.buffer.len() => {
                    (self.at, self.string) = (self.at + 1, InString::Yes);
                    None
                }
                InString::Escaped => Some(Scan::More),
            };
            if let Some(end) = end {
                return end;
            }
        }
    }

    /// Goes on outside of strings.
    fn scan_plain(&mut self) -> Option<Scan> {
        let mut at = self.at;
        while let Some(&byte) = self.buffer.get(at) {
            match CLASSES[usize::from(byte)] {
                Class::Quote => {
                    if self.depth == 1 && self.strings.len() < MEMBERS {
                        self.strings.push(at);
                    }
                    (self.at, self.string) = (at + 1, InString::Yes);
                    return None;
                }
                Class::Open if byte == b'{' && self.starts_anew(at) => return Some(Scan::Garbage(at)),
                Class::Open => self.depth += 1,
                Class::Close => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(Scan::Message(at + 1));
                    }
                }
                Class::Sentinel => return Some(Scan::Garbage(at)),
                Class::Other | Class::Special => {}
            }
            at += 1;
        }
        self.at = at;
        Some(Scan::More)
    }

    /// Goes on inside a string.
    fn scan_string(&mut self) -> Option<Scan> {
        let mut at = self.at;
        while let Some(&byte) = self.buffer.get(at) {
            match CLASSES[usize::from(byte)] {
                Class::Quote => {
                    (self.at, self.string) = (at + 1, InString::No);
                    return None;
                }
                Class::Special if byte == b'\\' => {
                    (self.at, self.string) = (at + 1, InString::Escaped);
                    return None;
                }
                // No string in JSON holds a line break, so the message was cut off.
                Class::Special if byte == b'\n' => return Some(Scan::Garbage(at)),
                Class::Sentinel => return Some(Scan::Garbage(at)),
                _ => at += 1,
            }
        }
        self.at = at;
        Some(Scan::More)
    }

    /// Whether a brace at the start of a line begins a new message: it does where JSON does not allow an object.
    fn starts_anew(&self, at: usize) -> bool {
        let before = &self.buffer[self.start..at];
        before.last() == Some(&b'\n') && !matches!(before.trim_ascii_end().last(), Some(b':' | b',' | b'[') | None)
    }

    /// Garbage between messages: it ends with the line, or where an object or a sentinel begins.
    fn junk(&self) -> Scan {
        let rest = &self.buffer[self.start..];
        let end = rest.iter().position(|byte| matches!(*byte, b'{' | b'\n' | SENTINEL));
        match end {
            Some(end) => Scan::Garbage(self.start + end),
            None => Scan::Garbage(self.buffer.len()),
        }
    }
}

/// A message, with the places of its own members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overview<'b> {
    bytes: &'b [u8],
    /// Where the message starts in the buffer, to which `strings` is relative.
    start: usize,
    strings: &'b [usize],
}

impl<'b> Overview<'b> {
    /// The message.
    #[must_use]
    pub fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// Whether the message has a member of this name, which needs no escapes.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The text of a member that is a string, a number or a word, with its quotes and escapes, if it is UTF-8. For a
    /// list or an object, only the first bytes.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&'b str> {
        self.find(name).and_then(|range| std::str::from_utf8(&self.bytes[range]).ok())
    }

    /// Where the value of a member stands.
    fn find(&self, name: &str) -> Option<Range<usize>> {
        self.strings.iter().find_map(|place| {
            let key = place.checked_sub(self.start)? + 1;
            let rest = self.bytes.get(key..)?.strip_prefix(name.as_bytes())?.strip_prefix(b"\"")?;
            let value = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
            let at = self.bytes.len() - value.len();
            Some(at..at + scalar(value))
        })
    }
}

/// The length of the string, number or word at the start of some JSON.
fn scalar(text: &[u8]) -> usize {
    if text.first() != Some(&b'"') {
        return text
            .iter()
            .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\r' | b'\n' | b'\t'))
            .unwrap_or(text.len());
    }
    let mut at = 1;
    loop {
        match text.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
            None => return text.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a stream is split into, fed in pieces of one size.
    fn split(stream: &[u8], piece: usize) -> Vec<String> {
        let mut framer = Framer::new(1000);
        let mut frames = Vec::new();
        for bytes in stream.chunks(piece) {
            framer.feed(bytes);
            while let Some(frame) = framer.next_frame().expect("no message is large") {
                frames.push(match frame {
                    Frame::Message(message) => String::from_utf8_lossy(message.bytes()).into_owned(),
                    Frame::Garbage(bytes) => format!("garbage: {}", String::from_utf8_lossy(bytes)),
                    Frame::Sentinel => "sentinel".to_owned(),
                });
            }
        }
        frames
    }

    #[test]
    fn messages_may_be_split_joined_and_laid_out_over_lines() {
        let one = r#"{"return": [{"a": "}\"{\\"}], "id": 1}"#;
        let two = "{\n    \"event\": \"STOP\",\n    \"data\": {\n    }\n}";
        let stream = format!("{one}\r\n{two}\r\n{one}{one}\n\n{two}");
        for piece in 1..=stream.len() {
            assert_eq!(split(stream.as_bytes(), piece), [one, two, one, one, two], "pieces of {piece}");
        }
    }

    #[test]
    fn a_message_that_was_cut_off_does_not_swallow_the_next() {
        for cut in ["{\"return\": {}", "{\"return\": \"abc", "{\"return\": [1, 2", "{\"return\": {\"a\": {\"b\": 1}"] {
            let stream = format!("{cut}\n{{\"return\": 1}}\n");
            for piece in 1..=stream.len() {
                let frames = split(stream.as_bytes(), piece);
                assert_eq!(frames.last().map(String::as_str), Some("{\"return\": 1}"), "{cut}, {frames:?}");
                assert!(frames[0].starts_with("garbage"), "{frames:?}");
            }
        }
    }

    #[test]
    fn a_sentinel_ends_whatever_was_unfinished() {
        let stream = b"x{\"return\": {\"a\xFF\xFF{\"return\": 7}\n";
        let frames = split(stream, stream.len());
        assert_eq!(frames, ["garbage: x", "garbage: {\"return\": {\"a", "sentinel", "sentinel", "{\"return\": 7}"]);
    }

    #[test]
    fn members_of_the_message_itself_are_found() {
        let mut framer = Framer::new(1000);
        framer.feed(br#"  {"x": "id", "return": {"id": 1, "event": 2}, "id" : "a\"b" , "n":17}"#);
        let Ok(Some(Frame::Message(message))) = framer.next_frame() else { panic!("a message") };
        assert_eq!(message.member("id"), Some(r#""a\"b""#));
        assert_eq!(message.member("n"), Some("17"));
        assert_eq!((message.has("return"), message.has("event")), (true, false));
    }

    #[test]
    fn the_limit_holds_for_finished_and_for_unfinished_messages() {
        let mut framer = Framer::new(16);
        framer.feed(b"{\"return\":12345}");
        assert!(matches!(framer.next_frame(), Ok(Some(Frame::Message(_)))));
        framer.feed(b"{\"return\":123456}");
        assert_eq!(framer.next_frame(), Err(TooLarge));
        let mut framer = Framer::new(16);
        framer.feed(b"{\"return\":\"123456");
        assert_eq!(framer.next_frame(), Err(TooLarge));
    }
}
