//! Directives: `.. name:: argument`, options, and a body.

use super::block::{blocks, body, labelled};
use super::inline::{Place, inline};
use super::{Line, Writer, code};

/// The options of a directive that matter here.
#[derive(Default)]
struct Options<'a> {
    title: Option<&'a str>,
    annotated: bool,
}

/// Writes the directive in the first line, and gives the number of its lines.
pub(super) fn write<'a>(
    writer: &mut Writer<'_>,
    lines: &mut [Line<'a>],
    name: &str,
    argument: &'a str,
    depth: usize,
) -> usize {
    let end = 1 + body(lines, 1);
    let lines = &mut lines[..end];
    let options = take_options(&mut lines[1..]);
    let margin = lines[1..].iter().filter(|line| !line.is_blank()).map(|line| line.indent).min();
    let usual = lines[0].indent + 3;
    // What follows the directive in its line is the start of the body, or the title.
    lines[0] = Line { indent: margin.map_or(usual, |margin| margin.min(usual)), text: argument };
    match name {
        "admonition" | "topic" | "sidebar" => admonition(writer, argument, &mut lines[1..], depth),
        "versionadded" => version(writer, "Since", lines, depth),
        "versionchanged" => version(writer, "Changed in", lines, depth),
        "versionremoved" => version(writer, "Removed in", lines, depth),
        "deprecated" => version(writer, "Deprecated since", lines, depth),
        "qmp-example" => example(writer, &options, lines, depth),
        "code" | "code-block" | "sourcecode" => code::fence(writer, &lines[1..], argument),
        "parsed-literal" | "math" => code::fence(writer, lines, ""),
        // What these show is elsewhere, or not for readers.
        "contents" | "figure" | "highlight" | "image" | "include" | "index" | "literalinclude" | "meta" | "only"
        | "raw" | "toctree" => {}
        _ => match notice(name) {
            Some(label) => admonition(writer, label, lines, depth),
            None => {
                title(writer, argument);
                blocks(writer, &mut lines[1..], depth + 1);
            }
        },
    }
    end
}

/// The label of a directive that warns or advises.
fn notice(name: &str) -> Option<&'static str> {
    Some(match name {
        "attention" => "Attention",
        "caution" => "Caution",
        "danger" => "Danger",
        "error" => "Error",
        "hint" => "Hint",
        "important" => "Important",
        "note" => "Note",
        "seealso" => "See also",
        "tip" => "Tip",
        "warning" => "Warning",
        _ => return None,
    })
}

/// Reads the options, which directly follow the first line, and leaves empty lines in their place.
fn take_options<'a>(lines: &mut [Line<'a>]) -> Options<'a> {
    let mut options = Options::default();
    for line in lines {
        let Some((key, value)) = line.text.strip_prefix(':').and_then(|rest| rest.split_once(':')) else { break };
        if key.contains(' ') || value.starts_with(|c| c != ' ') {
            break;
        }
        match key {
            "title" => options.title = Some(value.trim()),
            "annotated" => options.annotated = true,
            _ => {}
        }
        line.text = "";
    }
    options
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
fn example(writer: &mut Writer<'_>, options: &Options<'_>, lines: &mut [Line<'_>], depth: usize) {
    writer.begin(true);
    if options.annotated && options.title.is_none() {
        return labelled(writer, "Example:", lines, depth + 1);
    }
    writer.out.push_str("**Example:**");
    if let Some(title) = options.title {
        writer.out.push(' ');
        inline(writer, title, Place::default());
    }
    if options.annotated {
        blocks(writer, lines, depth + 1);
    } else {
        code::fence(writer, lines, "");
    }
}

/// A paragraph of one line.
fn title(writer: &mut Writer<'_>, text: &str) {
    if !text.is_empty() {
        writer.begin(true);
        inline(writer, text, Place::default());
    }
}
