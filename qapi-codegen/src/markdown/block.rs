//! Writes paragraphs, lists, directives, headings and what else makes a block, each apart from the next.
//!
//! What belongs to a list item or a note is indented or quoted as Markdown wants it, however it was indented before.

use super::directive::{Directive, Purpose};
use super::inline::{Context, inline};
use super::kind::{DEEPEST, Kind, body, item, kind, label};
use super::writer::{Line, Writer};
use super::{code, table};

/// Writes blocks.
pub fn blocks<'a>(writer: &mut Writer<'_>, lines: &mut [Line<'a>], depth: usize) {
    let mut at = 0;
    while at < lines.len() {
        let rest = &mut lines[at..];
        at += match kind(rest, depth) {
            _ if rest[0].is_blank() => 1,
            Kind::Directive(name, argument) => directive(writer, rest, name, argument, depth),
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

/// Blocks behind a marker and indented to it. Returns whether there was anything to write.
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
fn labelled(writer: &mut Writer<'_>, label: &str, lines: &mut [Line<'_>], depth: usize) {
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
    inline(writer, text, Context { emphasis: true, cell: false });
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
    inline(writer, text, Context::default());
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
        inline(writer, line.text[1..].trim_start(), Context::default());
    }
    count
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
        inline(writer, text, Context::default());
        return end;
    };
    // After a space both colons go, else one stays.
    let apart = announcement.ends_with([' ', '\n']);
    inline(writer, if apart { announcement.trim_end() } else { &text[..text.len() - 1] }, Context::default());
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

/// Writes the directive in the first line, and returns the number of its lines.
fn directive<'a>(
    writer: &mut Writer<'_>,
    lines: &mut [Line<'a>],
    name: &str,
    argument: &'a str,
    depth: usize,
) -> usize {
    let end = 1 + body(lines, 1);
    let lines = &mut lines[..end];
    let directive = Directive::read(lines, name, argument);
    match directive.purpose {
        Purpose::Admonition => admonition(writer, argument, &mut lines[1..], depth),
        Purpose::Notice(label) => admonition(writer, label, lines, depth),
        Purpose::Version(what) => version(writer, what, lines, depth),
        Purpose::Example => example(writer, &directive, lines, depth),
        Purpose::Code => code::fence(writer, &lines[1..], argument),
        Purpose::Literal => code::fence(writer, lines, ""),
        Purpose::Hidden => {}
        Purpose::Unknown => {
            title(writer, argument);
            blocks(writer, &mut lines[1..], depth + 1);
        }
    }
    end
}

/// A quotation with a label.
fn admonition(writer: &mut Writer<'_>, label: &str, lines: &mut [Line<'_>], depth: usize) {
    let colon = if label.ends_with([':', '.', '!', '?']) { "" } else { ":" };
    let label = format!("{label}{colon}");
    writer.begin(true);
    writer.out.push_str("> ");
    writer.nested("> ", |writer| labelled(writer, &label, lines, depth + 1));
}

/// A change in some version, which the first line names.
fn version(writer: &mut Writer<'_>, what: &str, lines: &mut [Line<'_>], depth: usize) {
    let (version, rest) = lines[0].text.split_once(' ').unwrap_or((lines[0].text, ""));
    lines[0].text = rest;
    let label = format!("{what} {version}:");
    writer.begin(true);
    labelled(writer, &label, lines, depth + 1);
}

/// An example: code, or with the option `:annotated:` text and code.
fn example(writer: &mut Writer<'_>, directive: &Directive<'_>, lines: &mut [Line<'_>], depth: usize) {
    writer.begin(true);
    if directive.annotated && directive.title.is_none() {
        return labelled(writer, "Example:", lines, depth + 1);
    }
    writer.out.push_str("**Example:**");
    if let Some(title) = directive.title {
        writer.out.push(' ');
        inline(writer, title, Context::default());
    }
    if directive.annotated {
        blocks(writer, lines, depth + 1);
    } else {
        code::fence(writer, lines, "");
    }
}

/// A paragraph of one line.
fn title(writer: &mut Writer<'_>, text: &str) {
    if !text.is_empty() {
        writer.begin(true);
        inline(writer, text, Context::default());
    }
}
