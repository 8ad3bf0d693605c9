//! QEMU's own language tests agree with this front end, where the folder with them is present.

use qapi_gate::needs;
use qapi_parser::source::SourceMap;
use qapi_parser::{DocLevel, Failure, Options};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of reference material, which a clone of the project does not have.
fn shared(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(folder)
}

/// A place that upstream's error output names: file, line and perhaps column.
#[derive(Debug)]
struct Place {
    file: String,
    line: usize,
    column: Option<usize>,
}

fn places(golden: &str) -> Vec<Place> {
    let place = |line: &str| {
        let mut parts = line.split(':');
        let file = parts.next()?.to_owned();
        let line = parts.next()?.parse().ok()?;
        Some(Place { file, line, column: parts.next().and_then(|column| column.parse().ok()) })
    };
    golden.lines().filter_map(place).collect()
}

/// Whether an error is at the place, or within the definition that begins on its line.
fn agrees(failure: &Failure, place: &Place) -> bool {
    failure.diagnostics.iter().filter_map(|diagnostic| diagnostic.primary.as_ref()).any(|label| {
        let file = failure.sources.file(label.span.file);
        let position = failure.sources.position(label.span);
        if !file.display().ends_with(&place.file) {
            return false;
        }
        match place.column {
            Some(column) => (position.line, position.column) == (place.line, column),
            None => position.line == place.line || definition_start(&failure.sources, label.span) == place.line,
        }
    })
}

/// The line on which the definition around a place begins; such lines begin with `{`.
fn definition_start(sources: &SourceMap, span: qapi_parser::source::Span) -> usize {
    let file = sources.file(span.file);
    let line = file.position(span.start).line;
    (1..=line).rev().find(|&line| file.line(line).starts_with('{')).unwrap_or(line)
}

#[needs(shared = "conformance")]
#[test]
fn upstream_cases_are_accepted_and_rejected_alike() {
    let folder = shared("conformance");
    let options = Options { docs: DocLevel::Deny, ..Default::default() };
    let mut wrong = Vec::new();
    let mut cases = 0;
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let Ok(golden) = fs::read_to_string(path.with_extension("err")) else { continue };
        cases += 1;
        let name = path.file_name().unwrap().to_string_lossy();
        match qapi_parser::load(path, &options) {
            Ok(loaded) if golden.is_empty() => {
                let expected = fs::read_to_string(path.with_extension("out")).unwrap();
                let dump = qapi_parser::dump::dump(&loaded.schema, true);
                if let Some((number, (ours, theirs))) =
                    dump.lines().zip(expected.lines()).enumerate().find(|(_, (ours, theirs))| ours != theirs)
                {
                    wrong.push(format!("the dump of {name} differs in line {}:\n-{theirs}\n+{ours}", number + 1));
                } else if dump.len() != expected.len() {
                    wrong.push(format!("the dump of {name} has another length"));
                }
            }
            Ok(_) => wrong.push(format!("{name} was accepted, but upstream says:\n{golden}")),
            Err(failure) if golden.is_empty() => wrong.push(format!("{name} was rejected:\n{failure}")),
            Err(failure) => {
                let places = places(&golden);
                if !places.iter().any(|place| agrees(&failure, place)) {
                    wrong.push(format!("{name} was rejected elsewhere:\n{failure}\nupstream says:\n{golden}"));
                }
            }
        }
    }
    assert!(cases > 0, "no case found in {}", folder.display());
    assert!(wrong.is_empty(), "{} of {cases} cases disagree\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[needs(shared = "upstream")]
#[test]
fn upstream_trees_are_accepted() {
    let folder = shared("upstream");
    for version in ["qemu-7.2", "qemu-10.0.13", "qemu-10.2.2"] {
        for root in ["qapi/qapi-schema.json", "qga/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json"] {
            let path = folder.join(version).join(root);
            if let Err(failure) = qapi_parser::load(&path, &Options::default()) {
                panic!("{version}/{root} was rejected:\n{failure}");
            }
        }
    }
}
