//! `keep_unknown_members`: they come back as they came. A command that is not `gen` takes any argument by itself.

#[rustfmt::skip]
mod expected;

use crate::round_trip;
use expected::{Common, CommonKind, Named, Nothing, Skips};

crate::case! {
    "expected.rs" => |builder| {
        builder
            .keep_unknown_members("N*")
            .keep_unknown_members("Common")
            .keep_unknown_members("bound")
            .keep_unknown_members("SEEN")
    };
}

#[test]
fn unknown_members_come_back() {
    let named: Named = round_trip(r#"{"name":"n","extra":1,"more":[null]}"#);
    assert_eq!((named.extra, named.extra_.len()), (1, 1));
    assert_eq!(round_trip::<Nothing>(r#"{"more":{}}"#).extra.len(), 1);
    let bound: expected::commands::Bound = round_trip(r#"{"x":1,"y":2}"#);
    assert_eq!(bound.extra["y"], 2);
    let event = r#"{"event":"SEEN","data":{"more":1},"timestamp":{"seconds":0,"microseconds":0}}"#;
    assert!(matches!(round_trip(event), expected::Event::Seen { data, .. } if data.extra["more"] == 1));
}

#[test]
fn in_a_union_they_stand_with_the_common_members() {
    let common: Common = round_trip(r#"{"kind":"a","name":"n","more":1}"#);
    assert!(matches!(common.kind, CommonKind::A(base) if base.name == "n"));
    assert_eq!(common.extra["more"], 1);
    round_trip::<Common>(r#"{"kind":"b","more":1}"#);
    round_trip::<Common>(r#"{"kind":"odd","more":1}"#);
}

#[test]
fn others_skip_them() {
    assert_eq!(serde_json::from_str::<Skips>(r#"{"x":1,"more":1}"#).expect("it decodes"), Skips::new(1));
}

#[test]
fn a_free_command_takes_any_argument() {
    let free: expected::commands::Free = round_trip(r#"{"driver":"d","arguments":1,"bus":"b"}"#);
    assert_eq!((free.arguments, free.arguments_.len()), (Some(1), 1));
}
