//! What comes of probing a server, before it is printed.

use super::schemas::{Chosen, Versions, choose, everything, versions};
use crate::peer::Peer;
use crate::report::{Failure, Reporter};
use qapi_codegen::Builder;
use qapi_parser::introspect::{Introspection, introspect, like};
use qapi_parser::probe::{Comparison, Part, PartKind, compare, marked};
use qapi_parser::schema::Schema;
use qapi_runtime::{Greeting, PeerSchema};
use serde_json::Value;
use std::collections::BTreeSet;

/// What was found.
pub struct Findings {
    /// Where the server is, or the file.
    pub place: String,
    pub server: Server,
    /// The schema that the server was compared with.
    pub schema: Option<String>,
    /// The tree of versions that the schema is in.
    pub nearest: Option<Nearest>,
    /// How the schema and the server differ.
    pub comparison: Comparison,
    /// For each part that the server lacks, the versions that have it.
    pub lacking_in: Vec<Vec<String>>,
    /// What the server marks as deprecated.
    pub deprecated: Vec<Part>,
    /// The commands that a guest agent has and is configured not to execute.
    pub disabled: Vec<String>,
}

/// What kind of server it is.
pub struct Server {
    pub is_agent: bool,
    /// The version, if the server or the file tells it.
    pub version: Option<String>,
    /// The name of the package, as its builder put it.
    pub package: Option<String>,
    pub commands: usize,
    pub events: usize,
}

/// How near each version of a tree is to the server.
pub struct Nearest {
    /// The root file.
    pub root: String,
    /// All versions, oldest first.
    pub names: Vec<String>,
    /// The versions with the number of differences, nearest first.
    pub versions: Vec<(String, usize)>,
}

impl Findings {
    pub fn of(place: String, peer: Peer, schemas: &[Builder], reporter: &Reporter) -> Result<Self, Failure> {
        match peer {
            Peer::Qmp { greeting, schema } => of_monitor(place, greeting.as_deref(), &schema, schemas, reporter),
            Peer::Agent(info) => of_agent(place, &info, schemas, reporter),
        }
    }

    /// The versions that have what the server lacks, in the order of [`Comparison::lacking`].
    fn find_lacking(&mut self, known: &[Known]) {
        let versions = |part: &Part| {
            let having = known.iter().filter(|version| version.has(part));
            having.map(|version| version.name.clone()).collect()
        };
        self.lacking_in = self.comparison.lacking.iter().map(versions).collect();
    }
}

/// A version, with what the server lacks of it.
struct Known {
    name: String,
    schema: PeerSchema,
    lacking: Vec<Part>,
}

impl Known {
    fn has(&self, part: &Part) -> bool {
        // A type may be told of at another of its places.
        self.lacking.contains(part) || self.schema.ask(&part.path).unwrap_or_default()
    }
}

fn of_monitor(
    place: String,
    greeting: Option<&Greeting>,
    text: &str,
    schemas: &[Builder],
    reporter: &Reporter,
) -> Result<Findings, Failure> {
    let reply = Introspection::read(&place, text.to_owned()).map_err(|failure| {
        reporter.print(&failure.sources, &failure.diagnostics);
        Failure::Reported
    })?;
    let reply = reply.introspection;
    let commands: BTreeSet<&str> = reply.commands().collect();
    let chosen = choose(schemas, &commands, reporter)?;
    let version = greeting.map(|greeting| {
        let version = greeting.qmp.version.qemu;
        format!("{}.{}.{}", version.major, version.minor, version.micro)
    });
    let server = Server {
        is_agent: false,
        version,
        package: greeting.map(|greeting| greeting.qmp.version.package.clone()).filter(|package| !package.is_empty()),
        commands: commands.len(),
        events: reply.events().count(),
    };
    let mut findings = Findings {
        place,
        server,
        schema: chosen.as_ref().map(|chosen| chosen.path.display().to_string()),
        nearest: None,
        comparison: chosen.as_ref().map(|chosen| compare(&chosen.all, &reply)).unwrap_or_default(),
        lacking_in: Vec::new(),
        deprecated: marked(&reply, "deprecated"),
        disabled: Vec::new(),
    };
    // What the build leaves out by a condition makes a version no less near.
    let distance = |schema: &Schema| {
        let config = like(schema, &reply).config;
        compare(&introspect(schema, &config, true), &reply).count()
    };
    findings.compare_versions(chosen.as_ref(), reporter, distance, |schema| compare(schema, &reply))?;
    Ok(findings)
}

impl Findings {
    fn compare_versions(
        &mut self,
        chosen: Option<&Chosen>,
        reporter: &Reporter,
        distance: impl Fn(&Schema) -> usize,
        compare: impl Fn(&Introspection) -> Comparison,
    ) -> Result<(), Failure> {
        let Some(chosen) = chosen else { return Ok(()) };
        let Some(Versions { root, schemas }) = versions(&chosen.path, reporter)? else { return Ok(()) };
        let names = schemas.iter().map(|(name, _)| name.clone()).collect();
        let mut versions: Vec<(String, usize)> =
            schemas.iter().map(|(name, schema)| (name.clone(), distance(schema))).collect();
        // Of equals the server's own comes first, then the newest.
        versions.reverse();
        let version = self.server.version.as_deref().unwrap_or_default();
        let is_other = |name: &str| !format!("{version}.").starts_with(&format!("{name}."));
        versions.sort_by_key(|(name, differences)| (*differences, is_other(name)));
        self.nearest = Some(Nearest { root, names, versions });
        let mut known = Vec::new();
        for (name, schema) in &schemas {
            let all = everything(schema);
            let schema = PeerSchema::read(&all.to_string()).map_err(|error| Failure::message(error.to_string()))?;
            known.push(Known { name: name.clone(), schema, lacking: compare(&all).lacking });
        }
        self.find_lacking(&known);
        Ok(())
    }
}

/// A guest agent tells nothing but the names of its commands.
fn of_agent(place: String, info: &Value, schemas: &[Builder], reporter: &Reporter) -> Result<Findings, Failure> {
    let listed = || info["supported_commands"].as_array().into_iter().flatten();
    let name = |command: &Value| command["name"].as_str().map(str::to_owned);
    let names: Vec<String> = listed().filter_map(name).collect();
    let commands: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let disabled: Vec<String> = listed().filter(|command| command["enabled"] == false).filter_map(name).collect();
    let chosen = choose(schemas, &commands, reporter)?;
    let version = info["version"].as_str().map(str::to_owned);
    let mut findings = Findings {
        place,
        server: Server { is_agent: true, version, package: None, commands: commands.len(), events: 0 },
        schema: chosen.as_ref().map(|chosen| chosen.path.display().to_string()),
        nearest: None,
        comparison: chosen.as_ref().map(|chosen| by_name(&chosen.all, &commands)).unwrap_or_default(),
        lacking_in: Vec::new(),
        deprecated: Vec::new(),
        disabled,
    };
    let distance = |schema: &Schema| by_name(&everything(schema), &commands).count();
    findings.compare_versions(chosen.as_ref(), reporter, distance, |schema| by_name(schema, &commands))?;
    Ok(findings)
}

/// Compares the names of commands.
fn by_name(schema: &Introspection, commands: &BTreeSet<&str>) -> Comparison {
    let known: BTreeSet<&str> = schema.commands().collect();
    let part = |name: &&str| Part { kind: PartKind::Command, path: (*name).to_owned(), implied: false };
    Comparison {
        lacking: known.difference(commands).map(part).collect(),
        extra: commands.difference(&known).map(part).collect(),
        differing: Vec::new(),
    }
}
