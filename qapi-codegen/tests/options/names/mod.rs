//! Names: whatever the language allows becomes Rust that compiles without a warning.

#[rustfmt::skip]
mod expected;
#[rustfmt::skip]
mod restricted;

use crate::round_trip;
use qapi_codegen::options::Role;

crate::case! {
    "expected.rs" => |builder| builder;
    "restricted.rs" => |builder| {
        builder.role(Role::Client).strict("*").keep_unknown_members("*").boxed("*.*")
    };
}

#[test]
fn a_value_that_is_called_unknown_is_not_the_unknown_value() {
    assert_eq!(round_trip::<expected::OneValue>("\"unknown\""), expected::OneValue::Unknown);
    assert_eq!(round_trip::<expected::OneValue>("\"odd\""), expected::OneValue::Unrecognized("odd".into()));
    let event = r#"{"event":"UNKNOWN","timestamp":{"seconds":0,"microseconds":0}}"#;
    assert!(matches!(round_trip(event), expected::Event::Unknown { .. }));
    let event = r#"{"event":"ODD","timestamp":{"seconds":0,"microseconds":0}}"#;
    assert_eq!(round_trip::<expected::Event>(event).name(), "ODD");
}

#[test]
fn every_value_keeps_its_wire_name() {
    for name in expected::Odd::NAMES {
        let value: expected::Odd = round_trip(&format!("\"{name}\""));
        assert!(expected::Odd::VALUES.contains(&value), "{name}");
    }
}

#[test]
fn types_that_hide_the_prelude_work() {
    let option: expected::Option = round_trip(r#"{"x":"x","y":["y"]}"#);
    assert_eq!(option.x.as_deref(), Some("x"));
    round_trip::<expected::Box>(r#"{"b":{"s":"a"},"s":"b"}"#);
    round_trip::<expected::commands::Some>(r#"{"y":1}"#);
    let with = crate::round_trip::<expected::events::Withopt>(r#"{"b":"b"}"#);
    assert_eq!(with.a, None);
}

#[test]
fn nested_unions_share_one_object() {
    round_trip::<expected::Outer2>(r#"{"kind":"unknown","q":"q","self":"unknown","r":"r"}"#);
    round_trip::<expected::Outer>(r#"{"kind":"unknown","type":"self","x":1}"#);
}

/// An enum that lists nothing has nothing but what is not known.
#[test]
fn an_enum_without_values_decodes_what_comes() {
    let text = r#"{"a":"one","c":["two"]}"#;
    assert_eq!(round_trip::<expected::UsesNoValues>(text).a.as_str(), "one");
    let error = crate::decode_error::<restricted::UsesNoValues>(text);
    assert!(error.contains("a: "), "{error}");
}
