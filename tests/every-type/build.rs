//! Writes a table of every generated type: its server, its QAPI name, and a function that decodes and encodes it.

use std::fmt::Write;
use std::path::Path;
use std::{env, error::Error, fs};

const SERVERS: [(&str, &str); 3] = [
    ("qmp", "qapi/qapi-schema.json"),
    ("qga", "qga/qapi-schema.json"),
    ("qsd", "storage-daemon/qapi/qapi-schema.json"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/qemu-10.2.2");
    println!("cargo::rerun-if-changed={}", schemas.display());
    let mut table = String::from("const TYPES: &[(&str, &str, RoundTrip)] = &[\n");
    for (server, root) in SERVERS {
        let schema = qapi_parser::load(&schemas.join(root), &Default::default())?.schema;
        for (id, path) in qapi_codegen::Builder::new(root).paths(&schema)? {
            let name = &schema.definition(id).name;
            writeln!(table, "    ({server:?}, {name:?}, round_trip::<qemu_qapi::{server}::{path}>),")?;
        }
    }
    table.push_str("];\n");
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is set by cargo")?;
    Ok(fs::write(Path::new(&out).join("table.rs"), table)?)
}
