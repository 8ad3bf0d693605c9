//! The reply to `query-qmp-schema`, reduced to the commands that a server has.

use qapi_runtime::{Value, json};
use serde_json::Error;
use std::collections::{HashMap, HashSet};

/// Reads a reply.
///
/// # Errors
/// It is not a list of objects that have names.
pub fn read(reply: &str) -> Result<Vec<Value>, Error> {
    let entities: Vec<Value> = json::from_str(reply)?;
    match entities.iter().find(|entity| entity["name"].as_str().is_none() || entity["meta-type"].as_str().is_none()) {
        Some(entity) => Err(serde_core::de::Error::custom(format!("not an entry of a schema: {entity}"))),
        None => Ok(entities),
    }
}

/// The commands that exist, all events, and the types that these need, in the order of the whole schema.
pub fn select(entities: &[Value], is_there: impl Fn(&str) -> bool) -> String {
    let name = |entity: &Value| entity["name"].as_str().unwrap_or_default().to_owned();
    let by_name: HashMap<String, &Value> = entities.iter().map(|entity| (name(entity), entity)).collect();
    let mut kept = HashSet::new();
    let mut todo: Vec<String> = entities
        .iter()
        .filter(|entity| match entity["meta-type"].as_str() {
            Some("command") => is_there(&name(entity)),
            Some("event") => true,
            _ => false,
        })
        .map(name)
        .collect();
    while let Some(name) = todo.pop() {
        let Some(entity) = by_name.get(&name) else { continue };
        if kept.insert(name) {
            todo.extend(references(entity));
        }
    }
    let kept: Vec<&Value> = entities.iter().filter(|entity| kept.contains(&name(entity))).collect();
    serde_json::to_string(&kept).unwrap_or_default()
}

/// The names of the types that an entry refers to.
fn references(entity: &Value) -> impl Iterator<Item = String> {
    let own = ["arg-type", "ret-type", "element-type"].map(|key| &entity[key]);
    let parts = ["members", "variants"].into_iter().filter_map(|key| entity[key].as_array()).flatten();
    let parts = parts.map(|part| &part["type"]);
    own.into_iter().chain(parts).filter_map(|name| name.as_str().map(str::to_owned)).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule: types that only absent commands need are left out; those that are needed through other types stay.
    #[test]
    fn only_what_is_needed_stays() {
        let reply = r#"[
            {"name": "a", "meta-type": "command", "arg-type": "0", "ret-type": "[1]"},
            {"name": "b", "meta-type": "command", "arg-type": "4", "ret-type": "0"},
            {"name": "E", "meta-type": "event", "arg-type": "3"},
            {"name": "0", "meta-type": "object", "members": []},
            {"name": "[1]", "meta-type": "array", "element-type": "1"},
            {"name": "1", "meta-type": "object", "members": [{"name": "x", "type": "2"}], "tag": "x",
             "variants": [{"case": "y", "type": "1"}]},
            {"name": "2", "meta-type": "enum", "members": [{"name": "y"}], "values": ["y"]},
            {"name": "3", "meta-type": "object", "members": [{"name": "z", "type": "str"}]},
            {"name": "4", "meta-type": "object", "members": []},
            {"name": "str", "meta-type": "builtin", "json-type": "string"}
        ]"#;
        let selected = select(&read(reply).expect("a schema"), |name| name == "a");
        let selected: Vec<Value> = serde_json::from_str(&selected).expect("JSON");
        let names: Vec<&str> = selected.iter().map(|entity| entity["name"].as_str().expect("a name")).collect();
        assert_eq!(names, ["a", "E", "0", "[1]", "1", "2", "3", "str"]);
        assert!(read("{}").is_err());
        assert!(read("[1]").expect_err("no entry").to_string().contains("not an entry of a schema"));
    }
}
