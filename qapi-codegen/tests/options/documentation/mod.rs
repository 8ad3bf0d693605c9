//! Documentation: the schema's prose with links to what it names, and facts that need no prose.

#[rustfmt::skip]
mod expected;

crate::case! {
    "expected.rs" => |builder| builder;
}

/// The documentation in front of a line of the output, without its marks.
fn doc(line: &str) -> String {
    let text = include_str!("expected.rs");
    let (before, _) = text.split_once(&format!("{line}\n")).unwrap_or_else(|| panic!("{line} is not there"));
    let comment = |line: &&str| ["///", "#", "note = ", ")]"].iter().any(|mark| line.trim_start().starts_with(mark));
    let mut lines: Vec<&str> = before.lines().rev().take_while(comment).map(str::trim_start).collect();
    lines.retain(|line| line.starts_with("///"));
    lines.reverse();
    lines.iter().map(|line| line.trim_start_matches("///").trim_start()).collect::<Vec<_>>().join("\n")
}

/// Rule: `@name` leads to the field or variant of that name, wherever it is printed.
#[test]
fn names_of_members_are_links() {
    let shape = doc("    pub struct Shape {");
    for link in [
        "[`kind`](Shape::kind)",
        "[`size`](Shape::size)",
        "[`move`](super::commands::Move)",
        "[`Color`](super::common::Color)",
        "[`SHAPED`](super::events::Shaped)",
    ] {
        assert!(shape.contains(link), "{link}: {shape}");
    }
    // A member that Shape does not have, and no definition either.
    assert!(shape.contains("is in `color`."), "{shape}");
    assert!(doc("        pub x: i64,").contains("`x`"));
    assert!(doc("    pub struct Draw(pub super::common::Point);").contains("[`color`](super::common::Point::color)"));
    assert!(doc("        pub r#box: super::r#type::Loop,").contains("[`Loop`](super::type::Loop)"));
    // A base's documentation is printed in the module of the derived type.
    assert!(doc("        pub color: Option<super::common::Color>,").contains("[`Color`](super::common::Color)"));
    assert!(doc("        pub color: Option<super::common::Color>,").contains("[`x`](Circle::x)"));
}

/// Rule: the reason why something is deprecated reaches the compiler's message and the documentation.
#[test]
fn deprecation_has_its_reason() {
    let text = include_str!("expected.rs");
    let note = "note = \"Member old is deprecated. Use `size` or `move` instead\"";
    assert_eq!(text.matches(note).count(), 1, "{note}");
    assert!(text.contains("note = \"Shapes move by themselves\""));
    assert!(doc("        pub old: Option<String>,").contains("deprecated (Member old is deprecated."));
}

/// Rule: the wire name is always there, with the type, whether it may be absent, and since when.
#[test]
fn facts_stand_beside_prose() {
    assert!(doc("        pub size: i64,").ends_with("\n\n`size`: `int`"));
    assert!(doc("        pub r#type: Option<super::common::Color>,").ends_with("\n\n`type`: `Color`, optional"));
    assert!(doc("        pub linux: Option<i64>,").ends_with("\n\n`linux`: `int`, if `LINUX`"));
    assert!(doc("        pub colors: Option<Vec<super::common::Color>>,").ends_with("`colors`: `[Color]`, optional"));
    assert!(doc("        Colors(Vec<super::common::Color>),").ends_with("`colors`: `[Color]`, an array in JSON"));
    assert!(doc("        None,").ends_with("`none`: `null`"));
    assert!(doc("        Infrared,").ends_with("`infrared`, unstable"));
    assert!(doc("    pub struct Shape {").contains("QAPI union `Shape`, since 1.2, with branches by `kind`."));
}

/// Rule: a type says which commands and events hold it, and by which path.
#[test]
fn uses_are_named() {
    let point = doc("    pub struct Point {");
    assert!(point.contains("returned by [`move`](super::commands::Move) (`[]`)"), "{point}");
    assert!(point.contains("(`to`), [`draw`](super::commands::Draw), returned by"), "{point}");
    let color = doc("    pub enum Color {");
    assert!(color.contains("(`color`)") && color.contains("more."), "{color}");
    assert!(doc("    pub struct Circle {").contains("Used by [`move`](super::commands::Move) (`shape`)"));
}

/// Rule: the form on the wire shows the required members, and `...` for others.
#[test]
fn skeletons_show_the_wire() {
    let skeleton =
        "-> {\"execute\": \"move\", \"arguments\": {\"shape\": {\"size\": 0, \"kind\": \"circle\", \"x\": 0,";
    assert!(doc("    pub struct Move {").contains(skeleton), "{}", doc("    pub struct Move {"));
    assert!(doc("    pub struct Gone;").contains("<- {\"event\": \"GONE\", \"timestamp\": {...}}"));
    assert!(doc("    pub struct Draw(pub super::common::Point);").contains("\"arguments\": {\"x\": 0, ...}"));
    let listing = doc("    pub struct Listing {");
    assert!(listing.contains("\"any\": ..."), "{listing}");
    assert!(listing.lines().all(|line| line.len() < 100), "{listing}");
}

#[test]
fn alternates_and_unions_convert() {
    use expected::common::Point;
    let point = Point { x: 1, color: None };
    assert_eq!(expected::StrOrColors::from("a"), expected::StrOrColors::Name("a".to_owned()));
    assert_eq!(expected::StrOrColors::from(point.clone()), expected::StrOrColors::At(point));
    assert_eq!(expected::StrOrColors::from(Vec::new()), expected::StrOrColors::Colors(Vec::new()));
    assert_eq!(expected::ShapeKindBranch::Dot.discriminator(), "dot");
    let shape: expected::Shape = crate::round_trip(r#"{"kind":"circle","size":1,"x":0,"radius":1.5}"#);
    assert_eq!(shape.kind.discriminator(), "circle");
    let shape: expected::Shape = crate::round_trip(r#"{"kind":"other","size":1}"#);
    assert_eq!(shape.kind.discriminator(), "other");
}
