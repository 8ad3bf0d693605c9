//! Writes, for each of the three protocols in `schemas/`, functions that decode and encode by name: replies by the name
//! of the command; values, arguments and data of events by the name of the definition. Rust has no table of types by
//! name; the generator knows the names.

use qapi_codegen::Builder;
use qapi_parser::schema::Kind;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let schemas = Path::new("../schemas/qemu");
    println!("cargo::rerun-if-changed={}", schemas.display());
    let roots = [
        ("qmp", "qapi/qapi-schema.json"),
        ("qga", "qga/qapi-schema.json"),
        ("qsd", "storage-daemon/qapi/qapi-schema.json"),
    ];
    let mut out = String::new();
    for (protocol, root) in roots {
        let schema = qapi_parser::load(&schemas.join(format!("{root}@*")), &qapi_parser::Options::default())?.schema;
        let (mut values, mut replies) = (Vec::new(), Vec::new());
        for (id, path) in Builder::new(root).paths(&schema)? {
            let definition = schema.definition(id);
            if matches!(definition.kind, Kind::Command(_)) {
                replies.push((&definition.name, format!("reply::<{protocol}::{path}>")));
            }
            values.push((&definition.name, format!("again::<{protocol}::{path}>")));
        }
        function(&mut out, &format!("{protocol}_value"), &values)?;
        function(&mut out, &format!("{protocol}_reply"), &replies)?;
    }
    let path = Path::new(&std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?).join("table.rs");
    Ok(std::fs::write(path, out)?)
}

/// A function from a name and a JSON text to what the text decodes and encodes to; `None` for other names.
fn function(out: &mut String, name: &str, decoders: &[(&String, String)]) -> std::fmt::Result {
    writeln!(out, "pub fn {name}(name: &str, text: &str) -> Option<Result<Value, String>> {{")?;
    writeln!(out, "    Some(match name {{")?;
    for (name, decoder) in decoders {
        writeln!(out, "        {name:?} => {decoder}(text),")?;
    }
    writeln!(out, "        _ => return None,\n    }})\n}}")
}
