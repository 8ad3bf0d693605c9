//! Rule: several clients are served over sockets at a time, and none of them can hold up another.

// A struct's literal names all members, also those that only older servers have.
#![allow(deprecated)]

mod support;

use qapi_client::blocking::Client;
use qapi_client::{Address, Options};
use qapi_runtime::Empty;
use qapi_server::{QEMU_INTERVAL, Server};
use qemu_qapi::qmp::Event;
use qemu_qapi::qmp::commands::{Cont, QueryStatus, Quit};
use qemu_qapi::qmp::events::{RtcChange, Stop, VserportChange};
use qemu_qapi::qmp::run_state::{RunState, StatusInfo};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::greeting;

const PATIENCE: Duration = Duration::from_secs(20);

fn server() -> Server {
    Server::new(greeting())
        .command::<QueryStatus, _>(|_, _| Ok(StatusInfo { running: true, singlestep: None, status: RunState::Running }))
        .command::<Cont, _>(|context, _| {
            context.emit(&Stop {}).expect("an event without data");
            Ok(Empty {})
        })
        .command::<Quit, _>(|context, _| {
            context.hang_up();
            Ok(Empty {})
        })
}

/// A client that has negotiated.
fn connect(path: &std::path::Path) -> BufReader<UnixStream> {
    let mut stream = UnixStream::connect(path).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.write_all(b"{'execute': 'qmp_capabilities'}").expect("sent");
    let mut reader = BufReader::new(stream);
    assert!(line(&mut reader).starts_with("{\"QMP\""));
    assert_eq!(line(&mut reader), "{\"return\": {}}");
    reader
}

fn line(reader: &mut impl BufRead) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).expect("a line in time");
    line.trim_end().to_owned()
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn our_client(address: Address) {
    let client = Client::connect_with(address, &Options::new().oob(true)).expect("a connection");
    assert_eq!(client.greeting().qmp.version.package, "test");
    assert!(client.oob());
    let mut events = client.events::<Event>();
    assert!(client.execute(&QueryStatus).expect("a status").running);
    client.execute(&Cont).expect("done");
    let event = events.next_for(PATIENCE).expect("an event");
    assert!(matches!(event, qapi_client::Received::Event(Event::Stop { .. })), "{event:?}");
    client.execute(&Quit).expect("done");
    client.wait_closed(PATIENCE).expect("the server hangs up");
}

#[test]
fn our_client_over_unix() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("socket");
    let listening = Arc::new(server()).listen_unix(&path).expect("a socket");
    our_client(Address::unix(&path));
    drop(listening);
    assert!(!path.exists(), "the socket is removed");
}

#[test]
fn our_client_over_tcp() {
    let listening = Arc::new(server()).listen_tcp("127.0.0.1:0").expect("a port");
    our_client(Address::tcp(listening.address().expect("an address").to_string()));
}

/// Rule: all clients that have negotiated get an event, and a reply comes after the event that its command caused.
#[test]
fn events_go_to_everyone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("socket");
    let server = Arc::new(server());
    let listening = server.listen_unix(&path).expect("a socket");
    let mut silent = BufReader::new(UnixStream::connect(&path).expect("a connection"));
    assert!(line(&mut silent).starts_with("{\"QMP\""));
    let mut clients = [connect(&path), connect(&path)];
    wait_until("three clients", || server.handle().clients() == 3);
    clients[0].get_mut().write_all(b"{'execute': 'cont', 'id': 1}").expect("sent");
    for client in &mut clients {
        let event = line(client);
        let value: serde_json::Value = serde_json::from_str(&event).expect("JSON");
        assert_eq!(value["event"], "STOP");
        assert_eq!(value.get("data"), None);
        assert!(value["timestamp"]["seconds"].as_i64().expect("seconds") > 1_600_000_000, "{event}");
    }
    assert_eq!(line(&mut clients[0]), "{\"return\": {}, \"id\": 1}");
    // The one that has not negotiated gets nothing but its reply.
    silent.get_mut().write_all(b"{'execute': 'qmp_capabilities', 'id': 2}").expect("sent");
    assert_eq!(line(&mut silent), "{\"return\": {}, \"id\": 2}");
    drop(listening);
    assert_eq!(clients[1].read(&mut [0; 8]).expect("the end"), 0, "the server has gone");
}

