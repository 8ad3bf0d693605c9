//! What a container runtime says to QEMU, and what it understands.

use qapi_container_runtime::{Event, block_core, commands, machine, migration, qom, run_state, sockets};
use qapi_runtime::{Command, Execute};
use serde_json::{Value, from_str, json, to_value};

/// A command as it goes over the wire.
fn sent<C: Command + qapi_runtime::Encode>(command: C) -> Value {
    to_value(Execute::new(&command)).expect("it encodes")
}

#[test]
fn a_device_is_plugged() {
    let mut device = commands::DeviceAdd::new("virtio-blk-pci");
    device.id = Some("disk0".into());
    device.arguments.insert("drive".into(), "node0".into());
    let expected = json!({"execute": "device_add",
        "arguments": {"driver": "virtio-blk-pci", "id": "disk0", "drive": "node0"}});
    assert_eq!(sent(device), expected);
}

#[test]
fn a_disk_is_added() {
    let file = block_core::BlockdevOptionsFile::new("/disk.img");
    let options = block_core::BlockdevOptions {
        node_name: Some("node0".into()),
        read_only: Some(true),
        ..block_core::BlockdevOptions::new(block_core::BlockdevOptionsDriver::File(file))
    };
    let expected = json!({"execute": "blockdev-add", "arguments":
        {"driver": "file", "node-name": "node0", "read-only": true, "filename": "/disk.img"}});
    assert_eq!(sent(commands::BlockdevAdd(options)), expected);
}

#[test]
fn a_migration_is_started_and_watched() {
    let socket = sockets::SocketAddress::Unix(sockets::UnixSocketAddress::new("/run/m.sock"));
    let channel = migration::MigrationChannel::new(
        migration::MigrationChannelType::Main,
        migration::MigrationAddress::Socket(socket),
    );
    let migrate = commands::Migrate { channels: Some(vec![channel]), ..Default::default() };
    let expected = json!({"execute": "migrate", "arguments": {"channels": [{"channel-type": "main",
        "addr": {"transport": "socket", "type": "unix", "path": "/run/m.sock"}}]}});
    assert_eq!(sent(migrate), expected);

    let info: <commands::QueryMigrate as Command>::Response = from_str(r#"{"status":"completed"}"#).expect("a reply");
    assert_eq!(info.status, Some(migration::MigrationStatus::Completed));
}

#[test]
fn an_object_is_added() {
    let limits = qom::MemoryBackendProperties::new(1 << 30);
    let object = qom::ObjectOptions::new(qom::ObjectOptionsQomType::MemoryBackendRam(limits), "mem0");
    let expected = json!({"execute": "object-add",
        "arguments": {"id": "mem0", "qom-type": "memory-backend-ram", "size": 1 << 30}});
    assert_eq!(sent(commands::ObjectAdd(object)), expected);
}

#[test]
fn replies_and_events_are_understood() {
    let text = r#"[{"thread-id":7,"props":{"core-id":0},"qom-path":"/machine","qom-type":"t","cpu-index":0,
        "target":"x86_64"}]"#;
    let cpus: <commands::QueryCpusFast as Command>::Response = from_str(text).expect("a reply");
    assert_eq!(cpus[0].target, machine::CpuInfoFastTarget::X86_64);

    let text = r#"{"event":"SHUTDOWN","timestamp":{"seconds":1,"microseconds":2},
        "data":{"guest":true,"reason":"guest-shutdown"}}"#;
    let Event::Shutdown { data, .. } = from_str(text).expect("an event") else { panic!("it is SHUTDOWN") };
    assert_eq!(data.reason, run_state::ShutdownCause::GuestShutdown);

    let other = r#"{"event":"BLOCK_JOB_READY","timestamp":{"seconds":1,"microseconds":2},"data":{}}"#;
    assert!(matches!(from_str(other).expect("an event"), Event::Unknown(event) if event.name == "BLOCK_JOB_READY"));
}
