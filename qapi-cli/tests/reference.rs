//! The examples of `docs/options.md`: builder, configuration and flags give the same output, which holds the Rust that
//! the page shows; and the page has a section for every option.

use qapi_codegen::Builder;
use qapi_codegen::options::{DocLevel, Role, Settle, Unstable};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The calls of the builder, for each section of the page; the page must have the same.
macro_rules! calls {
    ($($section:ident: $builder:ident $(.$method:ident($($argument:tt)*))+;)+) => {
        &[$((
            stringify!($section),
            concat!(stringify!($builder), $(".", stringify!($method), "(", stringify!($($argument)*), ")"),+),
            |$builder| $builder$(.$method($($argument)*))+,
        )),+]
    };
}

/// Name of a section, the calls as text, and the calls.
type Call = (&'static str, &'static str, fn(Builder) -> Builder);

const CALLS: &[Call] = calls! {
    merge: builder.merge("1.0=older.json");
    settle: builder.merge("0.9=oldest.json").settle("stop.reason", Settle::Newest);
    overlay: builder.overlay("ours.json");
    select: builder.select("query-*").select("STOP");
    like: builder.like("reply.json");
    role: builder.role(Role::Client);
    define: builder.define("HOST_LINUX");
    undefine: builder.undefine("HOST_LINUX");
    cfg: builder.cfg("HOST_LINUX", "target_os = \"linux\"");
    non_exhaustive_enums: builder.non_exhaustive_enums(true);
    deprecated_attributes: builder.deprecated_attributes(false);
    unstable: builder.unstable(Unstable::Feature("unstable".into()));
    derive: builder.derive("Vm*", "serde_json_schema::Schema").derive("VmStatus", "Eq");
    attribute: builder.attribute("VmState", "#[derive(Default)]").attribute("VmState.running", "#[default]");
    replace: builder.replace("*.*-b64", "::qapi_runtime::Base64");
    replace_with: builder.replace_with("*.*-ms", "std::time::Duration", "crate::milliseconds");
    rename: builder.rename("VmState.x-frozen", "Frozen").rename("VmStatus.fd", "descriptor");
    boxed: builder.boxed("connect.server");
    strict: builder.strict("VmState");
    keep_unknown_members: builder.keep_unknown_members("VmStatus");
    extern_module: builder.extern_module("sockets.json", "::qemu_qapi::qmp::{module}");
    module_name: builder.module_name("sockets.json", "net");
    runtime: builder.runtime("crate::runtime");
    share: builder.share("sockets.json", "agent", "vendor");
    manual: builder.manual("https://example.org/vendor.html");
    docs: builder.docs(DocLevel::Deny);
    legacy: builder.legacy(true);
    overwrite: builder.overwrite(true);
    out_dir: builder.out_dir("src/vendor");
    out_file: builder.out_file("src/vendor.rs");
};

/// Sections whose example does not change the output: the example's documentation has no fault, its language is
/// today's, and no file is in the way.
const WITHOUT_EFFECT: [&str; 3] = ["docs", "legacy", "overwrite"];

/// Sections whose example says where the output goes.
const TARGETS: [&str; 2] = ["out_dir", "out_file"];

/// Options that are more than a flag should hold.
const WITHOUT_FLAG: [&str; 2] = ["replace_with", "share"];

/// One section of the page.
#[derive(Default)]
struct Section {
    calls: String,
    toml: String,
    flags: Option<String>,
    shown: Vec<String>,
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// The sections by name.
fn sections() -> BTreeMap<String, Section> {
    let text = fs::read_to_string(docs().join("options.md")).expect("docs/options.md");
    let mut sections = BTreeMap::new();
    for text in text.split("\n## ").skip(1) {
        let (title, body) = text.split_once('\n').expect("a title");
        let mut section = Section::default();
        for (at, block) in body.split("```").enumerate().filter(|(at, _)| at % 2 == 1) {
            let (language, code) = block.split_once('\n').unwrap_or_else(|| panic!("{title}: block {at}"));
            match language {
                "rust" if section.calls.is_empty() => section.calls = code.to_owned(),
                "rust" => section.shown.push(code.to_owned()),
                "toml" => section.toml = code.to_owned(),
                "sh" => section.flags = Some(code.trim().to_owned()),
                other => panic!("{title}: a block of {other}"),
            }
        }
        sections.insert(title.trim_matches('`').to_owned(), section);
    }
    sections
}

/// Code without white space and trailing commas, which rustfmt and macros place as they like.
fn bare(code: &str) -> String {
    let text: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    text.replace(",}", "}").replace(",)", ")")
}

/// A folder with the example's schema.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["vendor.json", "sockets.json", "reply.json", "older.json", "oldest.json", "ours.json"] {
        fs::copy(docs().join("example").join(name), folder.path().join(name)).expect("the example's schema");
    }
    folder
}

