//! Diagnostics for editors: one JSON object a line.
//!
//! An object has `code`, `severity`, `message`, the primary place (`file`, `line`, `column`, `end_line`, `end_column`,
//! absent if no file could be read) and its `label`, `labels` (the other places, each with a `message`), `notes`, and
//! `included_from`. Keys are in alphabetical order.

use super::text::include_chain;
use super::{Diagnostic, Label};
use crate::source::{SourceMap, Span};
use serde_json::{Map, Value, json};

pub(super) fn render(diagnostic: &Diagnostic, sources: &SourceMap, out: &mut String) {
    let mut object = Map::new();
    if let Some(label) = &diagnostic.primary {
        object = place(label.span, sources);
        object.insert("label".into(), label.text.as_str().into());
        let chain = include_chain(label.span, sources).map(|at| place(at, sources).into());
        object.insert("included_from".into(), Value::Array(chain.collect()));
    }
    object.insert("code".into(), diagnostic.code.name().into());
    object.insert("severity".into(), diagnostic.severity.to_string().into());
    object.insert("message".into(), diagnostic.message.as_str().into());
    object.insert("notes".into(), diagnostic.notes.as_slice().into());
    let labels = diagnostic.secondary.iter().map(|Label { span, text }| {
        let mut label = place(*span, sources);
        label.insert("message".into(), text.as_str().into());
        label.into()
    });
    object.insert("labels".into(), Value::Array(labels.collect()));
    out.push_str(&Value::Object(object).to_string());
    out.push('\n');
}

fn place(span: Span, sources: &SourceMap) -> Map<String, Value> {
    let file = sources.file(span.file);
    let (start, end) = (file.position(span.start), file.position(span.end));
    let place = json!({
        "file": file.display(),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    });
    match place {
        Value::Object(place) => place,
        _ => Map::new(),
    }
}
