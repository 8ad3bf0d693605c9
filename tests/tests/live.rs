//! Rule: the generated types work with real servers. Each test starts a server of its own, and says when it is skipped
//! because the server is not installed; `QAPI_REQUIRE_LIVE=1` makes that a failure.

use qapi_gate::needs;
use qapi_runtime::{Base64, Command, Decode, Encode, ErrorClass, Execute, Greeting, Response};
use qapi_tests::server::{Connection, Server};
use qemu_qapi::qga::{GuestFileWhence, QGASeek};
use qemu_qapi::{qga, qmp, qsd};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Debug;

/// A client in a few lines: generated types out, generated types in.
struct Client<E> {
    connection: Connection,
    events: Vec<E>,
}

impl<E: DeserializeOwned + Debug> Client<E> {
    fn greeted(mut connection: Connection) -> (Self, Greeting) {
        let greeting = connection.receive().expect("a greeting");
        let greeting = serde_json::from_str(&greeting).expect("a greeting");
        (Client { connection, events: Vec::new() }, greeting)
    }

    fn execute<C>(&mut self, command: &C) -> C::Response
    where
        C: Command<Response: Decode> + Encode,
    {
        self.attempt(command).unwrap_or_else(|error| panic!("{}: {error}", C::NAME))
    }

    fn attempt<C>(&mut self, command: &C) -> Result<C::Response, qapi_runtime::Error>
    where
        C: Command<Response: Decode> + Encode,
    {
        self.connection.send(&serde_json::to_string(&Execute::new(command)).expect("a command"));
        loop {
            let text = self.connection.receive().expect("a reply");
            if text.contains("\"event\":") {
                self.events.push(serde_json::from_str(&text).expect(&text));
                continue;
            }
            let response: Response<C::Response> = serde_json::from_str(&text).expect(&text);
            return response.result;
        }
    }

    /// Waits for an event for which `wanted` holds.
    fn wait_for(&mut self, wanted: impl Fn(&E) -> bool) {
        while !self.events.iter().any(&wanted) {
            let text = self.connection.receive().expect("an event");
            self.events.push(serde_json::from_str(&text).expect(&text));
        }
    }
}

#[needs(program = "qemu-storage-daemon")]
#[test]
fn the_storage_daemon_adds_a_node_and_reports_a_job() {
    use qsd::block_core::{
        BlockdevCreateOptions, BlockdevCreateOptionsFile, BlockdevOptions, BlockdevOptionsDriver, BlockdevOptionsNull,
        XDbgBlockGraphNodeType,
    };
    use qsd::job::JobStatus;
    let Some(server) = Server::storage_daemon() else { return };
    let (mut client, greeting) = Client::<qsd::Event>::greeted(server.connect());
    assert!(greeting.qmp.version.qemu.major >= 6, "{greeting:?}");
    client.execute(&qsd::commands::QmpCapabilities::default());

    let options = BlockdevOptionsNull { size: Some(1 << 20), ..Default::default() };
    let mut node = BlockdevOptions::new(BlockdevOptionsDriver::NullCo(options));
    node.node_name = Some("n0".into());
    client.execute(&qsd::commands::BlockdevAdd(node));

    // Not query-named-block-nodes: a member of its reply became mandatory in 10.1, and the server may be older.
    let graph = client.execute(&qsd::commands::XDebugQueryBlockGraph);
    let nodes: Vec<_> = graph.nodes.iter().map(|node| (&node.r#type, node.name.as_str())).collect();
    assert_eq!(nodes, [(&XDbgBlockGraphNodeType::BlockDriver, "n0")]);

    let file = server.folder().join("image").display().to_string();
    let options = BlockdevCreateOptions::File(BlockdevCreateOptionsFile::new(file, 65536));
    client.execute(&qsd::commands::BlockdevCreate::new("j0", options));
    client.wait_for(|event| match event {
        qsd::Event::JobStatusChange { data, .. } => data.id == "j0" && data.status == JobStatus::Concluded,
        _ => false,
    });
    client.execute(&qsd::commands::JobDismiss::new("j0"));
    client.execute(&qsd::commands::BlockdevDel::new("n0"));
    client.execute(&qsd::commands::Quit);
    server.wait();
}

#[needs(program = "qemu-storage-daemon")]
#[test]
fn a_refusal_is_an_error_of_its_class() {
    let Some(server) = Server::storage_daemon() else { return };
    let (mut client, _) = Client::<qsd::Event>::greeted(server.connect());
    let early = client.attempt(&qsd::commands::QueryVersion).expect_err("capabilities come first");
    assert_eq!(early.class, ErrorClass::CommandNotFound, "{early}");
    client.execute(&qsd::commands::QmpCapabilities::default());
    let error = client.attempt(&qsd::commands::BlockdevDel::new("nobody")).expect_err("there is no such node");
    assert_eq!(error.class, ErrorClass::GenericError, "{error}");
    assert!(error.desc.contains("nobody"), "{error}");
}

#[needs(program = "qemu-ga")]
#[test]
fn the_guest_agent_answers() {
    let Some(server) = Server::guest_agent() else { return };
    let mut client = Client::<Value> { connection: server.connect(), events: Vec::new() };
    assert_eq!(client.execute(&qga::commands::GuestSync::new(0x1234_5678)), 0x1234_5678);
    let info = client.execute(&qga::commands::GuestInfo);
    assert!(info.supported_commands.iter().any(|command| command.name == "guest-info"), "{info:?}");

    let path = server.folder().join("file").display().to_string();
    let open = qga::commands::GuestFileOpen { mode: Some("w+".into()), ..qga::commands::GuestFileOpen::new(path) };
    let handle = client.execute(&open);
    let bytes = [0, 255, 10, 13];
    let write = qga::commands::GuestFileWrite::new(handle, Base64(bytes.to_vec()));
    assert_eq!(client.execute(&write).count, 4);
    let start = GuestFileWhence::Name(QGASeek::Set);
    client.execute(&qga::commands::GuestFileSeek::new(handle, 0, start));
    let read = client.execute(&qga::commands::GuestFileRead::new(handle));
    assert_eq!((read.buf_b64.0.as_slice(), read.count), (&bytes[..], 4));
    client.execute(&qga::commands::GuestFileClose::new(handle));
}

#[needs(program = "qemu-system-x86_64")]
#[test]
fn a_machine_stops_and_continues() {
    use qmp::run_state::RunState;
    let Some(server) = Server::system() else { return };
    let (mut client, _) = Client::<qmp::Event>::greeted(server.connect());
    client.execute(&qmp::commands::QmpCapabilities::default());
    assert_eq!(client.execute(&qmp::commands::QueryStatus).status, RunState::Prelaunch);
    client.execute(&qmp::commands::Cont);
    client.wait_for(|event| matches!(event, qmp::Event::Resume { .. }));
    assert_eq!(client.execute(&qmp::commands::QueryStatus).status, RunState::Running);
    client.execute(&qmp::commands::Stop);
    client.wait_for(|event| matches!(event, qmp::Event::Stop { .. }));

    // Further arguments reach the device, and a property comes back as any JSON value.
    let mut device = qmp::commands::DeviceAdd::new("virtio-balloon-pci");
    (device.id, device.bus) = (Some("b0".into()), Some("rp0".into()));
    device.arguments.insert("free-page-reporting".into(), true.into());
    client.execute(&device);
    let property = qmp::commands::QomGet::new("/machine/peripheral/b0", "free-page-reporting");
    assert_eq!(client.execute(&property), Value::from(true));
    client.execute(&qmp::commands::Quit);
    server.wait();
}
