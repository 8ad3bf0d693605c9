//! Rule: the options in `qapi.toml` and as flags give exactly what the builder gives.
//!
//! The cases are those of `qapi-codegen/tests/options`; there the builder is compared with the same files.
//! `UPDATE_EXPECT=1` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Options without a flag: they need more than fits into one.
const WITHOUT_FLAGS: [&str; 1] = ["replace"];

/// Cases that are refused, and so have no output.
const WITHOUT_OUTPUT: [&str; 1] = ["refused"];

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../qapi-codegen/tests/options");
    let entries = fs::read_dir(&folder).expect("the folder of cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    cases.retain(|case| case.is_dir() && !has_name(case, &WITHOUT_OUTPUT));
    cases.sort();
    assert!(cases.len() > 10, "{} holds few cases", folder.display());
    cases
}

fn has_name(case: &Path, names: &[&str]) -> bool {
    case.file_name().is_some_and(|name| names.iter().any(|other| name == *other))
}

/// Runs `qapi generate` in the folder of a case. The error says what went wrong.
fn generate(case: &Path, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_qapi"))
        .arg("generate")
        .args(arguments)
        .current_dir(case)
        .output()
        .expect("qapi runs");
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{} {arguments:?}: {}", case.display(), String::from_utf8_lossy(&output.stderr))),
    }
}

#[test]
fn the_configuration_says_what_the_builder_says() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let arguments: &[&str] = if update { &[] } else { &["--check"] };
    let failures: Vec<String> = cases().iter().filter_map(|case| generate(case, arguments).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_flags_say_what_the_builder_says() {
    let mut failures = Vec::new();
    for case in cases() {
        let Ok(text) = fs::read_to_string(case.join("flags")) else {
            assert!(has_name(&case, &WITHOUT_FLAGS), "{} has no flags", case.display());
            continue;
        };
        for line in text.lines() {
            let words = words(line);
            let (target, flags) = words.split_first().expect("a target");
            let out = if target.ends_with(".rs") { "--out" } else { "--out-dir" };
            // The version of the schema is called 2.0 where it is merged with others.
            let schema = if has_name(&case, &["merge"]) { "2.0=schema.json" } else { "schema.json" };
            let mut arguments = vec![schema, out, target, "--check"];
            arguments.extend(flags.iter().map(String::as_str));
            failures.extend(generate(&case, &arguments).err());
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The words of a line as a shell takes them apart, single quotes included.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (at, part) in line.split('\'').enumerate() {
        let quoted = at % 2 == 1;
        let mut pieces = part.split(if quoted { '\'' } else { ' ' });
        if let (Some(first), Some(word)) = (pieces.next(), words.last_mut()) {
            word.push_str(first);
        }
        words.extend(pieces.map(str::to_owned));
    }
    words.retain(|word| !word.is_empty());
    words
}
