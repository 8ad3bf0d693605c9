//! `qapi list`: the definitions of a schema that pass some filters, as a table or JSON.

use crate::args::{MergeOptions, SchemaOptions, Verbosity};
use crate::describe::{condition, since};
use crate::lookup::find;
use crate::report::{Failure, Reporter, print, print_json};
use crate::style;
use clap::ValueEnum;
use qapi_codegen::patterns::matches;
use qapi_parser::schema::{DefId, Definition, Schema};
use serde::Serialize;
use std::path::PathBuf;

/// List what a schema defines.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  qapi list schema.json
  qapi list schema.json 'query-*' --kind command
  qapi list schema.json --since 10.1
  qapi list schema.json --uses BlockdevOptions --kind command --kind event
  qapi list schema.json --format json | jq -r '.[].name'")]
pub struct List {
    /// The root file.
    schema: PathBuf,
    /// Names to list; `*` stands for any text, `?` for one character.
    #[arg(value_name = "GLOB")]
    names: Vec<String>,
    /// Only definitions of this kind. May be repeated.
    #[arg(long, value_enum)]
    kind: Vec<KindName>,
    /// Only definitions that appeared in this version or later.
    #[arg(long, value_name = "VERSION", value_parser = version)]
    since: Option<Version>,
    /// Only definitions that use this type, directly or through others.
    #[arg(long, value_name = "TYPE")]
    uses: Option<String>,
    /// How to print the list.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ListFormat::Table)]
    format: ListFormat,
    #[command(flatten)]
    merge: MergeOptions,
    #[command(flatten)]
    options: SchemaOptions,
}

/// A kind of definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
enum KindName {
    Enum,
    Struct,
    Union,
    Alternate,
    Command,
    Event,
}

/// The form of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// Aligned columns under a heading.
    Table,
    /// One JSON array.
    Json,
}

/// The numbers of a version; `9.2` is before `10.0`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version(Vec<u64>);

/// Reads a version such as `9.2` or `10.0.1`.
fn version(text: &str) -> Result<Version, String> {
    let numbers: Result<Vec<u64>, _> = text.split('.').map(str::parse).collect();
    let mut numbers = numbers.map_err(|_| "a version is written as numbers with dots: 9.2".to_owned())?;
    // 10.0 and 10 are the same version.
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    Ok(Version(numbers))
}

impl List {
    pub fn run(self, verbosity: Verbosity) -> Result<(), Failure> {
        let schema = Reporter::new(&self.options, verbosity).load_with(&self.schema, &self.merge)?;
        let users = match &self.uses {
            Some(name) => Some(schema.users(find(&schema, name)?)),
            None => None,
        };
        let definitions = schema.definitions().filter(|(id, definition)| {
            self.keeps(definition) && users.as_ref().is_none_or(|users: &Vec<DefId>| users.contains(id))
        });
        let rows: Vec<Row> = definitions.map(|(_, definition)| Row::new(&schema, definition)).collect();
        if rows.is_empty() && self.has_filter() {
            return Err(Failure::message("the schema defines nothing that passes these filters"));
        }
        match self.format {
            ListFormat::Table => print(&table(&rows)),
            ListFormat::Json => print_json(&rows),
        }
    }

    fn has_filter(&self) -> bool {
        !self.names.is_empty() || !self.kind.is_empty() || self.since.is_some() || self.uses.is_some()
    }

    fn keeps(&self, definition: &Definition) -> bool {
        let has_kind =
            |name: &KindName| name.to_possible_value().is_some_and(|value| value.get_name() == definition.kind.key());
        let is_new = |first: &Version| {
            since(definition).and_then(|text| version(text).ok()).is_some_and(|version| version >= *first)
        };
        (self.kind.is_empty() || self.kind.iter().any(has_kind))
            && (self.names.is_empty() || self.names.iter().any(|name| matches(name, &definition.name)))
            && self.since.as_ref().is_none_or(is_new)
    }
}

/// One definition of the list.
#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    name: &'a str,
    module: &'a str,
    since: Option<&'a str>,
    features: Vec<&'a str>,
    condition: Option<String>,
}

impl<'a> Row<'a> {
    fn new(schema: &'a Schema, definition: &'a Definition) -> Self {
        Row {
            kind: definition.kind.key(),
            name: &definition.name,
            module: &schema.module(definition.module).name,
            since: since(definition),
            features: definition.features.iter().map(|feature| feature.name.as_str()).collect(),
            condition: definition.condition.as_ref().map(condition),
        }
    }

    fn cells(&self) -> [String; 6] {
        let or_dash = |text: String| if text.is_empty() { "-".to_owned() } else { text };
        [
            self.kind.to_owned(),
            self.name.to_owned(),
            self.module.to_owned(),
            or_dash(self.since.unwrap_or_default().to_owned()),
            or_dash(self.features.join(",")),
            or_dash(self.condition.clone().unwrap_or_default()),
        ]
    }
}

/// The list as aligned columns, the names in colour.
fn table(rows: &[Row]) -> String {
    let mut lines = vec![["KIND", "NAME", "MODULE", "SINCE", "FEATURES", "CONDITION"].map(str::to_owned)];
    lines.extend(rows.iter().map(Row::cells));
    let widths: [usize; 6] =
        std::array::from_fn(|column| lines.iter().map(|cells| cells[column].len()).max().unwrap_or(0));
    let mut out = String::new();
    for (at, cells) in lines.iter().enumerate() {
        let last = cells.len() - 1;
        for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let painted = match (at, column) {
                (0, _) => style::heading(cell),
                (_, 1) => style::name(cell),
                _ => cell.clone(),
            };
            out.push_str(&painted);
            if column < last {
                out.push_str(&" ".repeat(width - cell.len() + 2));
            }
        }
        out.push('\n');
    }
    out
}
