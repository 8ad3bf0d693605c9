//! Generates bindings for two of upstream's test schemas, which use every construct of the language, in each way of
//! deciding conditions and for each role. Without the reference material there is nothing to generate.

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
    if folder.is_dir() {
        for (name, file) in [("test", "qapi-schema-test.json"), ("good", "doc-good.json")] {
            let path = folder.join(file);
            let schema = qapi_parser::load(&path, &qapi_parser::Options::default())?.schema;
            for (way, change) in WAYS {
                let file = format!("{name}_{way}.rs");
                change(Builder::new(&path), &schema).out_file(Path::new(&out).join(&file)).generate()?;
                write!(all, "/// `{name}`, {way}.\npub mod {name}_{way} {{\n")?;
                writeln!(all, "    include!(concat!(env!(\"OUT_DIR\"), \"/{file}\"));\n}}")?;
            }
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
