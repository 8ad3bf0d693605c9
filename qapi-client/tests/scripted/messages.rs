//! Rule: messages are found wherever a read ends, and each reaches whom it belongs to.

use super::{ask, with};
use crate::client::next_event;
use qapi_client::testing::Request;
use qapi_client::{Error, Received, Sent};
use qapi_runtime::{ErrorClass, Value};
use qemu_qapi::qmp;

#[test]
fn a_reply_may_be_split_at_every_byte() {
    let reply = "{\"return\": {\"a\": \"}{\\\"\\u00e9\"}, \"id\": 2}\r\n";
    for place in 0..=reply.len() {
        let (client, peer) = with(move |mut peer| {
            peer.expect("query-x");
            let (first, second) = reply.as_bytes().split_at(place);
            peer.send_bytes(first);
            std::thread::yield_now();
            peer.send_bytes(second);
            peer
        });
        assert_eq!(ask(&client).expect("a reply")["a"], Value::from("}{\"é"), "split at {place}");
        peer.join().expect("the script");
    }
    let (client, peer) = with(move |mut peer| {
        peer.expect("query-x");
        peer.send_split(reply.as_bytes());
        peer
    });
    ask(&client).expect("a reply in pieces of one byte");
    peer.join().expect("the script");
}

#[test]
fn messages_may_share_a_line_or_take_several() {
    let (client, peer) = with(|mut peer| {
        let (one, two) = (peer.expect("query-x"), peer.expect("query-x"));
        let stamp = "\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}";
        let event = format!("{{\"event\": \"STOP\", {stamp}}}");
        let text = format!("{{\n  \"return\": 1\n{}\n}}{event}{event}{{\"return\":\n2{}}}", one.id(), two.id());
        peer.send_bytes(text.as_bytes());
        peer
    });
    let (mut one, mut two) = (client.start_raw("query-x", None).unwrap(), client.start_raw("query-x", None).unwrap());
    assert_eq!((one.wait().expect("1"), two.wait().expect("2")), (1.into(), 2.into()));
    for _ in 0..2 {
        let event = next_event(&client);
        assert!(matches!(event, Received::Event(qmp::Event::Stop { .. })), "{event:?}");
    }
    peer.join().expect("the script");
}

#[test]
fn replies_out_of_order_reach_their_calls() {
    let (client, peer) = with(|mut peer| {
        let requests: Vec<Request> = (0..8).map(|_| peer.expect("query-x")).collect();
        for (index, request) in requests.iter().enumerate().rev() {
            peer.reply(request, &index.to_string());
        }
        peer
    });
    let mut calls: Vec<_> = (0..8).map(|_| client.start_raw("query-x", None).expect("started")).collect();
    for (index, call) in calls.iter_mut().enumerate() {
        assert_eq!(call.wait().expect("a reply"), Value::from(index));
    }
    peer.join().expect("the script");
}

#[test]
fn replies_that_belong_to_nobody_reach_nobody() {
    // The call has the number 2: the negotiation had 1.
    let foreign = [
        r#"{"return": "wrong", "id": 1}"#,
        r#"{"return": "wrong", "id": 3}"#,
        r#"{"return": "wrong", "id": "2"}"#,
        r#"{"return": "wrong", "id": 2.0}"#,
        r#"{"return": "wrong", "id": 02}"#,
        r#"{"return": "wrong", "id": -2}"#,
        r#"{"return": "wrong", "id": {"id": 2}}"#,
        r#"{"return": "wrong", "id": [2]}"#,
        r#"{"return": "wrong", "id": null}"#,
        r#"{"return": "wrong", "id": 18446744073709551618}"#,
        r#"{"return": {"id": 2}}"#,
        r#"{"return": "wrong"}"#,
        r#"{"x": "y"}"#,
        r#"{}"#,
    ];
    let (client, peer) = with(move |mut peer| {
        let request = peer.expect("query-x");
        assert_eq!(request.id(), ", \"id\": 2");
        foreign.iter().for_each(|line| peer.send(line));
        peer.reply(&request, "\"right\"");
        // Again: the second is nobody's.
        peer.reply(&request, "\"wrong\"");
        let request = peer.expect("query-x");
        peer.reply(&request, "\"next\"");
        peer
    });
    assert_eq!(ask(&client).expect("a reply"), Value::from("right"));
    assert_eq!(ask(&client).expect("a reply"), Value::from("next"));
    assert_eq!(client.discarded(), foreign.len() as u64 + 1);
    peer.join().expect("the script");
}

