//! From the lines of a comment to its parts (manual: "Definition documentation").
//!
//! Every line of text must end up in exactly one part, even where a rule is broken. Members, features and sections are
//! recognised only where the language recognises them.

use super::line::Line;
use super::lines::Lines;
use super::{Doc, Part, PartKind, Symbol};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::DocComment;
use std::collections::HashMap;

/// Parses a documentation comment of a file whose whole text is `text`. What breaks a rule is added to `diagnostics`,
/// as warnings.
pub fn parse(text: &str, comment: &DocComment, diagnostics: &mut Vec<Diagnostic>) -> Doc {
    let span = comment.span;
    let mut parser = Parser {
        lines: Lines::new(text, comment, diagnostics),
        parts: Vec::new(),
        draft: Draft::new(PartKind::Body, span.end as usize),
        members: HashMap::new(),
        features: HashMap::new(),
        features_line: None,
        sections: Vec::new(),
        late: false,
    };
    let symbol = match parser.lines.next() {
        Some(first) if first.text.starts_with('@') => parser.definition(first),
        first => {
            parser.free_form(first);
            None
        }
    };
    parser.finish_part();
    Doc { span, symbol, parts: parser.parts, faulty: parser.lines.faulty }
}

/// What the first line of a paragraph begins.
enum Head<'a> {
    /// `Features:`
    Features,
    /// `@name: text`
    Description(&'a str),
    /// A section, and the length of its tag.
    Section(PartKind, usize),
    /// A section that rST directives replaced: the tag and the directive.
    Retired(&'static str, &'static str),
    /// None of these.
    Text,
}

const SECTIONS: [(&str, PartKind); 4] = [
    ("Returns", PartKind::Returns),
    ("Errors", PartKind::Errors),
    ("Since", PartKind::Since),
    ("TODO", PartKind::Todo),
];
const RETIRED: [(&str, &str); 4] =
    [("Notes", ".. note::"), ("Note", ".. note::"), ("Examples", ".. qmp-example::"), ("Example", ".. qmp-example::")];

impl<'a> Head<'a> {
    fn of(text: &'a str) -> Self {
        if text == "Features:" {
            return Head::Features;
        }
        if let Some(name) = described(text) {
            return Head::Description(name);
        }
        // `Tag::` is rST, not a section.
        let is_tag =
            |tag: &str| text.strip_prefix(tag).is_some_and(|rest| rest.starts_with(':') && !rest.starts_with("::"));
        if !text.starts_with(['R', 'E', 'S', 'T', 'N']) {
            return Head::Text;
        }
        if let Some((tag, kind)) = SECTIONS.iter().find(|(tag, _)| is_tag(tag)) {
            return Head::Section(kind.clone(), tag.len() + 1);
        }
        match RETIRED.iter().find(|(tag, _)| is_tag(tag)) {
            Some((tag, directive)) => Head::Retired(tag, directive),
            None => Head::Text,
        }
    }
}

/// The name that a line `@name: text` describes.
fn described(text: &str) -> Option<&str> {
    text.strip_prefix('@')?.split_once(':').map(|(name, _)| name)
}

/// A part of which more lines may follow.
struct Draft {
    kind: PartKind,
    start: usize,
    end: usize,
    text: String,
    indent: usize,
    hanging: bool,
    /// Blank lines that belong to the text if more text follows.
    blanks: usize,
}

impl Draft {
    fn new(kind: PartKind, start: usize) -> Self {
        Draft { kind, start, end: start, text: String::new(), indent: 0, hanging: false, blanks: 0 }
    }

    /// Adds the rest of a line, from the byte `from` of its text.
    fn push(&mut self, line: Line<'_>, from: usize) {
        if !self.text.is_empty() {
            for _ in 0..=self.blanks {
                self.text.push('\n');
            }
        }
        self.blanks = 0;
        self.text.push_str(&line.text[from..]);
        self.end = line.end();
    }

    /// Adds what follows a name or tag in its line.
    fn push_tail(&mut self, line: Line<'_>, from: usize) {
        let tail = line.text[from..].trim_start_matches(' ');
        self.end = line.end();
        if !tail.is_empty() {
            self.hanging = true;
            self.push(line, line.text.len() - tail.len());
        }
    }
}

struct Parser<'a, 'd> {
    lines: Lines<'a, 'd>,
    parts: Vec<Part>,
    draft: Draft,
    /// Where members were described.
    members: HashMap<&'a str, Span>,
    /// Where features were described.
    features: HashMap<&'a str, Span>,
    /// The `Features:` line, once descriptions have followed it.
    features_line: Option<Span>,
    /// Sections that may come once.
    sections: Vec<(PartKind, Span)>,
    /// Whether members can no longer be described.
    late: bool,
}

