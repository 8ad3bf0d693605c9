//! `define`, `undefine` and `cfg`, on every kind of definition and part, nested conditions included.

#[rustfmt::skip]
mod decided;
#[rustfmt::skip]
mod mapped;
#[rustfmt::skip]
mod undecided;

use crate::{decode_error, round_trip};

crate::case! {
    "undecided.rs" => |builder| builder;
    "decided.rs" => |builder| builder.define("HOST_LINUX").undefine("NOWHERE");
    "mapped.rs" => |builder| {
        builder.cfg("HOST_LINUX", "target_os = \"linux\"").cfg("NOWHERE", "all(windows, unix)")
    };
}

const FULL: &str = r#"{"name":"n","fd":3,"always":true}"#;

/// A peer may be built without it.
#[test]
fn an_undecided_member_may_be_absent() {
    let settings: undecided::Settings = round_trip(r#"{"name":"n"}"#);
    assert_eq!((settings.fd, settings.always), (None, None));
    assert_eq!(undecided::Kind::NAMES, ["plain", "linux", "other", "rare"]);
    assert_eq!(undecided::Event::NAMES, ["OPENED", "CLOSED"]);
    round_trip::<undecided::Plain>(r#"{"kind":"linux","path":"p"}"#);
}

#[test]
fn a_decided_member_is_plain_or_gone() {
    let decided::Settings { name: _, fd, always } = round_trip(FULL);
    assert_eq!((fd, always), (3, true));
    assert!(decode_error::<decided::Settings>(r#"{"name":"n","always":true}"#).contains("missing member 'fd'"));
    assert_eq!(decided::Kind::NAMES, ["plain", "linux", "rare"]);
    assert_eq!(decided::Event::NAMES, ["OPENED"]);
    assert_eq!(<decided::commands::Set as qapi_runtime::Command>::FEATURES, ["fast", "steady"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_mapped_symbol_follows_the_build() {
    let mapped::Settings { name: _, fd, always } = round_trip(FULL);
    assert_eq!((fd, always), (3, true));
    assert_eq!(mapped::Kind::NAMES, ["plain", "linux", "rare"]);
    assert_eq!(mapped::Event::NAMES, ["OPENED"]);
    assert_eq!(<mapped::commands::Set as qapi_runtime::Command>::FEATURES, ["fast", "steady"]);
    let common: mapped::Common = round_trip(r#"{"id":7,"kind":"linux","path":"p"}"#);
    assert!(matches!(common.kind, mapped::CommonKind::Linux(extra) if extra.path == "p"));
    assert!(matches!(round_trip(r#"{"path":"p"}"#), mapped::Either::Extra(_)));
}

#[test]
#[cfg(not(target_os = "linux"))]
fn a_mapped_symbol_follows_the_build() {
    let mapped::Settings { name: _, always } = round_trip(r#"{"name":"n","always":true}"#);
    assert!(always);
    assert_eq!(mapped::Kind::NAMES, ["plain", "other"]);
    assert_eq!(mapped::Event::NAMES, [""; 0]);
}

/// A value that the build leaves out is like any that the schema does not list.
#[test]
fn a_value_of_another_build_is_kept() {
    assert_eq!(round_trip::<decided::Kind>("\"other\""), decided::Kind::Unknown("other".into()));
}

#[test]
fn what_is_left_out_cannot_be_selected() {
    assert_eq!(
        crate::refusal("conditions", |builder| builder.define("HOST_LINUX").select("close")),
        "what `close` selects is left out by its condition or its features; see `define`, `undefine` and `unstable`"
    );
}
