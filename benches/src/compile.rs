//! What rustc takes for a crate of bindings: time and memory in `check`, `build` and `build --release`.
//!
//! This program is its own `RUSTC_WRAPPER`: cargo starts it instead of rustc, and it writes down what rustc took.

use crate::table::{header, seconds, workspace};
use nix::sys::resource::{UsageWho, getrusage};
use qapi_codegen::Builder;
use qapi_codegen::options::Role;
use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The variable that names the log and makes this program a wrapper.
pub const LOG: &str = "QAPI_BENCHES_RUSTC_LOG";

/// Runs rustc as the arguments say, and appends crate, milliseconds and kilobytes to the log.
pub fn wrap(log: &Path) -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rustc = arguments.next().ok_or("a wrapper is called with the compiler")?;
    let arguments: Vec<String> = arguments.collect();
    let start = Instant::now();
    let status = Command::new(rustc).args(&arguments).status()?;
    let took = start.elapsed().as_millis();
    let memory = getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss();
    if let Some(at) = arguments.iter().position(|argument| argument == "--crate-name") {
        let line = format!("{} {took} {memory}\n", arguments[at + 1]);
        OpenOptions::new().create(true).append(true).open(log)?.write_all(line.as_bytes())?;
    }
    std::process::exit(status.code().unwrap_or(1))
}

/// What rustc took: time, and kilobytes of memory.
pub struct Taken {
    pub time: Duration,
    pub memory: u64,
}

/// Prints the table.
pub fn run() -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let path = |name: &str| workspace().join(name).canonicalize().map(|path| path.display().to_string());
    let runtime = format!("qapi-runtime = {{ path = {:?} }}\n", path("qapi-runtime")?);
    let ours = project(scratch.path(), "ours", &format!("qemu-qapi = {{ path = {:?} }}\n", path("generated")?))?;
    let peer = project(scratch.path(), "peer", "qapi-qmp = \"=0.15.0\"\n")?;
    let few = |name: &str, role: Role| -> Result<PathBuf, Box<dyn Error>> {
        let few = project(scratch.path(), name, &runtime)?;
        let builder = Builder::new(workspace().join("schemas/qemu/qapi/qapi-schema.json")).role(role);
        FEW.iter().fold(builder, |builder, name| builder.select(*name)).out_file(few.join("src/lib.rs")).generate()?;
        Ok(few)
    };
    let (few, client) = (few("few", Role::Both)?, few("client", Role::Client)?);
    header(
        "rustc for all of QMP, `CARGO_INCREMENTAL=0`",
        &[
            "command",
            "ours",
            "qapi-qmp",
            "part of the time",
            "part of the memory",
            "30 commands of ours",
            "the same, for a client",
        ],
    );
    for (command, arguments) in
        [("check", &["check"][..]), ("build", &["build"]), ("build --release", &["build", "--release"])]
    {
        let [ours, peer, few, client] = [(&ours, "qemu_qapi"), (&peer, "qapi_qmp"), (&few, "few"), (&client, "client")]
            .map(|(project, name)| measure(project, arguments, name));
        let (ours, peer, few, client) = (ours?, peer?, few?, client?);
        let show = |taken: &Taken| format!("{}, {} MB", seconds(taken.time), taken.memory / 1024);
        println!(
            "| {command} | {} | {} | 1/{:.1} | 1/{:.1} | {} | {} |",
            show(&ours),
            show(&peer),
            peer.time.as_secs_f64() / ours.time.as_secs_f64(),
            peer.memory as f64 / ours.memory as f64,
            show(&few),
            show(&client)
        );
    }
    Ok(())
}

/// A package that depends on what is to be measured; gives its folder.
pub fn project(folder: &Path, name: &str, dependencies: &str) -> Result<PathBuf, Box<dyn Error>> {
    let root = folder.join(name);
    fs::create_dir_all(root.join("src"))?;
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n[workspace]\n"
    );
    fs::write(root.join("Cargo.toml"), manifest)?;
    fs::write(root.join("src/lib.rs"), "")?;
    Ok(root)
}

/// What rustc takes for one crate, the better of two times.
pub fn measure(project: &Path, arguments: &[&str], name: &str) -> Result<Taken, Box<dyn Error>> {
    let (once, again) = (measure_once(project, arguments, name)?, measure_once(project, arguments, name)?);
    Ok(Taken { time: once.time.min(again.time), memory: once.memory.min(again.memory) })
}

/// What rustc takes for one crate in a fresh target folder.
fn measure_once(project: &Path, arguments: &[&str], name: &str) -> Result<Taken, Box<dyn Error>> {
    let target = project.join("target");
    if target.is_dir() {
        fs::remove_dir_all(&target)?;
    }
    let log = project.join("rustc.log");
    fs::write(&log, "")?;
    let mut cargo = Command::new("cargo");
    cargo.current_dir(project).args(arguments).arg("--quiet").stdout(Stdio::null());
    // One job, so that nothing else is compiled at the same time.
    cargo.args(["--jobs", "1"]).env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", &target);
    cargo.env("RUSTC_WRAPPER", std::env::current_exe()?).env(LOG, &log);
    if !cargo.status()?.success() {
        return Err(format!("cargo {} fails for {name}", arguments.join(" ")).into());
    }
    let text = fs::read_to_string(&log)?;
    let line = text.lines().find(|line| line.split(' ').next() == Some(name)).ok_or("rustc was not called")?;
    let mut numbers = line.split(' ').skip(1).map(str::parse::<u64>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(time)), Some(Ok(memory))) => Ok(Taken { time: Duration::from_millis(time), memory }),
        _ => Err("the log has a line of another form".into()),
    }
}

/// What a container runtime sends.
const FEW: [&str; 30] = [
    "qmp_capabilities",
    "query-status",
    "query-version",
    "query-cpus-fast",
    "query-hotpluggable-cpus",
    "query-memory-devices",
    "query-migrate",
    "query-block",
    "query-named-block-nodes",
    "query-qmp-schema",
    "device_add",
    "device_del",
    "blockdev-add",
    "blockdev-del",
    "netdev_add",
    "netdev_del",
    "object-add",
    "object-del",
    "chardev-add",
    "chardev-remove",
    "getfd",
    "migrate",
    "migrate-incoming",
    "migrate-set-parameters",
    "migrate-set-capabilities",
    "stop",
    "cont",
    "quit",
    "qom-get",
    "qom-set",
];
