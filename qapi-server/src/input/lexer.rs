//! From bytes to tokens, by the rules of QEMU's lexer.
//!
//! The lexer always recovers. Bytes that cannot be a token are [`Lexeme::Stray`], and then bytes are skipped up to one
//! that may begin something new: a control character, a bracket, a colon, a comma, or a byte that never occurs in
//! UTF-8. Each byte is looked at no more than twice, and only the current token is kept.

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lexeme {
    /// One of `{ } [ ] : ,`.
    Punctuation(u8),
    Number,
    /// Lower-case letters.
    Keyword,
    /// A string with its quotes, which may be single ones. Escapes and UTF-8 have not been checked.
    String,
    /// Bytes that cannot be a token, up to the first one that does not fit.
    Stray,
    /// A token that is larger than the limit.
    Oversized,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// After an error.
    Recovery,
    /// In a string that ends with this quote.
    Within(u8),
    /// After a backslash in such a string.
    Escape(u8),
    Minus,
    Zero,
    Digits,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
    Keyword,
}

/// What to do with a byte.
enum Step {
    /// It belongs to nothing.
    Skip,
    /// It belongs to the token.
    Take(State),
    /// It ends the token.
    Last(Lexeme),
    /// It begins something after the token.
    Before(Lexeme),
    /// It is looked at again, from the start.
    Again,
    /// It makes the token an error.
    Stray,
}

#[derive(Debug)]
pub struct Lexer {
    state: State,
    token: Vec<u8>,
    /// Whether the token has been given, and is to be forgotten.
    given: bool,
    limit: usize,
}

impl Lexer {
    /// A lexer that gives up on tokens of more than `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Lexer { state: State::Start, token: Vec::new(), given: false, limit }
    }

    /// The text of the token that was given last.
    pub fn token(&self) -> &[u8] {
        &self.token
    }

    /// Takes bytes from the front of `input` until a token is complete; `None` when more are needed.
    pub fn next(&mut self, input: &mut &[u8]) -> Option<Lexeme> {
        if std::mem::take(&mut self.given) {
            self.token.clear();
            // One large token should not hold its memory for ever.
            self.token.shrink_to(1 << 16);
        }
        while let Some((&byte, rest)) = input.split_first() {
            if let State::Within(quote) = self.state
                && self.take_plain(input, quote)
            {
                if self.token.len() > self.limit {
                    return Some(self.end(Lexeme::Oversized, State::Start));
                }
                continue;
            }
            match step(self.state, byte) {
                Step::Skip => *input = rest,
                Step::Again => self.state = State::Start,
                Step::Before(lexeme) => return Some(self.end(lexeme, State::Start)),
                Step::Take(state) => {
                    self.token.push(byte);
                    (self.state, *input) = (state, rest);
                    if self.token.len() > self.limit {
                        return Some(self.end(Lexeme::Oversized, State::Start));
                    }
                }
                Step::Last(lexeme) => {
                    self.token.push(byte);
                    *input = rest;
                    return Some(self.end(lexeme, State::Start));
                }
                Step::Stray => {
                    self.token.push(byte);
                    *input = rest;
                    return Some(self.end(Lexeme::Stray, State::Recovery));
                }
            }
        }
        None
    }

    fn end(&mut self, lexeme: Lexeme, state: State) -> Lexeme {
        (self.state, self.given) = (state, true);
        lexeme
    }

    /// Takes the bytes of a string up to one that needs a closer look. Returns whether there were any.
    fn take_plain(&mut self, input: &mut &[u8], quote: u8) -> bool {
        let is_plain = |byte: &u8| *byte != quote && *byte != b'\\' && matches!(*byte, 0x20..=0xfd);
        let end = input.iter().position(|byte| !is_plain(byte)).unwrap_or(input.len());
        // One byte more than the limit tells that the token is too large.
        let end = end.min((self.limit + 1).saturating_sub(self.token.len()));
        let (plain, rest) = input.split_at(end);
        self.token.extend_from_slice(plain);
        *input = rest;
        end > 0
    }
}

fn step(state: State, byte: u8) -> Step {
    use State::*;
    match (state, byte) {
        (Start, b' ' | b'\t' | b'\r' | b'\n') => Step::Skip,
        (Start, b'"' | b'\'') => Step::Take(Within(byte)),
        (Start, b'{' | b'}' | b'[' | b']' | b':' | b',') => Step::Last(Lexeme::Punctuation(byte)),
        (Start, b'-') => Step::Take(Minus),
        (Start | Minus, b'0') => Step::Take(Zero),
        (Start | Minus | Digits, b'0'..=b'9') => Step::Take(Digits),
        (Start | Keyword, b'a'..=b'z') => Step::Take(Keyword),
        (Within(quote), _) if byte == quote => Step::Last(Lexeme::String),
        (Within(quote), b'\\') => Step::Take(Escape(quote)),
        (Within(quote) | Escape(quote), 0x20..=0xfd) => Step::Take(Within(quote)),
        (Zero | Digits, b'.') => Step::Take(Point),
        (Zero | Digits | Fraction, b'e' | b'E') => Step::Take(Exponent),
        (Point | Fraction, b'0'..=b'9') => Step::Take(Fraction),
        (Exponent, b'+' | b'-') => Step::Take(ExponentSign),
        (Exponent | ExponentSign | ExponentDigits, b'0'..=b'9') => Step::Take(ExponentDigits),
        (Zero, b'0'..=b'9') => Step::Stray,
        (Zero | Digits | Fraction | ExponentDigits, _) => Step::Before(Lexeme::Number),
        (Keyword, _) => Step::Before(Lexeme::Keyword),
        (Recovery, b'{' | b'}' | b'[' | b']' | b':' | b',' | 0xfe | 0xff) => Step::Again,
        (Recovery, b'\t' | 0x20..) => Step::Skip,
        (Recovery, _) => Step::Again,
        _ => Step::Stray,
    }
}
