//! `manual`: every definition links to the online manual.

#[rustfmt::skip]
mod expected;

crate::case! {
    "expected.rs" => |builder| builder.manual("https://example.org/manual.html");
}

#[test]
fn every_definition_has_a_link() {
    assert_eq!(include_str!("expected.rs").matches("(https://example.org/manual.html").count(), 2);
    crate::round_trip::<expected::commands::DoIt>(r#"{"x":1}"#);
}
