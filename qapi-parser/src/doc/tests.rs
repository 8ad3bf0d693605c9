use super::{Doc, Part, PartKind, parse};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceMap};
use crate::syntax::{self, DocComment, Item};
use std::path::PathBuf;

/// Parses the comment that starts a text, and gives its faults as `line:column code`.
fn parsed(text: &str) -> (Doc, Vec<String>) {
    let mut sources = SourceMap::default();
    let file = sources.add("x.json".into(), PathBuf::from("x.json"), text.into(), None);
    let mut diagnostics = Vec::new();
    let doc = parse(text, &first(file, text), &mut diagnostics);
    let line = |diagnostic: &Diagnostic| {
        let place = sources.position(diagnostic.primary.as_ref().expect("a place").span);
        format!("{}:{} {}", place.line, place.column, diagnostic.code)
    };
    (doc, diagnostics.iter().map(line).collect())
}

/// The comment that starts a text.
fn first(file: FileId, text: &str) -> DocComment {
    match syntax::parse(file, text).items.into_iter().next() {
        Some(Item::Doc(comment)) => comment,
        other => panic!("no comment: {other:?}"),
    }
}

fn faults(text: &str) -> Vec<String> {
    parsed(text).1
}

/// Asserts the one fault of a comment.
#[track_caller]
fn assert_fault(text: &str, place: &str, code: Code) {
    assert_eq!(faults(text), [format!("{place} {code}")]);
}

#[track_caller]
fn legal(text: &str) -> Doc {
    let (doc, faults) = parsed(text);
    assert_eq!(faults, [""; 0]);
    doc
}

fn texts(doc: &Doc) -> Vec<(&PartKind, &str)> {
    doc.parts.iter().map(|Part { kind, text, .. }| (kind, text.as_str())).collect()
}

#[test]
fn first_and_last_line_hold_nothing_else() {
    assert_fault("## junk\n#\n##\n", "1:1", Code::DocJunkStart);
    assert_fault("##\n#\n## junk\n", "3:1", Code::DocJunkEnd);
    assert_fault("###\n#\n##\n", "1:1", Code::DocJunkStart);
    assert!(legal("##  \r\n#\r\n## \r\n").parts[0].text.is_empty());
}

#[test]
fn missing_end_is_reported_where_it_should_stand() {
    assert_fault("##\n# text\n#\n", "3:2", Code::DocUnterminated);
    assert_fault("##\n# text", "2:7", Code::DocUnterminated);
    assert_fault("##\n# text\n\n { }\n", "4:2", Code::DocUnterminated);
    assert_fault("##", "1:3", Code::DocUnterminated);
}

#[test]
fn blank_lines_and_indentation_do_not_interrupt_a_comment() {
    let doc = legal("##\n\n  # text\n\n\t##\n");
    assert_eq!(texts(&doc), [(&PartKind::Body, "text")]);
}

#[test]
fn a_space_follows_the_number_sign() {
    assert_fault("##\n#text\n##\n", "2:1", Code::DocMissingSpace);
    assert_fault("##\n#\ttext\n##\n", "2:1", Code::DocMissingSpace);
}

#[test]
fn the_symbol_line_ends_with_a_colon_and_has_a_name() {
    assert_fault("##\n# @foo\n##\n", "2:1", Code::DocMissingColon);
    assert_fault("##\n# @:\n##\n", "2:1", Code::DocMissingName);
    let (doc, faults) = parsed("##\n# @foo: text here\n##\n");
    assert_eq!(faults, ["2:1 doc-missing-colon"]);
    assert_eq!(doc.symbol.as_ref().map(|symbol| symbol.name.as_str()), Some("foo"));
    assert_eq!(doc.body(), "text here");
}

