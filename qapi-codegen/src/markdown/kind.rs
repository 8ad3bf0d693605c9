//! What starts at a line: a list item, a directive, a heading, a table and so on.

use super::writer::Line;

/// How deep lists and notes nest; what is deeper is set at this depth.
pub const DEEPEST: usize = 16;

/// What starts at a line.
#[derive(Clone, Copy, Debug)]
pub enum Kind<'a> {
    /// `.. name:: argument`
    Directive(&'a str, &'a str),
    /// `.. anything else`, which is not shown.
    Comment,
    /// The marker of an item takes `width` columns; a number counts.
    Item { width: usize, number: Option<u64> },
    /// `::` alone, before a literal block.
    Literal,
    /// `->` or `<-`, what one side of a dialogue says.
    Dialogue,
    /// A text with a line of punctuation around it.
    Heading { level: usize, lines: usize, text: &'a str },
    /// The border of a table of columns under `====  ====`.
    Table,
    /// The border of a drawn table, `+---+`.
    Drawing,
    /// `| line`
    LineBlock,
    /// A short line above a deeper one.
    Term,
    /// Anything else.
    Paragraph,
}

/// What starts at the first of these lines.
pub fn kind<'a>(lines: &[Line<'a>], depth: usize) -> Kind<'a> {
    let Some(&line) = lines.first() else {
        return Kind::Paragraph;
    };
    let nested = depth < DEEPEST;
    match line.text.as_bytes().first() {
        Some(b'.') if line.text == ".." || line.text.starts_with(".. ") => {
            let rest = line.text[2..].trim_start();
            match rest.split_once("::") {
                Some((name, argument)) if is_directive(name) && nested => Kind::Directive(name, argument.trim()),
                Some((name, _)) if is_directive(name) => Kind::Paragraph,
                _ => Kind::Comment,
            }
        }
        Some(b':') if line.text == "::" => Kind::Literal,
        Some(b'-' | b'<' | b'#') if is_dialogue(line.text) => Kind::Dialogue,
        Some(b'=') if is_border(line.text) => Kind::Table,
        Some(b'+') if line.text.starts_with("+-") && line.text.ends_with('+') => Kind::Drawing,
        Some(b'|') if line.text.starts_with("| ") => Kind::LineBlock,
        _ => heading_kind(lines)
            .or_else(|| item(line.text, lines.get(1), line.indent).filter(|_| nested))
            .or_else(|| is_term(lines).then_some(Kind::Term).filter(|_| nested))
            .unwrap_or(Kind::Paragraph),
    }
}

fn is_directive(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_+.:".contains(&b))
}

/// What is sent or received, as opposed to an arrow in a sentence: `-> {`.
fn is_dialogue(text: &str) -> bool {
    let text = text.strip_prefix("# ").unwrap_or(text);
    let said = text.strip_prefix("->").or_else(|| text.strip_prefix("<-")).map(str::trim_start);
    said.is_some_and(|said| said.is_empty() || said.starts_with(['{', '[', '"', '.', '(', '<']))
}

/// The marker of a list item. A marker alone is one if the next line goes on at its text.
pub fn item<'a>(text: &'a str, next: Option<&Line<'_>>, indent: usize) -> Option<Kind<'a>> {
    let bytes = text.as_bytes();
    if !matches!(bytes.first(), Some(b'-' | b'*' | b'+' | b'#' | b'(' | b'0'..=b'9')) {
        return None;
    }
    let open = usize::from(bytes.first() == Some(&b'('));
    let digits = bytes[open..].iter().take(9).take_while(|b| b.is_ascii_digit()).count();
    let (mark, number) = match (bytes.get(open), bytes.get(open + digits)) {
        (Some(b'-' | b'*' | b'+'), _) if open == 0 => (1, None),
        (Some(b'0'..=b'9'), Some(b')')) => (open + digits + 1, text[open..open + digits].parse().ok()),
        (Some(b'0'..=b'9'), Some(b'.')) if open == 0 => (digits + 1, text[..digits].parse().ok()),
        (Some(b'#'), _) if text.starts_with("#. ") => (2, Some(1)),
        _ => return None,
    };
    let spaces = bytes[mark..].iter().take_while(|&&b| b == b' ').count();
    let width = mark + spaces.max(1);
    let fits = spaces > 0 || (bytes.len() == mark && next.is_some_and(|n| !n.is_blank() && n.indent > indent));
    fits.then_some(Kind::Item { width, number })
}

