//! Rule: whatever a peer does, a call gets its own reply or an error that says why not, in time. The cases are run with
//! the blocking client and with the one for tokio.

use super::client::{Client, next_event};
use qapi_client::testing::{GREETING, Peer, Request};
use qapi_client::{Awaited, Error, Options, Received, Sent};
use qapi_runtime::{ErrorClass, Value};
use qemu_qapi::qmp;
use std::thread::JoinHandle;
use std::time::Duration;

/// Longer than anything takes.
const LONG: Duration = Duration::from_secs(60);
/// Long enough for a thread to have done what it can without us. No test fails because it is too short.
const SHORT: Duration = Duration::from_millis(50);

/// A client of a peer that runs a script once the client is connected.
fn with<R: Send + 'static>(script: impl FnOnce(Peer) -> R + Send + 'static) -> (Client, JoinHandle<R>) {
    let (mut peer, stream) = Peer::pair();
    let peer = std::thread::spawn(move || {
        peer.negotiate();
        script(peer)
    });
    let client = Client::over(stream, &Options::new().connect_timeout(LONG)).expect("a client");
    (client.timeout(LONG), peer)
}

/// What connecting to a peer with this script comes to.
fn connecting(options: &Options, script: impl FnOnce(Peer) + Send + 'static) -> Result<Client, Error> {
    let (peer, stream) = Peer::pair();
    let script = std::thread::spawn(move || script(peer));
    let client = Client::over(stream, options);
    script.join().expect("the script");
    client
}

fn ask(client: &Client) -> Result<Value, Error> {
    client.execute_raw("query-x", None)
}

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
fn a_call_can_be_awaited_again_after_a_timeout() {
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let (client, peer) = with(move |mut peer| {
        let request = peer.expect("query-x");
        receiver.recv().expect("a sign");
        peer.reply(&request, "5");
        peer
    });
    let mut call = client.start_raw("query-x", None).expect("started");
    let error = call.wait_for(SHORT).expect_err("no reply yet");
    assert!(matches!(error, Error::TimedOut { sent: Sent::Fully, .. }), "{error:?}");
    sender.send(()).expect("the peer waits");
    assert_eq!(call.wait().expect("a reply"), Value::from(5));
    assert!(matches!(call.wait(), Err(Error::Taken)));
    peer.join().expect("the script");
}

#[test]
fn eight_commands_are_on_the_wire_while_one_out_of_band_passes() {
    let (client, peer) = with(|mut peer| {
        let requests: Vec<Request> = (0..9).map(|_| peer.receive().expect("a request")).collect();
        let (pings, first): (Vec<&Request>, Vec<&Request>) = requests.iter().partition(|request| request.is_oob());
        assert_eq!((pings.len(), pings[0].name(), first.len()), (1, "query-yank", 8));
        peer.reply(pings[0], "[]");
        assert!(!peer.has_request(SHORT), "a ninth command was written");
        for request in first {
            peer.reply(request, "0");
        }
        for _ in 8..1000 {
            let request = peer.expect("query-x");
            peer.reply(&request, "0");
        }
        peer
    });
    let mut calls: Vec<_> = (0..1000).map(|_| client.start_raw("query-x", None).expect("started")).collect();
    assert_eq!(calls[999].sent(), Sent::Not);
    assert!(client.execute_oob(&qmp::commands::QueryYank).expect("a reply").is_empty());
    for call in &mut calls {
        assert_eq!(call.wait().expect("a reply"), Value::from(0));
    }
    peer.join().expect("the script");
}