#[test]
fn every_part_is_found_and_blank_lines_are_kept_inside() {
    use PartKind::*;
    let doc = legal(
        "##\n# @foo:\n# Body\n#   deep\n#\n#\n# More @x: y\n#\n# @a: first\n#     second\n#\n#\n#       third\n# @b:\n\
         #  below\n#\n# Features:\n#\n# @f: feat\n# @g: ture\n#\n# plain\n#\n# Returns: r\n#\n# Errors:\n#     - e\n#\n\
         # TODO: t\n#\n# Since: 2.10\n#\n# Since::\n#    literal\n##\n",
    );
    assert_eq!(
        texts(&doc),
        [
            (&Body, "Body\n  deep\n\nMore @x: y"),
            (&Member("a".into()), "first\nsecond\n\n\n  third"),
            (&Member("b".into()), "below"),
            (&Feature("f".into()), "feat"),
            (&Feature("g".into()), "ture"),
            (&Plain, "plain"),
            (&Returns, "r"),
            (&Errors, "- e"),
            (&Todo, "t"),
            (&Since, "2.10"),
            (&Plain, "Since::\n   literal"),
        ]
    );
    assert_eq!(doc.since(), Some("2.10"));
    assert_eq!(doc.parts[1].indented_text(), "first\n    second\n\n\n      third");
    assert_eq!(doc.parts[2].indented_text(), " below");
}

#[test]
fn names_and_tags_are_recognised_at_the_start_of_a_paragraph_only() {
    let doc = legal("##\n# @foo:\n#\n# text\n# @a: no\n# Since: no\n# Features:\n##\n");
    assert_eq!(texts(&doc), [(&PartKind::Body, "text\n@a: no\nSince: no\nFeatures:")]);
    let doc = legal("##\n# @foo:\n#\n# since: no\n#\n# Since : no\n#\n# @a : no, though 'a ' is a name\n##\n");
    assert_eq!(doc.parts[1].kind, PartKind::Member("a ".into()));
}

#[test]
fn description_ends_at_text_that_is_not_indented() {
    let doc = legal("##\n# @foo:\n# @a: text\n# plain\n# plain too\n#\n# more\n##\n");
    assert_eq!(texts(&doc)[2], (&PartKind::Plain, "plain\nplain too\n\nmore"));
}

#[test]
fn continuation_lines_line_up() {
    assert_fault("##\n# @foo:\n# @a: one\n#     two\n#   three\n#   four\n##\n", "5:1", Code::DocIndentation);
    assert_fault("##\n# @foo:\n# @a: one\n#     two\n# three\n#     four\n##\n", "5:1", Code::DocIndentation);
    legal("##\n# @foo:\n# @a: one\n#     two\n# @b: three\n#     four\n#\n# five\n##\n");
}

#[test]
fn sections_have_text() {
    assert_fault("##\n# @foo:\n#\n# Errors:\n#\n# Since: 1\n##\n", "4:3", Code::DocEmptySection);
    assert_fault("##\n# @foo:\n# @a:\n##\n", "3:4", Code::DocEmptySection);
    assert_fault("##\n# @foo:\n#\n# Features:\n# @a:\n##\n", "5:4", Code::DocEmptySection);
    assert_fault("##\n# @foo:\n#\n# TODO:\n##\n", "4:3", Code::DocEmptySection);
}

#[test]
fn names_are_not_empty_and_described_once() {
    assert_fault("##\n# @foo:\n#\n# @: text\n##\n", "4:3", Code::DocMissingName);
    assert_fault("##\n# @foo:\n# @a: 1\n# @a: 2\n##\n", "4:4", Code::DocDuplicateMember);
    assert_fault("##\n# @foo:\n#\n# Features:\n# @a: 1\n# @a: 2\n##\n", "6:4", Code::DocDuplicateFeature);
    legal("##\n# @foo:\n# @a: 1\n#\n# Features:\n# @a: 2\n##\n");
}

#[test]
fn sections_come_once_except_todo() {
    for tag in ["Returns", "Errors", "Since"] {
        assert_fault(&format!("##\n# @foo:\n#\n# {tag}: 1\n#\n# {tag}: 2\n##\n"), "6:3", Code::DocDuplicateSection);
    }
    legal("##\n# @foo:\n#\n# TODO: 1\n#\n# TODO: 2\n##\n");
}

