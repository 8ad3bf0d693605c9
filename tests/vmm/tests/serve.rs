//! What is generated for a server is all that serving needs.

use qapi_runtime::{Capability, Empty, Greeting, Qmp, Version, VersionTriple};
use qapi_server::{Server, error};
use qapi_vmm::{commands, events, run_state};

fn server() -> Server {
    let version = Version { qemu: VersionTriple { major: 0, minor: 1, micro: 0 }, package: "vmm".to_owned() };
    let greeting = Greeting { qmp: Qmp { version, capabilities: vec![Capability::Oob] } };
    Server::new(greeting)
        .command::<commands::QueryStatus, _>(|_, _| {
            Ok(run_state::StatusInfo { running: false, status: run_state::RunState::Paused })
        })
        .command::<commands::QueryCpusFast, _>(|_, _| Ok(Vec::new()))
        .command::<commands::Cont, _>(|context, _| {
            context.emit(&events::Resume {}).map_err(|problem| error(problem.to_string()))?;
            Ok(Empty {})
        })
        .command::<commands::DeviceDel, _>(|context, command| {
            let path = format!("/machine/peripheral/{}", command.id);
            let deleted = events::DeviceDeleted { device: Some(command.id), path };
            context.emit(&deleted).map_err(|problem| error(problem.to_string()))?;
            Ok(Empty {})
        })
        .command::<commands::BlockdevAdd, _>(|_, command| match command.0.node_name {
            Some(name) => Err(error(format!("'{name}' is taken"))),
            None => Err(error("a node needs a name")),
        })
}

#[test]
fn bindings_for_a_server_serve() {
    let input = "{'execute': 'qmp_capabilities'} {'execute': 'query-status'} {'execute': 'query-cpus-fast'} {'execute': 'cont'}
        {'execute': 'device_del', 'arguments': {'id': 'd0'}} {'execute': 'device_del', 'arguments': {'id': 'd0', 'x': 1}}
        {'execute': 'blockdev-add', 'arguments': {'driver': 'null-co', 'node-name': 'n'}}
        {'execute': 'blockdev-add', 'arguments': {'driver': 'raw', 'file': {'driver': 'nonsense'}}}";
    let mut output = Vec::new();
    server().serve(input.as_bytes(), &mut output).expect("served");
    let text = String::from_utf8(output).expect("ASCII");
    let refused = |text: &str| format!(r#"{{"error": {{"class": "GenericError", "desc": "{text}"}}}}"#);
    let lines: Vec<String> =
        text.lines().skip(2).map(|line| line.split("\"event\"").last().unwrap_or(line).to_owned()).collect();
    assert_eq!(
        lines,
        [
            r#"{"return": {"running":false,"status":"paused"}}"#,
            r#"{"return": []}"#,
            r#":"RESUME"}"#,
            r#"{"return": {}}"#,
            r#":"DEVICE_DELETED","data":{"device":"d0","path":"/machine/peripheral/d0"}}"#,
            r#"{"return": {}}"#,
            &refused("Parameter 'x' is unexpected"),
            &refused("'n' is taken"),
            &refused("Parameter 'file.driver' does not accept value 'nonsense'"),
        ]
    );
}
