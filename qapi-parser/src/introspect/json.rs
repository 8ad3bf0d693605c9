//! A reader of JSON (RFC 8259) that keeps places, for saved replies.
//!
//! A reply is someone else's file: nothing in it may panic or overflow the stack, and what is wrong is told with its
//! place. Numbers are not looked at, because no reply to `query-qmp-schema` holds any that matters.

use crate::source::{FileId, Span};

/// Deeper nesting is refused. Replies have 5 levels.
const MAX_DEPTH: u32 = 128;

/// A value and its place.
#[derive(Debug)]
pub(super) struct Json {
    pub span: Span,
    pub kind: JsonKind,
}

#[derive(Debug)]
pub(super) enum JsonKind {
    Null,
    Bool(bool),
    Number,
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn get(&self, key: &str) -> Option<&Json> {
        match &self.kind {
            JsonKind::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }
}

/// Where the text is no JSON, and what was expected there.
pub(super) type Fault = (u32, &'static str);

/// Reads a text that holds one value.
pub(super) fn parse(file: FileId, text: &str) -> Result<Json, Fault> {
    parse_at(file, text, 0)
}

/// Reads a part of a file that starts at byte `offset` and holds one value.
pub(super) fn parse_at(file: FileId, text: &str, offset: u32) -> Result<Json, Fault> {
    let mut reader = Reader { file, text, offset, at: 0 };
    let value = reader.value(0)?;
    reader.space();
    if reader.at < text.len() { Err(reader.fault("nothing after the value")) } else { Ok(value) }
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    /// Where the text starts in the file.
    offset: u32,
    at: usize,
}

impl Reader<'_> {
    fn fault(&self, expected: &'static str) -> Fault {
        (self.offset + self.at as u32, expected)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes a byte that may follow white space.
    fn takes(&mut self, byte: u8) -> bool {
        self.space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: u32) -> Result<Json, Fault> {
        self.space();
        if depth > MAX_DEPTH {
            return Err(self.fault("less nesting"));
        }
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => JsonKind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => {
                let is_part = |byte: &u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
                self.at += self.text.as_bytes()[self.at..].iter().take_while(|byte| is_part(byte)).count();
                JsonKind::Number
            }
            _ => self.word()?,
        };
        Ok(Json { span: Span::new(self.file, self.offset + start as u32, self.offset + self.at as u32), kind })
    }

    fn word(&mut self) -> Result<JsonKind, Fault> {
        let words = [("null", JsonKind::Null), ("true", JsonKind::Bool(true)), ("false", JsonKind::Bool(false))];
        for (word, kind) in words {
            if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(kind);
            }
        }
        Err(self.fault("a JSON value"))
    }

    fn array(&mut self, depth: u32) -> Result<JsonKind, Fault> {
        self.at += 1;
        let mut items = Vec::new();
        if self.takes(b']') {
            return Ok(JsonKind::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.takes(b']') {
                return Ok(JsonKind::Array(items));
            }
            if !self.takes(b',') {
                return Err(self.fault("`,` or `]`"));
            }
        }
    }

    fn object(&mut self, depth: u32) -> Result<JsonKind, Fault> {
        self.at += 1;
        let mut members = Vec::new();
        if self.takes(b'}') {
            return Ok(JsonKind::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.fault("the name of a member in double quotes"));
            }
            let name = self.string()?;
            if !self.takes(b':') {
                return Err(self.fault("`:`"));
            }
            members.push((name, self.value(depth + 1)?));
            if self.takes(b'}') {
                return Ok(JsonKind::Object(members));
            }
            if !self.takes(b',') {
                return Err(self.fault("`,` or `}`"));
            }
        }
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain =
                rest.find(['"', '\\', '\n']).ok_or((self.offset + self.text.len() as u32, "the end of the string"))?;
            text.push_str(&rest[..plain]);
            self.at += plain + 1;
            match rest.as_bytes()[plain] {
                b'"' => return Ok(text),
                b'\\' => text.push(self.escape()?),
                _ => return Err((self.offset + (self.at - 1) as u32, "the end of the string on its line")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let escape = self.peek().ok_or(self.fault("an escape sequence"))?;
        let plain = match escape {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'"' | b'\\' | b'/' => escape as char,
            b'u' => {
                let digits = self.text.get(self.at + 1..self.at + 5);
                let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
                self.at += 5;
                // Halves of surrogate pairs stand for nothing that a schema's name can hold.
                return code.map(|code| char::from_u32(code).unwrap_or('\u{fffd}')).ok_or(self.fault("four digits"));
            }
            _ => return Err(self.fault("an escape sequence")),
        };
        self.at += 1;
        Ok(plain)
    }
}
