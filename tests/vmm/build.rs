//! Generates bindings for a few commands and events of QMP, and what they reach, for the side of the server: commands
//! are only received, responses and events only sent.

use qapi_codegen::Builder;
use qapi_codegen::options::Role;

const NAMES: [&str; 8] =
    ["query-status", "query-cpus-fast", "device_del", "blockdev-add", "cont", "STOP", "RESUME", "DEVICE_DELETED"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let builder = Builder::new("../../schemas/qemu/qapi/qapi-schema.json").role(Role::Server);
    NAMES.iter().fold(builder, |builder, name| builder.select(*name)).generate()?;
    Ok(())
}
