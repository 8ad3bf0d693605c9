//! Rule: schemas in the style of other projects are accepted.
//!
//! These were written for the test, in the style of such schemas: old layout, comments within values, few documented
//! members.

use qapi_parser::diagnostic::{Format, render};
use qapi_parser::doc::PartKind;
use qapi_parser::{DocLevel, Options, load};
use std::collections::BTreeMap;
use std::path::Path;

fn options(docs: DocLevel) -> Options {
    Options { docs, ..Default::default() }
}

#[test]
fn the_newest_style_breaks_no_rule() {
    if let Err(failure) = load(Path::new("tests/foreign/newer.json"), &options(DocLevel::Deny)) {
        panic!("{}", render(&failure.diagnostics, &failure.sources, Format::Short));
    }
}

#[test]
fn older_style_is_accepted_with_warnings_about_documentation_only() {
    let path = Path::new("tests/foreign/older.json");
    let loaded = load(path, &options(DocLevel::Warn)).expect("nothing is wrong but documentation");
    let mut counts = BTreeMap::new();
    loaded.warnings.iter().for_each(|warning| *counts.entry(warning.code.name()).or_insert(0) += 1);
    let expected = [
        ("doc-long-line", 2),
        ("doc-retired-section", 2),
        ("doc-sentence-spacing", 1),
        ("doc-undocumented-member", 11),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    assert!(load(path, &options(DocLevel::Allow)).is_ok_and(|loaded| loaded.warnings.is_empty()));
    assert!(
        load(path, &options(DocLevel::Deny))
            .is_err_and(|failure| { failure.diagnostics.iter().all(|diagnostic| diagnostic.code.is_doc()) })
    );
}

#[test]
fn older_style_loses_no_documentation() {
    let loaded = load(Path::new("tests/foreign/older.json"), &options(DocLevel::Allow)).expect("a legal schema");
    let schema = &loaded.schema;
    let doc = |name| {
        let id = schema.find(name).unwrap_or_else(|| panic!("no {name}"));
        schema.definition(id).doc.as_ref().unwrap_or_else(|| panic!("{name} has no documentation"))
    };
    let interface = doc("ImageInterface");
    assert_eq!(interface.since(), Some("3.0"));
    assert_eq!(interface.member("9600-baud").map(|part| part.text.as_str()), Some("A serial line."));
    let file = doc("ImageFile");
    assert!(file.member("format").is_some_and(|part| part.text.ends_with("- other values are possible")));
    let example = doc("Image").parts.iter().find(|part| part.kind == PartKind::Plain).expect("the example");
    assert!(example.text.starts_with(".. qmp-example::\n\n   {\n       \"description\""), "{}", example.text);
    assert_eq!(schema.modules().count(), 2);
}
