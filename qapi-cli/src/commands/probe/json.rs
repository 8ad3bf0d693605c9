//! Findings as JSON.

use super::findings::Findings;
use qapi_parser::probe::Part;
use serde_json::{Value, json};

/// One object with everything.
pub fn object(findings: &Findings) -> Value {
    let server = &findings.server;
    let lacking =
        findings.comparison.lacking.iter().zip(findings.lacking_in.iter().map(Some).chain(std::iter::repeat(None)));
    let lacking =
        lacking.map(|(part, versions)| {
        json!({"kind": part.kind.name(), "path": part.path, "implied": part.implied, "versions": versions})
    });
    let differing = findings.comparison.differing.iter();
    let differing = differing
        .map(|one| json!({"path": one.path, "schema": one.schema, "server": one.server, "harmless": one.harmless}));
    let nearest = findings.nearest.as_ref().map(|nearest| {
        let versions = nearest.versions.iter();
        let versions = versions.map(|(name, count)| json!({"version": name, "differences": count}));
        json!({"root": nearest.root, "versions": versions.collect::<Value>()})
    });
    json!({
        "place": findings.place,
        "server": {
            "protocol": if server.is_agent { "agent" } else { "qmp" },
            "version": server.version,
            "package": server.package,
            "commands": server.commands,
            "events": server.events,
        },
        "schema": findings.schema,
        "nearest": nearest,
        "lacking": lacking.collect::<Value>(),
        "extra": parts(&findings.comparison.extra),
        "differing": differing.collect::<Value>(),
        "deprecated": parts(&findings.deprecated),
        "disabled": findings.disabled,
    })
}

fn parts(parts: &[Part]) -> Value {
    parts.iter().map(|part| json!({"kind": part.kind.name(), "path": part.path, "implied": part.implied})).collect()
}
