//! `select`: names and globs, and what they reach.

#[rustfmt::skip]
mod expected;

crate::case! {
    "expected.rs" => |builder| builder.select("query-s*").select("STOP");
}

#[test]
fn what_the_selection_reaches_is_there() {
    let status: expected::StatusInfo = crate::round_trip(r#"{"status":"paused"}"#);
    assert_eq!(status.status, expected::RunState::Paused);
    assert_eq!(expected::Event::NAMES, ["STOP"]);
}

#[test]
fn what_is_not_selected_is_unknown_and_kept() {
    let event = r#"{"event":"RESUME","timestamp":{"seconds":1,"microseconds":2}}"#;
    assert!(matches!(crate::round_trip(event), expected::Event::Unknown(event) if event.name == "RESUME"));
}
