//! `extern_module`: one set of bindings uses the types of another.

#[rustfmt::skip]
mod first;
#[rustfmt::skip]
mod second;

crate::case! {
    "first.rs" => |builder| builder;
    "second.rs" => |builder| {
        builder
            .extern_module("*common.json", "crate::extern_module::first::{module}")
            .extern_module("sockets.json", "crate::extern_module::first::sockets")
    };
}

#[test]
fn the_types_are_the_same() {
    let address = first::sockets::Address::new("h");
    let own = second::Own { address: Some(address), ..second::Own::new(first::common::Level::High) };
    let text = serde_json::to_string(&own).expect("it encodes");
    assert_eq!(text, r#"{"level":"high","address":{"host":"h"}}"#);
    assert_eq!(crate::round_trip::<first::Own>(&text).level, own.level);
}
