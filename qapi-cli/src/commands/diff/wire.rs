//! The changes on the wire, printed.

use qapi_parser::compare::{Group, Severity};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A line for each change: where it is, if not the command or event itself, and what.
fn line(path: &str, what: &str) -> String {
    if path.is_empty() { what.to_owned() } else { format!("{path} {what}") }
}

pub fn text(groups: &[Group]) -> String {
    let mut out = String::new();
    for group in groups {
        let _ = writeln!(out, "{}", group.name);
        for change in &group.changes {
            let _ = writeln!(out, "  {:10}  {}", change.severity.name(), line(&change.path, &change.what));
        }
        for (path, teller) in &group.references {
            let _ = writeln!(out, "  {:10}  {path} changed as told under {teller}", "");
        }
    }
    let count =
        |severity| groups.iter().flat_map(|group| &group.changes).filter(|change| change.severity == severity).count();
    let _ = writeln!(
        out,
        "{} breaking, {} compatible, {} invisible on the wire",
        count(Severity::Breaking),
        count(Severity::Compatible),
        count(Severity::Invisible)
    );
    out
}

pub fn markdown(groups: &[Group]) -> String {
    let mut out = String::new();
    for (severity, title) in [
        (Severity::Breaking, "Breaking changes"),
        (Severity::Compatible, "Compatible changes"),
        (Severity::Invisible, "Invisible on the wire"),
    ] {
        let mut lines = String::new();
        for group in groups {
            for change in group.changes.iter().filter(|change| change.severity == severity) {
                let path = if change.path.is_empty() { String::new() } else { format!(" `{}`", change.path) };
                let _ = writeln!(lines, "- `{}`{path} {}", group.name, change.what);
            }
        }
        if !lines.is_empty() {
            let _ = write!(out, "{}## {title}\n\n{lines}", if out.is_empty() { "" } else { "\n" });
        }
    }
    out
}

pub fn json(groups: &[Group]) -> Value {
    let groups = groups.iter().map(|group| {
        let changes = group
            .changes
            .iter()
            .map(|change| json!({ "path": change.path, "what": change.what, "severity": change.severity.name() }));
        let references = group.references.iter().map(|(path, teller)| json!({ "path": path, "told-under": teller }));
        json!({
            "name": group.name,
            "severity": group.severity.name(),
            "changes": changes.collect::<Vec<_>>(),
            "references": references.collect::<Vec<_>>(),
        })
    });
    groups.collect()
}
