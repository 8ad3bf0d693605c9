//! What a build script tells cargo on its standard output: which files to watch, and what to warn of.

use qapi_parser::SchemaSet;
use qapi_parser::diagnostic::{Diagnostic, lines};
use qapi_parser::source::SourceMap;
use std::collections::HashSet;
use std::env;
use std::path::{Path, PathBuf};

/// How many lines of warnings are passed on.
const MAX_LINES: usize = 20;

/// Whether this process is a build script, as far as its environment says.
pub fn is_build_script() -> bool {
    env::var_os("OUT_DIR").is_some() && env::var_os("CARGO_MANIFEST_DIR").is_some()
}

/// Has the build script run again when a file of a schema changes.
pub fn watch(sources: &SourceMap, schemas: &SchemaSet) {
    if is_build_script() {
        let inputs = schemas.inputs();
        let files = sources.files().map(|(_, file)| file.path());
        let mut seen = HashSet::new();
        inputs.iter().map(PathBuf::as_path).chain(files).filter(|path| seen.insert(*path)).for_each(watch_path);
    }
}

fn watch_path(path: &Path) {
    // Cargo does not read lines that are not UTF-8. It watches a folder with all that is in it.
    if let Some(path) = path.ancestors().find_map(Path::to_str) {
        println!("cargo::rerun-if-changed={}", if path.is_empty() { "." } else { path });
    }
}

/// Passes warnings on, one line each, and one for all that break the same rule of documentation: cargo shows them after
/// the crate's name.
pub fn warn(warnings: &[Diagnostic], sources: &SourceMap) {
    if !is_build_script() || warnings.is_empty() {
        return;
    }
    let lines = lines(warnings, sources);
    for line in lines.iter().take(MAX_LINES) {
        println!("cargo::warning={line}");
    }
    if lines.len() < warnings.len() || lines.len() > MAX_LINES {
        let root = sources.files().next().map_or("SCHEMA", |(_, file)| file.display());
        println!(
            "cargo::warning={} warnings about the schema: `qapi check {root} --verbose` shows all",
            warnings.len()
        );
    }
}
