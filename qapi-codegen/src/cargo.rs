//! What a build script tells cargo on its standard output: which files to watch, and what to warn of.

use qapi_parser::SchemaSet;
use qapi_parser::diagnostic::{Diagnostic, Format, render};
use qapi_parser::source::SourceMap;
use std::collections::HashSet;
use std::env;
use std::path::{Path, PathBuf};

/// How many warnings are passed on one by one.
const MAX_WARNINGS: usize = 10;

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

/// Passes warnings on, one line each: cargo shows them after the crate's name.
pub fn warn(warnings: &[Diagnostic], sources: &SourceMap) {
    if !is_build_script() {
        return;
    }
    let shown = &warnings[..warnings.len().min(MAX_WARNINGS)];
    for line in render(shown, sources, Format::Short).lines() {
        println!("cargo::warning={line}");
    }
    let rest = warnings.len() - shown.len();
    if rest > 0 {
        let root = sources.files().next().map_or("SCHEMA", |(_, file)| file.display());
        println!("cargo::warning={rest} more warnings about the schema: `qapi check {root}` shows them all");
    }
}
