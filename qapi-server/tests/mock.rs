//! Rule: the mock plays its script, and reports everything that differs from it.
#![cfg(all(unix, feature = "mock"))]
// A struct's literal names all members, also those that only older servers have.
#![allow(deprecated)]

use qapi_client::blocking::{Agent, Client};
use qapi_client::{Address, Error, Options};
use qapi_runtime::Empty;
use qapi_server::error;
use qapi_server::mock::Mock;
use qemu_qapi::qga::commands::GuestPing;
use qemu_qapi::qmp::Event;
use qemu_qapi::qmp::commands::{Cont, DeviceDel, QueryStatus, Stop};
use qemu_qapi::qmp::events;
use qemu_qapi::qmp::run_state::{RunState, StatusInfo};
use std::io::{Read, Write};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

fn status(running: bool) -> StatusInfo {
    StatusInfo { running, status: if running { RunState::Running } else { RunState::Paused }, singlestep: None }
}

fn client(mock: &Mock) -> Client {
    Client::over(mock.connect().expect("a socket"), &Options::new().call_timeout(PATIENCE)).expect("a client")
}

#[test]
fn in_order_with_events_and_refusals() {
    let mock = Mock::new();
    mock.always::<QueryStatus>().returns(&status(true));
    mock.expect::<Stop>().emits(&events::Stop {}).then_emits(&events::Resume {}).succeeds();
    mock.expect::<DeviceDel>().with(&DeviceDel::new("d0")).refuses(error("in use"));
    mock.expect::<DeviceDel>().matching("a disk", |command| command.id.starts_with("disk")).times(2).succeeds();
    mock.expect_raw("x-debug").with_raw(&serde_json::json!({"a": 1})).returns(&serde_json::json!([1]));
    let client = client(&mock);
    let mut events = client.events::<Event>();
    assert!(client.execute(&QueryStatus).expect("a status").running);
    client.execute(&Stop).expect("done");
    for name in ["STOP", "RESUME"] {
        let event = events.next_for(PATIENCE).expect("an event");
        assert!(matches!(&event, qapi_client::Received::Event(event) if event.name() == name), "{event:?}");
    }
    assert!(
        matches!(client.execute(&DeviceDel::new("d0")), Err(Error::Refused { error, .. }) if error.desc == "in use")
    );
    assert!(mock.outcome().expect_err("not all has come").contains("did not come: x-debug {\"a\":1}"));
    client.execute(&DeviceDel::new("disk0")).expect("done");
    assert!(client.execute(&QueryStatus).expect("a status").running);
    client.execute(&DeviceDel::new("disk1")).expect("done");
    let value = client.execute_raw("x-debug", Some(&serde_json::json!({"a": 1}))).expect("done");
    assert_eq!(value, serde_json::json!([1]));
    assert!(mock.wait(PATIENCE));
    mock.verify();
}

#[test]
fn in_any_order_within_a_group() {
    let mock = Mock::new();
    mock.in_any_order(|mock| {
        mock.expect::<Stop>().succeeds();
        mock.expect::<QueryStatus>().returns(&status(false));
    });
    mock.expect::<Cont>().succeeds();
    let client = client(&mock);
    client.execute(&QueryStatus).expect("a status");
    assert!(client.execute(&Cont).is_err(), "the group is not complete");
    client.execute(&Stop).expect("done");
    client.execute(&Cont).expect("done");
    let report = mock.outcome().expect_err("one came too early");
    let expected = "expected stop with any arguments\n     got cont {}\n";
    assert!(report.contains(expected), "{report}");
}

/// Rule: a report names what was expected and what came.
#[test]
fn failures_tell_expected_and_got() {
    let mock = Mock::new();
    mock.expect::<DeviceDel>().with(&DeviceDel::new("d0")).succeeds();
    let client = client(&mock);
    let refused = client.execute(&DeviceDel::new("d1")).expect_err("another device").to_string();
    assert!(refused.contains("expected device_del {\"id\":\"d0\"} (the arguments differ)"), "{refused}");
    assert!(refused.contains("got device_del {\"id\":\"d1\"}"), "{refused}");
    assert!(!mock.wait(PATIENCE));
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| mock.verify())).expect_err("not verified");
    let message = panic.downcast_ref::<String>().expect("a message");
    assert!(message.contains("did not come: device_del {\"id\":\"d0\"}"), "{message}");

    let mock = Mock::new();
    let refused = self::client(&mock).execute(&Stop).expect_err("nothing is expected").to_string();
    assert!(refused.contains("expected nothing more"), "{refused}");
}

#[test]
fn silence_and_delay() {
    let mock = Mock::new();
    mock.expect::<Stop>().is_silent();
    mock.expect::<Cont>().delays(Duration::from_millis(50)).succeeds();
    let client = client(&mock);
    assert!(client.timeout(Duration::from_millis(30)).execute(&Stop).is_err());
    client.execute(&Cont).expect("done");
    mock.verify();
}

/// Rule: the connection ends after exactly the given number of bytes.
#[test]
fn death_at_a_byte() {
    let whole = "{\"return\": {\"running\":true,\"status\":\"running\"}, \"id\": 1}\r\n";
    for bytes in [0, 1, 17, whole.len() - 1, whole.len(), whole.len() + 9] {
        let mock = Mock::new();
        mock.expect::<QueryStatus>().dies_after(bytes, &status(true));
        let mut stream = mock.connect().expect("a socket");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream.write_all(b"{'execute': 'qmp_capabilities'} {'execute': 'query-status', 'id': 1}").expect("sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("the end comes");
        let (_, rest) = text.split_once("{\"return\": {}}\r\n").expect("negotiated");
        assert_eq!(rest, &whole[..bytes.min(whole.len())]);
        mock.verify();
    }
}

#[test]
fn over_a_path_and_over_tcp() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("socket");
    let mock = Mock::new();
    mock.expect::<Stop>().times(2).succeeds();
    mock.listen_unix(&path).expect("a socket");
    let address = mock.listen_tcp("127.0.0.1:0").expect("a port").expect("an address");
    Client::connect(Address::unix(&path)).expect("a client").execute(&Stop).expect("done");
    let client = Client::connect(Address::tcp(address.to_string())).expect("a client");
    client.execute(&Stop).expect("done");
    mock.handle().disconnect_all();
    client.wait_closed(PATIENCE).expect("cut off");
    mock.verify();
}

#[test]
fn an_agent() {
    let mock = Mock::agent();
    mock.expect::<GuestPing>().returns(&Empty {});
    let agent = Agent::over(mock.connect().expect("a socket"), &Options::new()).expect("an agent");
    agent.execute(&GuestPing).expect("a pong");
    mock.verify();
}

#[cfg(feature = "fd")]
#[test]
fn descriptors() {
    use qemu_qapi::qmp::commands::Getfd;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("socket");
    let mock = Mock::new();
    mock.expect::<Getfd>().takes_descriptors(1).succeeds();
    mock.expect::<Getfd>().takes_descriptors(1).succeeds();
    mock.listen_unix(&path).expect("a socket");
    let client = Client::connect(Address::unix(&path)).expect("a client");
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    client.execute_with_fd(&Getfd::new("a"), writer.into()).expect("done");
    let mut file = std::fs::File::from(mock.descriptors().remove(0));
    file.write_all(b"x").expect("written");
    drop(file);
    assert_eq!(reader.read(&mut [0; 2]).expect("read"), 1);
    client.execute(&Getfd::new("b")).expect("done, but told");
    assert!(mock.outcome().expect_err("no descriptor").contains("expected a file descriptor with getfd, got none"));
}
