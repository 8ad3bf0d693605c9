//! Paragraphs, lists, literal blocks, directives, headings and tables.
//!
//! In: lines with their columns. Out: Markdown blocks, each apart from the next. Afterwards: what belongs to an item or a
//! note is indented or quoted as Markdown wants it, however it was indented before, and code is fenced.

use super::inline::{Place, inline};
use super::{Line, Writer, code, directive, table};

/// How deep lists and notes nest; what is deeper is set at this depth.
const DEEPEST: usize = 16;

/// What starts at a line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'a> {
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

/// Writes blocks.
pub(super) fn blocks<'a>(writer: &mut Writer<'_>, lines: &mut [Line<'a>], depth: usize) {
    let mut at = 0;
    while at < lines.len() {
        let rest = &mut lines[at..];
        at += match kind(rest, depth) {
            _ if rest[0].is_blank() => 1,
            Kind::Directive(name, argument) => directive::write(writer, rest, name, argument, depth),
            Kind::Comment => 1 + body(rest, 1),
            Kind::Item { .. } => list(writer, rest, depth),
            Kind::Literal => code::literal(writer, rest, 1),
            Kind::Dialogue => code::dialogue(writer, rest),
            Kind::Heading { level, lines, text } => heading(writer, level, lines, text),
            Kind::Table => table::write(writer, rest),
            Kind::Drawing => code::drawing(writer, rest),
            Kind::LineBlock => line_block(writer, rest),
            Kind::Term => definition(writer, rest, depth),
            Kind::Paragraph => paragraph(writer, rest, depth),
        };
    }
}

/// What starts at the first of these lines.
pub(super) fn kind<'a>(lines: &[Line<'a>], depth: usize) -> Kind<'a> {
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
        Some(b'=') if table::is_border(line.text) => Kind::Table,
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
fn item<'a>(text: &'a str, next: Option<&Line<'_>>, indent: usize) -> Option<Kind<'a>> {
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
pub(super) fn body(lines: &[Line<'_>], from: usize) -> usize {
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

/// The items that follow each other at one column.
fn list(writer: &mut Writer<'_>, lines: &mut [Line<'_>], depth: usize) -> usize {
    let indent = lines[0].indent;
    let (mut at, mut count, mut apart) = (0, None, true);
    while let Some(line) = lines.get(at).copied() {
        if line.is_blank() {
            apart = true;
            at += 1;
            continue;
        }
        let Some(Kind::Item { width, number }) = item(line.text, lines.get(at + 1), indent) else { break };
        let next = count.map_or(number, |count: Option<u64>| count.map(|n| n.saturating_add(1)));
        if line.indent != indent || next.is_some() != number.is_some() {
            break;
        }
        count = Some(next);
        let end = at + 1 + body(&lines[at..], 1);
        lines[at] = Line { indent: indent + width, text: line.text.get(width..).unwrap_or_default().trim_start() };
        let marker = next.map_or("- ".to_owned(), |n| format!("{n}. "));
        let written = list_item(writer, &marker, &mut lines[at..end], apart, depth);
        (at, apart) = (end, apart && !written);
    }
    at
}

/// Blocks behind a marker and indented to it. Gives whether there was anything to write.
fn list_item(writer: &mut Writer<'_>, marker: &str, lines: &mut [Line<'_>], apart: bool, depth: usize) -> bool {
    // Behind a marker, a text whose next line is deeper is more often badly aligned than a term.
    if matches!(kind(lines, depth + 1), Kind::Term) {
        lines[0].indent = lines[1].indent;
    }
    if !writer.fresh {
        writer.trim();
    }
    let before = (writer.out.len(), writer.fresh);
    writer.begin(apart);
    writer.out.push_str(marker);
    writer.fresh = true;
    writer.nested(&" ".repeat(marker.len()), |writer| blocks(writer, lines, depth + 1));
    if writer.fresh {
        writer.out.truncate(before.0);
        writer.fresh = before.1;
        return false;
    }
    true
}

/// A bold label and blocks, the first of them in the same line if it is a paragraph.
pub(super) fn labelled(writer: &mut Writer<'_>, label: &str, lines: &mut [Line<'_>], depth: usize) {
    bold(writer, label);
    let first = lines.iter().position(|line| !line.is_blank()).unwrap_or(lines.len());
    if first < lines.len() && matches!(kind(&lines[first..], depth), Kind::Paragraph) {
        writer.out.push(' ');
        writer.fresh = true;
    }
    blocks(writer, lines, depth);
    writer.fresh = false;
}

