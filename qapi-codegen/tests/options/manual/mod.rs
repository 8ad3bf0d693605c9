//! `manual`: every definition links to the online manual, to its own anchor where the address has placeholders.

#[rustfmt::skip]
mod anchors;
#[rustfmt::skip]
mod expected;

crate::case! {
    "expected.rs" => |builder| builder.manual("https://example.org/manual.html");
    "anchors.rs" => |builder| builder.manual("https://example.org/manual.html#{kind}-X-{module}.{name}");
}

#[test]
fn every_definition_has_a_link() {
    assert_eq!(include_str!("expected.rs").matches("(https://example.org/manual.html)").count(), 6);
    crate::round_trip::<expected::commands::DoIt>(r#"{"x":1,"level":"low","either":5}"#);
}

/// Rule: the placeholders are the manual's word for the kind, the schema file's stem and the definition's name.
#[test]
fn placeholders_stand_for_the_definition() {
    for anchor in [
        "object-X-schema.Thing",
        "object-X-schema.Choice",
        "enum-X-sockets.Level",
        "alternate-X-sockets.Either",
        "command-X-schema.do-it",
        "event-X-schema.DONE",
    ] {
        assert!(
            include_str!("anchors.rs").contains(&format!("(https://example.org/manual.html#{anchor})")),
            "{anchor}"
        );
    }
    assert!(
        anchors::Thing::new(1, anchors::sockets::Level::Low, anchors::sockets::Either::Size(5))
            == anchors::Thing { x: 1, ..thing() }
    );
}

fn thing() -> anchors::Thing {
    anchors::Thing { x: 0, level: anchors::sockets::Level::Low, either: anchors::sockets::Either::Size(5) }
}
