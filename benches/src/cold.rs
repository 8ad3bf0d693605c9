//! What a crate with a build script costs from nothing, and how large a small program is, beside the peer's.
//!
//! Processor time, not time on the clock, so that neither the number of processors nor waiting counts.

use crate::table::{header, seconds, workspace};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Prints the tables.
pub fn run() -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let (alone, peer_alone) = (generator(scratch.path())?, peer_generator(scratch.path())?);
    let (program, peer_program) = (program(scratch.path())?, peer_program(scratch.path())?);
    header(
        "a crate with a build script, from nothing",
        &["crate", "command", "ours", "crates", "peer", "crates", "ratio"],
    );
    for (name, ours, peer) in [
        ("the generator, and what generated code needs; nothing is generated", &alone, &peer_alone),
        ("a program that sends five commands; the peer's has all of QMP", &program, &peer_program),
    ] {
        for arguments in [&["build"][..], &["build", "--release"]] {
            let (ours, peer) = (build(ours, arguments)?, build(peer, arguments)?);
            println!(
                "| {name} | cargo {} | {} | {} | {} | {} | {:.2} |",
                arguments.join(" "),
                seconds(ours.time),
                ours.crates,
                seconds(peer.time),
                peer.crates,
                ours.time.as_secs_f64() / peer.time.as_secs_f64()
            );
        }
    }
    let size =
        |project: &Path, name: &str| fs::metadata(project.join("target/release").join(name)).map(|file| file.len());
    header("a stripped release program that sends five commands", &["ours", "peer"]);
    println!("| {} KB | {} KB |", size(&program, "ours")? / 1000, size(&peer_program, "peer")? / 1000);
    Ok(())
}

/// What a build took.
struct Taken {
    time: Duration,
    crates: usize,
}

/// Builds a project from nothing, without the network.
fn build(project: &Path, arguments: &[&str]) -> Result<Taken, Box<dyn Error>> {
    // The versions of the workspace are at hand.
    fs::copy(workspace().join("Cargo.lock"), project.join("Cargo.lock"))?;
    let target = project.join("target");
    if target.is_dir() {
        fs::remove_dir_all(&target)?;
    }
    let before = processor_time()?;
    let output = Command::new("cargo")
        .args(arguments)
        .arg("--offline")
        .current_dir(project)
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_TERM_COLOR", "never")
        .output()?;
    let time = processor_time()? - before;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("cargo {} fails in {}:\n{text}", arguments.join(" "), project.display()).into());
    }
    let crates = text.lines().filter(|line| line.trim_start().starts_with("Compiling ")).count();
    Ok(Taken { time, crates })
}

/// The processor time of all that this program has started and waited for.
fn processor_time() -> Result<Duration, Box<dyn Error>> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(micros.try_into()?))
}

/// The five commands, by what selects them here, and their names.
const COMMANDS: [&str; 5] = ["qmp_capabilities", "query-status", "query-version", "stop", "cont"];

/// The dependencies of a crate of ours with a build script.
fn dependencies() -> Result<String, Box<dyn Error>> {
    let root = workspace().canonicalize()?;
    let path = |name: &str| root.join(name).display().to_string();
    Ok(format!(
        "[dependencies]\nqapi-runtime = {{ path = {:?} }}\n\n[build-dependencies]\n\
         qapi-codegen = {{ package = \"qemu-qapi-codegen\", path = {:?} }}\n",
        path("qapi-runtime"),
        path("qapi-codegen")
    ))
}

/// What a user compiles before any generated code.
fn generator(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let script = "fn main() { let _ = qapi_codegen::Builder::generate; }";
    project(folder, "generator", &dependencies()?, script, "fn main() {}\n")
}

