//! Rule: the client works with real servers, whatever befalls them.
#![cfg(all(unix, feature = "fd", feature = "peer-schema", feature = "qemu"))]

mod support;

use qapi_client::blocking::{Agent, Client, Listener, Pipes, spawn};
use qapi_client::{Awaited, Error, Farewell, JobEnd, MigrationEnd, Options, Received, Removal, Sent};
use qapi_gate::needs;
use qapi_runtime::{Base64, ErrorClass, Value};
use qemu_qapi::qmp::run_state::RunState;
use qemu_qapi::{qga, qmp, qsd};
use std::collections::BTreeSet;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::time::Duration;
use support::{LONG, Server};

const SHORT: Duration = Duration::from_millis(200);

fn options() -> Options {
    Options::new().connect_timeout(LONG).call_timeout(LONG)
}

fn connect(server: &Server) -> Client {
    Client::connect_with(server.socket(), &options()).expect("a client")
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn a_machine_greets_negotiates_and_tells_of_events_while_commands_run() {
    let Some(server) = Server::machine(&[]) else { return };
    let client = connect(&server);
    assert!(client.greeting().qmp.version.qemu.major >= 7);
    assert!(client.oob());
    client.ping(LONG).expect("it is alive");
    assert_eq!(client.execute(&qmp::commands::QueryStatus).expect("a reply").status, RunState::Prelaunch);

    let mut events = client.events::<qmp::Event>();
    client
        .expect::<qmp::events::Resume>(|_| true)
        .execute(&qmp::commands::Cont)
        .expect("a reply")
        .wait_for(LONG)
        .expect("it runs");
    client
        .expect::<qmp::events::Stop>(|_| true)
        .execute(&qmp::commands::Stop)
        .expect("a reply")
        .wait_for(LONG)
        .expect("it stops");
    let names: Vec<String> =
        (0..2).map(|_| events.next_for(LONG).expect("an event").event().expect("it fits").name().to_owned()).collect();
    assert_eq!(names, ["RESUME", "STOP"]);
    let next = client.next_event::<qmp::Event>(LONG).expect("an event");
    assert!(matches!(next, Received::Event(qmp::Event::Resume { .. })), "{next:?}");

    client.quit(LONG).expect("the end is a success");
    assert!(matches!(client.execute(&qmp::commands::QueryStatus), Err(Error::Closed { sent: Sent::Not, .. })));
    server.wait();
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn a_thousand_commands_wait_while_one_out_of_band_passes() {
    let Some(server) = Server::machine(&[]) else { return };
    let client = connect(&server);
    let mut calls: Vec<_> = (0..1000).map(|_| client.start(&qmp::commands::QueryVersion).expect("started")).collect();
    // Nobody has read a reply, so the window is full.
    let sent = calls.iter().filter(|call| call.sent() == Sent::Fully).count();
    assert_eq!(sent, 8);
    client.execute_oob(&qmp::commands::QueryYank).expect("a reply");
    for call in &mut calls {
        assert!(call.wait().expect("a reply").qemu.major >= 7);
    }
}

#[needs(program = "qemu-storage-daemon")]
#[test]
fn a_connection_is_waited_for_until_the_server_is_there() {
    let Some(program) = support::find("qemu-storage-daemon") else { return };
    let folder = support::folder();
    let socket = folder.path().join("socket");
    let waiting = std::thread::spawn(move || Client::connect_with(&socket, &options()));
    let chardev = format!("socket,path={}/socket,server=on,wait=off,id=m", folder.path().display());
    let arguments = ["--chardev", &chardev, "--monitor", "chardev=m"].map(str::to_owned);
    let server = Server::run(&program, &arguments, folder);
    let client = waiting.join().expect("a thread").expect("a client");
    assert!(client.execute(&qsd::commands::QueryVersion).expect("a reply").qemu.major >= 7);
    drop(server);
}

#[needs(program = "qemu-storage-daemon")]
#[test]
fn a_monitor_that_lays_its_messages_out_is_understood() {
    let Some(server) = Server::storage_daemon(",pretty=on") else { return };
    let client = connect(&server);
    let schema = client.execute(&qsd::commands::QueryQmpSchema).expect("a reply");
    assert!(schema.iter().any(|info| info.name == "query-version"));
    let refused = client.execute(&qsd::commands::BlockdevDel::new("nobody")).expect_err("there is no such node");
    assert_eq!(refused.refusal().map(|error| &error.class), Some(&ErrorClass::GenericError));
    client.quit(LONG).expect("it ends");
}

#[needs(program = "qemu-storage-daemon")]
#[test]
fn one_client_at_a_time_and_the_others_are_told() {
    let Some(server) = Server::storage_daemon("") else { return };
    let first = connect(&server);
    // Some wait in the server's queue, for which it has little room; the rest are not even connected.
    for _ in 0..5 {
        let error =
            Client::connect_with(server.socket(), &Options::new().connect_timeout(SHORT)).expect_err("it is busy");
        match error {
            Error::TimedOut { awaited: Awaited::Greeting, .. } => assert!(error.to_string().contains("another client")),
            Error::TimedOut { awaited: Awaited::Connection, .. } => {}
            other => panic!("{other:?}"),
        }
    }
    drop(first);
    assert!(connect(&server).execute(&qsd::commands::QueryVersion).is_ok());
}

#[needs(program = "qemu-storage-daemon")]
#[test]
fn the_server_calls_over_tcp_or_a_unix_socket() {
    let Some(program) = support::find("qemu-storage-daemon") else { return };
    let listener = Listener::tcp("127.0.0.1:0").expect("a socket");
    let Listener::Tcp(tcp) = &listener else { panic!("TCP") };
    let port = tcp.local_addr().expect("an address").port();
    let chardev = format!("socket,host=127.0.0.1,port={port},id=m");
    let arguments = |chardev: &str| ["--chardev", chardev, "--monitor", "chardev=m"].map(str::to_owned);
    let _server = Server::run(&program, &arguments(&chardev), support::folder());
    let client = listener.accept(&options()).expect("a client");
    assert!(client.execute(&qsd::commands::QueryVersion).is_ok());
    let (_, other) = UnixStream::pair().expect("a pair");
    let getfd = client.execute_with_fd(&qmp::commands::Getfd::new("x"), OwnedFd::from(other));
    assert!(matches!(getfd, Err(Error::Unsupported { .. })));

    let folder = support::folder();
    let path = folder.path().join("socket");
    let listener = Listener::unix(&path).expect("a socket");
    let chardev = format!("socket,path={},id=m", path.display());
    let _server = Server::run(&program, &arguments(&chardev), folder);
    assert!(listener.accept(&options()).expect("a client").execute(&qsd::commands::QueryVersion).is_ok());
}

#[needs(program = "qemu-storage-daemon")]
#[test]
fn a_child_is_spoken_with_over_its_standard_input_and_output() {
    let Some(program) = support::find("qemu-storage-daemon") else { return };
    let arguments = ["--chardev", "stdio,id=m", "--monitor", "chardev=m"];
    let (child, client) = spawn(Command::new(&program).args(arguments), &options()).expect("a client");
    let mut child = Guard(child);
    // It does not have the command, but it answers.
    client.ping(LONG).expect("it is alive");
    client.quit(LONG).expect("it ends");
    assert!(child.0.wait().expect("its end").success());

    let piped = Command::new(&program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = Guard(piped.expect("a child"));
    let (input, output) = (child.0.stdin.take().expect("a pipe"), child.0.stdout.take().expect("a pipe"));
    let client = Client::over(Pipes::new(output, input), &options()).expect("a client");
    let schema = client.execute(&qsd::commands::QueryQmpSchema).expect("a reply");
    assert!(schema.len() > 100);
    client.quit(LONG).expect("it ends");
    assert!(child.0.wait().expect("its end").success());

    let error = spawn(Command::new("false").stderr(Stdio::null()), &options()).expect_err("it ends at once");
    assert!(matches!(error, Error::Closed { awaited: Awaited::Greeting, .. }), "{error:?}");
}

/// A child that ends with the test.
struct Guard(std::process::Child);

impl Drop for Guard {
    fn drop(&mut self) {
        // It has ended already if the test has succeeded.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn a_server_that_is_stopped_and_goes_on_or_is_killed() {
    let Some(server) = Server::machine(&[]) else { return };
    let client = connect(&server);
    server.signal("STOP");
    let mut call = client.start(&qmp::commands::QueryQmpSchema).expect("started");
    let error = call.wait_for(SHORT).expect_err("it is stopped");
    assert!(
        matches!(&error, Error::TimedOut { sent: Sent::Fully, awaited: Awaited::Reply(name), .. } if name == "query-qmp-schema")
    );
    assert!(client.ping(SHORT).expect_err("it is stopped").is_timeout());
    server.signal("CONT");
    assert!(call.wait().expect("the reply").len() > 100);
    client.ping(LONG).expect("it is alive again");

    server.signal("STOP");
    let mut call = client.start(&qmp::commands::QueryStatus).expect("started");
    let mut events = client.events::<qmp::Event>();
    server.signal("KILL");
    let error = call.wait().expect_err("it was killed");
    assert!(matches!(error, Error::Closed { sent: Sent::Fully, .. }), "{error:?}");
    assert!(matches!(events.next(), Some(Err(Error::Closed { .. }))));
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn file_descriptors_are_passed_and_closed() {
    let Some(server) = Server::machine(&[]) else { return };
    let before = open_descriptors();
    let client = connect(&server);
    let file = || OwnedFd::from(std::fs::File::create(server.path("image")).expect("a file"));

    // A name that no command used is closed by its guard.
    let named = client.getfd("unused", file()).expect("a name");
    assert_eq!(named.name(), "unused");
    drop(named);
    let refused = client.execute(&qmp::commands::Closefd::new("unused")).expect_err("it is closed already");
    assert!(refused.refusal().is_some());
    client.getfd("used", file()).expect("a name").used();
    client.execute(&qmp::commands::Closefd::new("used")).expect("it was still there");

    let sets: BTreeSet<i64> = (0..20)
        .map(|_| client.execute_with_fd(&qmp::commands::AddFd::default(), file()).expect("a set").fdset_id)
        .collect();
    assert_eq!(sets.len(), 20);
    assert_eq!(client.execute(&qmp::commands::QueryFdsets).expect("a reply").len(), 20);

    // A refusal leaves nothing open either.
    let refused = client.execute_with_fd(&qmp::commands::Getfd::new("1"), file()).expect_err("a name is no number");
    assert!(refused.refusal().is_some());
    drop(client);
    assert_eq!(open_descriptors().difference(&before).count(), 0);
}

/// Descriptors of this process that lead to a test's files. Other tests run in the same process, with files elsewhere.
fn open_descriptors() -> BTreeSet<String> {
    let folder = std::fs::read_dir("/proc/self/fd").expect("a list of descriptors");
    let names = folder.filter_map(|entry| Some((entry.ok()?.file_name(), ())));
    names
        .filter_map(|(name, ())| {
            let target = std::fs::read_link(format!("/proc/self/fd/{}", name.display())).ok()?;
            target.ends_with("image").then(|| name.display().to_string())
        })
        .collect()
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn a_machine_migrates_to_another() {
    let Some(source) = Server::machine(&[]) else { return };
    let Some(target) = Server::machine(&["-incoming", "defer"]) else { return };
    let (from, to) = (connect(&source), connect(&target));
    let uri = format!("unix:{}", target.path("migration").display());
    to.execute(&qmp::commands::MigrateIncoming { uri: Some(uri.clone()), ..Default::default() }).expect("it listens");
    from.execute(&qmp::commands::Cont).expect("it runs");
    let mut looks = 0;
    let migrate = qmp::commands::Migrate { uri: Some(uri), ..Default::default() };
    let end = from.migrate(&migrate, LONG, |_| looks += 1).expect("an end");
    assert!(matches!(&end, MigrationEnd::Completed(info) if info.ram.is_some()), "{end:?}");
    assert!(looks > 0);
    assert!(matches!(to.wait_migration(LONG, |_| {}).expect("an end"), MigrationEnd::Completed(_)));
    assert_eq!(from.execute(&qmp::commands::QueryStatus).expect("a reply").status, RunState::Postmigrate);

    // Nobody listens there.
    let migrate = qmp::commands::Migrate { uri: Some("unix:/nowhere".into()), ..Default::default() };
    match to.migrate(&migrate, LONG, |_| {}) {
        Ok(MigrationEnd::Failed(_)) | Err(Error::Refused { .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn a_device_is_removed_and_one_that_is_not_there_is_gone() {
    let port = ["-device", "pcie-root-port,id=rp0,chassis=1", "-device", "qemu-xhci,id=usb"];
    let Some(server) = Server::machine(&port) else { return };
    let client = connect(&server);
    let mut node = serde_json::json!({ "driver": "null-co", "node-name": "n0", "size": 1 << 20 });
    client.execute_raw("blockdev-add", Some(&node)).expect("a node");
    node["node-name"] = "n1".into();
    client.execute_raw("blockdev-add", Some(&node)).expect("a node");
    let add = |driver: &str, id: &str, bus: &str, drive: &str| {
        let mut device = qmp::commands::DeviceAdd::new(driver);
        (device.id, device.bus) = (Some(id.into()), Some(bus.into()));
        device.arguments.insert("drive".into(), drive.into());
        client.execute(&device).expect("a device");
    };
    // The guest has no say about a device of USB.
    add("usb-storage", "d0", "usb.0", "n0");
    assert_eq!(client.remove_device("d0", LONG).expect("an answer"), Removal::Removed);

    // It has about one of PCI, unless it starts anew. There is no guest here, so the request stays until a reset.
    add("virtio-blk-pci", "d1", "rp0", "n1");
    let mut deleted = client.events_named::<qmp::Event>(&["DEVICE_DELETED"]);
    std::thread::scope(|scope| {
        let removal = scope.spawn(|| client.remove_device("d1", LONG));
        while !removal.is_finished() {
            client.execute(&qmp::commands::SystemReset).expect("a reset");
            std::thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(removal.join().expect("a thread").expect("an answer"), Removal::Removed);
    });
    // The inner device goes first, and has no name.
    let mut device = || match deleted.next_for(LONG).expect("an event") {
        Received::Event(qmp::Event::DeviceDeleted { data, .. }) => data.device,
        other => panic!("{other:?}"),
    };
    assert_eq!((device(), device().as_deref()), (None, Some("d1")));
    assert_eq!(client.remove_device("d1", LONG).expect("an answer"), Removal::AlreadyGone);
}

#[needs(program = "qemu-storage-daemon")]
#[test]
fn a_job_is_followed_to_its_end() {
    use qsd::block_core::{BlockdevCreateOptions, BlockdevCreateOptionsFile};
    let Some(server) = Server::storage_daemon("") else { return };
    let client = connect(&server);
    let create = |id: &str, file: &str| {
        let file = server.path(file).display().to_string();
        let options = BlockdevCreateOptions::File(BlockdevCreateOptionsFile::new(file, 65536));
        qsd::commands::BlockdevCreate::new(id, options)
    };
    let mut job = client.start_job("j0", &create("j0", "image")).expect("a job");
    assert_eq!(job.wait(LONG).expect("an end"), JobEnd::Completed);
    assert_eq!(job.wait(LONG).expect("still the same"), JobEnd::Completed);
    assert!(client.execute(&qsd::commands::QueryJobs).expect("a reply").is_empty(), "it was dismissed");

    let mut job = client.start_job("j1", &create("j1", "no/such/folder")).expect("a job");
    match job.wait(LONG).expect("an end") {
        JobEnd::Failed(Some(error)) => assert!(error.contains("no/such/folder"), "{error}"),
        other => panic!("{other:?}"),
    }

    // A mirror is ready before it ends, and is gone when it has ended.
    for id in ["a", "b"] {
        let node = serde_json::json!({ "driver": "null-co", "node-name": id, "size": 1 << 20 });
        client.execute_raw("blockdev-add", Some(&node)).expect("a node");
    }
    let mut mirror = qmp::commands::BlockdevMirror::new("a", "b", qmp::block_core::MirrorSyncMode::Full);
    mirror.job_id = Some("m".into());
    let mut job = client.start_job("m", &mirror).expect("a job");
    assert_eq!(job.wait_ready(LONG).expect("it is ready"), None);
    client.execute(&qsd::commands::JobComplete::new("m")).expect("a reply");
    assert_eq!(job.wait(LONG).expect("an end"), JobEnd::Completed);
}

#[needs(program = "qemu-ga")]
#[test]
fn an_agent_reads_a_file_refuses_and_is_silent() {
    let Some(server) = Server::agent(&["--block-rpcs=guest-get-time"]) else { return };
    let agent = Agent::connect_with(server.socket(), &options()).expect("an agent");
    let info = agent.execute(&qga::commands::GuestInfo).expect("a reply");
    assert!(info.supported_commands.iter().any(|command| command.name == "guest-info"));

    std::fs::write(server.path("file"), [0, 255, 10, 13]).expect("a file");
    let path = server.path("file").display().to_string();
    let handle = agent.execute(&qga::commands::GuestFileOpen::new(path)).expect("a file");
    let read = agent.execute(&qga::commands::GuestFileRead::new(handle)).expect("its content");
    assert_eq!(read.buf_b64, Base64(vec![0, 255, 10, 13]));
    agent.execute(&qga::commands::GuestFileClose::new(handle)).expect("closed");

    assert!(matches!(agent.execute(&qga::commands::GuestGetTime), Err(Error::Disabled { .. })));
    assert!(matches!(agent.execute_raw("guest-no-such-thing", None), Err(Error::Unsupported { .. })));
    let refused = agent.execute(&qga::commands::GuestFileClose::new(99)).expect_err("no such handle");
    assert!(refused.refusal().is_some());

    // A mode that it does not have, so nothing is shut down.
    let shutdown = qga::commands::GuestShutdown { mode: Some("never".into()) };
    assert!(agent.execute_silent(&shutdown, LONG).expect_err("refused").refusal().is_some());

    // An agent that does not answer has to be synchronised before the next command.
    server.signal("STOP");
    let error = agent.timeout(SHORT).execute(&qga::commands::GuestInfo).expect_err("it is stopped");
    assert!(matches!(error, Error::TimedOut { sent: Sent::Fully, .. }), "{error:?}");
    let error = agent.timeout(SHORT).execute(&qga::commands::GuestInfo).expect_err("it is stopped");
    assert!(matches!(error, Error::TimedOut { awaited: Awaited::Agent, sent: Sent::Not, .. }), "{error:?}");
    let farewell = agent.execute_silent(&shutdown, SHORT);
    assert!(!matches!(farewell, Ok(Farewell::Replied | Farewell::Closed)), "{farewell:?}");
    server.signal("CONT");
    agent.synchronise(LONG).expect("it is back");
    assert!(agent.execute(&qga::commands::GuestInfo).is_ok());
}

#[needs(program = "qemu-ga")]
#[test]
fn an_agent_is_synchronised_after_garbage() {
    let Some(server) = Server::agent(&[]) else { return };
    let mut stream = loop {
        match UnixStream::connect(server.socket()) {
            Ok(stream) => break stream,
            Err(_) => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    // What an earlier client left: a command whose reply nobody took, half of another, and a string without an end.
    let left = b"{\"execute\":\"guest-info\"}\n{\"execute\":\"guest-info\",\"arguments\":{\"x\":[\"";
    stream.write_all(left).expect("it listens");
    let agent = Agent::over(stream, &options()).expect("an agent");
    assert_eq!(agent.execute(&qga::commands::GuestSync::new(7)).expect("a reply"), 7);
    assert_eq!(agent.execute_raw("guest-ping", None).expect("a reply"), Value::Object(qapi_runtime::Map::new()));
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn a_machine_tells_what_it_has() {
    use qmp::commands::{BlockdevAdd, Migrate, QueryStatus};
    let Some(server) = Server::machine(&[]) else { return };
    let client = connect(&server);
    let peer = client.peer_schema().expect("a reply");
    assert!(peer.has::<QueryStatus>() && peer.has_event::<qmp::events::Stop>());
    assert_eq!(peer.has_argument::<BlockdevAdd>("+nbd/tls-creds"), Ok(true));
    assert_eq!(peer.ask("migrate-set-parameters/arg-type/tls-creds"), Ok(true));
    assert_eq!(peer.ask("block-export-add/$nonesuch"), Ok(false));

    // What the schema objects to, the server refuses; what it does not, is executed.
    let uri = Migrate { uri: Some("exec:cat > /dev/null".into()), ..Default::default() };
    assert_eq!(peer.mismatches(&uri).expect("JSON"), []);
    client.execute(&uri).expect("it migrates");
    let node = r#"{"driver": "null-co", "node-name": "n0", "size": 1, "detect-zeroes": "nonesuch"}"#;
    let wrong: BlockdevAdd = qapi_runtime::json::from_str(node).expect("a command");
    let found = peer.mismatches(&wrong).expect("JSON");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].to_string(), "detect-zeroes: the peer has no value 'nonesuch'");
    assert!(matches!(client.execute(&wrong), Err(Error::Refused { .. })));
}

#[cfg(feature = "tokio")]
#[needs(program = "qemu-storage-daemon")]
#[tokio::test]
async fn the_storage_daemon_tells_what_it_has() {
    let Some(server) = Server::storage_daemon("") else { return };
    let client = qapi_client::tokio::Client::connect_with(server.socket(), &options()).await.expect("a client");
    let peer = client.peer_schema().await.expect("a reply");
    assert!(peer.has::<qsd::commands::BlockExportAdd>() && !peer.has::<qmp::commands::QueryStatus>());
    assert_eq!(peer.has_argument::<qsd::commands::BlockExportAdd>("+nbd/name"), Ok(true));
}