#[test]
fn features_line_comes_once_and_descriptions_follow_it() {
    assert_fault(
        "##\n# @foo:\n#\n# Features:\n# @a: 1\n#\n# Features:\n# @b: 1\n##\n",
        "7:1",
        Code::DocDuplicateFeatures,
    );
    assert_fault("##\n# @foo:\n#\n# Features:\n# @a: 1\n#\n# Features:\n##\n", "7:1", Code::DocDuplicateFeatures);
    assert_fault("##\n# @foo:\n#\n# Features:\n#\n# text\n##\n", "6:1", Code::DocEmptyFeatures);
    assert_fault("##\n# @foo:\n#\n# Features:\n##\n", "5:1", Code::DocEmptyFeatures);
}

#[test]
fn members_come_before_features_and_sections() {
    assert_fault("##\n# @foo:\n#\n# Since: 1\n#\n# @a: 1\n##\n", "6:1", Code::DocLateDescription);
    assert_fault("##\n# @foo:\n#\n# Features:\n# @f: 1\n#\n# text\n#\n# @a: 1\n##\n", "9:1", Code::DocLateDescription);
    assert_fault("##\n# @foo:\n#\n# @a: 1\n#\n# text\n#\n# @b: 1\n##\n", "8:1", Code::DocLateDescription);
}

#[test]
fn free_form_documentation_is_text_without_descriptions() {
    let doc = legal("##\n#\n# Heading\n# =======\n#\n#\n# Since: no tag\n#   deep\n#\n##\n");
    assert_eq!(texts(&doc), [(&PartKind::Body, "Heading\n=======\n\n\nSince: no tag\n  deep")]);
    assert_fault("##\n# text\n# @note: no\n##\n", "3:1", Code::DocFreeFormDescription);
}

#[test]
fn retired_sections_become_their_directives() {
    let (doc, faults) = parsed("##\n# @foo:\n#\n# Example:\n#\n# -> in\n#    deep\n#\n# Since: 1\n##\n");
    assert_eq!(faults, ["4:1 doc-retired-section"]);
    assert_eq!(texts(&doc)[1], (&PartKind::Plain, ".. qmp-example::\n\n   -> in\n      deep"));
    assert_eq!(doc.since(), Some("1"));
    let (doc, faults) = parsed("##\n# @foo:\n#\n# Note: one\n#       two\n#\n# three\n##\n");
    assert_eq!(faults, ["4:1 doc-retired-section"]);
    assert_eq!(texts(&doc)[1], (&PartKind::Plain, ".. note::\n\n   one\n   two\n\n   three"));
    for tag in ["Notes", "Examples"] {
        assert_fault(&format!("##\n# @foo:\n#\n# {tag}: x\n##\n"), "4:1", Code::DocRetiredSection);
        legal(&format!("##\n# @foo:\n#\n# {tag}::\n##\n"));
    }
}

#[test]
fn prose_is_at_most_70_characters_wide() {
    let fits = "ü".repeat(68);
    legal(&format!("##\n# {fits}\n##\n"));
    assert_fault(&format!("##\n# {fits}x\n##\n"), "2:1", Code::DocLongLine);
    legal(&format!("##\n#    https://example.org/{fits}\n##\n"));
    legal(&format!("##\n# ::\n#\n#   {fits} in a literal block\n##\n"));
    legal(&format!("##\n# .. qmp-example::\n#    :title: t\n#\n#    {fits}\n##\n"));
    assert_fault(&format!("##\n# .. note::\n#    {fits}\n##\n"), "3:1", Code::DocLongLine);
    assert_fault(&format!("##\n# ::\n#\n#   block\n#\n# {fits}x\n##\n"), "6:1", Code::DocLongLine);
}

#[test]
fn two_spaces_separate_sentences() {
    assert_fault("##\n# One. Two.\n##\n", "2:7", Code::DocSentenceSpacing);
    assert_fault("##\n# One! (Two.)\n##\n", "2:7", Code::DocSentenceSpacing);
    legal("##\n# 1. Item, e.g. This, or (i.e. That).  Two? three\n##\n");
    legal("##\n# 10. Item \"e.g. This\", *i.e. That*\n##\n");
    assert_fault("##\n# Image.g. This\n##\n", "2:11", Code::DocSentenceSpacing);
    legal("##\n# Code:\n#\n# ::\n#\n#   One. Two.\n##\n");
}

