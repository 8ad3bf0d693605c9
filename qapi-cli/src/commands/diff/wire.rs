//! The changes on the wire, printed.

use qapi_parser::compare::{Group, Reference, Severity};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A line for each change: where it is, if not the command or event itself, and what.
fn line(path: &str, what: &str) -> String {
    if path.is_empty() { what.to_owned() } else { format!("{path} {what}") }
}

/// A use of a changed type that is described elsewhere, and where. `quote` is put around names.
fn refer(group: &Group, reference: &Reference, quote: &str) -> String {
    let Reference { path, group: teller, at, .. } = reference;
    let under = if *teller == group.name { String::new() } else { format!("under {quote}{teller}{quote} ") };
    format!("{quote}{path}{quote} changed as described {under}at {quote}{at}{quote}")
}

pub fn text(groups: &[Group]) -> String {
    let mut out = String::new();
    for group in groups {
        let _ = writeln!(out, "{}", group.name);
        for change in &group.changes {
            let _ = writeln!(out, "  {:10}  {}", change.severity.name(), line(&change.path, &change.what));
        }
        for reference in &group.references {
            let _ = writeln!(out, "  {:10}  {}", "", refer(group, reference, ""));
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
            for reference in group.references.iter().filter(|reference| reference.severity == severity) {
                let _ = writeln!(lines, "- `{}` {}", group.name, refer(group, reference, "`"));
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
        let references = group.references.iter().map(|reference| {
            let Reference { path, group, at, severity } = reference;
            json!({ "path": path, "described-under": group, "described-at": at, "severity": severity.name() })
        });
        json!({
            "name": group.name,
            "severity": group.severity.name(),
            "changes": changes.collect::<Vec<_>>(),
            "references": references.collect::<Vec<_>>(),
        })
    });
    groups.collect()
}
