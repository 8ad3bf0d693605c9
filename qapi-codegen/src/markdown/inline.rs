//! Within a paragraph: literals, references, links and emphasis. Everything else is escaped where Markdown needs it, so that
//! what was a character stays one, and no line starts a block of its own.

mod reference;

use super::writer::{Reference, Writer};

/// What the text is part of.
#[derive(Clone, Copy, Default)]
pub struct Context {
    /// Within emphasis, where another `*` can only be a character.
    pub emphasis: bool,
    /// Within a table cell, which a `|` would end.
    pub cell: bool,
}

/// Writes a paragraph. Its lines have no white space around them.
pub fn inline(writer: &mut Writer<'_>, text: &str, context: Context) {
    let mut scanner = Scanner { writer, text, bytes: text.as_bytes(), at: 0, run: 0, context, unclosed: [false; 4] };
    scanner.guard_line();
    scanner.scan();
}

/// Bytes at which the scanner has to look closer.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"\\`*@<[&_~:|-\n ";
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
};

/// The marks that end with the same mark, as indices of [`Scanner::unclosed`].
#[derive(Clone, Copy)]
enum Mark {
    Interpreted,
    Literal,
    Emphasis,
    Strong,
}

struct Scanner<'w, 'r, 't> {
    writer: &'w mut Writer<'r>,
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Where the text starts that has been read and not yet written.
    run: usize,
    context: Context,
    /// Whether no end of a [`Mark`] follows: each is searched for in vain only once, so that time stays linear.
    unclosed: [bool; 4],
}

impl<'t> Scanner<'_, '_, 't> {
    /// Reads to the end. The loop is plain, since build scripts run it without optimisation.
    fn scan(&mut self) {
        let bytes = self.bytes;
        let mut at = self.at;
        while at < bytes.len() {
            let byte = bytes[at];
            let between_words = || byte == b' ' && at + 1 < bytes.len() && bytes[at + 1] != b' ';
            if !SPECIAL[byte as usize] || between_words() {
                at += 1;
            } else {
                self.at = at;
                self.special(byte);
                at = self.at;
            }
        }
        self.at = at;
        self.flush();
    }

    fn special(&mut self, byte: u8) {
        match byte {
            b' ' => self.space(),
            b'\n' => self.newline(),
            b'\\' => self.backslash(),
            b'`' if self.next(1) == Some(b'`') => self.literal(),
            b'`' => self.interpreted("", self.at),
            b'*' => self.star(),
            b'@' => self.member(),
            b':' => self.colon(),
            b'<' => self.angle(),
            b'[' => self.escape(),
            b'|' => self.escape_if(self.context.cell),
            b'&' => self.escape_if(self.next(1).is_some_and(|c| c == b'#' || c.is_ascii_alphanumeric())),
            b'_' => self.escape_if(!(is_word(self.previous()) && is_word(self.next(1)))),
            b'~' => self.escape_if(!(is_space(self.previous()) && is_space(self.next(1)))),
            // Two hyphens would become a dash, which is wrong for an option such as `--help`.
            b'-' => self.escape_if(self.next(1) == Some(b'-') && is_word(self.next(2)) && !is_word(self.previous())),
            _ => self.at += 1,
        }
    }

    fn previous(&self) -> Option<u8> {
        self.at.checked_sub(1).map(|i| self.bytes[i])
    }

    fn next(&self, distance: usize) -> Option<u8> {
        self.bytes.get(self.at + distance).copied()
    }

    /// Writes what has been read.
    fn flush(&mut self) {
        self.writer.out.push_str(&self.text[self.run..self.at]);
        self.run = self.at;
    }

    /// Goes on further ahead without writing what lies between.
    fn skip_to(&mut self, at: usize) {
        self.at = at;
        self.run = at;
    }

    /// Takes the byte here as a character.
    fn escape(&mut self) {
        self.flush();
        self.writer.out.push('\\');
        self.at += 1;
    }

    fn escape_if(&mut self, needed: bool) {
        if needed {
            self.escape();
        } else {
            self.at += 1;
        }
    }

    /// Of several spaces one is left.
    fn space(&mut self) {
        self.at += 1;
        if self.next(0) == Some(b' ') {
            self.flush();
            while self.next(0) == Some(b' ') {
                self.at += 1;
            }
            self.run = self.at;
        }
    }

    fn newline(&mut self) {
        self.flush();
        self.writer.newline();
        self.skip_to(self.at + 1);
        self.guard_line();
    }

