//! Diagnostics for a person: what, where, the lines themselves.
//!
//! The work must be bounded by what is shown, not by the length of the file, and no span may cause a panic.

use super::text::{include_chain, printable};
use super::{Diagnostic, Label, Severity};
use crate::source::{FileId, SourceFile, SourceMap, Span};
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// Labels at most this many lines apart are shown in one excerpt.
const NEAR: usize = 3;
/// A place that covers more lines than this is shown by its first line.
const TALL: usize = 6;
/// Of a line longer than this many bytes, only the surroundings of the place are shown.
const WIDE: usize = 4000;
/// How many bytes of a very long line are shown on each side of the place.
const SURROUNDINGS: usize = 40;
/// The longest chain of includes that is shown.
const CHAIN: usize = 8;

pub(super) fn render(diagnostic: &Diagnostic, sources: &SourceMap, colors: bool, out: &mut String) {
    let level = match diagnostic.severity {
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    for excerpt in excerpts(diagnostic, sources) {
        group = group.elements(excerpt.elements(sources));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(printable(note)));
    }
    if let Some(chain) = diagnostic.primary.as_ref().and_then(|label| chain(label.span, sources)) {
        group = group.element(Level::NOTE.message(chain));
    }
    let renderer = if colors { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    out.push_str(&renderer.render(&[group]));
    out.push_str("\n\n");
}

/// How the file of a place was reached.
fn chain(span: Span, sources: &SourceMap) -> Option<String> {
    let links: Vec<Span> = include_chain(span, sources).collect();
    let place = |span: &Span| {
        let position = sources.position(*span);
        format!("{}:{}:{}", sources.file(span.file).display(), position.line, position.column)
    };
    let shown: Vec<String> = links.iter().take(CHAIN).map(place).collect();
    let more = match links.len().saturating_sub(CHAIN) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    (!shown.is_empty()).then(|| format!("included from {}{more}", shown.join(", from ")))
}

/// Lines of one file with the labels that belong there.
struct Excerpt<'d> {
    file: FileId,
    first: usize,
    last: usize,
    labels: Vec<(AnnotationKind, Range<usize>, &'d str)>,
}

/// The excerpts to show: that of the primary label first, and labels that are near to it with it.
fn excerpts<'d>(diagnostic: &'d Diagnostic, sources: &SourceMap) -> Vec<Excerpt<'d>> {
    let mut excerpts: Vec<Excerpt<'d>> = Vec::new();
    let primary = diagnostic.primary.iter().map(|label| (AnnotationKind::Primary, label));
    let labels = primary.chain(diagnostic.secondary.iter().map(|label| (AnnotationKind::Context, label)));
    for (kind, Label { span, text }) in labels {
        let file = sources.file(span.file);
        let (range, first, last) = visible(file, *span);
        let near = |excerpt: &&mut Excerpt<'_>| {
            excerpt.file == span.file && first <= excerpt.last + NEAR && excerpt.first <= last + NEAR
        };
        match excerpts.iter_mut().find(near) {
            Some(excerpt) => {
                excerpt.first = excerpt.first.min(first);
                excerpt.last = excerpt.last.max(last);
                excerpt.labels.push((kind, range, text));
            }
            None => excerpts.push(Excerpt { file: span.file, first, last, labels: vec![(kind, range, text)] }),
        }
    }
    excerpts
}

/// The bytes to underline, inside the file and at characters' bounds, and the first and last line of them.
fn visible(file: &SourceFile, span: Span) -> (Range<usize>, usize, usize) {
    let text = file.text();
    let start = floor(text, span.start as usize);
    let mut end = floor(text, span.end as usize).max(start);
    let first = file.position(start as u32).line;
    let mut last = file.position(end as u32).line;
    if last - first >= TALL {
        end = (file.line_range(first).end).max(start);
        last = first;
    }
    (start..end, first, last)
}

impl<'d> Excerpt<'d> {
    fn elements<'s: 'd>(self, sources: &'s SourceMap) -> Vec<Element<'d>> {
        let file = sources.file(self.file);
        let is_wide = (self.first..=self.last).any(|line| file.line(line).len() > WIDE);
        if is_wide {
            return self.labels.iter().flat_map(|label| surroundings(file, label)).collect();
        }
        let mut source = String::new();
        // Where each line starts, in the file and in the excerpt, which has no carriage returns.
        let mut lines = Vec::new();
        for line in self.first..=self.last {
            lines.push((file.line_range(line), source.len()));
            source.push_str(file.line(line));
            source.push('\n');
        }
        let place = |offset: usize| {
            let line = lines.partition_point(|(range, _)| range.start <= offset).max(1) - 1;
            let (range, start) = &lines[line];
            start + offset.clamp(range.start, range.end) - range.start
        };
        let annotations: Vec<Annotation<'d>> = self
            .labels
            .iter()
            .map(|(kind, range, text)| annotation(*kind, place(range.start)..place(range.end), text))
            .collect();
        source.pop();
        let snippet = Snippet::source(source).path(file.display()).line_start(self.first).annotations(annotations);
        vec![snippet.into()]
    }
}

fn annotation<'a>(kind: AnnotationKind, range: Range<usize>, text: &'a str) -> Annotation<'a> {
    let annotation = kind.span(range);
    if text.is_empty() { annotation } else { annotation.label(printable(text)) }
}

/// A place in a very long line: the place, and what stands around it.
fn surroundings<'a>(
    file: &'a SourceFile,
    (kind, range, text): &(AnnotationKind, Range<usize>, &'a str),
) -> [Element<'a>; 2] {
    let position = file.position(range.start as u32);
    let line = file.line_range(position.line);
    let all = file.text();
    let start = range.start.min(line.end);
    let end = range.end.min(line.end).min(floor(all, start + SURROUNDINGS)).max(start);
    let from = floor(all, start.saturating_sub(SURROUNDINGS)).max(line.start);
    let to = floor(all, end + SURROUNDINGS).min(line.end);
    let source = format!("...{}...", all.get(from..to).unwrap_or_default());
    let place = 3 + start - from..3 + end - from;
    let origin = Origin::path(file.display()).line(position.line).char_column(position.column);
    let snippet = Snippet::source(source).line_start(position.line).annotation(annotation(*kind, place, text));
    [origin.into(), snippet.into()]
}

/// The last bound between characters that is not past `at`.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
