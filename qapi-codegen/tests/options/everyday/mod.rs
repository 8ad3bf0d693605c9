//! No option at all: what people do with the types every day.

#[rustfmt::skip]
mod expected;

use expected::{Address, Channel, ChannelTransport, Drive, Event, Limits, RunState, Socket, commands};
use std::collections::HashMap;

crate::case! {
    "expected.rs" => |builder| builder;
}

#[test]
fn an_enum_is_a_name() {
    assert_eq!(RunState::FinishMigrate.as_str(), "finish-migrate");
    assert_eq!(RunState::Running.to_string(), "running");
    assert_eq!(format!("{:>9}|{:<8}|", RunState::Running, RunState::Running), "  running|running |");
    assert_eq!("x86-64".parse(), Ok(RunState::X86_64));
    assert_eq!("asleep".parse(), Ok(RunState::Unknown("asleep".into())));
}

#[test]
fn an_enum_lists_what_it_knows() {
    const FIRST: &RunState = &RunState::VALUES[0];
    assert_eq!(FIRST, &RunState::Running);
    assert_eq!(RunState::NAMES, ["running", "finish-migrate", "x86-64"]);
    assert!(RunState::VALUES.iter().map(RunState::as_str).eq(RunState::NAMES.iter().copied()));
    let counts: HashMap<RunState, usize> = RunState::VALUES.iter().cloned().zip(1..).collect();
    assert_eq!(counts[&RunState::X86_64], 3);
}

/// A few of many optional members, without naming the others.
#[test]
fn a_struct_is_made_of_what_must_be_there() {
    let limits = Limits { iops: Some(100), ..Default::default() };
    let drive = Drive { limits: Some(limits.clone()), ..Drive::new("d0", RunState::Running) };
    let text = r#"{"id":"d0","state":"running","limits":{"iops":100}}"#;
    assert_eq!(serde_json::to_string(&drive).expect("it encodes"), text);
    assert_eq!(crate::round_trip::<Drive>(text), drive);
    assert_eq!(commands::SetLimits::default(), commands::SetLimits(Limits::default()));
    let mut connect = commands::Connect::new(Address::Socket(Socket::new("/s")));
    connect.wait = Some(true);
    assert_eq!(
        serde_json::to_string(&connect).expect("it encodes"),
        r#"{"address":{"transport":"socket","path":"/s"},"wait":true}"#
    );
}

#[test]
fn a_union_is_matched_by_its_branches() {
    let path = |address: Address| match address {
        Address::Socket(Socket { path }) => Some(path),
        Address::Exec(_) | Address::None | Address::Unknown(_) => None,
    };
    assert_eq!(path(Address::Socket(Socket::new("/s"))).as_deref(), Some("/s"));
    let channel = Channel { name: Some("c".into()), ..Channel::new(1, ChannelTransport::None) };
    assert_eq!(crate::round_trip::<Channel>(r#"{"id":1,"name":"c","transport":"none"}"#), channel);
}

#[test]
fn an_event_has_a_name_and_a_time() {
    let event: Event =
        crate::round_trip(r#"{"event":"MOVED","timestamp":{"seconds":7,"microseconds":8},"data":{"state":"running"}}"#);
    assert_eq!((event.name(), event.timestamp().seconds), ("MOVED", 7));
    assert!(matches!(event, Event::Moved { data, .. } if data.state == RunState::Running));
}
