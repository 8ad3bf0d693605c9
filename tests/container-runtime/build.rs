//! Generates bindings for thirty commands of QMP, six events, and what they reach, for the side of the client.

use qapi_codegen::Builder;
use qapi_codegen::options::Role;

const COMMANDS: [&str; 30] = [
    "qmp_capabilities",
    "query-version",
    "query-status",
    "query-cpus-fast",
    "query-hotpluggable-cpus",
    "query-memory-devices",
    "query-memory-size-summary",
    "query-migrate",
    "device_add",
    "device_del",
    "blockdev-add",
    "blockdev-del",
    "netdev_add",
    "netdev_del",
    "object-add",
    "object-del",
    "chardev-add",
    "chardev-remove",
    "getfd",
    "migrate",
    "migrate-incoming",
    "migrate-set-capabilities",
    "migrate-set-parameters",
    "qom-get",
    "qom-set",
    "qom-list",
    "stop",
    "cont",
    "system_powerdown",
    "quit",
];

const EVENTS: [&str; 6] = ["SHUTDOWN", "RESET", "STOP", "RESUME", "DEVICE_DELETED", "MIGRATION"];

fn main() -> Result<(), qapi_codegen::Error> {
    let builder = Builder::new("../../schemas/qemu/qapi/qapi-schema.json")
        .role(Role::Client)
        .define("CONFIG_LINUX")
        .undefine("CONFIG_WIN32");
    COMMANDS.into_iter().chain(EVENTS).fold(builder, Builder::select).generate().map(drop)
}