fn bold(writer: &mut Writer<'_>, text: &str) {
    writer.out.push_str("**");
    inline(writer, text, Place { emphasis: true, cell: false });
    writer.out.push_str("**");
}

/// A term, and under it what it means.
fn definition(writer: &mut Writer<'_>, lines: &mut [Line<'_>], depth: usize) -> usize {
    let end = 1 + body(lines, 1);
    let term = format!("{}:", lines[0].text);
    writer.begin(true);
    writer.out.push_str("- ");
    writer.nested("  ", |writer| labelled(writer, &term, &mut lines[1..end], depth + 1));
    end
}

fn heading(writer: &mut Writer<'_>, level: usize, lines: usize, text: &str) -> usize {
    writer.begin(true);
    writer.out.extend(std::iter::repeat_n('#', level));
    writer.out.push(' ');
    inline(writer, text, Place::default());
    lines
}

/// Lines that stay lines.
fn line_block(writer: &mut Writer<'_>, lines: &[Line<'_>]) -> usize {
    let count = lines.iter().take_while(|line| line.text.starts_with('|')).count();
    writer.begin(true);
    for (i, line) in lines[..count].iter().enumerate() {
        if i > 0 {
            writer.out.push('\\');
            writer.newline();
        }
        inline(writer, line.text[1..].trim_start(), Place::default());
    }
    count
}

/// The length of a label such as `Note:`, with which older schemas start a paragraph.
fn label(text: &str) -> Option<usize> {
    const LABELS: [&str; 8] = ["note", "notes", "example", "examples", "caution", "warning", "important", "see also"];
    if !matches!(text.as_bytes().first()?.to_ascii_lowercase(), b'n' | b'e' | b'c' | b'w' | b'i' | b's') {
        return None;
    }
    let length = text.as_bytes().iter().take(9).position(|&b| b == b':')?;
    let known = LABELS.iter().any(|label| label.eq_ignore_ascii_case(&text[..length]));
    let ends = text.as_bytes().get(length + 1).is_none_or(|&b| b == b' ');
    (known && ends).then_some(length + 1)
}

/// A paragraph, and the literal block that it announces with `::`.
fn paragraph(writer: &mut Writer<'_>, lines: &mut [Line<'_>], depth: usize) -> usize {
    let mut first = lines[0];
    let end = paragraph_end(lines, depth);
    writer.begin(true);
    if let Some(length) = label(first.text) {
        let (label, rest) = (&first.text[..length], first.text[length..].trim_start());
        bold(writer, label);
        first = Line { indent: first.indent + first.text.len() - rest.len(), text: rest };
        if depth < DEEPEST && item(rest, lines.get(1), first.indent).is_some() {
            lines[0] = first;
            return 0;
        }
        match (rest, end) {
            ("", 1) => return code::literal(writer, lines, end),
            ("", _) => writer.newline(),
            _ => writer.out.push(' '),
        }
    }
    let mut joined = String::new();
    let text = if end == 1 {
        first.text
    } else {
        joined.push_str(first.text);
        for line in &lines[1..end] {
            joined.push('\n');
            joined.push_str(line.text);
        }
        joined.trim_ascii_start()
    };
    let Some(announcement) = text.strip_suffix("::") else {
        inline(writer, text, Place::default());
        return end;
    };
    // After a space both colons go, else one stays.
    let apart = announcement.ends_with([' ', '\n']);
    inline(writer, if apart { announcement.trim_end() } else { &text[..text.len() - 1] }, Place::default());
    code::literal(writer, lines, end)
}

/// Where the paragraph ends that starts here: at an empty line, or where something starts that nobody can have meant to
/// be part of it.
fn paragraph_end(lines: &[Line<'_>], depth: usize) -> usize {
    let interrupts = |i: usize| match lines[i].text.as_bytes().first() {
        None => true,
        Some(b'.' | b'-' | b'<' | b'#' | b':')
            if matches!(kind(&lines[i..], depth), Kind::Directive(..) | Kind::Dialogue | Kind::Literal) =>
        {
            true
        }
        Some(b'-' | b'*' | b'+' | b'#' | b'(' | b'0'..=b'9') if lines[i - 1].text.ends_with(':') => {
            matches!(kind(&lines[i..], depth), Kind::Item { number: None | Some(0 | 1), .. })
        }
        _ => false,
    };
    (1..lines.len()).find(|&i| interrupts(i)).unwrap_or(lines.len())
}
