//! `rename`: other Rust names; the wire stays as it is.

#[rustfmt::skip]
mod expected;

use crate::round_trip;
use expected::{Limits, Ref, Register};

crate::case! {
    "expected.rs" => |builder| {
        builder
            .rename("EaxReg", "Register")
            .rename("EaxReg.x-ray", "Xray")
            .rename("Base.bps-rd", "bytes_per_second_read")
            .rename("Limits.type", "register")
            .rename("Choice.kind", "choice")
            .rename("Choice.b", "Beta")
            .rename("Ref.reference", "Name")
            .rename("x-limit", "Limit")
            .rename("X_LIMIT", "Limited")
    };
}

#[test]
fn only_rust_sees_the_names() {
    let limit: expected::commands::Limit = round_trip(r#"{"bps-rd":1,"type":"x-ray"}"#);
    assert_eq!(limit.0, Limits { bytes_per_second_read: 1, register: Register::Xray });
    assert_eq!(<expected::commands::Limit as qapi_runtime::Command>::NAME, "x-limit");
    let choice: expected::Choice = round_trip(r#"{"id":1,"kind":"b","bps-rd":2}"#);
    assert!(matches!(choice.choice, expected::ChoiceKind::Beta(base) if base.bytes_per_second_read == 2));
    let event = r#"{"event":"X_LIMIT","data":{"ref":"r"},"timestamp":{"seconds":0,"microseconds":0}}"#;
    let expected::Event::Limited { data, .. } = round_trip(event) else { panic!("it is that event") };
    assert_eq!(data.r#ref, Ref::Name("r".into()));
}
