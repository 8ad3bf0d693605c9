//! A small schema for each rule, with the diagnostics that it causes in the formats `short` and `human`, or with the
//! dump of a legal schema.
//!
//! The first line of a case states its rule. `UPDATE_EXPECT=1 cargo test -p qapi-parser` rewrites the goldens. Files
//! that cases include are in folders, so that they are not cases themselves.

use qapi_parser::diagnostic::{Format, render};
use qapi_parser::{Code, DocLevel, Options, dump, load};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rules that need a schema too large or too odd for a file here; `tests/explain.rs` runs a schema for each.
const ELSEWHERE: &[&str] =
    &["file-too-long", "type-depth", "too-complex", "invalid-reply", "merge-conflict", "overlay-conflict"];

/// Relative to the package, where `cargo test` runs, so that goldens name no folder of this machine.
fn folder() -> &'static Path {
    Path::new("tests/cases")
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).expect("tests/cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    cases.sort();
    cases
}

/// Compares a text with a golden, or writes the golden. An empty text has no golden.
fn expect(path: &Path, actual: &str, failures: &mut Vec<String>) {
    let golden = fs::read_to_string(path).unwrap_or_default();
    if golden == actual {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let result = if actual.is_empty() { fs::remove_file(path) } else { fs::write(path, actual) };
        result.expect("a writable golden");
    } else {
        failures.push(format!("{}\n--- expected\n{golden}--- actual\n{actual}", path.display()));
    }
}

#[test]
fn each_case_gives_what_its_goldens_say() {
    let mut failures = Vec::new();
    for case in cases() {
        let (short, human, text) = match load(&case, &Options { docs: DocLevel::Deny, ..Default::default() }) {
            Ok(loaded) => (String::new(), String::new(), dump::dump(&loaded.schema, true)),
            Err(failure) => {
                let render = |format| render(&failure.diagnostics, &failure.sources, format);
                (render(Format::Short), render(Format::Human { colors: false }), String::new())
            }
        };
        expect(&case.with_extension("short"), &short, &mut failures);
        expect(&case.with_extension("human"), &human, &mut failures);
        expect(&case.with_extension("dump"), &text, &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn each_case_states_its_rule_first() {
    for case in cases() {
        let bytes = fs::read(&case).expect("a readable case");
        let text = String::from_utf8_lossy(&bytes);
        let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
        assert!(first.starts_with("# ") && first.len() > 10, "{}: the first line is {first:?}", case.display());
    }
}

#[test]
fn each_code_has_a_case() {
    let mut covered: BTreeSet<&str> = ELSEWHERE.iter().copied().collect();
    let mut goldens = String::new();
    for case in cases() {
        goldens.push_str(&fs::read_to_string(case.with_extension("short")).unwrap_or_default());
    }
    for code in Code::ALL {
        if goldens.contains(&format!("[{code}]: ")) {
            assert!(covered.insert(code.name()), "{code} has a case and is listed as having none");
        }
    }
    let missing: Vec<_> = Code::ALL.iter().map(|code| code.name()).filter(|code| !covered.contains(code)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}
