//! Rule: on tokio, handlers wait without a thread, and everything that holds without tokio holds, too.
#![cfg(feature = "tokio")]
// A struct's literal names all members, also those that only older servers have.
#![allow(deprecated)]

mod support;

use qapi_client::{Address, Options, Received};
use qapi_runtime::Empty;
use qapi_server::{Server, error};
use qemu_qapi::qmp::Event;
use qemu_qapi::qmp::commands::{Cont, MigratePause, QueryStatus, Quit, Stop};
use qemu_qapi::qmp::run_state::{RunState, StatusInfo};
use std::sync::Arc;
use std::time::Duration;
use support::{generic, greeting};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::sync::Semaphore;

const PATIENCE: Duration = Duration::from_secs(20);

/// A server whose `cont` is done once `stop` or `migrate-pause` has been executed.
fn server() -> Server {
    let gate = Arc::new(Semaphore::new(0));
    let (stop, pause) = (gate.clone(), gate.clone());
    Server::new(greeting())
        .command::<QueryStatus, _>(|_, _| Ok(StatusInfo { running: true, singlestep: None, status: RunState::Running }))
        .async_command::<Cont, _, _>(move |context, _| {
            let gate = gate.clone();
            async move {
                gate.acquire().await.map_err(|_| error("closed"))?.forget();
                context.emit(&qemu_qapi::qmp::events::Resume {}).map_err(|problem| error(problem.to_string()))?;
                Ok(Empty {})
            }
        })
        .command::<Stop, _>(move |_, _| {
            stop.add_permits(1);
            Ok(Empty {})
        })
        .async_command::<MigratePause, _, _>(move |_, _| {
            pause.add_permits(1);
            std::future::ready(Ok(Empty {}))
        })
        .async_command::<Quit, _, _>(|context, _| async move {
            context.hang_up();
            Ok(Empty {})
        })
}

/// What the server sends to a client that sends this and disconnects.
async fn say(server: Server, input: &str) -> Vec<String> {
    let (here, there) = tokio::io::duplex(64);
    let (reader, writer) = tokio::io::split(there);
    let serving = tokio::spawn(async move { qapi_server::tokio::serve(&Arc::new(server), reader, writer).await });
    let (mut reader, mut writer) = tokio::io::split(here);
    let input = input.to_owned();
    let sending = tokio::spawn(async move {
        // The server may hang up before it has read everything.
        drop(writer.write_all(input.as_bytes()).await);
        drop(writer.shutdown().await);
    });
    let mut text = String::new();
    reader.read_to_string(&mut text).await.expect("ASCII");
    sending.await.expect("sent");
    serving.await.expect("no panic").expect("served");
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn commands_of_either_kind_in_order() {
    let input = "{'execute': 'qmp_capabilities'} {'execute': 'stop', 'id': 1} {'execute': 'cont', 'id': 2} @
        {'execute': 'query-status', 'id': 3} {'execute': 'quit', 'id': 4} {'execute': 'query-status', 'id': 5}";
    let lines = say(server(), input).await;
    assert_eq!(lines[1..3], [r#"{"return": {}}"#, r#"{"return": {}, "id": 1}"#]);
    assert!(lines[3].contains("RESUME"), "{lines:?}");
    let status = r#"{"return": {"running":true,"status":"running"}, "id": 3}"#;
    let rest =
        [r#"{"return": {}, "id": 2}"#, &generic("JSON parse error, stray '@'"), status, r#"{"return": {}, "id": 4}"#];
    assert_eq!(lines[4..], rest);
}

/// Rule: a command out of band overtakes a waiting one in band, and commands behind that one do not overtake it.
#[tokio::test]
async fn out_of_band_overtakes() {
    let input = "{'execute': 'qmp_capabilities', 'arguments': {'enable': ['oob']}} {'execute': 'cont', 'id': 1}
        {'execute': 'query-status', 'id': 2} {'exec-oob': 'migrate-pause', 'id': 3}";
    let lines = say(server(), input).await;
    let at = |id: &str| lines.iter().position(|line| line.ends_with(id)).expect("a reply");
    assert!(at("\"id\": 1}") < at("\"id\": 2}"), "{lines:?}");
    assert_eq!(lines.len(), 6, "{lines:?}");
    assert!(at("\"id\": 3}") > 1, "{lines:?}");
}

#[tokio::test]
async fn panics_are_errors() {
    let server = server().async_command::<Stop, _, _>(|_, _| async { panic!("no ink") });
    let lines = say(server, "{'execute': 'qmp_capabilities'} {'execute': 'stop'} {'execute': 'query-status'}").await;
    assert_eq!(lines[2], generic("The command stop failed unexpectedly: no ink"));
    assert!(lines[3].contains("running"));
}

#[tokio::test]
async fn our_client_over_unix_and_tcp() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("socket");
    let server = Arc::new(server());
    let unix = tokio::net::UnixListener::bind(&path).expect("a socket");
    let tcp = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let addresses = [Address::unix(&path), Address::tcp(tcp.local_addr().expect("an address").to_string())];
    let (one, other) = (server.clone(), server.clone());
    tokio::spawn(async move { qapi_server::tokio::serve_unix(&one, &unix).await });
    tokio::spawn(async move { qapi_server::tokio::serve_tcp(&other, &tcp).await });
    for address in addresses {
        let client =
            qapi_client::tokio::Client::connect_with(address, &Options::new().oob(true)).await.expect("a client");
        assert!(client.execute(&QueryStatus).await.expect("a status").running);
        let mut events = client.events::<Event>();
        let cont = client.execute(&Cont);
        client.execute_oob(&MigratePause).await.expect("out of band");
        cont.await.expect("done");
        let event = tokio::time::timeout(PATIENCE, events.next()).await.expect("in time").expect("an event");
        assert!(matches!(event, Received::Event(Event::Resume { .. })), "{event:?}");
    }
}

/// Rule: a client that does not read is cut off, and the others are still served.
#[tokio::test]
async fn a_client_that_does_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("socket");
    let server = Arc::new(server().backlog(1 << 16));
    let listener = tokio::net::UnixListener::bind(&path).expect("a socket");
    let serving = server.clone();
    tokio::spawn(async move { qapi_server::tokio::serve_unix(&serving, &listener).await });
    let mut clients = Vec::new();
    for _ in 0..2 {
        let mut stream = BufReader::new(tokio::net::UnixStream::connect(&path).await.expect("a connection"));
        stream.write_all(b"{'execute': 'qmp_capabilities'}").await.expect("sent");
        let mut line = String::new();
        stream.read_line(&mut line).await.expect("a greeting");
        stream.read_line(&mut line).await.expect("a reply");
        clients.push(stream);
    }
    let mut quick = clients.pop().expect("a client");
    let handle = server.handle();
    let mut sent = 0;
    let start = std::time::Instant::now();
    while handle.clients() == 2 {
        assert!(start.elapsed() < PATIENCE, "the slow client is cut off");
        handle.emit(&qemu_qapi::qmp::events::Stop {}).expect("an event without data");
        sent += 1;
        let mut line = String::new();
        quick.read_line(&mut line).await.expect("an event");
        assert!(line.contains("STOP"));
    }
    assert!(sent > 100, "the socket and the backlog hold more than {sent}");
    quick.write_all(b"{'execute': 'query-status'}").await.expect("sent");
    let mut line = String::new();
    quick.read_line(&mut line).await.expect("a reply");
    assert!(line.contains("running"), "{line}");
}
