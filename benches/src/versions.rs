//! What bindings for every version of QEMU cost beside those for one: rustc, and decoding of captured replies.
//!
//! Both are generated from `schemas/qemu` with the options of the committed bindings that matter here. A small program
//! for each decodes the replies, so that nothing but the bindings differs.

use crate::compile::{Taken, measure, project};
use crate::decode::captured;
use crate::table::{header, seconds, workspace};
use qapi_codegen::Builder;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Prints the tables.
pub fn run() -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let (one, all) = (bindings(scratch.path(), "one", "10.2")?, bindings(scratch.path(), "all", "*")?);
    header(
        "rustc for QMP of one version and of all, `CARGO_INCREMENTAL=0`",
        &["command", "10.2", "all", "time", "memory"],
    );
    for (command, arguments) in
        [("check", &["check", "--lib"][..]), ("build --release", &["build", "--lib", "--release"])]
    {
        let (one, all) = (measure(&one, arguments, "one")?, measure(&all, arguments, "all")?);
        let show = |taken: &Taken| format!("{}, {} MB", seconds(taken.time), taken.memory / 1024);
        println!(
            "| {command} | {} | {} | {:.2} | {:.2} |",
            show(&one),
            show(&all),
            all.time.as_secs_f64() / one.time.as_secs_f64(),
            all.memory as f64 / one.memory as f64
        );
    }
    let replies: BTreeMap<_, _> = captured()?.into_iter().map(|(name, reply)| (name, reply.len())).collect();
    let (one, all) = (decode(&one)?, decode(&all)?);
    let mut ratios = Vec::new();
    header("Decoding with the bindings of one version and of all, ns", &["reply", "bytes", "10.2", "all", "ratio"]);
    let mut names: Vec<_> = one.keys().filter(|name| all.contains_key(*name)).collect();
    names.sort_by_key(|name| std::cmp::Reverse(replies.get(*name)));
    for (at, name) in names.into_iter().enumerate() {
        let ratio = all[name] / one[name];
        ratios.push(ratio);
        if at < 10 {
            println!("| `{name}` | {} | {:.0} | {:.0} | {ratio:.2} |", replies[name], one[name], all[name]);
        }
    }
    ratios.sort_by(f64::total_cmp);
    let at = |part: usize| ratios.get((ratios.len() - 1) * part / 100).copied().unwrap_or_default();
    println!("\nOf {} replies: median {:.2}, nine of ten at most {:.2}.", ratios.len(), at(50), at(90));
    Ok(())
}

/// A package with the bindings of some versions as its library, and a program that decodes.
fn bindings(folder: &Path, name: &str, versions: &str) -> Result<PathBuf, Box<dyn Error>> {
    let runtime = workspace().join("qapi-runtime").canonicalize()?;
    let root = project(folder, name, &format!("qapi-runtime = {{ path = {runtime:?} }}\n"))?;
    let schema = workspace().join(format!("schemas/qemu/qapi/qapi-schema.json@{versions}"));
    let loaded = qapi_parser::load(&schema, &Default::default())?;
    let builder = Builder::new(schema).out_file(root.join("src/lib.rs"));
    let types: BTreeMap<_, _> = builder
        .paths(&loaded.schema)?
        .into_iter()
        .map(|(id, path)| (loaded.schema.definition(id).name.clone(), path))
        .collect();
    builder.generate()?;
    let mut arms = String::new();
    for (command, reply) in captured()? {
        if let Some(path) = types.get(&command) {
            fs::write(root.join(format!("{command}.json")), reply)?;
            writeln!(arms, "    measure::<<{name}::{path} as Command>::Response>({command:?});")?;
        }
    }
    fs::create_dir_all(root.join("src/bin"))?;
    fs::write(root.join("src/bin/decode.rs"), format!("{PROGRAM}fn main() {{\n{arms}}}\n"))?;
    Ok(root)
}

/// Decodes each reply for at least 20 ms, three times, and prints the nanoseconds that one takes at best.
const PROGRAM: &str = r#"#![allow(deprecated)]
use qapi_runtime::{Command, Decode, json};
use std::time::Instant;
fn measure<T: Decode>(name: &str) {
    let text = std::fs::read(format!("{name}.json")).unwrap();
    if json::from_slice::<T>(&text).is_err() {
        return;
    }
    let (mut best, mut times) = (f64::MAX, 1_u32);
    let mut rounds = 0;
    while rounds < 3 {
        let start = Instant::now();
        (0..times).for_each(|_| assert!(json::from_slice::<T>(std::hint::black_box(&text)).is_ok()));
        let took = start.elapsed();
        if took.as_millis() < 20 {
            times *= 2;
        } else {
            best = best.min(took.as_nanos() as f64 / f64::from(times));
            rounds += 1;
        }
    }
    println!("{name} {best}");
}
"#;

/// Runs the program of a package.
fn decode(project: &Path) -> Result<BTreeMap<String, f64>, Box<dyn Error>> {
    let output = Command::new("cargo")
        .args(["run", "--release", "--quiet", "--bin", "decode"])
        .env("CARGO_TARGET_DIR", project.join("target"))
        .current_dir(project)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let text = String::from_utf8(output.stdout)?;
    text.lines()
        .map(|line| {
            let (name, time) = line.split_once(' ').ok_or("a line of another form")?;
            Ok((name.to_owned(), time.parse()?))
        })
        .collect()
}
