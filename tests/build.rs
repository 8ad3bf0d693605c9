//! Writes, for each of the three protocols in `schemas/`, functions that decode and encode by name: replies and
//! arguments by the name of the command, values by the name of the type. Rust has no table of types by name; the
//! schema's front end knows the names.

use qapi_parser::schema::{Definition, Kind, Schema};
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
    for (protocol, root) in roots {
        let schema = qapi_parser::load(&schemas.join(root), &qapi_parser::Options::default())?.schema;
        function(&mut out, &schema, &format!("{protocol}_reply"), |definition| match definition.kind {
            Kind::Command(_) => Some(format!("reply::<{protocol}::commands::{}>", upper_camel(&definition.name))),
            _ => None,
        })?;
        function(&mut out, &schema, &format!("{protocol}_arguments"), |definition| match definition.kind {
            Kind::Command(_) => Some(format!("again::<{protocol}::commands::{}>", upper_camel(&definition.name))),
            _ => None,
        })?;
        function(&mut out, &schema, &format!("{protocol}_type"), |definition| match definition.kind {
            Kind::Command(_) | Kind::Event(_) => None,
            _ => Some(format!("again::<{protocol}::{}::{}>", module(&schema, definition), definition.name)),
        })?;
    }
    let path = Path::new(&std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?).join("table.rs");
    Ok(std::fs::write(path, out)?)
}

/// A function from a name and a JSON text to what the text decodes and encodes to; `None` for other names.
fn function(
    out: &mut String,
    schema: &Schema,
    name: &str,
    decoder: impl Fn(&Definition) -> Option<String>,
) -> std::fmt::Result {
    writeln!(out, "pub fn {name}(name: &str, text: &str) -> Option<Result<Value, String>> {{")?;
    writeln!(out, "    Some(match name {{")?;
    for (_, definition) in schema.definitions() {
        if let Some(decoder) = decoder(definition) {
            writeln!(out, "        {:?} => {decoder}(text),", definition.name)?;
        }
    }
    writeln!(out, "        _ => return None,\n    }})\n}}")
}

/// The Rust name of a command.
fn upper_camel(name: &str) -> String {
    let words = name.split(['-', '_']).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

/// The Rust module of a definition.
fn module(schema: &Schema, definition: &Definition) -> String {
    let file = &schema.module(definition.module).name;
    let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".json");
    stem.replace('-', "_")
}
