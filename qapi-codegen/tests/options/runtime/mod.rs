//! `runtime`: a crate can re-export the runtime, so that its users need no dependency of their own.

#[rustfmt::skip]
mod expected;

pub use qapi_runtime as reexported;

crate::case! {
    "expected.rs" => |builder| builder.runtime("crate::runtime::reexported");
}

#[test]
fn nothing_else_names_the_runtime() {
    assert!(!include_str!("expected.rs").contains("qapi_runtime"));
    crate::round_trip::<expected::commands::DoIt>(r#"{"x":null,"k":"a"}"#);
    crate::round_trip::<expected::Choice>(r#"{"k":"a","y":1}"#);
}
