//! Writes, for each of the three protocols in `schemas/`, a function that decodes a reply by the name of its command
//! and encodes it again. Rust has no table of types by name; the schema's front end knows the names.

use qapi_parser::schema::Kind;
use std::fmt::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let schemas = Path::new("../schemas/qemu-10.2.2");
    println!("cargo::rerun-if-changed={}", schemas.display());
    let roots = [
        ("qmp", "qapi/qapi-schema.json"),
        ("qga", "qga/qapi-schema.json"),
        ("qsd", "storage-daemon/qapi/qapi-schema.json"),
    ];
    let mut out = String::new();
    for (module, root) in roots {
        let loaded = qapi_parser::load(&schemas.join(root), &qapi_parser::Options::default())?;
        writeln!(out, "/// Decodes and encodes a reply of a command; `None` if the schema lacks the command.")?;
        writeln!(out, "pub fn {module}(command: &str, reply: &str) -> Option<Result<Value, String>> {{")?;
        writeln!(out, "    Some(match command {{")?;
        for (_, definition) in loaded.schema.definitions() {
            if matches!(definition.kind, Kind::Command(_)) {
                let name = &definition.name;
                writeln!(out, "        {name:?} => again::<{module}::commands::{}>(reply),", upper_camel(name))?;
            }
        }
        writeln!(out, "        _ => return None,\n    }})\n}}")?;
    }
    let path = Path::new(&std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?).join("replies.rs");
    Ok(std::fs::write(path, out)?)
}

/// The Rust name of a command.
fn upper_camel(name: &str) -> String {
    let words = name.split(['-', '_']).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}
