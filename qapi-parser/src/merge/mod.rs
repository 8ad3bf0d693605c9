//! One schema of several: those of versions, of builds, of vendors.
//!
//! The result accepts whatever any of them accepts. It remembers the schemas that it was made of, and merging it with
//! others starts from those: so neither the order nor the number of steps can change what comes out, and merging a
//! version with itself changes nothing.
//!
//! ```text
//! inputs -> graph (which declarations each merged type must hold) -> content (what it then is) -> emit (a Schema)
//! ```

mod builtins;
mod conditions;
mod content;
mod docs;
mod emit;
mod graph;
mod grow;
mod kept;
mod made;
mod object;
mod order;
mod resolve;
mod settle;

pub use crate::schema::Settle;
pub use order::compare as compare_names;
pub use settle::{Settlements, Spelling};

use crate::check;
use crate::diagnostic::Diagnostic;
use crate::failure::Failure;
use crate::report::Report;
use crate::schema::{DefId, Origin, Schema, Versions};
use crate::source::{FileId, SourceMap, Span};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// A schema and the version that it is of.
#[derive(Debug)]
pub struct Version {
    /// What the version is called: `10.2`. Names are ordered by the numbers in them. Several schemas may be of one
    /// version, such as those of several targets.
    pub name: String,
    /// The schema. If it is a merged one, its own versions take part, and the name is not looked at.
    pub schema: Schema,
}

/// A schema that takes part.
#[derive(Clone)]
struct Input {
    name: String,
    schema: Arc<Schema>,
    /// The place of its version among all versions.
    version: usize,
    /// Whether the names of its types mean nothing.
    anonymous: bool,
}

/// All that takes part, oldest first.
struct Inputs {
    inputs: Vec<Input>,
    versions: Vec<String>,
    /// For each input, where its files are among all files.
    files: Vec<Vec<FileId>>,
    /// Names of the modules. The file of a module has its number.
    modules: Vec<String>,
    sources: SourceMap,
    /// What was settled when schemas that take part were merged.
    settled: BTreeMap<String, Settle>,
}

/// Merges any number of schemas.
///
/// # Errors
///
/// If something has no type that holds the values of every version, and `settle` does not say what to do about it.
pub fn merge(versions: Vec<Version>, settle: &Settlements) -> Result<Schema, Failure> {
    let inputs = Inputs::new(versions);
    let mut report = Report::default();
    let settle = &settle.with(&inputs.settled);
    let graph = grow::graph(&inputs, settle, &mut report);
    let merged = if report.is_clean() { Some(emit::emit(&graph, settle)) } else { None };
    if let Some(merged) = &merged {
        check::check_made(&merged.definitions, &mut report);
    }
    match merged.filter(|_| report.is_clean()) {
        Some(merged) => Ok(inputs.finish(merged, settle.clone().into_map())),
        None => Err(Failure { sources: inputs.sources, diagnostics: report.into_diagnostics() }),
    }
}

/// What is wrong with settlements where nothing is merged; `None` if there are none.
pub(crate) fn unused_settlements(settle: &Settlements) -> Option<Vec<Diagnostic>> {
    let mut report = Report::default();
    settle.paths().for_each(|path| settle::nothing_to_settle(path, &mut report));
    (!report.is_clean()).then(|| report.into_diagnostics())
}

impl Inputs {
    fn new(versions: Vec<Version>) -> Self {
        let mut all: Vec<(String, Arc<Schema>)> = Vec::new();
        let mut settled = BTreeMap::new();
        for Version { name, schema } in versions {
            match schema.origin {
                Origin::Merged(merged) => {
                    settle::remember(&mut settled, &merged.settled);
                    all.extend(merged.inputs.iter().cloned());
                }
                _ => all.push((name, Arc::new(schema))),
            }
        }
        all.sort_by(|(a, left), (b, right)| order::compare(a, b).then_with(|| texts(left).cmp(texts(right))));
        all.dedup_by(|(a, left), (b, right)| a == b && texts(left).eq(texts(right)));
        let mut names: Vec<String> = all.iter().map(|(name, _)| name.clone()).collect();
        names.dedup();
        let place: HashMap<&str, usize> =
            names.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
        let input = |(name, schema): (String, Arc<Schema>)| {
            let anonymous = matches!(schema.origin, Origin::Reply);
            Input { version: place[name.as_str()], name, schema, anonymous }
        };
        let inputs: Vec<Input> = all.into_iter().map(input).collect();
        let mut merged = Inputs {
            files: inputs.iter().map(|input| vec![FileId(0); input.schema.sources().files().count()]).collect(),
            inputs,
            versions: names,
            modules: Vec::new(),
            sources: SourceMap::default(),
            settled,
        };
        merged.number_files();
        merged
    }

    /// The merged schema.
    fn finish(self, merged: emit::Merged, settled: BTreeMap<String, Settle>) -> Schema {
        let emit::Merged { modules, definitions, facts, aliases, pragmas } = merged;
        let mut names: HashMap<String, DefId> = aliases.iter().cloned().collect();
        names.extend(definitions.iter().zip(0..).map(|(definition, id)| (definition.name.clone(), DefId(id))));
        let inputs = self.inputs.into_iter().map(|input| (input.name, input.schema)).collect();
        let versions = Versions { names: self.versions, inputs, definitions: facts, aliases, settled };
        let origin = Origin::Merged(Box::new(versions));
        Schema { sources: self.sources, modules, definitions, names, pragmas, origin }
    }

    /// Inputs from the newest to the oldest; those whose names mean something come first.
    fn newest_first(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.inputs.len()).rev().collect();
        order.sort_by_key(|input| self.inputs[*input].anonymous);
        order
    }

    /// Gives every file a number: first one file for each module, then the others.
    fn number_files(&mut self) {
        let newest_first = self.newest_first();
        let mut order = Vec::new();
        let mut known = HashSet::new();
        let mut others = Vec::new();
        for input in newest_first {
            let schema = &self.inputs[input].schema;
            for (file, _) in schema.sources().files() {
                match schema.modules.get(file.index()) {
                    Some(module) if known.insert(module.name.clone()) => {
                        self.modules.push(module.name.clone());
                        order.push((input, file));
                    }
                    _ => others.push((input, file)),
                }
            }
        }
        order.extend(others);
        for (number, (input, file)) in order.iter().enumerate() {
            self.files[*input][file.index()] = FileId(number as u32);
        }
        for (input, file) in order {
            let source = self.inputs[input].schema.sources().file(file);
            self.sources.adopt(source, |span| moved(&self.files[input], span));
        }
    }

    /// The place of a span of an input among all files.
    fn moved(&self, input: usize, span: Span) -> Span {
        moved(&self.files[input], span)
    }
}

fn moved(files: &[FileId], span: Span) -> Span {
    Span { file: files.get(span.file.index()).copied().unwrap_or(span.file), ..span }
}

/// The texts of a schema's files.
fn texts(schema: &Schema) -> impl Iterator<Item = &str> {
    schema.sources().files().map(|(_, file)| file.text())
}
