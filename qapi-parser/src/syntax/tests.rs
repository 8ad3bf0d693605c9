use super::{Item, Value, parse};
use crate::source::SourceMap;

/// Parses a text and gives what the spans of its parts cover: items, comments, and codes of diagnostics.
fn parts(text: &str) -> (Vec<String>, Vec<String>, Vec<&'static str>) {
    let mut sources = SourceMap::default();
    let file = sources.add("test.json".into(), "test.json".into(), text.into(), None);
    let parsed = parse(file, text);
    let cover = |span| sources.text(span).to_owned();
    let items = parsed.items.iter().map(|item| match item {
        Item::Expression(object) => cover(object.span),
        Item::Doc(doc) => cover(doc.span),
    });
    let comments = parsed.comments.iter().copied().map(cover);
    (items.collect(), comments.collect(), parsed.diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect())
}

#[test]
fn spans_cover_items_and_comments_exactly() {
    let text = "# one \n{ 'a': # two\n [] } # three\n##\n# doc\n##\n  {}";
    let (items, comments, codes) = parts(text);
    assert_eq!(items, ["{ 'a': # two\n [] }", "##\n# doc\n##", "{}"]);
    assert_eq!(comments, ["# one", "# two", "# three"]);
    assert!(codes.is_empty(), "{codes:?}");
}

#[test]
fn values_keep_their_order_and_resolve_escapes() {
    let mut sources = SourceMap::default();
    let text = r"{ 'b': [ true, 'x\\y', {} ], 'a': false }";
    let file = sources.add("test.json".into(), "test.json".into(), text.into(), None);
    let parsed = parse(file, text);
    let [Item::Expression(object)] = &parsed.items[..] else { panic!("{parsed:?}") };
    let keys: Vec<_> = object.entries.iter().map(|entry| &*entry.key.text).collect();
    assert_eq!(keys, ["b", "a"]);
    let Some(Value::List(values, span)) = object.get("b") else { panic!("{object:?}") };
    assert_eq!(sources.text(*span), r"[ true, 'x\\y', {} ]");
    assert!(
        matches!(&values[..], [Value::Bool(true, _), Value::String(text), Value::Object(_)] if text.text == r"x\y")
    );
}

#[test]
fn parsing_goes_on_after_an_error() {
    let (items, _, codes) = parts("{ 'a' 'b' } { 'c': [] }\n{ 'd': []\n{ 'e': [] }\nword word\n{}\n'f'\n{ 'g': 'h\n}");
    assert_eq!(items, ["{ 'c': [] }", "{ 'e': [] }", "{}"]);
    assert_eq!(codes, ["unexpected-token", "unexpected-token", "stray-text", "not-an-object", "unclosed-string"]);
}

/// Rule: where a string ends that is not right is judged alike wherever it matters: a backslash before the quote is an
/// unknown escape sequence, and the line is where the damage ends.
#[test]
fn an_escaped_quote_spoils_its_definition_only() {
    let (items, _, codes) =
        parts("{ 'a': '\\' }\n{ 'b': '\\'x' }\n{ 'c': '\\\\' }\n{ 'd': [ '\\\\\\', 'e' ] } { 'f': [] }\n{ 'g': [] }");
    assert_eq!(codes, ["unknown-escape"; 3]);
    assert_eq!(items, ["{ 'c': '\\\\' }", "{ 'g': [] }"]);
}

/// Rule: what pest reads at once is bounded, and where it is divided makes no difference.
#[test]
fn long_files_are_read_whole() {
    let item = |index: usize| match index % 1000 {
        999 => format!("{{ 'broken{index}' }}\n"),
        _ => format!("# {index}\n##\n# @x:\n##\n{{ 'struct': 'x{index}', 'data': [ {{ 'y': 'z' }} ] }}\n"),
    };
    let text: String = (0..5000).map(item).collect();
    assert!(text.len() > 300_000);
    let (items, comments, codes) = parts(&text);
    assert_eq!(codes, ["unexpected-token"; 5]);
    assert_eq!(comments.len(), 4995);
    assert_eq!(items.len(), 2 * 4995);
    assert!(items[9988].starts_with("##") && items[9989].starts_with("{ 'struct': 'x4998'"), "{:?}", items.last());
}

/// Rule: brackets that are too deep spoil what they stand in, up to the next line that begins like a definition.
#[test]
fn deep_brackets_are_left_out() {
    let text = format!("{{ 'a': [] }}\n{{ 'b': {}\n  x }}\n{{ 'c': [] }}", "[".repeat(super::MAX_DEPTH));
    let (items, _, codes) = parts(&text);
    assert_eq!(items, ["{ 'a': [] }", "{ 'c': [] }"]);
    assert_eq!(codes, ["too-deep"]);
}

/// Rule: the strings of what could not be read are known, since they may be names.
#[test]
fn names_in_unread_parts_are_known() {
    let mut sources = SourceMap::default();
    let text = "{ 'struct': 'A' 'data': {} }\n{ 'struct': 'B', 'data': {} }\n{ 'enum': 'C', 'data': [ 'd' }";
    let file = sources.add("test.json".into(), "test.json".into(), text.into(), None);
    assert_eq!(parse(file, text).unread, ["struct", "A", "data", "enum", "C", "data", "d"]);
}

/// Rule: what was expected comes from the grammar.
#[test]
fn what_was_expected_is_said() {
    for (text, expected) in [
        ("}", "'{'"),
        ("{ ]", "a string or '}'"),
        ("{ 'a' }", "':'"),
        ("{ 'a': }", "a value: '{', '[', a string, true or false"),
        ("{ 'a': 'b' ]", "',' or '}'"),
        ("{ 'a': 'b', }", "a string"),
        ("{ 'a': 'b',}", "a string"),
        ("{ 'a': [ }", "a value or ']'"),
        ("{ 'a': [ 'b' 'c' ] }", "',' or ']'"),
        ("{ 'a': [ 'b', ] }", "a value: '{', '[', a string, true or false"),
        ("{ 'a': [ 'b',] }", "a value: '{', '[', a string, true or false"),
        ("{ 'a': {} # comment\n  ## doc\n }", "',' or '}'"),
    ] {
        let mut sources = SourceMap::default();
        let file = sources.add("test.json".into(), "test.json".into(), text.into(), None);
        let parsed = parse(file, text);
        let message = &parsed.diagnostics.first().expect("an error").message;
        assert!(message.starts_with(&format!("expected {expected}, found ")), "{text}: {message}");
    }
}
