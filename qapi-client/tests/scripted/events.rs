//! Rule: no event is lost unnoticed, and one that does not fit its type is not lost at all.

use super::{LONG, SHORT, ask, with};
use crate::client::{Client, next_event};
use qapi_client::testing::Peer;
use qapi_client::{Error, Options, Received};
use qapi_runtime::Value;
use qemu_qapi::qmp;

#[test]
fn unknown_events_and_errors_arrive_and_unfit_events_arrive_raw() {
    let (client, peer) = with(|mut peer| {
        let request = peer.expect("query-x");
        peer.event("SOMETHING_NEW", "{\"a\": [1]}");
        peer.event("RESET", "{\"guest\": \"perhaps\"}");
        peer.event("ST\\u004fP", "{}");
        peer.refuse(&request, "SomethingNew", "no");
        peer
    });
    let error = ask(&client).expect_err("refused");
    let refusal = error.refusal().expect("a refusal");
    assert_eq!((refusal.class.to_string(), &*refusal.desc), ("SomethingNew".to_owned(), "no"));
    let next = || next_event(&client);
    assert!(matches!(next(), Received::Event(qmp::Event::Unknown(event)) if event.name == "SOMETHING_NEW"));
    match next() {
        Received::Unfit(raw, Error::Unfit { name, .. }) => {
            assert_eq!((raw.name(), &*name), ("RESET", "RESET"));
            assert_eq!(raw.value().expect("JSON")["guest"], Value::from("perhaps"));
            assert_eq!(raw.timestamp().expect("a timestamp").microseconds, 5);
        }
        // A reader of all events may keep what does not fit by itself.
        Received::Event(qmp::Event::Unknown(event)) => assert_eq!(event.name, "RESET"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(next(), Received::Event(qmp::Event::Stop { .. })));
    peer.join().expect("the script");
}

#[test]
fn a_stalled_subscriber_loses_the_oldest_and_is_told_how_many() {
    let (mut peer, stream) = Peer::pair();
    let script = std::thread::spawn(move || {
        peer.negotiate();
        let request = peer.expect("query-x");
        (0..1000).for_each(|number| peer.event("RTC_CHANGE", &format!("{{\"offset\": {number}, \"qom-path\": \"\"}}")));
        peer.reply(&request, "1");
        peer
    });
    let client = Client::over(stream, &Options::new().event_queue(10)).expect("a client");
    let mut stalled = client.events::<qmp::Event>();
    ask(&client).expect("a reply");
    assert!(matches!(stalled.next(), Some(Ok(Received::Lost(990)))));
    match stalled.next() {
        Some(Ok(Received::Event(qmp::Event::RtcChange { data, .. }))) => assert_eq!(data.offset, 990),
        other => panic!("{other:?}"),
    }
    script.join().expect("the script");
}

#[test]
fn an_event_that_comes_before_the_reply_is_expected_all_the_same() {
    let (client, peer) = with(|mut peer| {
        let request = peer.expect("system_reset");
        peer.event("RESET", "{\"guest\": true, \"reason\": \"guest-reset\"}");
        peer.event("RESET", "{\"guest\": false, \"reason\": \"host-qmp-system-reset\"}");
        peer.reply(&request, "{}");
        peer
    });
    let expected = client
        .expect::<qmp::events::Reset>(|reset| !reset.guest)
        .execute(&qmp::commands::SystemReset)
        .expect("a reply");
    assert!(!expected.wait_for(LONG).expect("the event").guest);
    let error = expected.wait_for(SHORT).expect_err("it came once");
    assert!(error.is_timeout(), "{error:?}");
    peer.join().expect("the script");
}
