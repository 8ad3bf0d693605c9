//! Generation, as a process: ours in release and dev builds, the peer's generator, and a schema ten times as large.

use crate::table::{header, milliseconds, workspace};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The argument with which this program runs the peer's generator.
pub const PEER: &str = "peer-generate";

/// Prints the table.
pub fn run() -> Result<(), Box<dyn Error>> {
    let upstream = workspace().join("../shared/upstream/qemu-10.2.2/qapi");
    let restated = workspace().join("schemas/qemu/qapi");
    let tree = if upstream.is_dir() { &upstream } else { &restated };
    let scratch = tempfile::tempdir()?;
    let (release, dev) = (qapi(true)?, qapi(false)?);
    let root = |tree: &Path| tree.join("qapi-schema.json");
    let ours = |program: &Path, schema: PathBuf| {
        best(|| {
            let out = scratch.path().join("ours");
            let mut command = Command::new(program);
            command.arg("generate").arg(schema.clone()).arg("--out-dir").arg(&out);
            (command, out)
        })
    };
    header("Generating all of QMP, as a process", &["generator", "time"]);
    let once = ours(&release, root(tree))?;
    println!("| ours, release | {} |", milliseconds(once));
    println!("| ours, dev | {} |", milliseconds(ours(&dev, root(tree))?));
    let itself = std::env::current_exe()?;
    let peer = best(|| {
        let out = scratch.path().join("peer.rs");
        let mut command = Command::new(&itself);
        command.arg(PEER).arg(tree).arg(&out);
        (command, out)
    });
    match peer {
        Ok(time) => {
            println!("| qapi-codegen 0.11, release, without checks, docs or formatting | {} |", milliseconds(time))
        }
        Err(error) => println!("| qapi-codegen 0.11 | fails: {error} |"),
    }
    let (one, ten) =
        (copies(&restated, &scratch.path().join("1"), 1)?, copies(&restated, &scratch.path().join("10"), 10)?);
    let (one, ten) = (ours(&release, one)?, ours(&release, ten)?);
    println!("| ours, release, without documentation | {} |", milliseconds(one));
    println!(
        "| ours, release, ten times that schema | {}, {:.1} times as long |",
        milliseconds(ten),
        ten.as_secs_f64() / one.as_secs_f64()
    );
    Ok(())
}

/// Runs the peer's generator in this process.
pub fn peer(schema: &str, out: &str) -> Result<(), Box<dyn Error>> {
    peer_codegen::codegen(schema, out, "QmpCommand".into())?;
    Ok(())
}

/// Builds `qapi` and gives its path.
fn qapi(release: bool) -> Result<PathBuf, Box<dyn Error>> {
    let mut command = Command::new("cargo");
    command.current_dir(workspace()).args(["build", "--quiet", "--bin", "qapi"]).args(release.then_some("--release"));
    if !command.status()?.success() {
        return Err("qapi does not build".into());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from);
    Ok(target.join(if release { "release" } else { "debug" }).join("qapi"))
}

/// The least wall time of ten runs, each into a folder that does not exist yet.
fn best(mut command: impl FnMut() -> (Command, PathBuf)) -> Result<Duration, Box<dyn Error>> {
    let mut least = Duration::MAX;
    for _ in 0..10 {
        let (mut command, out) = command();
        if out.is_dir() {
            fs::remove_dir_all(&out)?;
        }
        let start = Instant::now();
        let done = command.stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
        least = least.min(start.elapsed());
        if !done.status.success() {
            let text = String::from_utf8_lossy(&done.stderr);
            return Err(text.lines().next().unwrap_or("no message").to_owned().into());
        }
    }
    Ok(least)
}

/// A schema of so many copies of another, each with names of its own; gives its root file.
fn copies(tree: &Path, folder: &Path, count: usize) -> Result<PathBuf, Box<dyn Error>> {
    let schema = qapi_parser::load(&tree.join("qapi-schema.json"), &qapi_parser::Options::default())?.schema;
    let mut root = String::new();
    for copy in 0..count {
        let target = folder.join(format!("copy{copy}"));
        fs::create_dir_all(&target)?;
        root.push_str(&format!("{{ 'include': 'copy{copy}/qapi-schema_copy{copy}.json' }}\n"));
        for entry in fs::read_dir(tree)? {
            let path = entry?.path();
            let Some(stem) = path.file_stem().filter(|_| path.is_file()) else { continue };
            // Every file becomes a Rust module, so that the files need names of their own too.
            let name = format!("{}_copy{copy}.json", stem.display());
            fs::write(target.join(name), renamed(&fs::read_to_string(&path)?, &schema, copy))?;
        }
    }
    let path = folder.join("root.json");
    fs::write(&path, root)?;
    Ok(path)
}

/// The text without comments, in which every quoted name of a definition carries the number of the copy.
fn renamed(text: &str, schema: &qapi_parser::schema::Schema, copy: usize) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let text = lines.join("\n").replace("'doc-required': true", "'doc-required': false");
    let mut parts = text.split('\'');
    let mut out = parts.next().unwrap_or_default().to_owned();
    while let (Some(quoted), rest) = (parts.next(), parts.next()) {
        if let Some(stem) = quoted.strip_suffix(".json") {
            out.push_str(&format!("'{stem}_copy{copy}.json'{}", rest.unwrap_or_default()));
            continue;
        }
        let suffix = match schema.find(quoted) {
            None => String::new(),
            Some(_) if quoted.chars().all(|c| c.is_ascii_uppercase() || c == '_') => format!("_COPY{copy}"),
            Some(_) if quoted.chars().any(|c| c.is_ascii_uppercase()) => format!("Copy{copy}"),
            Some(_) => format!("-copy{copy}"),
        };
        out.push_str(&format!("'{quoted}{suffix}'{}", rest.unwrap_or_default()));
    }
    out
}