#[test]
fn a_dropped_call_leaves_the_queue_or_has_its_reply_discarded() {
    let (arrived, all_arrived) = std::sync::mpsc::channel::<()>();
    let (dropped, all_dropped) = std::sync::mpsc::channel::<()>();
    let (client, peer) = with(move |mut peer| {
        let first: Vec<Request> = (0..8).map(|_| peer.expect("query-x")).collect();
        arrived.send(()).expect("the test waits");
        all_dropped.recv().expect("a sign");
        for request in &first {
            peer.reply(request, "\"old\"");
        }
        let last = peer.expect("query-last");
        peer.reply(&last, "\"new\"");
        peer
    });
    let mut calls: Vec<_> = (0..8).map(|_| client.start_raw("query-x", None).expect("started")).collect();
    let queued = client.start_raw("query-dropped", None).expect("started");
    all_arrived.recv().expect("a sign");
    assert_eq!((calls[0].sent(), queued.sent()), (Sent::Fully, Sent::Not));
    drop(queued);
    drop(calls.split_off(4));
    dropped.send(()).expect("the peer waits");
    assert_eq!(client.execute_raw("query-last", None).expect("a reply"), Value::from("new"));
    assert!(calls.iter_mut().all(|call| call.wait().expect("a reply") == "old"));
    assert_eq!(client.discarded(), 0);
    peer.join().expect("the script");
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

#[test]
fn replies_can_be_read_after_writing_has_failed() {
    let (client, peer) = with(|mut peer| {
        let request = peer.expect("query-x");
        peer.close_reading();
        (peer, request)
    });
    let mut first = client.start_raw("query-x", None).expect("started");
    let (mut peer, request) = peer.join().expect("the script");
    let error = match client.start_raw("query-late", None) {
        Ok(mut late) => late.wait().expect_err("it cannot be written"),
        Err(error) => error,
    };
    assert!(matches!(error, Error::Closed { sent: Sent::Not, reason: Some(_), .. }), "{error:?}");
    peer.reply(&request, "\"still here\"");
    peer.close();
    assert_eq!(first.wait().expect("a reply"), Value::from("still here"));
}

#[test]
fn a_large_command_is_written_while_the_server_writes() {
    // Both sides write more than a socket holds before they read: whoever only writes waits for ever.
    let large = "x".repeat(8 << 20);
    let expected = large.clone();
    let (client, peer) = with(move |mut peer| {
        let first = peer.expect("query-x");
        let text = serde_json::to_string(&expected).expect("JSON");
        peer.reply(&first, &text);
        let second = peer.expect("store");
        assert_eq!(second.arguments()["text"].as_str(), Some(&*expected));
        peer.reply(&second, "{}");
        peer
    });
    let mut first = client.start_raw("query-x", None).expect("started");
    let mut second = client.start_raw("store", Some(&serde_json::json!({ "text": large }))).expect("started");
    second.wait().expect("a reply");
    assert_eq!(first.wait().expect("a reply").as_str().map(str::len), Some(large.len()));
    peer.join().expect("the script");
}

#[test]
fn a_command_that_is_written_in_part_is_written_to_its_end() {
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let (client, peer) = with(move |mut peer| {
        receiver.recv().expect("a sign");
        assert_eq!(peer.expect("store").arguments()["text"].as_str().map(str::len), Some(8 << 20));
        let next = peer.expect("query-x");
        peer.reply(&next, "1");
        peer
    });
    let large = serde_json::json!({ "text": "x".repeat(8 << 20) });
    let mut call = client.start_raw("store", Some(&large)).expect("started");
    let error = call.wait_for(SHORT).expect_err("nobody reads");
    assert!(matches!(error, Error::TimedOut { sent: Sent::Partly, .. }), "{error:?}");
    drop(call);
    sender.send(()).expect("the peer waits");
    assert_eq!(ask(&client).expect("a reply"), Value::from(1));
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

#[test]
fn many_threads_share_a_client() {
    let (client, peer) = with(|mut peer| {
        for _ in 0..400 {
            let request = peer.receive().expect("a request");
            let name = serde_json::to_string(request.name()).expect("JSON");
            peer.event("STOP", "{}");
            peer.reply(&request, &name);
        }
        peer
    });
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let client = &client;
            scope.spawn(move || {
                for round in 0..50 {
                    let name = format!("query-{thread}-{round}");
                    assert_eq!(client.execute_raw(&name, None).expect("a reply"), Value::from(name));
                }
            });
        }
    });
    peer.join().expect("the script");
}

#[test]
fn closing_wakes_a_thread_that_waits() {
    let (client, peer) = with(|mut peer| peer.expect("query-x"));
    let waiting = client.clone();
    let thread = std::thread::spawn(move || ask(&waiting));
    peer.join().expect("the script");
    client.close();
    // The peer's end is closed as well, so the thread may learn of either.
    assert!(thread.join().expect("a thread").expect_err("closed").is_closed());
}

#[cfg(feature = "fd")]
#[test]
fn descriptors_go_one_after_the_other_and_none_stays_open() {
    use std::io::Read;
    use std::os::fd::OwnedFd;
    let (client, peer) = with(|mut peer| {
        for _ in 0..3 {
            let request = peer.expect("getfd");
            assert!(!peer.has_request(SHORT), "another descriptor came before the first was taken");
            assert_eq!(peer.descriptors().len(), 1);
            peer.reply(&request, "{}");
        }
        peer
    });
    let mut ends: Vec<_> = Vec::new();
    let mut calls: Vec<_> = (0..3)
        .map(|index| {
            let (ours, theirs) = std::os::unix::net::UnixStream::pair().expect("a pair");
            ends.push(ours);
            client
                .start_with_fd(&qmp::commands::Getfd::new(format!("fd{index}")), OwnedFd::from(theirs))
                .expect("started")
        })
        .collect();
    calls.iter_mut().for_each(|call| assert_eq!(call.wait().expect("a reply"), qapi_runtime::Empty {}));
    // One that is dropped before it was written is closed, too.
    let mut peer = peer.join().expect("the script");
    let hold: Vec<_> = (0..8).map(|_| client.start_raw("query-x", None).expect("started")).collect();
    let (ours, theirs) = std::os::unix::net::UnixStream::pair().expect("a pair");
    ends.push(ours);
    drop(client.start_with_fd(&qmp::commands::Getfd::new("late"), OwnedFd::from(theirs)).expect("started"));
    for end in &mut ends {
        end.set_read_timeout(Some(LONG)).expect("a timeout");
        assert_eq!(end.read(&mut [0]).expect("the other end is closed everywhere"), 0);
    }
    drop(hold);
    assert!(peer.descriptors().is_empty());
}
