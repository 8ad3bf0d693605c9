//! Has the tests compiled again when a program is installed or removed, or the reference material comes or goes: the
//! attribute looks for them when a test is compiled.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-env-changed=PATH");
    println!("cargo::rerun-if-changed=build.rs");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let extra = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    // Cargo looks at all that is below a folder, so only those are named that hold programs and little else.
    let holds_programs = |folder: &PathBuf| folder.ends_with("bin") || folder.ends_with("sbin");
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folders = std::env::split_paths(&path).chain(extra).filter(holds_programs).chain([shared]);
    // Cargo takes a path that is not there for one that has changed, every time.
    for folder in folders.filter(|folder| folder.is_absolute() && folder.is_dir()) {
        println!("cargo::rerun-if-changed={}", folder.display());
    }
}
