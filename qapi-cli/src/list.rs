//! `qapi list`: what a schema defines, one line or one JSON object a definition.

use crate::describe::{condition, kind, since};
use qapi_parser::schema::{Definition, Schema};
use serde::Serialize;

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
            kind: kind(&definition.kind),
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

fn rows(schema: &Schema) -> impl Iterator<Item = Row<'_>> {
    schema.definitions().map(|(_, definition)| Row::new(schema, definition))
}

/// The list as aligned columns.
pub fn table(schema: &Schema) -> String {
    let mut lines = vec![["KIND", "NAME", "MODULE", "SINCE", "FEATURES", "CONDITION"].map(str::to_owned)];
    lines.extend(rows(schema).map(|row| row.cells()));
    let widths: [usize; 6] =
        std::array::from_fn(|column| lines.iter().map(|cells| cells[column].len()).max().unwrap_or(0));
    let mut out = String::new();
    for cells in &lines {
        let padded: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        out.push_str(padded.join("  ").trim_end());
        out.push('\n');
    }
    out
}

/// The list as a JSON array.
pub fn json(schema: &Schema) -> serde_json::Result<String> {
    let rows: Vec<Row> = rows(schema).collect();
    Ok(serde_json::to_string_pretty(&rows)? + "\n")
}