/// Everything below a folder but the schema, by path.
fn output(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a file");
                files.insert(path.strip_prefix(folder).expect("it is below").to_owned(), text);
            }
        }
    }
    files
}

fn built(section: &str, calls: fn(Builder) -> Builder) -> BTreeMap<PathBuf, String> {
    let folder = folder();
    let mut builder = calls(Builder::new(folder.path().join("vendor.json")));
    builder = match section {
        "out_dir" => builder.out_dir(folder.path().join("src/vendor")),
        "out_file" => builder.out_file(folder.path().join("src/vendor.rs")),
        _ => builder.out_file(folder.path().join("out.rs")),
    };
    builder.generate().unwrap_or_else(|error| panic!("{section}: {error}"));
    output(folder.path())
}

fn configured(name: &str, toml: &str) -> BTreeMap<PathBuf, String> {
    let folder = folder();
    let out = if TARGETS.contains(&name) { "" } else { "out = \"out.rs\"\n" };
    let text = format!("[[generate]]\nschema = \"vendor.json\"\n{out}{toml}");
    fs::write(folder.path().join("qapi.toml"), text).expect("a configuration");
    run(folder.path(), &[]);
    output(folder.path())
}

fn flagged(name: &str, flags: &str) -> BTreeMap<PathBuf, String> {
    let folder = folder();
    let mut words: Vec<String> = vec!["vendor.json".into()];
    if !TARGETS.contains(&name) {
        words.extend(["--out".into(), "out.rs".into()]);
    }
    // No example needs more of a shell than single quotes around a whole word.
    for (at, part) in flags.split('\'').enumerate() {
        match at % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    run(folder.path(), &words);
    output(folder.path())
}

fn run(folder: &Path, words: &[String]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qapi"));
    let done = command.arg("generate").args(words).current_dir(folder).output().expect("qapi runs");
    assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn every_example_of_the_page_does_what_it_says() {
    let sections = sections();
    let named: Vec<&str> = sections.keys().map(String::as_str).collect();
    let mut called: Vec<&str> = CALLS.iter().map(|(name, ..)| *name).collect();
    called.sort_unstable();
    assert_eq!(named, called, "the page and this test have the same sections");
    // Paths of the builder's methods start at the working directory.
    std::env::set_current_dir(docs().join("example")).expect("the example's folder");
    let plain = built("", |builder| builder);
    for (name, text, calls) in CALLS {
        let section = &sections[*name];
        assert_eq!(bare(&section.calls), bare(text), "{name}: the calls on the page");
        let files = built(name, *calls);
        assert_eq!(files, configured(name, &section.toml), "{name}: the key of qapi.toml");
        match &section.flags {
            Some(flags) => assert_eq!(files, flagged(name, flags), "{name}: the flag"),
            None => assert!(WITHOUT_FLAG.contains(name), "{name} has no flag"),
        }
        let all = bare(&files.values().cloned().collect::<String>());
        for shown in &section.shown {
            assert!(all.contains(&bare(shown)), "{name}: the output does not hold\n{shown}");
        }
        assert_eq!(files == plain, WITHOUT_EFFECT.contains(name), "{name}: the example changes the output");
    }
}

#[test]
fn the_page_has_a_section_for_every_option() {
    let sections = sections();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../qapi-codegen/src/builder.rs");
    let source = fs::read_to_string(source).expect("the builder");
    let methods = source.lines().filter_map(|line| line.trim().strip_prefix("pub fn "));
    let options = methods.filter(|line| line.contains("self,") && line.ends_with("-> Self {"));
    let options: Vec<&str> = options.filter_map(|line| line.split('(').next()).collect();
    assert!(options.len() > 15, "{options:?}");
    for option in options {
        assert!(sections.contains_key(option), "docs/options.md has no section `{option}`");
    }
}