/// A crate that generates the five commands and sends them.
fn program(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let selects: String = COMMANDS.iter().map(|name| format!(".select({name:?})")).collect();
    let schema = workspace().canonicalize()?.join("schemas/qemu/qapi/qapi-schema.json");
    let script = format!(
        "fn main() {{ qapi_codegen::Builder::new({schema:?}){selects}.role(qapi_codegen::Role::Client)\
         .generate().unwrap(); }}"
    );
    let program = r#"
mod qmp { include!(concat!(env!("OUT_DIR"), "/qapi_schema.rs")); }
use qapi_runtime::{Command, Decode, Encode, Execute, Response, json};
use std::io::{BufRead, BufReader, Write};
fn run<C: Command<Response: Decode> + Encode>(wire: &mut BufReader<std::os::unix::net::UnixStream>, command: &C) -> C::Response {
    let line = json::to_string(&Execute::new(command)).unwrap();
    wire.get_mut().write_all(line.as_bytes()).unwrap();
    let mut line = String::new();
    wire.read_line(&mut line).unwrap();
    json::from_str::<Response<C::Response>>(&line).unwrap().result.unwrap()
}
fn main() {
    use qmp::commands::*;
    let mut wire = BufReader::new(std::os::unix::net::UnixStream::connect(std::env::args().nth(1).unwrap()).unwrap());
    wire.read_line(&mut String::new()).unwrap();
    run(&mut wire, &QmpCapabilities::default());
    println!("{:?}", run(&mut wire, &QueryStatus));
    println!("{:?}", run(&mut wire, &QueryVersion));
    run(&mut wire, &Stop);
    run(&mut wire, &Cont);
}
"#;
    project(folder, "ours", &dependencies()?, &script, program)
}

/// The same for the peer: the generator for the build script, and what its code needs.
fn peer_generator(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let dependencies = "[dependencies]\nqapi-spec = \"0.3\"\nserde = { version = \"1\", features = [\"derive\"] }\n\
                        serde_json = \"1\"\n\n[build-dependencies]\nqapi-codegen = \"0.11.3\"\n";
    let script = "fn main() { let _ = qapi_codegen::codegen::<&str, &str>; }";
    project(folder, "peer-generator", dependencies, script, "fn main() {}\n")
}

/// The same program with the peer's types. It has no selection: they are those of all of QMP, which its crate generates
/// in a build script of its own.
fn peer_program(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let dependencies = "[dependencies]\nqapi-qmp = \"=0.15.0\"\nqapi-spec = \"0.3\"\nserde_json = \"1\"\n";
    let program = r#"
use qapi_spec::{Command, Response};
use std::io::{BufRead, BufReader, Write};
fn run<C: Command>(wire: &mut BufReader<std::os::unix::net::UnixStream>, command: C) -> C::Ok {
    let line = serde_json::to_string(&serde_json::json!({ "execute": C::NAME, "arguments": serde_json::to_value(&command).unwrap() })).unwrap();
    wire.get_mut().write_all(line.as_bytes()).unwrap();
    let mut line = String::new();
    wire.read_line(&mut line).unwrap();
    serde_json::from_str::<Response<C::Ok>>(&line).unwrap().result().unwrap()
}
fn main() {
    let mut wire = BufReader::new(std::os::unix::net::UnixStream::connect(std::env::args().nth(1).unwrap()).unwrap());
    wire.read_line(&mut String::new()).unwrap();
    run(&mut wire, qapi_qmp::qmp_capabilities { enable: None });
    println!("{:?}", run(&mut wire, qapi_qmp::query_status {}));
    println!("{:?}", run(&mut wire, qapi_qmp::query_version {}));
    run(&mut wire, qapi_qmp::stop {});
    run(&mut wire, qapi_qmp::cont {});
}
"#;
    project(folder, "peer", dependencies, "fn main() {}\n", program)
}

fn project(
    folder: &Path,
    name: &str,
    dependencies: &str,
    script: &str,
    program: &str,
) -> Result<PathBuf, Box<dyn Error>> {
    let root = folder.join(name);
    fs::create_dir_all(root.join("src"))?;
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{dependencies}\n\
         [profile.release]\nstrip = true\n\n[workspace]\n"
    );
    fs::write(root.join("Cargo.toml"), manifest)?;
    fs::write(root.join("build.rs"), script)?;
    fs::write(root.join("src/main.rs"), program)?;
    Ok(root)
}