/// A heading: a text with a line of punctuation below it, and perhaps above; or the `= Title` of older schemas.
fn heading_kind<'a>(lines: &[Line<'a>]) -> Option<Kind<'a>> {
    let rule = |i: usize| lines.get(i).and_then(|line| adornment(line.text));
    let text = |i: usize| lines.get(i).map_or("", |line: &Line<'a>| line.text);
    let first = *lines.first()?.text.as_bytes().first()?;
    if first == b'=' {
        let level = text(0).bytes().take_while(|&b| b == b'=').count();
        if text(0)[level..].starts_with(' ') {
            return Some(Kind::Heading { level: level.min(6), lines: 1, text: text(0)[level..].trim_start() });
        }
    }
    if let Some(mark) = rule(0) {
        let closed = !text(1).is_empty() && rule(1).is_none() && rule(2) == Some(mark);
        return closed.then(|| Kind::Heading { level: 1, lines: 3, text: text(1) });
    }
    // The line below has to be as long as the text, for people like to underline parts of it.
    let mark = rule(1).filter(|_| text(1).len() >= text(0).chars().count() && lines[0].indent == lines[1].indent)?;
    let level = match mark {
        b'*' | b'#' => 1,
        b'=' => 2,
        b'-' | b'_' => 3,
        b'~' | b'^' => 4,
        _ => 5,
    };
    Some(Kind::Heading { level, lines: 2, text: text(0) })
}

/// The character of a line that consists of nothing else and is long enough not to be text.
fn adornment(text: &str) -> Option<u8> {
    let first = *text.as_bytes().first()?;
    let adorns = b"=-_*#~^\"+".contains(&first) && text.len() >= 3 && text.bytes().all(|b| b == first);
    adorns.then_some(first)
}

/// The term of a definition list: one short line above deeper ones. A line that announces something is no term.
fn is_term(lines: &[Line<'_>]) -> bool {
    const LONGEST: usize = 48;
    let [term, next, ..] = lines else {
        return false;
    };
    !next.is_blank()
        && next.indent > term.indent
        && term.text.len() <= LONGEST
        && !term.text.ends_with([':', '.', ',', ';'])
        && label(term.text).is_none()
}

/// How many lines after the first `from` belong to the first line: those that are deeper, without empty ones at the end.
pub fn body(lines: &[Line<'_>], from: usize) -> usize {
    let indent = lines.first().map_or(0, |line| line.indent);
    let mut end = from;
    for (i, line) in lines.iter().enumerate().skip(from) {
        if line.is_blank() {
            continue;
        }
        if line.indent <= indent {
            break;
        }
        end = i + 1;
    }
    end - from
}

/// The length of a label such as `Note:`, with which older schemas start a paragraph.
pub fn label(text: &str) -> Option<usize> {
    const LABELS: [&str; 8] = ["note", "notes", "example", "examples", "caution", "warning", "important", "see also"];
    if !matches!(text.as_bytes().first()?.to_ascii_lowercase(), b'n' | b'e' | b'c' | b'w' | b'i' | b's') {
        return None;
    }
    let length = text.as_bytes().iter().take(9).position(|&b| b == b':')?;
    let known = LABELS.iter().any(|label| label.eq_ignore_ascii_case(&text[..length]));
    let ends = text.as_bytes().get(length + 1).is_none_or(|&b| b == b' ');
    (known && ends).then_some(length + 1)
}

/// Whether this is a border of at least two columns.
pub fn is_border(text: &str) -> bool {
    text.contains(" =") && text.bytes().all(|b| b == b'=' || b == b' ')
}
