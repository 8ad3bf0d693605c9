//! `merge`, `settle`, `overlay`: several schemas as one, with what a vendor adds.

#[rustfmt::skip]
mod expected;

use qapi_codegen::options::Settle;
use std::path::Path;

/// The path of a file of this case.
fn file(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/options/merge");
    folder.join(name).display().to_string()
}

/// What the configuration says.
fn merged(schema: &str, older: &str) -> qapi_codegen::Builder {
    qapi_codegen::Builder::new(schema)
        .merge(older)
        .settle("resize.size", Settle::Any)
        .overlay(file("overlay.json"))
        .out_file(file("expected.rs"))
}

/// Rule: the order of schemas does not matter, except that the output is named after the first.
#[test]
fn output_is_as_expected() {
    let (newer, older) = (format!("2.0={}", file("schema.json")), format!("1.0={}", file("older.json")));
    let builder = merged(&newer, &older);
    if let Err(error) = builder.clone().check() {
        panic!("{error}\n`UPDATE_EXPECT=1 cargo test -p qapi-cli --test options` rewrites it");
    }
    let load = |builder: qapi_codegen::Builder| builder.load().expect("merged schemas").schema;
    let text = |builder: qapi_codegen::Builder| builder.text(&load(builder.clone())).expect("Rust");
    let rest = |text: String| text.split_once('\n').expect("a header").1.to_owned();
    assert_eq!(rest(text(merged(&older, &newer))), rest(text(builder)));
}

/// Rule: what either version sends is decoded, and kept.
#[test]
fn both_versions_are_understood() {
    let old: expected::Disk = crate::round_trip(r#"{"name":"a","size":1,"heads":16}"#);
    assert_eq!((old.size, old.heads, old.mode), (1, Some(16), None));
    let text = r#"{"name":"a","size":70000,"mode":"encrypted","key":{"id":"k"}}"#;
    let new: expected::Disk = crate::round_trip(text);
    assert_eq!(new.mode, Some(expected::Mode::Encrypted));
    crate::round_trip::<expected::commands::Resize>(r#"{"name":"a","size":"1G"}"#);
    crate::round_trip::<expected::commands::Lock>(r#"{"key":{"id":"k"}}"#);
}

/// Rule: versions are called by their labels.
#[test]
fn documentation_names_versions_by_their_labels() {
    assert_eq!(expected::VERSIONS.names(), ["1.0", "2.0"]);
    let text = include_str!("expected.rs");
    assert!(text.contains("versions up to 1.0") && text.contains("version 2.0 only"), "{text}");
    assert!(!text.contains("older.json") && !text.contains(env!("CARGO_MANIFEST_DIR")));
}

/// Rule: an error for a conflict names the method.
#[test]
fn conflicts_name_the_method() {
    let builder = qapi_codegen::Builder::new(file("schema.json")).merge(file("older.json")).out_file("never.rs");
    let error = builder.check().expect_err("a conflict").to_string();
    for part in ["'resize.size' has no type", "in older", "in schema", "`settle(\"resize.size\", Settle::Any)`"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}
