//! Rule: the proxy lets several clients share a monitor, scripted or real, and enforces its policy.
#![cfg(all(unix, feature = "proxy", feature = "mock"))]
// A struct's literal names all members, also those that only older servers have.
#![allow(deprecated)]

use qapi_client::blocking::Client;
use qapi_client::{Address, Error, Options, Received};
use qapi_runtime::ErrorClass;
use qapi_server::mock::Mock;
use qapi_server::proxy::{Policy, Proxy};
use qapi_server::{Listening, error_of};
use qemu_qapi::qmp::Event;
use qemu_qapi::qmp::commands::{Cont, DeviceDel, MigratePause, QueryStatus, QueryVersion, Stop};
use qemu_qapi::qmp::events;
use qemu_qapi::qmp::run_state::{RunState, StatusInfo};
use serde_json::json;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

/// A proxy of a monitor, with a socket for clients.
struct Shared {
    _folder: tempfile::TempDir,
    path: PathBuf,
    log: Arc<Mutex<Vec<String>>>,
    listening: Option<Listening>,
    proxy: Proxy,
}

fn share(mock: &Mock, policy: Policy) -> Shared {
    let folder = tempfile::tempdir().expect("a folder");
    let monitor = folder.path().join("monitor");
    mock.listen_unix(&monitor).expect("a socket");
    let log = Arc::new(Mutex::new(Vec::new()));
    let lines = log.clone();
    let proxy = Proxy::with_audit(&Address::unix(&monitor), policy, move |record| {
        lines.lock().expect("a lock").push(record.to_string());
    })
    .expect("a monitor");
    let path = folder.path().join("shared");
    let listening = Some(Arc::new(proxy.server()).listen_unix(&path).expect("a socket"));
    Shared { _folder: folder, path, log, listening, proxy }
}

impl Shared {
    fn client(&self) -> Client {
        Client::connect_with(Address::unix(&self.path), &Options::new().call_timeout(PATIENCE).oob(true))
            .expect("a client")
    }
}

fn running() -> StatusInfo {
    StatusInfo { running: true, singlestep: None, status: RunState::Running }
}

#[test]
fn replies_go_to_whoever_asked_and_events_to_all() {
    let mock = Mock::new();
    mock.always::<QueryStatus>().returns(&running());
    mock.always::<QueryVersion>().refuses(error_of(ErrorClass::DeviceNotFound, "d\u{e9}j\u{e0} vu"));
    mock.expect::<Stop>().emits(&events::Stop {}).succeeds();
    let shared = share(&mock, Policy::new().allow("*"));
    assert_eq!(shared.proxy.greeting().qmp.version.package, "mock");
    let clients = [shared.client(), shared.client(), shared.client()];
    let subscriptions = clients.each_ref().map(|client| client.events::<Event>());
    std::thread::scope(|scope| {
        for client in &clients {
            scope.spawn(move || {
                for _ in 0..200 {
                    assert_eq!(client.execute(&QueryStatus).expect("a status"), running());
                    let refused = client.execute(&QueryVersion).expect_err("refused");
                    let Error::Refused { error, .. } = refused else { panic!("{refused}") };
                    assert_eq!((error.class, error.desc.as_str()), (ErrorClass::DeviceNotFound, "d\u{e9}j\u{e0} vu"));
                }
            });
        }
    });
    clients[0].execute(&Stop).expect("done");
    for mut events in subscriptions {
        let event = events.next_for(PATIENCE).expect("an event");
        assert!(matches!(event, Received::Event(Event::Stop { .. })), "{event:?}");
    }
    mock.verify();
}

#[test]
fn the_policy_decides_and_the_log_tells() {
    let mock = Mock::new();
    mock.expect::<DeviceDel>().with(&DeviceDel::new("guest-1")).succeeds();
    mock.expect_raw("object-add")
        .with_raw(&json!({"qom-type": "secret", "id": "s", "data": "hunter2"}))
        .returns(&json!({}));
    mock.expect::<Cont>().succeeds();
    let policy = Policy::new()
        .allow_if("device_del", &[("id", "guest-*")])
        .allow("object-add")
        .allow("c?nt")
        .rewrite("object-add", |arguments| drop(arguments.insert("qom-type".to_owned(), "secret".into())));
    let shared = share(&mock, policy);
    let client = shared.client();
    client.execute(&DeviceDel::new("guest-1")).expect("allowed");
    let arguments = json!({"qom-type": "tls-creds", "id": "s", "data": "hunter2"});
    client.execute_raw("object-add", Some(&arguments)).expect("allowed, and rewritten");
    let refused = client.execute(&DeviceDel::new("host-1")).expect_err("the argument is not allowed").to_string();
    assert!(refused.contains("The command device_del is not allowed by the proxy's policy"), "{refused}");
    assert!(client.execute(&Stop).is_err(), "nothing is allowed unless a rule says so");
    client.execute(&Cont).expect("allowed");
    mock.verify();
    let log = shared.log.lock().expect("a lock").join("\n");
    assert!(log.contains(r#""object-add" {"data":"...","id":"s","qom-type":"secret"} done"#), "{log}");
    assert!(log.contains(r#""device_del" {"id":"host-1"} denied"#), "{log}");
    assert!(!log.contains("hunter2"));
    assert_eq!(log.lines().count(), 5);
}

/// Rule: a command out of band is passed on out of band, ahead of waiting commands of other clients.
#[test]
fn out_of_band_passes() {
    let mock = Mock::new();
    mock.always::<Stop>().is_silent();
    mock.expect::<MigratePause>().succeeds();
    let shared = share(&mock, Policy::new().allow("*"));
    let clients: Vec<Client> = (0..12).map(|_| shared.client()).collect();
    let calls: Vec<_> = clients.iter().map(|client| client.start(&Stop).expect("sent")).collect();
    shared.client().execute_oob(&MigratePause).expect("done");
    drop(calls);
    mock.verify();
}

/// Rule: when the monitor goes, all clients are cut off, even those that wait for a reply.
#[test]
fn the_monitor_goes() {
    let mock = Mock::new();
    mock.expect::<Stop>().dies_after(5, &qapi_runtime::Empty {});
    let mut shared = share(&mock, Policy::new().allow("*"));
    let (client, idle) = (shared.client(), shared.client());
    // It may have been executed or not.
    let ended = client.execute(&Stop).expect_err("no reply");
    assert!(matches!(ended, Error::Closed { .. }), "{ended:?}");
    shared.proxy.wait();
    idle.wait_closed(PATIENCE).expect("cut off");
    drop(shared.listening.take());
    mock.verify();
}

#[test]
fn no_monitor_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = Address::unix(folder.path().join("none"));
    assert!(Proxy::connect(&nowhere, Policy::new()).is_err());
}

#[cfg(feature = "fd")]
#[test]
fn descriptors_pass() {
    use qemu_qapi::qmp::commands::Getfd;
    use std::io::Read;
    let mock = Mock::new();
    mock.expect::<Getfd>().takes_descriptors(1).succeeds();
    let shared = share(&mock, Policy::new().allow("getfd"));
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    shared.client().execute_with_fd(&Getfd::new("a"), writer.into()).expect("done");
    let descriptors = mock.descriptors();
    assert_eq!(descriptors.len(), 1);
    drop(descriptors);
    assert_eq!(reader.read(&mut [0]).expect("the end"), 0, "nobody else holds it");
    mock.verify();
}