    /// Escapes what would make this line a block of its own: a heading, list item, quotation, table or rule.
    fn guard_line(&mut self) {
        // Escaped spaces vanish, and what follows them starts the line.
        while self.bytes[self.at..].starts_with(b"\\ ") {
            let after = self.text[self.at + 2..].trim_start_matches([' ', '\t']);
            self.skip_to(self.text.len() - after.len());
        }
        let rest = &self.bytes[self.at..];
        let ends = |i: usize| rest.get(i).is_none_or(u8::is_ascii_whitespace);
        let only = |set: &[u8]| rest.iter().take_while(|&&b| b != b'\n').all(|b| set.contains(b));
        let needed = match rest.first() {
            Some(b'#') => ends(rest.iter().take_while(|&&b| b == b'#').count()),
            Some(b'>' | b'|') => true,
            Some(b'+') => ends(1),
            Some(b'-') => ends(1) || only(b"-|: \t\\"),
            Some(b':') => only(b"-|: \t\\"),
            Some(b'=') => only(b"= \t\\"),
            Some(b'0'..=b'9') => {
                let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
                // Within a paragraph only the number one starts a list.
                let counts = self.at == 0 || self.text[self.at..self.at + digits].trim_start_matches('0') == "1";
                if counts && matches!(rest.get(digits), Some(b'.' | b')')) && ends(digits + 1) {
                    self.at += digits;
                    self.escape();
                }
                false
            }
            _ => false,
        };
        if needed {
            self.escape();
        }
    }

    /// `\c` is the character `c`, and an escaped space only separates. Before a letter, as in a path, it is itself.
    fn backslash(&mut self) {
        match self.next(1) {
            Some(b' ') => {
                self.flush();
                self.skip_to(self.at + 2);
            }
            Some(b'\n') => {
                self.flush();
                self.skip_to(self.at + 1);
            }
            Some(c) if c.is_ascii_punctuation() => {
                self.flush();
                self.skip_to(self.at + 1);
                self.escape_if(b"\\`*_[<#+-.>|~&".contains(&c));
            }
            _ => self.escape(),
        }
    }

    /// The length of the text up to the next `end`, counted from `start`.
    fn find(&mut self, mark: Mark, start: usize, end: &str) -> Option<usize> {
        if self.unclosed[mark as usize] {
            return None;
        }
        let found = self.text[start..].find(end);
        self.unclosed[mark as usize] = found.is_none();
        found
    }

    /// ``` ``code`` ```
    fn literal(&mut self) {
        let start = self.at + 2;
        let Some(length @ 1..) = self.find(Mark::Literal, start, "``") else {
            self.escape();
            return self.escape();
        };
        // Of three backticks the last two are the mark.
        let end = start + length + usize::from(self.bytes.get(start + length + 2) == Some(&b'`'));
        self.flush();
        self.code(&self.text[start..end]);
        self.skip_to(end + 2);
    }

    /// A text in single backticks, with the role before it or none. The whole starts at `from`.
    fn interpreted(&mut self, role: &str, from: usize) {
        let start = self.at + 1;
        let content = self.find(Mark::Interpreted, start, "`").map(|length| &self.text[start..start + length]);
        let Some(content) = content.filter(|text| !text.is_empty() && text.trim().len() == text.len()) else {
            return self.escape();
        };
        self.at = from;
        self.flush();
        let end = start + content.len() + 1;
        let underscores = self.bytes[end..].iter().take_while(|&&b| b == b'_').count();
        if matches!(underscores, 1 | 2) && !is_word(self.bytes.get(end + underscores).copied()) {
            self.skip_to(end + underscores);
            self.hyperlink(content);
        } else {
            self.skip_to(end);
            self.role(role, content);
        }
    }

    /// `*emphasis*` and `**strong**`
    fn star(&mut self) {
        let width = if self.next(1) == Some(b'*') { 2 } else { 1 };
        let end = if self.context.emphasis { None } else { self.emphasis_end(width) };
        let Some(end) = end else {
            for _ in 0..width {
                self.escape();
            }
            return;
        };
        let (start, mark) = (self.at + width, if width == 1 { "*" } else { "**" });
        self.flush();
        self.writer.out.push_str(mark);
        self.skip_to(start);
        let (text, bytes, emphasis) = (self.text, self.bytes, self.context.emphasis);
        (self.text, self.bytes, self.context.emphasis) = (&text[..end], &bytes[..end], true);
        let unclosed = std::mem::take(&mut self.unclosed);
        self.scan();
        (self.text, self.bytes, self.context.emphasis) = (text, bytes, emphasis);
        self.unclosed = unclosed;
        self.writer.out.push_str(mark);
        self.skip_to(end + width);
    }

