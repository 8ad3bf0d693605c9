//! What the client's features cost its users: crates, and the time of `cargo check` for all of them.

use crate::compile::project;
use crate::table::{header, seconds, workspace};
use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Prints the table.
pub fn run() -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let client = workspace().join("qapi-client").canonicalize()?;
    header("What a user compiles", &["dependency", "features", "crates", "`cargo check`, one job"]);
    for features in ["", "tokio", "fd", "tracing", "qemu", "testing", "tokio,fd,tracing,qemu"] {
        let list: Vec<String> =
            features.split(',').filter(|name| !name.is_empty()).map(|name| format!("{name:?}")).collect();
        let dependency = format!("qapi-client = {{ path = {client:?}, features = [{}] }}\n", list.join(", "));
        row(scratch.path(), "qapi-client", features, &dependency)?;
    }
    for features in ["qmp", "qmp,async-tokio-all"] {
        let list: Vec<String> = features.split(',').map(|name| format!("{name:?}")).collect();
        let dependency = format!("qapi = {{ version = \"=0.15.0\", features = [{}] }}\n", list.join(", "));
        row(scratch.path(), "qapi", features, &dependency)?;
    }
    Ok(())
}

fn row(scratch: &Path, name: &str, features: &str, dependency: &str) -> Result<(), Box<dyn Error>> {
    let folder = format!("uses-{name}-{}", features.replace(',', "-"));
    let project = project(scratch, folder.trim_end_matches('-'), dependency)?;
    let tree = Command::new("cargo")
        .current_dir(&project)
        .args(["tree", "--edges", "normal,build", "--prefix", "none", "--no-dedupe", "--format", "{p}"])
        .output()?;
    if !tree.status.success() {
        return Err(String::from_utf8_lossy(&tree.stderr).into());
    }
    let text = String::from_utf8(tree.stdout)?;
    // The project itself does not count.
    let mut crates: Vec<&str> = text.lines().skip(1).filter(|line| !line.is_empty()).collect();
    crates.sort_unstable();
    crates.dedup();
    let mut best = Duration::MAX;
    for _ in 0..2 {
        let target = project.join("target");
        if target.is_dir() {
            std::fs::remove_dir_all(&target)?;
        }
        let start = Instant::now();
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&project).args(["check", "--quiet", "--jobs", "1"]).env("CARGO_TARGET_DIR", &target);
        if !cargo.env("CARGO_INCREMENTAL", "0").status()?.success() {
            return Err(format!("cargo check fails for {name} with {features}").into());
        }
        best = best.min(start.elapsed());
    }
    println!("| `{name}` | {features} | {} | {} |", crates.len(), seconds(best));
    Ok(())
}
