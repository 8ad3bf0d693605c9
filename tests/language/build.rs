//! Generates bindings for two of upstream's test schemas, which use every construct of the language, in each way of
//! deciding conditions and for each role. Without the reference material there is nothing to generate.
//!
//! `QAPI_SCHEMA=FILE cargo check -p qapi-language` adds another schema, such as one of QEMU's own (an absolute path;
//! two minutes and 5 GB for QMP, and again with `--features symbols`).

use qapi_codegen::Builder;
use qapi_codegen::options::Role;
use qapi_parser::schema::Schema;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("../../../shared/conformance");
    let out = std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?;
    let mut all = format!("/// Whether the schemas were at hand.\npub const PRESENT: bool = {};\n", folder.is_dir());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=QAPI_SCHEMA");
    let mut schemas = Vec::new();
    if folder.is_dir() {
        schemas.push(("test", folder.join("qapi-schema-test.json")));
        schemas.push(("good", folder.join("doc-good.json")));
    }
    schemas.extend(std::env::var_os("QAPI_SCHEMA").map(|path| ("given", path.into())));
    for (name, path) in schemas {
        let schema =
            qapi_parser::load(&path, &qapi_parser::Options::default()).map_err(|failure| failure.to_string())?;
        for (way, change) in WAYS {
            let file = format!("{name}_{way}.rs");
            change(Builder::new(&path), &schema.schema).out_file(Path::new(&out).join(&file)).generate()?;
            write!(all, "/// `{name}`, {way}.\npub mod {name}_{way} {{\n")?;
            writeln!(all, "    include!(concat!(env!(\"OUT_DIR\"), \"/{file}\"));\n}}")?;
        }
    }
    Ok(std::fs::write(Path::new(&out).join("all.rs"), all)?)
}

/// A way to generate, by name.
type Way = (&'static str, fn(Builder, &Schema) -> Builder);

const WAYS: [Way; 7] = [
    ("undecided", |builder, _| builder),
    ("defined", |builder, schema| schema.symbols().into_iter().fold(builder, Builder::define)),
    ("undefined", |builder, schema| schema.symbols().into_iter().fold(builder, Builder::undefine)),
    ("mapped", |builder, schema| {
        let symbols = schema.symbols().into_iter();
        symbols.fold(builder, |builder, symbol| builder.cfg(symbol, "feature = \"symbols\""))
    }),
    ("client", |builder, _| builder.role(Role::Client)),
    ("server", |builder, _| builder.role(Role::Server).strict("*")),
    ("keeping", |builder, _| builder.keep_unknown_members("*").boxed("*.*")),
];
