//! Rule: what a build script tells a person through cargo can be read: errors with their places, in colours only where
//! cargo has them, and warnings in few lines.
//!
//! A crate is made outside of the workspace, and real cargo builds it.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MANIFEST: &str = r#"
[package]
name = "NAME"
edition = "2024"

[lib]
path = "lib.rs"

[build-dependencies]
qapi-codegen = { package = "qemu-qapi-codegen", path = "CODEGEN" }

[workspace]
"#;

/// A crate with a build script, and files beside it. Cargo builds what it depends on once for all of them.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, builders: &str, files: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-script").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let scratch = Scratch(folder);
        let codegen = env!("CARGO_MANIFEST_DIR");
        scratch.write("Cargo.toml", &MANIFEST.replace("CODEGEN", codegen).replace("NAME", name));
        // The versions of the workspace, which are at hand.
        fs::copy(Path::new(codegen).join("../Cargo.lock"), scratch.0.join("Cargo.lock")).expect("a lock file");
        scratch.write("lib.rs", "");
        scratch.write(
            "build.rs",
            &format!(
                "#[allow(unused)]\nuse qapi_codegen::{{Builder, generate_all}};\n\
                 fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    {builders}\n    Ok(())\n}}\n"
            ),
        );
        files.iter().for_each(|(name, text)| scratch.write(name, text));
        scratch
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).expect("a file");
    }

    /// Whether `cargo check` succeeds, and what it prints.
    fn check(&self, variables: &[(&str, &str)]) -> (bool, String) {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline"])
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-script-target"))
            .env_remove("RUSTFLAGS")
            .env_remove("NO_COLOR")
            .env("CARGO_TERM_COLOR", "never")
            .envs(variables.iter().copied())
            .output()
            .expect("cargo runs");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// The line of what is printed that holds a text.
    fn line(text: &str, what: &str) -> String {
        text.lines().find(|line| line.contains(what)).unwrap_or_else(|| panic!("{what} is not in\n{text}")).to_owned()
    }
}

const PING: &str = "{ 'command': 'ping' }\n";

#[test]
fn errors_are_coloured_where_cargos_are() {
    let files = [("s.json", "{ 'command': 'ping', 'returns': 'Gone' }\n")];
    let scratch = Scratch::new("colours", r#"Builder::new("s.json").generate()?;"#, &files);
    for (variables, coloured) in [
        (&[("CARGO_TERM_COLOR", "always")][..], true),
        (&[("CARGO_TERM_COLOR", "never")], false),
        (&[("CARGO_TERM_COLOR", "auto")], false),
        (&[("CARGO_TERM_COLOR", "always"), ("NO_COLOR", "1")], false),
        (&[("CARGO_TERM_COLOR", "always"), ("NO_COLOR", "")], true),
    ] {
        let (succeeded, text) = scratch.check(variables);
        assert!(!succeeded, "{text}");
        let line = Scratch::line(&text, "unknown type 'Gone'");
        assert_eq!(line.contains('\u{1b}'), coloured, "{variables:?}: {line:?}");
        for part in ["s.json:1:33", "{ 'command': 'ping', 'returns': 'Gone' }", "`qapi explain unknown-type`"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

#[test]
fn all_schemas_are_tried_and_their_faults_told_together() {
    let script = r#"generate_all(["a.json", "b.json", "c.json"].map(Builder::new))?;"#;
    let files =
        [("a.json", "{ 'struct': 'Aa', 'data': { 'x': 'Gone' } }\n"), ("b.json", PING), ("c.json", "{ 'enum': 7 }\n")];
    let scratch = Scratch::new("several", script, &files);
    let (succeeded, text) = scratch.check(&[]);
    assert!(!succeeded && text.contains("a.json:1:34") && text.contains("c.json:1:"), "{text}");
    assert!(text.contains("2 runs of the generator failed"), "{text}");
    // What is mended is built, without more ado.
    scratch.write("a.json", PING);
    scratch.write("c.json", PING);
    let (succeeded, text) = scratch.check(&[]);
    assert!(succeeded && !text.contains("warning"), "{text}");
}

#[test]
fn two_builders_of_one_file_are_told_apart() {
    let script = r#"Builder::new("a/schema.json").generate()?;
    Builder::new("b/schema.json").generate()?;"#;
    let scratch = Scratch::new("collision", script, &[]);
    for (folder, text) in [("a", PING), ("b", "{ 'command': 'pong' }\n")] {
        fs::create_dir_all(scratch.0.join(folder)).expect("a folder");
        scratch.write(&format!("{folder}/schema.json"), text);
    }
    let (succeeded, text) = scratch.check(&[]);
    assert!(!succeeded, "{text}");
    for part in ["a/schema.json", "b/schema.json", "out_file("] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn many_warnings_are_few_lines() {
    let long = format!("##\n# {}\n##\n", "word ".repeat(20).trim_end()).repeat(40);
    let (first, second) =
        (format!("{{ 'include': 'part.json' }}\n{long}{PING}"), format!("{long}##\n# One. Two\n##\n"));
    let files = [("s.json", first.as_str()), ("part.json", second.as_str())];
    let scratch = Scratch::new("warnings", r#"Builder::new("s.json").generate()?;"#, &files);
    let (succeeded, text) = scratch.check(&[]);
    assert!(succeeded, "{text}");
    assert_eq!(text.matches("doc-long-line").count(), 1, "{text}");
    let line = Scratch::line(&text, "doc-long-line");
    assert!(line.contains("s.json:3:1: warning") && line.ends_with("(and 79 more in 2 files)"), "{line}");
    assert!(Scratch::line(&text, "doc-sentence-spacing").contains("part.json:122:"), "{text}");
    assert!(text.contains("82 warnings about the schema: `qapi check s.json --verbose` shows all"), "{text}");
}
