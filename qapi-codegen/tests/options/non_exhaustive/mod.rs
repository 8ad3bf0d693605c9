//! `non_exhaustive_enums`: a published crate can follow the schema to new values without breaking its users.

#[rustfmt::skip]
mod expected;

crate::case! {
    "expected.rs" => |builder| builder.non_exhaustive_enums(true).strict("Closed");
}

/// Rule: enums are marked, the strict one and the structs are not.
#[test]
fn open_enums_are_marked() {
    let text = include_str!("expected.rs");
    for name in ["Level", "Choice", "WideKind", "Either", "Event"] {
        let (before, _) = text.split_once(&format!("pub enum {name} {{")).expect(name);
        let item = before.rsplit("\n\n").next().expect("an item");
        assert!(item.contains("#[non_exhaustive]"), "{name}: {item}");
    }
    assert_eq!(text.matches("#[non_exhaustive]").count(), 5);
}

#[test]
fn within_its_crate_it_changes_nothing() {
    let choice: expected::Choice = crate::round_trip(r#"{"kind":"low","x":1}"#);
    match choice {
        expected::Choice::Low(detail) => assert_eq!(detail.x, 1),
        expected::Choice::High | expected::Choice::Unknown(_) => panic!("another branch"),
    }
}
