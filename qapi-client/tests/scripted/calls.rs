//! Rule: a call ends in time, whatever its peer, its caller or other calls do.

use super::{LONG, SHORT, ask, with};
use qapi_client::testing::Request;
use qapi_client::{Error, Sent};
use qapi_runtime::Value;
use qemu_qapi::qmp;

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
