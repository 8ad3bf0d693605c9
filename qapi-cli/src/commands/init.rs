//! `qapi init`: a build script or a configuration to start from, and what to add to `Cargo.toml`.
//!
//! What is written must work as it stands; a test builds a crate with it.

use crate::args::{SchemaOptions, Verbosity};
use crate::report::{Failure, Reporter, print};
use qapi_codegen::output::{FileSet, NewFile};
use std::path::{Path, PathBuf};

/// Write a build.rs, or a qapi.toml, that generates Rust from a schema.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  qapi init schema/device.json            writes build.rs
  qapi init --config schema/device.json   writes qapi.toml, for `qapi generate`")]
pub struct Init {
    /// The root file of the schema, relative to the current folder.
    schema: PathBuf,
    /// Write qapi.toml instead of build.rs.
    #[arg(long)]
    config: bool,
    /// Replace the file if it is there already.
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    options: SchemaOptions,
}

impl Init {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let Some(shown) = self.schema.to_str().filter(|_| self.schema.is_relative()) else {
            let schema = self.schema.display();
            return Err(Failure::message(format!(
                "`{schema}` cannot be written into a file that others use: give a relative path in UTF-8"
            )));
        };
        // A faulty schema does not keep us from writing the file, but its faults are best reported now.
        let reporter = Reporter::new(&self.options, verbosity);
        let loaded = reporter.load(&self.schema);
        if !self.schema.is_file() {
            return Err(Failure::Reported);
        }
        let stem = stem(&self.schema);
        let (name, text, next) = match self.config {
            true => ("qapi.toml", configuration(shown, &stem), configuration_next(&stem)),
            false => ("build.rs", build_script(shown), build_script_next(&stem)),
        };
        let mut files = FileSet::plain();
        files.input(&self.schema);
        let (path, maker) = (PathBuf::from(name), "qapi init".to_owned());
        files.add(NewFile { path, text, maker, overwrite: self.overwrite, in_tree: false });
        files.write()?;
        if verbosity > Verbosity::Quiet {
            print(&format!("{name} is written. {next}"))?;
        }
        loaded.map(drop)
    }
}

/// The name of the Rust module for a schema.
fn stem(schema: &Path) -> String {
    let stem = schema.file_stem().unwrap_or_default().to_string_lossy();
    qapi_codegen::module_name(&stem)
}

fn build_script(schema: &str) -> String {
    format!(
        "//! Generates Rust from the schema, into the folder where cargo puts what a build makes.

fn main() -> Result<(), Box<dyn std::error::Error>> {{
    qapi_codegen::Builder::new({schema:?}).generate()?;
    Ok(())
}}
"
    )
}

fn build_script_next(stem: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "Put into Cargo.toml:

[dependencies]
qapi-runtime = \"{version}\"

[build-dependencies]
qapi-codegen = {{ package = \"qemu-qapi-codegen\", version = \"{version}\" }}

and into src/main.rs or src/lib.rs:

mod {stem} {{
    include!(concat!(env!(\"OUT_DIR\"), \"/{stem}.rs\"));
}}
"
    )
}

fn configuration(schema: &str, stem: &str) -> String {
    format!(
        "# What `qapi generate` makes, without arguments, from this folder.

[[generate]]
schema = {schema:?}
out-dir = \"src/{stem}\"
"
    )
}

fn configuration_next(stem: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "Run `qapi generate`, and put into Cargo.toml:

[dependencies]
qapi-runtime = \"{version}\"

and into src/main.rs or src/lib.rs:

mod {stem};
"
    )
}