impl<'a> Parser<'a, '_> {
    /// Free-form documentation: all lines are text.
    fn free_form(&mut self, first: Option<Line<'a>>) {
        let mut next = first;
        while let Some(line) = next {
            if let Some(name) = described(line.text) {
                let message = format!("'@{name}:' in free-form documentation, which describes no members");
                let place = self.lines.line_span(line);
                self.lines.report(Code::DocFreeFormDescription, message, place);
            }
            if line.text.is_empty() {
                self.draft.blanks += 1;
            } else {
                if self.draft.text.is_empty() {
                    self.draft.start = line.start;
                }
                self.draft.push(line, 0);
            }
            next = self.lines.next();
        }
    }

    /// Definition documentation, from its first line.
    fn definition(&mut self, first: Line<'a>) -> Option<Symbol> {
        self.draft.start = first.end();
        self.draft.end = first.end();
        let symbol = self.symbol(first);
        let mut next = self.lines.next();
        while let Some(line) = next {
            if line.text.is_empty() {
                next = self.lines.next();
                continue;
            }
            next = match Head::of(line.text) {
                Head::Features => self.features(line),
                Head::Description(name) => self.members(line, name),
                Head::Section(kind, tag) => self.section(line, kind, tag),
                Head::Retired(tag, directive) => self.retired(line, tag, directive),
                Head::Text => self.paragraph(line),
            };
        }
        symbol
    }

    /// The name in the first line. A line that lacks the colon still gives its first word.
    fn symbol(&mut self, line: Line<'a>) -> Option<Symbol> {
        let place = self.lines.line_span(line);
        let name = &line.text[1..];
        let name = match name.strip_suffix(':') {
            Some(name) => name,
            None => {
                self.lines.report(Code::DocMissingColon, "the line that names a definition ends with ':'", place);
                let end = name.find([' ', ':']).unwrap_or(name.len());
                self.draft.push_tail(line, (1 + end + 1).min(line.text.len()));
                &name[..end]
            }
        };
        if name.is_empty() {
            self.lines.report(Code::DocMissingName, "no name after '@'", place);
            return None;
        }
        let span = self.lines.span(line.start + 1, line.start + 1 + name.len());
        Some(Symbol { name: name.to_owned(), span })
    }

    /// `Features:` and the descriptions that follow it.
    fn features(&mut self, head: Line<'a>) -> Option<Line<'a>> {
        let place = self.lines.line_span(head);
        if let Some(first) = self.features_line {
            self.lines
                .report(Code::DocDuplicateFeatures, "a second 'Features:' line", place)
                .also(first, "the first one");
        }
        let mut next = self.lines.next();
        while next.is_some_and(|line| line.text.is_empty()) {
            next = self.lines.next();
        }
        self.late = true;
        if next.is_none_or(|line| described(line.text).is_none()) {
            if self.features_line.is_some() {
                return next;
            }
            let found = next.map_or(self.lines.current, |line| self.lines.line_span(line));
            self.lines
                .report(Code::DocEmptyFeatures, "the description of a feature should stand here", found)
                .also(place, "because of this line");
            return next;
        }
        self.features_line.get_or_insert(place);
        while let Some((line, name)) = next.and_then(|line| Some((line, described(line.text)?))) {
            self.description(line, name, true);
            next = self.indented();
        }
        next
    }

    /// Descriptions of members.
    fn members(&mut self, head: Line<'a>, name: &str) -> Option<Line<'a>> {
        if self.late {
            let message = format!("'@{name}:' is described after a section; members come first");
            let place = self.lines.line_span(head);
            let before = self.lines.span(self.draft.start, self.draft.end);
            self.lines.report(Code::DocLateDescription, message, place).also(before, "the section before it");
        }
        self.late = true;
        let mut next = Some(head);
        while let Some((line, name)) = next.and_then(|line| Some((line, described(line.text)?))) {
            self.description(line, name, false);
            next = self.indented();
        }
        next
    }

    /// Begins the description of a member or feature.
    fn description(&mut self, line: Line<'a>, name: &'a str, is_feature: bool) {
        let start = line.start + 1;
        let place = self.lines.span(start, start + name.len());
        self.finish_part();
        let (known, mut kind, code, what) = match is_feature {
            true => (&mut self.features, PartKind::Feature(name.to_owned()), Code::DocDuplicateFeature, "feature"),
            false => (&mut self.members, PartKind::Member(name.to_owned()), Code::DocDuplicateMember, "member"),
        };
        if name.is_empty() {
            let place = self.lines.span(line.start, start + 1);
            self.lines.report(Code::DocMissingName, "no name between '@' and ':'", place);
            kind = PartKind::Plain;
        } else if let Some(&first) = known.get(name) {
            let message = format!("{what} '{name}' is described twice");
            self.lines.report(code, message, place).also(first, "the first description");
        } else {
            known.insert(name, place);
        }
        self.draft = Draft::new(kind, start);
        self.draft.push_tail(line, name.len() + 2);
    }

    /// A tagged section.
    fn section(&mut self, line: Line<'a>, kind: PartKind, tag: usize) -> Option<Line<'a>> {
        let place = self.lines.span(line.start, line.start + tag);
        if kind != PartKind::Todo {
            match self.sections.iter().find(|(known, _)| *known == kind) {
                Some(&(_, first)) => {
                    let message = format!("a second '{}' section", &line.text[..tag]);
                    self.lines.report(Code::DocDuplicateSection, message, place).also(first, "the first one");
                }
                None => self.sections.push((kind.clone(), place)),
            }
        }
        self.finish_part();
        self.late = true;
        self.draft = Draft::new(kind, line.start);
        self.draft.push_tail(line, tag);
        self.indented()
    }

    /// The further lines of a description or section; gives the line that is no longer part of it.
    fn indented(&mut self) -> Option<Line<'a>> {
        let mut line = self.lines.next()?;
        while line.text.is_empty() {
            self.draft.blanks += 1;
            line = self.lines.next()?;
        }
        let mut indent = line.indent();
        if indent == 0 {
            return Some(line);
        }
        self.draft.indent = indent;
        self.draft.push(line, indent);
        // As in QEMU, only the line that follows directly must line up; a later one that does not begins something new.
        let mut must_line_up = true;
        loop {
            let line = self.lines.next()?;
            let must_line_up = std::mem::take(&mut must_line_up);
            if line.text.is_empty() {
                self.draft.blanks += 1;
                continue;
            }
            let own = line.indent();
            if own < indent {
                if !must_line_up || described(line.text).is_some() {
                    return Some(line);
                }
                let place = self.lines.line_span(line);
                self.lines
                    .report(Code::DocIndentation, "this line is indented less than the text above it", place)
                    .note(format!("indent it by {indent}, or put a blank line in front of it"));
                if own == 0 {
                    return Some(line);
                }
                // Later lines that line up with this one are not reported again.
                indent = own;
            }
            self.draft.push(line, indent);
        }
    }

    /// A paragraph of text that has no tag.
    fn paragraph(&mut self, first: Line<'a>) -> Option<Line<'a>> {
        if matches!(self.draft.kind, PartKind::Body | PartKind::Plain) {
            // Between paragraphs, several blank lines are one.
            self.draft.blanks = 1;
        } else {
            self.finish_part();
            self.draft = Draft::new(PartKind::Plain, first.start);
        }
        if self.draft.text.is_empty() {
            self.draft.start = first.start;
        }
        let mut line = first;
        while !line.text.is_empty() {
            self.draft.push(line, 0);
            line = self.lines.next()?;
        }
        Some(line)
    }

    /// A section of older schemas. Its text is kept as the directive that replaced it.
    fn retired(&mut self, line: Line<'a>, tag: &str, directive: &str) -> Option<Line<'a>> {
        let place = self.lines.line_span(line);
        self.lines
            .report(Code::DocRetiredSection, format!("'{tag}:' sections are no longer part of the language"), place)
            .note(format!("write '{directive}' and indent the text below it"));
        self.finish_part();
        self.late = true;
        self.draft = Draft::new(PartKind::Plain, line.start);
        self.draft.text.push_str(directive);
        self.draft.blanks = 1;
        let tail = line.text.get(tag.len() + 1..).unwrap_or_default().trim_start();
        let outer = (!tail.is_empty()).then(|| line.text.len() - tail.len());
        if let Some(outer) = outer {
            self.push_quoted(line, outer);
        }
        // The layout below an example does not matter once the example is a directive.
        self.lines.prose = false;
        let rest = self.retired_rest(outer);
        self.lines.prose = true;
        rest
    }

    /// The further lines of a retired section, up to the next paragraph that begins something else. Those after the
    /// first, or after the one that starts at the column `outer`, keep their indentation relative to it.
    fn retired_rest(&mut self, mut outer: Option<usize>) -> Option<Line<'a>> {
        let mut after_blank = false;
        loop {
            let line = self.lines.next()?;
            if line.text.is_empty() {
                self.draft.blanks += usize::from(outer.is_some());
                after_blank = true;
            } else if described(line.text).is_some() || after_blank && !matches!(Head::of(line.text), Head::Text) {
                return Some(line);
            } else {
                let outer = *outer.get_or_insert(line.indent());
                self.push_quoted(line, line.indent().min(outer));
                after_blank = false;
            }
        }
    }

    /// Adds a line below a directive.
    fn push_quoted(&mut self, line: Line<'a>, from: usize) {
        self.draft.push(Line { text: "   ", ..line }, 0);
        self.draft.text.push_str(&line.text[from..]);
        self.draft.end = line.end();
    }

    /// Closes the open part.
    fn finish_part(&mut self) {
        let draft = std::mem::replace(&mut self.draft, Draft::new(PartKind::Plain, 0));
        let span = self.lines.span(draft.start, draft.end);
        if draft.text.is_empty() {
            let tag = match &draft.kind {
                PartKind::Member(name) | PartKind::Feature(name) => Some(format!("@{name}")),
                kind => SECTIONS.iter().find(|(_, known)| known == kind).map(|(tag, _)| (*tag).to_owned()),
            };
            if let Some(tag) = tag {
                self.lines.report(Code::DocEmptySection, format!("'{tag}:' without text"), span);
            }
        }
        self.parts.push(Part {
            kind: draft.kind,
            span,
            text: draft.text,
            indent: draft.indent as u32,
            hanging: draft.hanging,
        });
    }
}