#[test]
fn an_error_without_an_id_belongs_to_the_only_command_that_it_can_belong_to() {
    let error = r#"{"error": {"class": "GenericError", "desc": "JSON token size limit exceeded"}}"#;
    let (client, peer) = with(move |mut peer| {
        let first = peer.expect("query-x");
        peer.expect("query-x");
        peer.send(error);
        peer.reply(&first, "1");
        peer
    });
    let (mut one, mut two) = (client.start_raw("query-x", None).unwrap(), client.start_raw("query-x", None).unwrap());
    assert_eq!(one.wait().expect("the reply with its id"), Value::from(1));
    let refused = two.wait().expect_err("the server could not read it");
    assert_eq!(refused.refusal().map(|error| &error.class), Some(&ErrorClass::GenericError), "{refused}");
    peer.join().expect("the script");
}

#[test]
fn garbage_ends_the_connection_and_says_what_it_was() {
    for garbage in ["HTTP/1.1 400 Bad Request\r\n", "\u{1}\u{2}", "}", "[1, 2]", "{\"return\": \"abc\n", "null\n"] {
        let (client, peer) = with(move |mut peer| {
            peer.expect("query-x");
            peer.send_bytes(garbage.as_bytes());
            peer
        });
        let mut events = client.events::<qmp::Event>();
        let error = ask(&client).expect_err("no reply");
        let Error::Closed { sent: Sent::Fully, reason: Some(reason), .. } = &error else { panic!("{error:?}") };
        assert!(matches!(**reason, Error::Protocol { .. }), "{reason:?}");
        let end = events.next().expect("a reason").expect_err("the end");
        assert!(matches!(end, Error::Closed { reason: Some(_), .. }), "{end:?}");
        assert!(events.next().is_none());
        assert_eq!(ask(&client).expect_err("it is over").sent(), Sent::Not);
        peer.join().expect("the script");
    }
}

#[test]
fn a_reply_that_is_not_json_fails_its_own_call_alone() {
    let (client, peer) = with(|mut peer| {
        let request = peer.expect("query-status");
        peer.reply(&request, "{\"running\": tru}");
        let request = peer.expect("query-status");
        peer.reply(&request, "{\"running\": 1, \"status\": \"paused\"}");
        let request = peer.expect("query-status");
        peer.reply(&request, "{\"running\": true, \"status\": \"a new status\", \"more\": []}");
        peer
    });
    let status = || client.execute(&qmp::commands::QueryStatus);
    assert!(matches!(status(), Err(Error::Protocol { .. })));
    match status() {
        Err(Error::Unfit { path, text, .. }) => {
            assert_eq!(path, "return.running");
            assert!(text.contains("paused"), "{text}");
        }
        other => panic!("{other:?}"),
    }
    assert!(status().expect("an open type").running);
    peer.join().expect("the script");
}

#[test]
fn the_end_of_the_stream_at_every_byte_of_a_reply_is_an_error() {
    let reply = "{\"return\": {\"a\": \"b\"}, \"id\": 2}";
    for place in 0..reply.len() {
        let (client, peer) = with(move |mut peer| {
            peer.expect("query-x");
            peer.send_bytes(&reply.as_bytes()[..place]);
        });
        match ask(&client).expect_err("half a reply") {
            Error::Closed { sent: Sent::Fully, reason, .. } => assert_eq!(reason.is_some(), place > 0),
            other => panic!("{place}: {other:?}"),
        }
        peer.join().expect("the script");
    }
}

#[test]
fn a_line_of_two_hundred_megabytes_is_refused_at_the_limit() {
    let (client, peer) = with(|mut peer| {
        let request = peer.expect("query-x");
        peer.send_bytes(format!("{{\"return\": \"{}", "a".repeat(1000)).as_bytes());
        let piece = vec![b'a'; 1 << 20];
        // The client hangs up on the way.
        let taken = (0..200).take_while(|_| peer.try_send_bytes(&piece)).count();
        drop(request);
        taken
    });
    let error = ask(&client).expect_err("it is too large");
    let Error::Closed { sent: Sent::Fully, reason: Some(reason), .. } = &error else { panic!("{error:?}") };
    assert!(matches!(**reason, Error::TooLarge { limit, .. } if limit == 128 << 20), "{reason:?}");
    // The client has hung up by itself.
    let taken = peer.join().expect("the script");
    assert!((127..200).contains(&taken), "{taken}");

    // A message below the limit arrives.
    let (client, peer) = with(|mut peer| {
        let request = peer.expect("query-x");
        peer.send_bytes(b"{\"return\": \"");
        let piece = vec![b'a'; 1 << 20];
        (0..100).for_each(|_| peer.send_bytes(&piece));
        peer.send(&format!("\"{}}}", request.id()));
        peer
    });
    assert_eq!(ask(&client).expect("a reply").as_str().map(str::len), Some(100 << 20));
    peer.join().expect("the script");
}
