//! Rule: a test is skipped only while what it needs is missing. A program that is installed after the tests were compiled
//! lets them run, and without it they say that they were skipped, and why.

use std::fs;
use std::path::Path;
use std::process::Command;

const MANIFEST: &str = r#"
[package]
name = "later"
edition = "2024"

[lib]
path = "lib.rs"

[dev-dependencies]
qapi-gate = { path = "GATE" }

[workspace]
"#;

const TEST: &str = r#"
#[cfg(test)]
mod tests {
    #[qapi_gate::needs(program = "a-program-of-this-test")]
    #[test]
    fn with_program() {}

    #[qapi_gate::needs(env = "A_VARIABLE_OF_THIS_TEST")]
    #[test]
    fn with_variable() {}
}
"#;

/// What `cargo test` prints with a folder in the path, and with these variables.
fn cargo_test(folder: &Path, bin: &Path, variables: &[(&str, &str)]) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(bin.to_owned()).chain(std::env::split_paths(&path)));
    let output = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--lib"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("PATH", path.expect("folders without a colon"))
        .env_remove("QAPI_REQUIRE_LIVE")
        .envs(variables.iter().copied())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn what_is_there_later_is_found() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("later");
    let _ = fs::remove_dir_all(&folder);
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).expect("folders");
    fs::write(folder.join("Cargo.toml"), MANIFEST.replace("GATE", env!("CARGO_MANIFEST_DIR"))).expect("a file");
    fs::write(folder.join("lib.rs"), TEST).expect("a file");

    let without = cargo_test(&folder, &bin, &[]);
    assert!(without.contains("tests::with_program ... ignored, a-program-of-this-test is not installed"), "{without}");
    assert!(without.contains("tests::with_variable ... ignored, A_VARIABLE_OF_THIS_TEST is not set"), "{without}");
    let required = cargo_test(&folder, &bin, &[("QAPI_REQUIRE_LIVE", "1"), ("A_VARIABLE_OF_THIS_TEST", "x")]);
    assert!(required.contains("tests::with_program ... ok"), "{required}");
    assert!(required.contains("tests::with_variable ... ok"), "{required}");
    fs::write(bin.join("a-program-of-this-test"), "").expect("a file");
    let with = cargo_test(&folder, &bin, &[]);
    assert!(with.contains("tests::with_program ... ok"), "{with}");
    fs::remove_file(bin.join("a-program-of-this-test")).expect("it was there");
    let again = cargo_test(&folder, &bin, &[]);
    assert!(again.contains("tests::with_program ... ignored"), "{again}");
}