/// Rule: a bare `::` and `.. qmp-example::` open a literal block, which ends where a line is indented less than its
/// first.
#[test]
fn literal_blocks_are_opened_as_in_qemu() {
    let long = "x ".repeat(40);
    for opening in ["::", "  ::", ".. qmp-example::", "..  qmp-example ::"] {
        legal(&format!("##\n# {opening}\n#\n#   {long}\n#     {long}\n##\n"));
        legal(&format!("##\n# {opening}\n#\n#   One. Two.\n#\n#   {long}\n# text\n##\n"));
        assert_fault(&format!("##\n# {opening}\n#\n#   x\n#  {long}\n##\n"), "5:1", Code::DocLongLine);
        assert_fault(&format!("##\n# {opening}\n#\n#   x\n# y\n#   {long}\n##\n"), "6:1", Code::DocLongLine);
    }
    for opening in ["Code::", ".. code-block:: QMP", ".. qmp-example:: x", "  .. qmp-example::", ".. note::"] {
        assert_fault(&format!("##\n# {opening}\n#\n#   {long}\n##\n"), "4:1", Code::DocLongLine);
    }
}

/// Rule: the second line of an indented text lines up with the first; a later line that does not begins something new,
/// a section even without a blank line before it.
#[test]
fn later_lines_may_leave_an_indented_text() {
    let (doc, faults) = parsed("##\n# @foo:\n#\n# @a:\n#  one,\n#  two\n# TODO: x\n##\n");
    assert!(faults.is_empty(), "{faults:?}");
    let expected = [(&PartKind::Body, ""), (&PartKind::Member("a".to_owned()), "one,\ntwo"), (&PartKind::Todo, "x")];
    assert_eq!(texts(&doc), expected);
    let (doc, faults) = parsed("##\n# @foo:\n#\n# @a: one\n#     two\n#     three\n#   four\n##\n");
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(texts(&doc)[2], (&PartKind::Plain, "  four"));
    assert_fault("##\n# @foo:\n# @a:\n#  one,\n# TODO: x\n##\n", "5:1", Code::DocIndentation);
}

#[test]
fn faults_do_not_lose_text_and_are_marked() {
    let (doc, faults) = parsed("##\n# @foo:\n#\n# Since: 1\n#\n# @a: late\n##\n");
    assert_eq!(faults.len(), 1);
    assert!(doc.faulty);
    assert_eq!(doc.member("a").map(|part| part.text.as_str()), Some("late"));
    assert!(!parsed("##\n# One. Two.\n##\n").0.faulty, "layout says nothing about what is documented");
}

#[test]
fn damaged_comments_neither_panic_nor_lead_outside_of_the_file() {
    let text = "##\n# @foo:\n#\n# Body.  More\n#\n# @a: one\n#     two\n#\n# Features:\n#\n# @f: é::\n#\n#     x\n#\n\
                # Note: text\n#\n# Since: 1\n##\n";
    for at in (0..text.len()).filter(|&at| text.is_char_boundary(at)) {
        let rest = &text[at..];
        let next = rest.chars().next().map_or(0, char::len_utf8);
        for damage in ["", "#", "##", "@", ":", " ", "\t", "\n", "\r\n", "é", ". A", "\n# @a:\n", "\n##\n"] {
            for rest in [rest, &rest[next..], ""] {
                let text = format!("##{}{damage}{rest}", &text[2.min(at)..at]);
                let mut sources = SourceMap::default();
                let file = sources.add("x".into(), "x".into(), text.clone(), None);
                let mut diagnostics = Vec::new();
                let doc = parse(&text, &first(file, &text), &mut diagnostics);
                let places = diagnostics.iter().flat_map(|fault| fault.primary.iter().chain(&fault.secondary));
                for span in places.map(|label| label.span).chain(doc.parts.iter().map(|part| part.span)) {
                    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {text:?}");
                }
            }
        }
    }
}