    /// Where the emphasis that may start here ends. The rules are those of rST: a start follows a space or an opening
    /// character and precedes text, an end the other way round, and a quoted star is a star.
    fn emphasis_end(&mut self, width: usize) -> Option<usize> {
        let (before, after) = (self.previous(), self.next(width));
        let quoted = matches!(
            (before, after),
            (Some(b'\''), Some(b'\'')) | (Some(b'"'), Some(b'"')) | (Some(b'('), Some(b')')) | (Some(b'<'), Some(b'>'))
        );
        let opens = is_space(before) || before.is_some_and(|b| b"'\"([{<-/:".contains(&b));
        let mark = if width == 1 { Mark::Emphasis } else { Mark::Strong };
        if quoted || !opens || is_space(after) || after == Some(b'*') || self.unclosed[mark as usize] {
            return None;
        }
        let mut at = self.at + width + 1;
        while at + width <= self.bytes.len() {
            let stars = self.bytes[at..].iter().take(3).take_while(|&&b| b == b'*').count();
            if stars == width && !is_space(Some(self.bytes[at - 1])) && !is_word(self.bytes.get(at + width).copied()) {
                return Some(at);
            }
            at += stars.max(1);
        }
        self.unclosed[mark as usize] = true;
        None
    }

    /// `@name`
    fn member(&mut self) {
        let start = self.at + 1;
        let rest = &self.bytes[start..];
        let in_name = |&&b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let mut length = rest.iter().take_while(in_name).count();
        // The prefix of a downstream extension is a domain: `__org.example_name`.
        if rest.starts_with(b"__") {
            length = rest.iter().take_while(|b| in_name(b) || **b == b'.').count();
        }
        let name = self.text[start..start + length].trim_end_matches(['-', '.']);
        if name.is_empty() || is_word(self.previous()) {
            self.at += 1;
            return;
        }
        self.flush();
        self.skip_to(start + name.len());
        self.reference(Reference::Member(name), name);
    }

    /// The colon of a URL or of a role.
    fn colon(&mut self) {
        if self.bytes[self.at..].starts_with(b"://") {
            return self.url();
        }
        if !is_word(self.previous())
            && let Some(role) = self.role_name()
        {
            let from = self.at;
            self.at += role.len() + 2;
            return self.interpreted(role, from);
        }
        self.at += 1;
    }

    /// The role that starts at this colon.
    fn role_name(&self) -> Option<&'t str> {
        const LONGEST: usize = 40;
        let rest = &self.bytes[self.at + 1..];
        let in_name = |b: &&u8| b.is_ascii_alphanumeric() || b"-_+.:".contains(*b);
        let length = rest.iter().take(LONGEST).take_while(in_name).count().checked_sub(1)?;
        let role = &self.text[self.at + 1..self.at + 1 + length];
        (length > 0
            && rest[length] == b':'
            && rest.get(length + 1) == Some(&b'`')
            && rest.get(length + 2) != Some(&b'`'))
        .then_some(role)
    }

    /// A URL whose `://` is here.
    fn url(&mut self) {
        let read = &self.text[self.run..self.at];
        let scheme = read.len() - read.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        let length = url_length(&self.bytes[self.at..]);
        // Without a host it is only a scheme that is being talked about.
        if scheme < 2 || length <= 3 {
            self.at += 3;
            return;
        }
        self.at -= scheme;
        self.flush();
        let end = self.at + scheme + length;
        self.writer.out.extend(["<", &self.text[self.at..end], ">"]);
        self.skip_to(end);
    }

    /// `<`: of a URL that is already bracketed, or of what could be HTML or an address.
    fn angle(&mut self) {
        let rest = &self.text[self.at + 1..];
        let scheme = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if scheme >= 2 && rest[scheme..].starts_with("://") {
            let length = 1 + scheme + url_length(&rest.as_bytes()[scheme..]);
            if self.next(length) == Some(b'>') {
                self.at += length + 1;
                return;
            }
        }
        self.escape_if(!is_space(self.next(1)));
    }
}

/// How far a URL goes on, without the punctuation of the sentence around it.
fn url_length(rest: &[u8]) -> usize {
    let stops = |b: &&u8| b.is_ascii_whitespace() || b.is_ascii_control() || b"<>\"`\\|".contains(*b);
    let mut length = rest.iter().take_while(|b| !stops(b)).count();
    let mut open = rest[..length].iter().fold(0i64, |n, b| n + i64::from(*b == b'(') - i64::from(*b == b')'));
    while length > 0 {
        match rest[length - 1] {
            b')' if open < 0 => open += 1,
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b']' | b'}' => {}
            _ => break,
        }
        length -= 1;
    }
    length
}

/// The longest run of a byte.
pub fn longest_run(text: &str, byte: u8) -> usize {
    text.as_bytes().split(|&b| b != byte).map(<[u8]>::len).max().unwrap_or(0)
}

/// Whether this is part of a word; what is not ASCII counts as a letter.
fn is_word(byte: Option<u8>) -> bool {
    byte.is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii())
}

/// Whether nothing or white space is here.
fn is_space(byte: Option<u8>) -> bool {
    byte.is_none_or(|b| b.is_ascii_whitespace())
}
