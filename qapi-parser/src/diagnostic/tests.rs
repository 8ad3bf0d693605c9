use super::*;
use crate::code::Code;
use crate::source::FileId;

fn sources(text: &str) -> (SourceMap, FileId) {
    let mut sources = SourceMap::default();
    let file = sources.add("dir/a.json".into(), "dir/a.json".into(), text.into(), None);
    (sources, file)
}

fn human(diagnostic: Diagnostic, sources: &SourceMap) -> String {
    render(&[diagnostic], sources, Format::Human { colors: false })
}

/// Renders an error whose primary place is the first `needle` of the text.
fn shown(text: &str, needle: &str) -> (String, String) {
    let (sources, file) = sources(text);
    let start = text.find(needle).expect("needle") as u32;
    let diagnostic =
        Diagnostic::error(Code::UnknownKey, "a fault", Span::new(file, start, start + needle.len() as u32));
    let short = render(std::slice::from_ref(&diagnostic), &sources, Format::Short);
    (human(diagnostic, &sources), short)
}

#[test]
fn place_line_and_labels_are_shown() {
    let text = "{ 'struct': 'A',\n  'data': {} }\n\n\n\n\n\n\n\n{ 'enum': 'A' }\n";
    let (sources, file) = sources(text);
    let first = text.find("'A'").expect("A") as u32;
    let second = text.rfind("'A'").expect("A") as u32;
    let mut diagnostic = Diagnostic::error(Code::Redefinition, "two 'A'", Span::new(file, second, second + 3));
    diagnostic.also(Span::new(file, first, first + 3), "the first").note("rename one");
    let expected = "\
error[redefinition]: two 'A'
  --> dir/a.json:10:11
   |
10 | { 'enum': 'A' }
   |           ^^^
   |
  ::: dir/a.json:1:13
   |
 1 | { 'struct': 'A',
   |             --- the first
   |
   = note: rename one

";
    assert_eq!(human(diagnostic.clone(), &sources), expected);
    let short = render(&[diagnostic], &sources, Format::Short);
    assert_eq!(short, "dir/a.json:10:11: error[redefinition]: two 'A'\n");
}

#[test]
fn near_places_share_an_excerpt() {
    let (sources, file) = sources("one\ntwo\nthree\n");
    let mut diagnostic = Diagnostic::warning(Code::DocErrors, "m", Span::new(file, 8, 13));
    diagnostic.also(Span::new(file, 0, 3), "here");
    let text = human(diagnostic, &sources);
    assert_eq!(text.matches("dir/a.json").count(), 1, "{text}");
    assert!(text.starts_with("warning[doc-errors]: m\n"), "{text}");
}

#[test]
fn columns_count_characters() {
    for text in ["日本 bad\n", "a\tbbad\r\n", "\u{1b}éé bad"] {
        let (human, short) = shown(text, "bad");
        let column = text.chars().count() - text.trim_end().chars().count();
        let column = text.chars().count() - column - 2;
        assert!(human.contains(&format!("dir/a.json:1:{column}\n")), "{human}");
        assert!(short.starts_with(&format!("dir/a.json:1:{column}: ")), "{short}");
        assert!(!human.contains(['\u{1b}', '\r']), "{human:?}");
    }
}

#[test]
fn crlf_lines_are_underlined_in_place() {
    let (human, _) = shown("first\r\nthe bad one\r\nlast\r\n", "bad");
    assert!(human.contains("2 | the bad one\n  |     ^^^"), "{human}");
    let (human, _) = shown("first\r\nlast\r\n", "\r\nlast");
    assert!(human.contains("dir/a.json:1:6"), "{human}");
}

#[test]
fn very_long_lines_are_cut_and_tall_places_shown_by_their_first_line() {
    let long = format!("{}bad{}", "é".repeat(100_000), "x".repeat(100_000));
    let (human, _) = shown(&long, "bad");
    assert!(human.contains("dir/a.json:1:100001"), "{human}");
    assert!(human.contains("^^^") && human.len() < 1000, "{human}");
    let tall = "first\n".repeat(100_000);
    let (human, _) = shown(&tall, &tall);
    assert!(human.contains("^^^^^") && human.len() < 1000, "{human}");
}

#[test]
fn include_chain_is_told_and_bounded() {
    let mut sources = SourceMap::default();
    let mut at = None;
    for index in 0..20 {
        let file = sources.add(format!("{index}.json"), "x".into(), "{ }\n".into(), at);
        at = Some(Span::new(file, 2, 3));
    }
    let diagnostic = Diagnostic::error(Code::WrongType, "m", at.expect("a place"));
    let text = human(diagnostic, &sources);
    assert!(text.contains("= note: included from 18.json:1:3, from 17.json:1:3"), "{text}");
    assert!(text.contains("from 11.json:1:3, and 11 more\n"), "{text}");
}

#[test]
fn text_from_schemas_cannot_steer_the_terminal_or_fill_it() {
    let (sources, file) = sources("x\n");
    let message = format!("bad\u{1b}[2J\n\u{202e}{}", "y".repeat(5000));
    let diagnostic = Diagnostic::error(Code::WrongType, message, Span::new(file, 0, 1));
    for format in [Format::Short, Format::Human { colors: false }] {
        let text = render(std::slice::from_ref(&diagnostic), &sources, format);
        assert!(text.contains("bad\\u{1b}[2J\\n\\u{202e}yyy"), "{text}");
        assert!(!text.contains('\u{1b}') && text.len() < 2000);
    }
}

#[test]
fn no_span_panics() {
    let texts = ["", "\n", "é", "a\u{301}\t\r\n\u{0}日\r\r\n\nx", "\u{feff}{\n\n\n\n\n\n\n\n\n}\n"];
    for text in texts {
        let (sources, file) = sources(text);
        let end = text.len() as u32 + 3;
        for start in 0..=end {
            for end in start..=end {
                let mut diagnostic = Diagnostic::error(Code::WrongType, "m", Span::new(file, start, end));
                diagnostic.also(Span::new(file, 0, start), "other");
                for format in [Format::Short, Format::Human { colors: true }, Format::Human { colors: false }] {
                    assert!(!render(std::slice::from_ref(&diagnostic), &sources, format).is_empty());
                }
            }
        }
    }
}

#[test]
fn a_fault_without_a_place_is_told_too() {
    let mut diagnostic = Diagnostic::error(Code::UnreadableFile, "cannot read", Span::new(FileId(0), 0, 0));
    diagnostic.primary = None;
    let sources = SourceMap::default();
    assert_eq!(human(diagnostic.clone(), &sources), "error[unreadable-file]: cannot read\n\n");
    assert_eq!(render(&[diagnostic], &sources, Format::Short), "error[unreadable-file]: cannot read\n");
}

#[test]
fn documentation_faults_have_the_severity_asked_for() {
    let (_, file) = sources("");
    let span = Span::new(file, 0, 0);
    let mixed = [Diagnostic::warning(Code::DocReturns, "m", span), Diagnostic::warning(Code::WrongType, "m", span)];
    let severities = |level: DocLevel| {
        let mut diagnostics = mixed.to_vec();
        level.apply(&mut diagnostics);
        diagnostics.iter().map(|diagnostic| diagnostic.severity).collect::<Vec<_>>()
    };
    assert_eq!(severities(DocLevel::Allow), [Severity::Warning]);
    assert_eq!(severities(DocLevel::Warn), [Severity::Warning, Severity::Warning]);
    assert_eq!(severities(DocLevel::Deny), [Severity::Error, Severity::Warning]);
}

#[cfg(feature = "json")]
#[test]
fn json_has_one_object_a_line() {
    let mut sources = SourceMap::default();
    let root = sources.add("r.json".into(), "r.json".into(), "{ 'include': 'a.json' }\n".into(), None);
    let file = sources.add("a.json".into(), "a.json".into(), "é 'x'\n'y'\n".into(), Some(Span::new(root, 0, 23)));
    let mut diagnostic = Diagnostic::error(Code::WrongType, "say \"m\"\n", Span::new(file, 3, 6));
    diagnostic.also(Span::new(file, 7, 10), "other").note("n");
    let text = render(&[diagnostic.clone(), diagnostic], &sources, Format::Json);
    assert_eq!(text.lines().count(), 2);
    let value: serde_json::Value = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
    assert_eq!(
        value,
        serde_json::json!({
            "code": "wrong-type", "severity": "error", "message": "say \"m\"\n", "label": "",
            "file": "a.json", "line": 1, "column": 3, "end_line": 1, "end_column": 6,
            "labels": [{ "file": "a.json", "line": 2, "column": 1, "end_line": 2, "end_column": 4, "message": "other" }],
            "notes": ["n"],
            "included_from": [{ "file": "r.json", "line": 1, "column": 1, "end_line": 1, "end_column": 24 }],
        })
    );
}

/// Rule: of the warnings about documentation, three of each rule are shown, and the last says how many more there are in
/// which files; errors and other warnings are all shown.
#[test]
fn only_a_few_documentation_warnings_are_shown() {
    let mut sources = SourceMap::default();
    let files = ["a", "b"].map(|name| sources.add(name.into(), name.into(), "text".into(), None));
    let doc = |file, code| Diagnostic::warning(code, "m", Span::new(file, 0, 1));
    let mut all = vec![doc(files[0], Code::DocLongLine); 5];
    all.extend(vec![doc(files[0], Code::DocRequired); 3]);
    all.extend(vec![doc(files[1], Code::DocLongLine); 4]);
    all.extend(vec![Diagnostic::error(Code::DocLongLine, "m", Span::new(files[0], 0, 1)); 5]);
    all.extend(vec![Diagnostic::warning(Code::WrongType, "m", Span::new(files[0], 0, 1)); 5]);
    let few = super::few(&all, &sources);
    assert_eq!(few.len(), 3 + 3 + 5 + 5);
    let notes: Vec<_> =
        few.iter().enumerate().flat_map(|(at, one)| one.notes.iter().map(move |note| (at, &**note))).collect();
    assert_eq!(notes, [(2, "6 more of doc-long-line not shown: 4 in b, 2 in a")]);
    let lines = super::lines(&all, &sources);
    assert_eq!(lines.len(), 1 + 1 + 5 + 5);
    assert_eq!(lines[0], "a:1:1: warning[doc-long-line]: m (and 8 more in 2 files)");
    assert_eq!(lines[1], "a:1:1: warning[doc-required]: m (and 2 more in 1 file)");
    assert!(lines[2..].iter().all(|line| line.ends_with(": m")), "{lines:?}");
}

/// Rule: the sum is as short with many files as with few.
#[test]
fn a_sum_names_the_files_with_the_most() {
    let mut sources = SourceMap::default();
    let note = |sources: &SourceMap, counts: &[(FileId, usize)]| {
        let doc = |file| Diagnostic::warning(Code::DocLongLine, "m", Span::new(file, 0, 1));
        let all: Vec<_> = counts.iter().flat_map(|&(file, count)| vec![doc(file); count]).collect();
        super::few(&all, sources).last().and_then(|last| last.notes.first().cloned()).unwrap_or_default()
    };
    let files: Vec<FileId> =
        (0..9).map(|at| sources.add(format!("f{at}"), format!("f{at}").into(), "t".into(), None)).collect();
    assert_eq!(note(&sources, &[(files[0], 3)]), "");
    assert_eq!(note(&sources, &[(files[0], 5)]), "2 more of doc-long-line in f0 not shown");
    let counts: Vec<_> = files.iter().map(|&file| (file, 3)).collect();
    let expected = "15 more of doc-long-line not shown: 3 in f1, 3 in f2, 3 in f3, 6 in 2 other files";
    assert_eq!(note(&sources, &counts[..6]), expected);
    let expected = "12 more of doc-long-line not shown: 3 in f1, 3 in f2, 3 in f3, 3 in f4";
    assert_eq!(note(&sources, &counts[..5]), expected);
}
