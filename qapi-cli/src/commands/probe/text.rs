//! Findings as a page for people.

use super::findings::{Findings, Nearest};
use crate::args::Verbosity;
use crate::style;
use qapi_parser::probe::{Part, PartKind};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Lines are not longer than this where they can be broken.
const WIDTH: usize = 100;

/// How many of the versions are told.
const VERSIONS: usize = 3;

/// The whole page.
pub fn page(findings: &Findings, is_live: bool, verbosity: Verbosity) -> String {
    let mut out = header(findings);
    if findings.schema.is_some() {
        lacking(&mut out, findings, verbosity);
        section(&mut out, "The schema lacks", &findings.comparison.extra.iter().collect::<Vec<_>>());
        differing(&mut out, findings, verbosity);
        if findings.comparison.count() == 0 {
            out.push_str("\nServer and schema have the same.\n");
        }
    }
    section(&mut out, "The server marks as deprecated", &findings.deprecated.iter().collect::<Vec<_>>());
    if !findings.disabled.is_empty() {
        let _ = writeln!(out, "\n{}", style::heading("The agent does not execute"));
        names(&mut out, "  commands: ", findings.disabled.iter().map(String::as_str));
    }
    if verbosity > Verbosity::Quiet {
        advice(&mut out, findings, is_live);
    }
    out
}

fn header(findings: &Findings) -> String {
    let server = &findings.server;
    let what = if server.is_agent { "guest agent" } else { "QEMU" };
    let version = server.version.as_deref().unwrap_or("of unknown version");
    let mut out = format!("{}: {what} {version}", style::heading(&findings.place));
    if let Some(package) = &server.package {
        let _ = write!(out, " ({package})");
    }
    let _ = match server.is_agent {
        true => writeln!(out, "\nhas {} commands", server.commands),
        false => writeln!(out, "\nhas {} commands and {} events", server.commands, server.events),
    };
    if let Some(schema) = &findings.schema {
        let _ = writeln!(out, "compared with {schema}");
    }
    if let Some(Nearest { versions, .. }) = &findings.nearest
        && let Some(((name, count), others)) = versions.split_first()
    {
        let _ = write!(out, "nearest version: {} ({})", style::name(name), differences(*count));
        let others = others.iter().take(VERSIONS - 1).map(|(name, count)| format!("{name} ({count})"));
        let others: Vec<String> = others.collect();
        let _ = match others.is_empty() {
            true => writeln!(out),
            false => writeln!(out, ", then {}", others.join(", ")),
        };
    }
    out
}

fn differences(count: usize) -> String {
    if count == 1 { "1 difference".to_owned() } else { format!("{count} differences") }
}

/// What the server lacks: in full what its own version has, the rest by numbers.
fn lacking(out: &mut String, findings: &Findings, verbosity: Verbosity) {
    let parts = &findings.comparison.lacking;
    let nearest = findings.nearest.as_ref().and_then(|nearest| {
        let (name, _) = nearest.versions.first()?;
        Some((name, nearest.names.iter().position(|other| other == name)?, nearest))
    });
    let Some((name, at, nearest)) = nearest else {
        return section(out, "The server lacks", &parts.iter().collect::<Vec<_>>());
    };
    let place = |version: &String| nearest.names.iter().position(|other| other == version).unwrap_or(at);
    let (mut own, mut newer, mut older) = (Vec::new(), Vec::new(), Vec::new());
    for (part, versions) in parts.iter().zip(&findings.lacking_in) {
        match versions {
            versions if versions.is_empty() || versions.contains(name) => own.push(part),
            versions if versions.iter().any(|version| place(version) > at) => newer.push(part),
            _ => older.push(part),
        }
    }
    section(out, &format!("The server lacks, although {name} has it"), &own);
    for (title, parts) in [
        (format!("The server lacks what is newer than {name}"), newer),
        (format!("The server lacks what is older than {name} and gone"), older),
    ] {
        match verbosity {
            Verbosity::Verbose => section(out, &title, &parts),
            _ => numbers(out, &title, &parts),
        }
    }
}

