//! Rule: every command and every snippet in the README and in `docs/` works as it stands.
//!
//! Each `##` section of a page is a folder of its own. In it, blocks whose first line is a comment with a path become
//! files, and `console` blocks are run, from top to bottom; lines below a command are its output, where `...` stands
//! for any lines. Beside the folder are `../qapi`, this checkout, and `../qemu`, schemas in the layout of QEMU's
//! sources. Where a section names `vm.sock`, a server that has what QEMU 10.0 has listens there. Rust that names no
//! file is compiled and run by rustdoc, from the crate `qapi-tests`.

#![cfg(unix)]

use qapi_server::{Listening, Server, command_not_found};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, Once, OnceLock};
use tempfile::TempDir;

/// Commands that a person runs in a checkout and that this test does not: they contain it, or take hours.
const NOT_RUN: [&str; 5] = [
    "cargo test",
    "bash .ci/run",
    "cargo run --release -p qapi-benches",
    "cargo install --path qapi-cli",
    "cargo install cargo-mutants",
];

/// Cargo builds one section at a time: they share a target folder.
static CARGO: Mutex<()> = Mutex::new(());

/// The links are made once.
static ROOT: Once = Once::new();

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A block between fences.
struct Block {
    language: String,
    text: String,
    line: usize,
}

/// The blocks of each section of a page.
fn sections(page: &str) -> Vec<(String, Vec<Block>)> {
    let mut sections = vec![("start".to_owned(), Vec::new())];
    let mut open: Option<Block> = None;
    for (at, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block { language: language.to_owned(), text: String::new(), line: at + 1 })
            }
            (Some(_), Some(_)) => sections.last_mut().unwrap().1.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {
                if let Some(title) = line.strip_prefix("## ") {
                    sections.push((title.to_owned(), Vec::new()));
                }
            }
        }
    }
    assert!(open.is_none(), "a block does not end");
    sections
}

/// The path in the comment with which a block begins.
fn file_name(text: &str) -> Option<&str> {
    let line = text.lines().next()?;
    let name = line.strip_prefix("// ").or_else(|| line.strip_prefix("# "))?;
    let is_path = !name.contains(' ') && name.contains('.');
    is_path.then_some(name)
}

/// A folder for one section.
struct Scratch {
    folder: TempDir,
}

impl Scratch {
    fn new() -> Self {
        // One root for all, so that cargo sees the crates of this checkout at one place and builds them once.
        let root = programs().join("../pages-root");
        ROOT.call_once(|| {
            fs::create_dir_all(&root).unwrap();
            link(workspace(), &root.join("qapi"));
            link(&workspace().join("schemas/qemu"), &root.join("qemu"));
        });
        Scratch { folder: tempfile::tempdir_in(root).unwrap() }
    }

    fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Starts a server at `vm.sock` that says of itself what QEMU 10.0 says.
    fn serve(&self) -> Listening {
        static SCHEMA: OnceLock<String> = OnceLock::new();
        let schema = SCHEMA.get_or_init(|| {
            let output = self.run("qapi introspect ../qemu/qapi/qapi-schema.json@10.0");
            String::from_utf8(output.stdout).unwrap()
        });
        let greeting = r#"{"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 10}, "package": ""}, "capabilities": []}}"#;
        let server = Server::new(qapi_runtime::json::from_str(greeting).unwrap());
        let server = server.fallback(|_, invocation| match &*invocation.command {
            "query-qmp-schema" => Ok(schema.clone()),
            "query-status" => Ok(r#"{"running": false, "status": "prelaunch"}"#.to_owned()),
            other => Err(command_not_found(other)),
        });
        Arc::new(server).listen_unix(self.folder().join("vm.sock")).unwrap()
    }

    fn run(&self, line: &str) -> Output {
        let (command, folder) = match line.strip_prefix("cargo run --release --bin qapi -- ") {
            // What it would write is compared with what is there: the checkout is not a place to write to.
            Some(rest) if rest.trim_end() == "generate" => ("qapi generate --check".to_owned(), workspace().to_owned()),
            Some(rest) => (format!("qapi {rest}"), workspace().to_owned()),
            None => (line.to_owned(), self.folder()),
        };
        let is_cargo = command.starts_with("cargo ");
        let guard = is_cargo.then(|| CARGO.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        if is_cargo {
            // The same versions as in the workspace, which are at hand.
            fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        }
        let programs = programs();
        let path = std::env::join_paths(
            std::iter::once(programs.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
        );
        let output = Command::new("sh")
            .args(["-c", &command])
            .current_dir(folder)
            .env("PATH", path.unwrap())
            .env("CARGO_TARGET_DIR", programs.join("../pages"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        drop(guard);
        output
    }
}

/// The folder that holds the command.
fn programs() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_qapi")).parent().unwrap()
}

/// Makes a link, in place of one from an earlier run.
fn link(to: &Path, from: &Path) {
    let _ = fs::remove_file(from);
    std::os::unix::fs::symlink(to, from).unwrap();
}

/// Runs the commands of a block, and compares what they print with the lines below each.
fn console(scratch: &Scratch, text: &str, place: &str) {
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("{place}: `{line}` is output of no command"));
        let command = command.split("  #").next().unwrap().trim_end();
        let mut expected = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
            expected.push(line);
        }
        if NOT_RUN.iter().any(|start| command.starts_with(start)) {
            continue;
        }
        let output = scratch.run(command);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{place}: `{command}` fails:\n{out}{err}");
        if !expected.is_empty() {
            let printed: Vec<&str> = out.lines().collect();
            assert!(is_like(&printed, &expected), "{place}: `{command}` prints\n{out}");
        }
    }
}

/// Whether lines are as expected; `...` stands for any lines.
fn is_like(lines: &[&str], expected: &[&str]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((&"...", rest)) => (0..=lines.len()).any(|skip| is_like(&lines[skip..], rest)),
        Some((first, rest)) => {
            lines.split_first().is_some_and(|(line, lines)| line.trim_end() == *first && is_like(lines, rest))
        }
    }
}