/// Rule: a client that does not read delays neither events nor replies to others, and is cut off when too much piles
/// up.
#[test]
fn a_client_that_does_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("socket");
    let server = Arc::new(server().backlog(1 << 20));
    let _listening = server.listen_unix(&path).expect("a socket");
    let mut slow = connect(&path);
    let mut quick = connect(&path);
    wait_until("two clients", || server.handle().clients() == 2);
    let stop = server.handle();
    let reader = std::thread::spawn(move || {
        for _ in 0..50_000 {
            assert!(line(&mut quick).contains("STOP"));
        }
        quick
    });
    for index in 0..50_000 {
        stop.emit(&Stop {}).expect("an event without data");
        if index % 1000 == 0 {
            // So that the one that does read is not cut off.
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    let mut quick = reader.join().expect("all events came");
    wait_until("the slow client is cut off", || server.handle().clients() == 1);
    quick.get_mut().write_all(b"{'execute': 'query-status'}").expect("sent");
    assert!(line(&mut quick).contains("running"));
    let mut rest = Vec::new();
    // What was on the way may still come, and then the end.
    drop(slow.read_to_end(&mut rest));
    assert!(rest.len() < 50_000 * 80, "not everything was kept for it");
}

/// Rule: a client that sends commands without reading the replies delays only itself.
#[test]
fn replies_wait_for_their_own_client() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("socket");
    let server = Arc::new(server().backlog(1 << 16));
    let _listening = server.listen_unix(&path).expect("a socket");
    let mut flood = connect(&path);
    let mut sender = flood.get_ref().try_clone().expect("a second handle");
    let count = 40_000;
    let sending = std::thread::spawn(move || {
        for _ in 0..count {
            sender.write_all(b"{'execute': 'query-status'}").expect("sent");
        }
    });
    let mut other = connect(&path);
    other.get_mut().write_all(b"{'execute': 'query-status', 'id': 1}").expect("sent");
    assert!(line(&mut other).ends_with("\"id\": 1}"));
    for _ in 0..count {
        assert!(line(&mut flood).contains("running"));
    }
    sending.join().expect("all commands were read");
}

/// Rule: of alike events within an interval, the first and the last are sent.
#[test]
fn limited_events() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("socket");
    let server = Arc::new(
        server()
            .limit_event::<RtcChange>(Duration::from_millis(300))
            .limit_event_by::<VserportChange, _>(QEMU_INTERVAL * 3600, |event| event.id.clone()),
    );
    let _listening = server.listen_unix(&path).expect("a socket");
    let mut client = connect(&path);
    let handle = server.handle();
    for offset in 1..=20 {
        handle.emit(&RtcChange { offset, qom_path: Some("/rtc".to_owned()) }).expect("sent");
    }
    for (id, open) in [("a", true), ("b", true), ("a", false)] {
        handle.emit(&VserportChange { id: id.to_owned(), open }).expect("sent");
    }
    let mut next = || serde_json::from_str::<serde_json::Value>(&line(&mut client)).expect("JSON");
    assert_eq!(next()["data"]["offset"], 1);
    assert_eq!(next()["data"], serde_json::json!({"id": "a", "open": true}));
    assert_eq!(next()["data"], serde_json::json!({"id": "b", "open": true}));
    let last = next();
    assert_eq!(last["data"]["offset"], 20, "{last}");
}

/// Rule: a server that ends closes its connections, and its port is free again.
#[test]
fn ending() {
    let listening = Arc::new(server()).listen_tcp("127.0.0.1:0").expect("a port");
    let address = listening.address().expect("an address");
    let mut client = BufReader::new(TcpStream::connect(address).expect("a connection"));
    client.get_ref().set_read_timeout(Some(PATIENCE)).expect("a timeout");
    assert!(line(&mut client).starts_with("{\"QMP\""));
    drop(listening);
    assert_eq!(client.read(&mut [0; 8]).expect("the end"), 0);
    assert!(TcpStream::connect(address).is_err(), "nobody accepts any more");
}
