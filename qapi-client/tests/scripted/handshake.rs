//! Rule: connecting ends in a client or in an error that says what was being waited for.

use super::{SHORT, connecting};
use crate::client::{Client, next_event};
use qapi_client::testing::{GREETING, Peer};
use qapi_client::{Awaited, Error, Options, Sent};
use qemu_qapi::qmp;

#[test]
fn the_end_of_the_stream_at_every_byte_of_the_handshake_is_an_error() {
    let answer = "{\"return\": {}, \"id\": 1}\r\n";
    let greeting = format!("{GREETING}\r\n");
    for place in 0..=greeting.len() {
        let part = greeting.as_bytes()[..place].to_vec();
        let error = connecting(&Options::new(), move |mut peer| peer.send_bytes(&part)).expect_err("the end");
        let before = place < GREETING.len();
        match error {
            Error::Closed { awaited: Awaited::Greeting, reason: None, .. } => assert!(place == 0, "{place}"),
            Error::Protocol { .. } => assert!(0 < place && before, "{place}"),
            // The peer has gone before or after the client could write.
            Error::Closed { awaited: Awaited::Reply(name), .. } => assert!(!before && name == "qmp_capabilities"),
            other => panic!("{place}: {other:?}"),
        }
    }
    for place in 0..answer.len() - 2 {
        let result = connecting(&Options::new(), move |mut peer| {
            peer.greet();
            peer.expect("qmp_capabilities");
            peer.send_bytes(&answer.as_bytes()[..place]);
        });
        match result.expect_err("the end") {
            Error::Closed { awaited: Awaited::Reply(name), .. } => {
                assert_eq!((name.as_str(), place), ("qmp_capabilities", 0))
            }
            Error::Protocol { .. } => assert!(place > 0),
            other => panic!("{place}: {other:?}"),
        }
    }
}

#[test]
fn events_before_the_greeting_and_before_the_negotiation_are_kept() {
    let (mut peer, stream) = Peer::pair();
    let peer = std::thread::spawn(move || {
        peer.event("STOP", "{}");
        peer.greet();
        let request = peer.expect("qmp_capabilities");
        peer.event("RESUME", "{}");
        peer.reply(&request, "{}");
        peer
    });
    let client = Client::over(stream, &Options::new()).expect("a client");
    let next = || next_event(&client).event().expect("it fits");
    assert_eq!((next().name(), next().name()), ("STOP", "RESUME"));
    peer.join().expect("the script");
}

#[test]
fn silence_ends_at_the_deadline_and_the_greeting_that_does_not_come_is_explained() {
    let options = Options::new().connect_timeout(SHORT);
    let (_peer, stream) = Peer::pair();
    let error = Client::over(stream, &options).expect_err("silence");
    assert!(matches!(error, Error::TimedOut { awaited: Awaited::Greeting, sent: Sent::Not, .. }), "{error:?}");
    assert!(error.to_string().contains("another client"), "{error}");

    let (mut peer, stream) = Peer::pair();
    peer.greet();
    let error = Client::over(stream, &options).expect_err("silence");
    assert!(matches!(&error, Error::TimedOut { awaited: Awaited::Reply(name), .. } if name == "qmp_capabilities"));

    let (_peer, stream) = Peer::pair();
    let error = Client::over(stream, &Options::new().alive(|| false)).expect_err("a dead server");
    assert!(matches!(error, Error::Dead), "{error:?}");
}

#[test]
fn oob_is_refused_here_if_it_was_not_negotiated() {
    let (mut peer, stream) = Peer::pair();
    let script = std::thread::spawn(move || {
        peer.negotiate();
        peer
    });
    let client = Client::over(stream, &Options::new().oob(false)).expect("a client");
    assert!(matches!(client.execute_oob(&qmp::commands::QueryYank), Err(Error::Unsupported { .. })));
    assert!(!client.oob());
    script.join().expect("the script");
}
