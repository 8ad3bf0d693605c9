//! `deprecated_attributes` and `unstable`, and features at run time.

#[rustfmt::skip]
#[allow(unexpected_cfgs)] // The cargo feature `unstable` is that of a user's crate; here it is not there.
mod guarded;
#[rustfmt::skip]
mod kept;
#[rustfmt::skip]
mod plain;

use crate::{case, round_trip};
use qapi_codegen::options::Unstable;
use qapi_runtime::{Command, Event};

case! {
    "kept.rs" => |builder| builder;
    "plain.rs" => |builder| builder.deprecated_attributes(false).unstable(Unstable::Omit);
    "guarded.rs" => |builder| builder.unstable(Unstable::Feature("unstable".into()));
}

#[test]
fn features_are_reachable_at_run_time() {
    #[allow(deprecated)]
    let features = kept::commands::ApplyOld::FEATURES;
    assert_eq!(features, ["deprecated", "savevm"]);
    assert_eq!(kept::events::XApplied::FEATURES, ["unstable"]);
}

/// A server can be told to hide what is deprecated.
#[test]
fn a_deprecated_member_may_be_absent() {
    let settings: kept::Settings = round_trip(r#"{"mode":"new","x-depth":1,"list":"l"}"#);
    #[allow(deprecated)]
    let size = settings.size;
    assert_eq!(size, None);
}

/// This module would not compile without warning if there were an attribute.
#[test]
fn deprecated_attributes_can_be_left_out() {
    let settings: plain::Settings = round_trip(r#"{"mode":"old","size":1,"list":"l"}"#);
    assert_eq!((settings.mode, settings.size), (plain::Mode::Old, Some(1)));
    let _ = plain::commands::ApplyOld::new(plain::Settings::new(plain::Mode::New, "l"));
}

#[test]
fn what_is_unstable_can_be_left_out() {
    assert_eq!(kept::Mode::NAMES, ["new", "old", "x-odd"]);
    assert_eq!(plain::Mode::NAMES, ["new", "old"]);
    assert_eq!(guarded::Mode::NAMES, ["new", "old"]);
    assert_eq!(plain::Event::NAMES, ["APPLIED", "APPLIED_OLD"]);
    assert_eq!(guarded::Event::NAMES, ["APPLIED", "APPLIED_OLD"]);
    let guarded::Settings { mode: _, list: _, .. } = round_trip(r#"{"mode":"new","list":"l"}"#);
}
