//! Rule: no reply of an agent is taken for another's, and what an agent does not do is told apart.

use super::{LONG, SHORT};
use crate::client::Agent;
use qapi_client::testing::Peer;
use qapi_client::{Awaited, Error, Farewell, Options, Sent};
use qapi_runtime::Value;
use qemu_qapi::qga;
use std::thread::JoinHandle;

/// An agent's client, and its peer after the first synchronisation.
fn agent<R: Send + 'static>(script: impl FnOnce(Peer) -> R + Send + 'static) -> (Agent, JoinHandle<R>) {
    let (mut peer, stream) = Peer::pair();
    let peer = std::thread::spawn(move || {
        peer.synchronise();
        script(peer)
    });
    (Agent::over(stream, &Options::new().connect_timeout(LONG)).expect("an agent"), peer)
}

#[test]
fn an_agent_is_synchronised_past_whatever_an_earlier_client_left() {
    let (mut peer, stream) = Peer::pair();
    let script = std::thread::spawn(move || {
        peer.send_bytes(b"half of a rep\xFF\xFF{\"return\": 12}\r\n\xFF{\"return\": {\"a\": [");
        let request = peer.expect("guest-sync-delimited");
        assert_eq!(request.sentinels, 1);
        let id = request.arguments()["id"].as_u64().expect("a number");
        peer.send(r#"{"error": {"class": "GenericError", "desc": "JSON parse error"}}"#);
        // Without the sentinel it may be an echo.
        peer.send(&format!("{{\"return\": {id}}}"));
        peer.send_bytes(b"\x00\x01garbage{{\"\n\n");
        peer.send_bytes(b"\xFF");
        peer.send(&format!("{{\"return\": {id}}}"));
        let request = peer.expect("guest-info");
        assert_eq!(request.message.get("id"), None, "an old agent takes an id for a mistake");
        peer.reply(&request, "{\"version\": \"8\", \"supported_commands\": []}");
        peer
    });
    let agent = Agent::over(stream, &Options::new().connect_timeout(LONG)).expect("an agent");
    assert_eq!(agent.execute(&qga::commands::GuestInfo).expect("a reply").version, "8");
    script.join().expect("the script");
}

#[test]
fn after_a_timeout_nothing_but_a_synchronisation_is_written() {
    let (agent, peer) = agent(|mut peer| {
        let slow = peer.expect("guest-slow");
        let first = peer.expect("guest-sync-delimited");
        assert_eq!(first.sentinels, 1);
        // It is asked again, with another number, because it does not answer.
        let second = peer.expect("guest-sync-delimited");
        assert_ne!(first.arguments(), second.arguments());
        peer.reply(&slow, "\"too late\"");
        for request in [&first, &second] {
            peer.send_bytes(b"\xFF");
            peer.reply(request, &request.arguments()["id"].to_string());
        }
        let next = peer.expect("guest-next");
        peer.reply(&next, "\"in time\"");
        peer
    });
    let error = agent.timeout(SHORT).execute_raw("guest-slow", None).expect_err("no reply");
    assert!(matches!(error, Error::TimedOut { awaited: Awaited::Reply(_), sent: Sent::Fully, .. }), "{error:?}");
    assert_eq!(agent.timeout(LONG).execute_raw("guest-next", None).expect("a reply"), Value::from("in time"));
    peer.join().expect("the script");
}

#[test]
fn an_agent_that_is_not_there_has_disabled_a_command_or_lacks_it_is_told_apart() {
    let (_peer, stream) = Peer::pair();
    let error = Agent::over(stream, &Options::new().connect_timeout(SHORT)).expect_err("no agent");
    assert!(matches!(error, Error::TimedOut { awaited: Awaited::Agent, sent: Sent::Not, .. }), "{error:?}");

    let (agent, peer) = agent(|mut peer| {
        for _ in 0..2 {
            let request = peer.receive().expect("a request");
            peer.refuse(&request, "CommandNotFound", "whatever");
            let info = peer.expect("guest-info");
            let listed = r#"{"name": "guest-off", "enabled": false, "success-response": true}"#;
            peer.reply(&info, &format!("{{\"version\": \"8\", \"supported_commands\": [{listed}]}}"));
        }
        peer
    });
    assert!(matches!(agent.execute_raw("guest-off", None), Err(Error::Disabled { .. })));
    assert!(matches!(agent.execute_raw("guest-none", None), Err(Error::Unsupported { .. })));
    peer.join().expect("the script");
}

#[test]
fn a_command_without_a_reply_ends_in_an_error_the_end_or_silence() {
    use qga::commands::GuestShutdown;
    let (agent, peer) = agent(|mut peer| {
        let request = peer.expect("guest-shutdown");
        peer.refuse(&request, "GenericError", "no");
        peer.expect("guest-shutdown");
        peer.synchronise();
        peer.expect("guest-shutdown");
        peer.close();
    });
    let shutdown = |patience| agent.execute_silent(&GuestShutdown::default(), patience);
    assert!(shutdown(LONG).expect_err("refused").refusal().is_some());
    assert_eq!(shutdown(SHORT).expect("silence"), Farewell::Silent);
    assert_eq!(shutdown(LONG).expect("the end"), Farewell::Closed);
    peer.join().expect("the script");
}