/// How many parts there are of each kind, in one line.
fn numbers(out: &mut String, title: &str, parts: &[&Part]) {
    let parts: Vec<&Part> = parts.iter().copied().filter(|part| !part.implied).collect();
    if parts.is_empty() {
        return;
    }
    let counts = PartKind::ALL.into_iter().filter_map(|kind| {
        let count = parts.iter().filter(|part| part.kind == kind).count();
        (count > 0).then(|| format!("{count} {}", plural(kind, count)))
    });
    let counts: Vec<String> = counts.collect();
    let _ = writeln!(out, "\n{}", style::heading(title));
    let _ = writeln!(out, "  {} {}", counts.join(", "), style::faint("(--verbose lists them)"));
}

fn plural(kind: PartKind, count: usize) -> String {
    match (kind, count) {
        (_, 1) => kind.name().to_owned(),
        (PartKind::Branch, _) => "branches".to_owned(),
        _ => format!("{}s", kind.name()),
    }
}

/// Parts by kind, and by what they are parts of.
fn section(out: &mut String, title: &str, parts: &[&Part]) {
    let parts: Vec<&Part> = parts.iter().copied().filter(|part| !part.implied).collect();
    if parts.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", style::heading(title));
    for kind in PartKind::ALL {
        let of_kind: Vec<&str> = parts.iter().filter(|part| part.kind == kind).map(|part| part.path.as_str()).collect();
        if of_kind.is_empty() {
            continue;
        }
        let title = format!("  {}: ", plural(kind, 2));
        if of_kind.iter().all(|path| !path.contains('/')) {
            names(out, &title, of_kind.into_iter());
            continue;
        }
        let _ = writeln!(out, "{}", title.trim_end());
        let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in of_kind {
            let (whole, part) = path.rsplit_once('/').unwrap_or((path, ""));
            groups.entry(whole).or_default().push(part);
        }
        for (whole, parts) in groups {
            names(out, &format!("    {whole}: "), parts.into_iter());
        }
    }
}

/// Names after a title, in lines that are not too long.
fn names<'n>(out: &mut String, title: &str, names: impl Iterator<Item = &'n str>) {
    let indent = title.len() - title.trim_start().len() + 2;
    let mut line = title.to_owned();
    let mut is_first = true;
    for name in names {
        if !is_first && line.len() + name.len() + 2 > WIDTH {
            let _ = writeln!(out, "{},", line.trim_end());
            line = " ".repeat(indent);
        } else if !is_first {
            line.push_str(", ");
        }
        line.push_str(name);
        is_first = false;
    }
    let _ = writeln!(out, "{}", line.trim_end());
}

/// What both have in another form; what does no harm by its number.
fn differing(out: &mut String, findings: &Findings, verbosity: Verbosity) {
    let differing = &findings.comparison.differing;
    if differing.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", style::heading("Both have, in another form"));
    let is_listed = |harmless: bool| !harmless || verbosity == Verbosity::Verbose;
    for one in differing.iter().filter(|one| is_listed(one.harmless)) {
        let _ = writeln!(out, "  {}: {} in the schema, {} for the server", one.path, one.schema, one.server);
    }
    let rest = differing.iter().filter(|one| !is_listed(one.harmless)).count();
    if rest > 0 {
        let members = if rest == 1 { "1 member".to_owned() } else { format!("{rest} members") };
        let note = style::faint("(--verbose lists them)");
        let _ = writeln!(out, "  {members} mandatory on one side only, where that does no harm {note}");
    }
}

/// What to do next.
fn advice(out: &mut String, findings: &Findings, is_live: bool) {
    let Some(schema) = &findings.schema else {
        out.push_str("\nName a schema with --schema to compare the server with it.\n");
        return;
    };
    if findings.server.is_agent {
        return;
    }
    let schema = match &findings.nearest {
        Some(Nearest { root, versions, .. }) => match versions.first() {
            Some((name, _)) => format!("{root}@{name}"),
            None => root.clone(),
        },
        None => schema.clone(),
    };
    out.push_str("\nBindings of exactly this server:\n");
    let reply = if is_live { "reply.json" } else { &findings.place };
    if is_live {
        let _ = writeln!(out, "  qapi introspect {} > {reply}", findings.place);
    }
    let _ = writeln!(out, "  qapi generate {schema} --like {reply} --out-dir src/qmp");
}
