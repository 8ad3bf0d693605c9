//! What is shown as it is: literal blocks, dialogues and drawings, as fenced blocks.
//!
//! Their lines stand to each other as before, and rustdoc never compiles them.

use super::inline::longest_run;
use super::kind::{Kind, body, kind};
use super::writer::{Line, Writer};

/// Writes the literal block that belongs to the paragraph in the first lines and starts after `from` of them. Returns how
/// many lines there are in all.
pub fn literal(writer: &mut Writer<'_>, lines: &[Line<'_>], from: usize) -> usize {
    let end = from + body(lines, from);
    fence(writer, &lines[from..end], "");
    end
}

/// A dialogue of older schemas, which no directive announces. It goes on after an empty line if what follows can only be
/// more of it.
pub fn dialogue(writer: &mut Writer<'_>, lines: &[Line<'_>]) -> usize {
    let indent = lines[0].indent;
    let mut end = 1;
    for i in 1..lines.len() {
        let line = &lines[i];
        if line.is_blank() {
            continue;
        }
        let more = line.indent > indent || line.text.starts_with(['{', '}', '[', ']', '"']);
        match kind(&lines[i..], 0) {
            Kind::Dialogue => {}
            Kind::Directive(..) => break,
            _ if end < i && !more => break,
            _ => {}
        }
        end = i + 1;
    }
    fence(writer, &lines[..end], "");
    end
}

/// A drawing, up to an empty line.
pub fn drawing(writer: &mut Writer<'_>, lines: &[Line<'_>]) -> usize {
    let end = lines.iter().position(Line::is_blank).unwrap_or(lines.len());
    fence(writer, &lines[..end], "");
    end
}

/// Writes lines as a block of code in a language, if there are any.
pub fn fence(writer: &mut Writer<'_>, lines: &[Line<'_>], language: &str) {
    let Some(first) = lines.iter().position(|line| !line.is_blank()) else {
        return;
    };
    let last = lines.iter().rposition(|line| !line.is_blank()).unwrap_or(first);
    let lines = &lines[first..=last];
    let margin = lines.iter().filter(|line| !line.is_blank()).map(|line| line.indent).min().unwrap_or(0);
    let ticks =
        lines.iter().filter(|line| line.text.contains("```")).map(|line| longest_run(line.text, b'`') + 1).max();
    let mark = "`".repeat(ticks.unwrap_or(3));
    writer.begin(true);
    writer.out.extend([mark.as_str(), info(language, lines)]);
    for line in lines {
        if line.is_blank() {
            writer.blank();
        } else {
            writer.newline();
            writer.out.extend(std::iter::repeat_n(' ', line.indent - margin));
            writer.out.push_str(line.text);
        }
    }
    writer.newline();
    writer.out.push_str(&mark);
}

/// The info string for a language. Rust, and whatever rustdoc might take for it, is text.
fn info(language: &str, lines: &[Line<'_>]) -> &'static str {
    const LANGUAGES: [&str; 12] =
        ["c", "console", "cpp", "diff", "html", "ini", "python", "sh", "shell", "toml", "xml", "yaml"];
    let elided = || lines.iter().any(|line| line.text.contains("...") || line.text.starts_with(['-', '<']));
    if language.eq_ignore_ascii_case("json") && !elided() {
        return "json";
    }
    LANGUAGES.iter().find(|known| known.eq_ignore_ascii_case(language)).copied().unwrap_or("text")
}
