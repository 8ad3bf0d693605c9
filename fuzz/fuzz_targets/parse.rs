//! Text to values: no panic, and every place is within the text.
#![no_main]
#![forbid(unsafe_code)]

use libfuzzer_sys::fuzz_target;
use qapi_parser::source::{SourceMap, Span};
use qapi_parser::syntax::{self, Item, Object, Value};

fuzz_target!(|text: &str| {
    let mut sources = SourceMap::default();
    let file = sources.add("fuzz.json".to_owned(), "fuzz.json".into(), text.to_owned(), None);
    let check = |span: Span| assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
    let parsed = syntax::parse(file, text);
    parsed.comments.iter().copied().for_each(check);
    for item in &parsed.items {
        match item {
            Item::Doc(doc) => {
                check(doc.span);
                doc.lines.iter().copied().for_each(check);
            }
            Item::Expression(object) => check_object(object, &check),
        }
    }
    for diagnostic in &parsed.diagnostics {
        let labels = diagnostic.primary.iter().chain(&diagnostic.secondary);
        labels.for_each(|label| check(label.span));
    }
});

fn check_object(object: &Object<'_>, check: &dyn Fn(Span)) {
    check(object.span);
    for entry in &object.entries {
        check(entry.key.span);
        check_value(&entry.value, check);
    }
}

fn check_value(value: &Value<'_>, check: &dyn Fn(Span)) {
    check(value.span());
    match value {
        Value::Object(object) => check_object(object, check),
        Value::List(values, _) => values.iter().for_each(|value| check_value(value, check)),
        Value::String(_) | Value::Bool(..) => {}
    }
}
