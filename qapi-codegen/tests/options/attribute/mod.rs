//! `attribute`: on types, fields, values and branches; a member of a base is reached through every type that has it.

#[rustfmt::skip]
mod expected;

crate::case! {
    "expected.rs" => |builder| {
        builder
            .attribute("Level", "#[derive(Default)]")
            .attribute("Level.low", "#[default]")
            .attribute("*.name", "#[doc(alias = \"title\")]")
            .attribute("Source.high", "#[doc(hidden)]")
            .attribute("Label.text", "#[doc(alias = \"caption\")]")
            .attribute("Label.text", "#[doc(alias = \"heading\")]")
            .attribute("read", "#[non_exhaustive]")
    };
}

#[test]
fn an_attribute_does_what_it_does() {
    assert_eq!(expected::Level::default(), expected::Level::Low);
    let text = include_str!("expected.rs");
    // `Named`, `Reading`, which has it from `Named`, and the arguments of `read`.
    assert_eq!(text.matches("#[doc(alias = \"title\")]").count(), 3);
}
