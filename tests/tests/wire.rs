//! Rule: the forms on the wire are exact, in both directions, and nothing that a peer says is lost.

use qapi_tests::{round_trip, value_of};
use qemu_qapi::qga;
use qemu_qapi::qmp::migration::{FileMigrationArgs, MigrationAddress, MigrationExecCommand};
use qemu_qapi::qmp::sockets::{InetSocketAddress, SocketAddress, UnixSocketAddress};
use qemu_qapi::qmp::{self, block_core, commands, common, net, qom, stats};
use serde_json::json;

#[test]
fn migration_addresses_have_their_exact_form() {
    let inet = InetSocketAddress::new("10.0.0.1", "4444");
    let args = ["/bin/sh", "-c", "cat"].map(str::to_owned).to_vec();
    let cases = [
        (
            r#"{"transport":"socket","type":"inet","host":"10.0.0.1","port":"4444"}"#,
            MigrationAddress::Socket(SocketAddress::Inet(inet)),
        ),
        (
            r#"{"transport":"socket","type":"unix","path":"/run/m.sock"}"#,
            MigrationAddress::Socket(SocketAddress::Unix(UnixSocketAddress::new("/run/m.sock"))),
        ),
        (
            r#"{"transport":"exec","args":["/bin/sh","-c","cat"]}"#,
            MigrationAddress::Exec(MigrationExecCommand { args }),
        ),
        (r#"{"transport":"rdma","host":"h","port":"1"}"#, MigrationAddress::Rdma(InetSocketAddress::new("h", "1"))),
        (
            r#"{"transport":"file","filename":"/f","offset":4096}"#,
            MigrationAddress::File(FileMigrationArgs { filename: "/f".into(), offset: 4096 }),
        ),
    ];
    for (text, address) in cases {
        // As text, not as a value: members come in the schema's order.
        assert_eq!(serde_json::to_string(&address).unwrap(), text);
        assert_eq!(serde_json::from_str::<MigrationAddress>(text).unwrap(), address);
    }
}

#[test]
fn the_discriminator_may_come_last() {
    let address: MigrationAddress =
        round_trip(r#"{"host":"10.0.0.1","port":"4444","type":"inet","transport":"socket"}"#);
    let inet = InetSocketAddress::new("10.0.0.1", "4444");
    assert_eq!(address, MigrationAddress::Socket(SocketAddress::Inet(inet)));
    let cpu = json!({
        "cpu-state": "operating", "thread-id": 7, "props": {}, "qom-path": "/machine", "qom-type": "c", "cpu-index": 0,
        "target": "s390x",
    });
    let cpu: qmp::machine::CpuInfoFast = round_trip(&cpu.to_string());
    assert_eq!(cpu.thread_id, 7);
}

#[test]
fn an_unknown_branch_is_kept_with_its_members() {
    for text in
        [r#"{"transport":"pigeon","loft":{"x":[1,null,"a"]},"speed":80}"#, r#"{"speed":80,"transport":"pigeon"}"#]
    {
        let address: MigrationAddress = round_trip(text);
        assert!(matches!(address, MigrationAddress::Unknown(_)), "{address:?}");
    }
    round_trip::<MigrationAddress>(r#"{"transport":"socket","type":"carrier","path":"/p"}"#);
    round_trip::<block_core::BlockdevOptions>(r#"{"driver":"tape","node-name":"n","reels":2}"#);
}

#[test]
fn unknown_values_are_kept() {
    let state: qmp::run_state::RunState = round_trip(r#""levitating""#);
    assert_eq!(state.as_str(), "levitating");
    round_trip::<qmp::run_state::StatusInfo>(r#"{"running":true,"status":"levitating"}"#);
}

#[test]
fn an_unknown_event_is_kept_with_its_data() {
    for text in [
        r#"{"event":"COMET","data":{"tail":[1,2]},"timestamp":{"seconds":5,"microseconds":6}}"#,
        r#"{"timestamp":{"seconds":5,"microseconds":6},"event":"COMET"}"#,
    ] {
        let event: qmp::Event = round_trip(text);
        assert!(matches!(event, qmp::Event::Unknown(_)), "{event:?}");
    }
}

#[test]
fn events_carry_their_timestamp() {
    let event: qmp::Event = round_trip(r#"{"timestamp":{"seconds":-1,"microseconds":-1},"event":"STOP"}"#);
    let qmp::Event::Stop { timestamp, .. } = event else { panic!("{event:?}") };
    assert_eq!((timestamp.seconds, timestamp.microseconds), (-1, -1));
    let event: qmp::Event = round_trip(
        r#"{"data":{"guest":true,"reason":"guest-shutdown"},"event":"SHUTDOWN","timestamp":{"seconds":1,"microseconds":2}}"#,
    );
    let qmp::Event::Shutdown { data, .. } = event else { panic!("{event:?}") };
    assert!(data.guest);
}

#[test]
fn branches_without_members_have_a_form() {
    round_trip::<qom::ObjectOptions>(r#"{"qom-type":"can-bus","id":"c0"}"#);
    round_trip::<net::Netdev>(r#"{"type":"none","id":"n0"}"#);
    round_trip::<stats::StatsFilter>(r#"{"target":"vm"}"#);
    round_trip::<qmp::ui::ExpirePasswordOptions>(r#"{"protocol":"spice","time":"now"}"#);
    round_trip::<commands::ExpirePassword>(r#"{"protocol":"spice","time":"now"}"#);
}

#[test]
fn null_is_not_absence() {
    for text in [
        r#"{"driver":"qcow2","file":"f","backing":null}"#,
        r#"{"driver":"qcow2","file":"f"}"#,
        r#"{"driver":"qcow2","file":"f","backing":"b"}"#,
        r#"{"driver":"qcow2","file":{"driver":"null-co"},"backing":{"driver":"null-co","size":1}}"#,
    ] {
        round_trip::<block_core::BlockdevOptions>(text);
    }
    round_trip::<common::StrOrNull>("null");
    round_trip::<commands::MigrateSetParameters>(r#"{"tls-creds":null}"#);
    round_trip::<commands::MigrateSetParameters>("{}");
    round_trip::<commands::QomSet>(r#"{"path":"/p","property":"q","value":null}"#);
    assert!(serde_json::from_str::<commands::QomSet>(r#"{"path":"/p","property":"q"}"#).is_err());
}

#[test]
fn alternates_go_by_the_form_of_the_value() {
    for text in [r#""node0""#, r#"{"driver":"null-co"}"#] {
        round_trip::<block_core::BlockdevRef>(text);
        round_trip::<block_core::BlockdevRefOrNull>(text);
    }
    round_trip::<block_core::BlockdevRefOrNull>("null");
    assert_eq!(round_trip::<block_core::BlockdevRef>("7"), block_core::BlockdevRef::Unknown(json!(7)));
}

#[test]
fn integers_keep_their_range() {
    let file: FileMigrationArgs = round_trip(r#"{"filename":"/f","offset":18446744073709551615}"#);
    assert_eq!(file.offset, u64::MAX);
    // Some servers send large numbers as negative ones.
    let file: FileMigrationArgs = serde_json::from_str(r#"{"filename":"/f","offset":-1}"#).unwrap();
    assert_eq!(file.offset, u64::MAX);
    let error = serde_json::from_str::<FileMigrationArgs>(r#"{"filename":"/f","offset":-9223372036854775809}"#);
    let error = error.unwrap_err().to_string();
    assert!(error.contains("-9223372036854775809"), "{error}");
    let load: qga::GuestLoadAverage = serde_json::from_str(r#"{"load1m":0,"load5m":1.5,"load15m":2}"#).unwrap();
    assert_eq!((load.load1m, load.load5m, load.load15m), (0.0, 1.5, 2.0));
}

/// Options nest as deep as QEMU lets them in a release build, and a quarter of that in a debug build, on the stack of a
/// thread.
#[test]
fn options_nest_as_deep_as_in_qemu() {
    const LEVELS: usize = if cfg!(debug_assertions) { 256 } else { 1024 };
    let nested = |levels: usize, before: &str, after: &str| {
        format!(r#"{}{{"driver":"null-co"}}{}"#, before.repeat(levels), after.repeat(levels))
    };
    for (before, after) in [(r#"{"driver":"raw","file":"#, "}"), (r#"{"file":"#, r#","driver":"raw"}"#)] {
        let text = nested(LEVELS - 1, before, after);
        let options: block_core::BlockdevOptions = qapi_runtime::json::from_str(&text).unwrap();
        let written = qapi_runtime::json::to_string(&options).unwrap();
        assert_eq!(written, serde_json::to_string(&options).unwrap());
        assert_eq!(serde_json::from_str::<block_core::BlockdevOptions>(&written).unwrap(), options);
        assert_eq!(serde_json::to_value(&options).unwrap().to_string().len(), written.len());
        for levels in [LEVELS + 16, 5_000] {
            let error = qapi_runtime::json::from_str::<block_core::BlockdevOptions>(&nested(levels, before, after))
                .unwrap_err();
            assert!(error.to_string().contains("recursion limit exceeded"), "{error}");
        }
    }
}

#[test]
fn unknown_members_are_skipped() {
    let text = r#"{"running":true,"later":{"a":[1]},"status":"running"}"#;
    let status: qmp::run_state::StatusInfo = serde_json::from_str(text).unwrap();
    assert_eq!(value_of(&status), json!({"running": true, "status": "running"}));
}

#[test]
fn commands_without_gen_take_further_arguments() {
    round_trip::<commands::DeviceAdd>(r#"{"driver":"virtio-blk-pci","id":"d","drive":"n0","addr":{"x":1}}"#);
    round_trip::<commands::DeviceAdd>(r#"{"driver":"virtio-blk-pci"}"#);
}

#[test]
fn errors_say_where() {
    let faults = [
        (r#"{"transport":"exec"}"#, "args"),
        (r#"{"transport":"exec","args":["a",7]}"#, "args[1]"),
        (r#"{"transport":"file","filename":"/f","offset":"x"}"#, "offset"),
        (r#"{"transport":"file","filename":"/f","filename":"/g","offset":1}"#, "filename"),
        (r#"{"filename":"/f"}"#, "transport"),
    ];
    for (text, part) in faults {
        let error = serde_json::from_str::<MigrationAddress>(text).unwrap_err().to_string();
        assert!(error.contains(part), "{text}: {error}");
    }
}

/// The version that the bindings state is the newest in `schemas/qemu`.
#[test]
fn the_version_of_the_bindings_is_that_of_their_schemas() {
    let tree = qapi_parser::tree::Tree::open(&qapi_tests::workspace().join("schemas/qemu")).unwrap();
    assert_eq!(tree.versions().first().map(String::as_str), Some(qemu_qapi::QEMU_VERSION));
}