/// Runs a page.
fn page(path: &str) {
    let text = fs::read_to_string(workspace().join(path)).unwrap();
    for (title, blocks) in sections(&text) {
        let scratch = Scratch::new();
        let is_served = blocks.iter().any(|block| block.language == "console" && block.text.contains(" vm.sock"));
        let _server = is_served.then(|| scratch.serve());
        for block in blocks {
            let place = format!("{path}:{} ({title})", block.line);
            match (block.language.as_str(), file_name(&block.text)) {
                ("console", _) => console(&scratch, &block.text, &place),
                (_, Some(name)) => scratch.write(name, &block.text),
                // rustdoc has these.
                ("rust" | "rust,no_run" | "rust,should_panic", None) => {}
                // A message as it is printed or sent, with nothing to run.
                ("text", None) => {}
                (language, None) => panic!("{place}: a block of `{language}` that is neither a file nor run"),
            }
        }
    }
}

macro_rules! pages {
    ($($name:ident: $path:literal,)+) => {
        /// The pages that are run here.
        const PAGES: &[&str] = &[$($path),+];

        $(#[test]
        fn $name() {
            page($path);
        })+
    };
}

pages! {
    readme: "README.md",
    start: "docs/start.md",
    command: "docs/command.md",
    compatibility: "docs/compatibility.md",
    debugging: "docs/debugging.md",
    from_qapi_rs: "docs/from-qapi-rs.md",
    upgrading: "docs/upgrading.md",
    versions: "docs/versions.md",
    licence: "docs/licence.md",
    schemas: "schemas/README.md",
    cli: "qapi-cli/README.md",
    codegen: "qapi-codegen/README.md",
    parser: "qapi-parser/README.md",
    runtime: "qapi-runtime/README.md",
    bindings: "generated/README.md",
}

/// Pages with tests of their own.
const ELSEWHERE: [&str; 2] = ["docs/options.md", "docs/dump-json.md"];

#[test]
fn no_page_is_forgotten() {
    let rustdoc = fs::read_to_string(workspace().join("tests/src/lib.rs")).unwrap();
    for entry in fs::read_dir(workspace().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let path = format!("docs/{name}");
        if name.ends_with(".md") && !ELSEWHERE.contains(&path.as_str()) {
            assert!(PAGES.contains(&path.as_str()), "{path} is not run");
        }
    }
    for path in PAGES {
        let text = fs::read_to_string(workspace().join(path)).unwrap();
        let has_rust = |(_, blocks): &(String, Vec<Block>)| {
            blocks.iter().any(|block| block.language.starts_with("rust") && file_name(&block.text).is_none())
        };
        if sections(&text).iter().any(has_rust) {
            assert!(rustdoc.contains(path), "{path}: the examples are not compiled by rustdoc");
        }
    }
}

#[test]
fn a_mistake_in_a_schema_is_told_by_cargo_and_a_warning_too() {
    let scratch = Scratch::new();
    let start = fs::read_to_string(workspace().join("docs/start.md")).unwrap();
    let (_, blocks) = sections(&start).into_iter().find(|(title, _)| title.contains("schema of your own")).unwrap();
    for block in &blocks {
        if let Some(name) = file_name(&block.text) {
            scratch.write(
                name,
                &block
                    .text
                    .replace("'LightState'", "'LigthState'")
                    .replace("{ 'enum': 'LigthState'", "{ 'enum': 'LightState'"),
            );
        }
    }
    let output = scratch.run("cargo build");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{err}");
    assert!(err.contains("in schema/light.json; `qapi explain unknown-type`"), "{err}");
    assert!(err.contains("--> schema/light.json:") && err.contains("did you mean 'LightState'?"), "{err}");
    assert!(err.len() < 4000, "{err}");

    let documented = "##\n# @ping:\n#\n# @gone: no such argument\n##\n{ 'command': 'ping' }\n";
    scratch.write("schema/light.json", documented);
    scratch.write(
        "src/main.rs",
        "mod light {\n    include!(concat!(env!(\"OUT_DIR\"), \"/light.rs\"));\n}\n\nfn main() {}\n",
    );
    let output = scratch.run("cargo build");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{err}");
    assert!(err.lines().any(|line| line.starts_with("warning: ") && line.contains("schema/light.json:4:")), "{err}");

    scratch.write("build.rs", "fn main() -> Result<(), Box<dyn std::error::Error>> {\n    qapi_codegen::Builder::new(\"schema/light.json\").generate()?;\n    qapi_codegen::Builder::new(\"schema/other/light.json\").generate()?;\n    Ok(())\n}\n");
    scratch.write("schema/other/light.json", "{ 'command': 'pong' }\n");
    let output = scratch.run("cargo build");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{err}");
    assert!(err.contains("`schema/light.json` and `schema/other/light.json`") && err.contains("out_file("), "{err}");
}
