//! Directives: `.. name:: argument`, options, and a body.

use super::writer::Line;

/// A directive that has been recognised.
pub struct Directive<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// The value of its option `title`.
    pub title: Option<&'a str>,
    /// Whether it has the option `annotated`.
    pub annotated: bool,
}

/// What a directive is for.
pub enum Purpose {
    /// A quotation whose label is the argument.
    Admonition,
    /// A quotation with this label.
    Notice(&'static str),
    /// A change in the version that starts the body, with this label.
    Version(&'static str),
    /// An example of messages.
    Example,
    /// Code in the language that the argument names.
    Code,
    /// Text to be shown as it is.
    Literal,
    /// What it shows is elsewhere, or not for readers.
    Hidden,
    /// Something that is not known: its argument and body are text.
    Unknown,
}

impl<'a> Directive<'a> {
    /// Reads the directive in these lines. The options go; in place of the first line stands what follows the name, which is
    /// the start of the body or the title.
    pub fn read(lines: &mut [Line<'a>], name: &str, argument: &'a str) -> Self {
        let (title, annotated) = take_options(&mut lines[1..]);
        let margin = lines[1..].iter().filter(|line| !line.is_blank()).map(|line| line.indent).min();
        let usual = lines[0].indent + 3;
        lines[0] = Line { indent: margin.map_or(usual, |margin| margin.min(usual)), text: argument };
        Directive { purpose: purpose(name), title, annotated }
    }
}

fn purpose(name: &str) -> Purpose {
    match name {
        "admonition" | "topic" | "sidebar" => Purpose::Admonition,
        "versionadded" => Purpose::Version("Since"),
        "versionchanged" => Purpose::Version("Changed in"),
        "versionremoved" => Purpose::Version("Removed in"),
        "deprecated" => Purpose::Version("Deprecated since"),
        "qmp-example" => Purpose::Example,
        "code" | "code-block" | "sourcecode" => Purpose::Code,
        "parsed-literal" | "math" => Purpose::Literal,
        "contents" | "figure" | "highlight" | "image" | "include" | "index" | "literalinclude" | "meta" | "only"
        | "raw" | "toctree" => Purpose::Hidden,
        _ => notice(name).map_or(Purpose::Unknown, Purpose::Notice),
    }
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
fn take_options<'a>(lines: &mut [Line<'a>]) -> (Option<&'a str>, bool) {
    let (mut title, mut annotated) = (None, false);
    for line in lines {
        let Some((key, value)) = line.text.strip_prefix(':').and_then(|rest| rest.split_once(':')) else { break };
        if key.contains(' ') || value.starts_with(|c| c != ' ') {
            break;
        }
        match key {
            "title" => title = Some(value.trim()),
            "annotated" => annotated = true,
            _ => {}
        }
        line.text = "";
    }
    (title, annotated)
}
