//! `strict`: unknown values, branches and members are errors that say where they are.

#[rustfmt::skip]
mod all;
#[rustfmt::skip]
mod some;

use crate::{decode_error, round_trip};

crate::case! {
    "all.rs" => |builder| builder.strict("*");
    "some.rs" => |builder| builder.strict("Reading").strict("Plain");
}

#[test]
fn what_is_unknown_is_an_error() {
    assert!(decode_error::<all::Reading>(r#"{"level":"odd"}"#).contains("level: "));
    assert!(decode_error::<all::Reading>(r#"{"level":"low","more":1}"#).contains("'more'"));
    assert!(decode_error::<all::Reading>(r#"{"level":"low","empty":"any"}"#).contains("empty: "));
    assert!(decode_error::<all::Plain>(r#"{"level":"odd"}"#).contains("level: "));
    assert!(decode_error::<all::Plain>(r#"{"level":"low","x":1,"more":1}"#).contains("'more'"));
    assert!(decode_error::<all::Common>(r#"{"level":"odd","id":1}"#).contains("level: "));
    assert!(decode_error::<all::Common>(r#"{"level":"high","id":1,"more":1}"#).contains("'more'"));
    assert!(!decode_error::<all::Either>("1").is_empty());
    assert!(decode_error::<all::commands::Read>(r#"{"y":1}"#).contains("'y'"));
    assert!("odd".parse::<all::Level>().is_err());
}

#[test]
fn what_is_known_is_not() {
    round_trip::<all::Reading>(r#"{"level":"high"}"#);
    round_trip::<all::Plain>(r#"{"level":"low","x":1}"#);
    round_trip::<all::Common>(r#"{"id":1,"level":"high"}"#);
    round_trip::<all::Either>(r#"{"x":1}"#);
}

/// Nothing but the schema's values can occur, so a `match` needs no other arm, and the value can be copied.
#[test]
fn a_strict_enum_is_closed() {
    let level = all::Level::High;
    let copy = level;
    match level {
        all::Level::Low => panic!("it is high"),
        all::Level::High => assert_eq!(copy, level),
    }
}

#[test]
fn strictness_is_for_each_type() {
    assert!(decode_error::<some::Reading>(r#"{"level":"low","more":1}"#).contains("'more'"));
    assert_eq!(round_trip::<some::Reading>(r#"{"level":"odd"}"#).level, some::Level::Unknown("odd".into()));
    assert!(decode_error::<some::Plain>(r#"{"level":"odd"}"#).contains("level: "));
    round_trip::<some::Common>(r#"{"id":1,"level":"odd","x":1}"#);
}
