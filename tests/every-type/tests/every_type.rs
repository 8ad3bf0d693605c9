//! Arbitrary values of every type of every server: they survive, whatever order their members come in and whatever a
//! newer peer puts into them; what is wrong with them is said with its place.
#![allow(deprecated)]

use fastrand::Rng;
use qapi_parser::schema::{Kind, Schema};
use qapi_tests_every_type::{Maker, Surprises, shuffled};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Debug;
use std::path::Path;

const SERVERS: [(&str, &str); 3] = [
    ("qmp", "qapi/qapi-schema.json"),
    ("qga", "qga/qapi-schema.json"),
    ("qsd", "storage-daemon/qapi/qapi-schema.json"),
];

type RoundTrip = fn(&str) -> Result<String, String>;

include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// Decodes from text and from a value, which must agree, and gives the text that comes back.
fn round_trip<T: DeserializeOwned + Serialize + PartialEq + Debug>(text: &str) -> Result<String, String> {
    let decoded: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    assert_eq!(serde_json::from_value::<T>(value).map_err(|error| error.to_string())?, decoded, "{text}");
    let encoded = serde_json::to_string(&decoded).map_err(|error| error.to_string())?;
    assert_eq!(serde_json::from_str::<T>(&encoded).map_err(|error| error.to_string())?, decoded, "{text}");
    Ok(encoded)
}

fn schema(root: &str) -> Schema {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/qemu-10.2.2").join(root);
    match qapi_parser::load(&path, &Default::default()) {
        Ok(loaded) => loaded.schema,
        Err(failure) => panic!("{failure}"),
    }
}

/// Calls `check` with every type and a maker of its values, several times.
fn for_every_type(times: u64, surprises: Surprises, check: impl Fn(&mut Maker<'_>, Value, RoundTrip, &str)) {
    for (server, root) in SERVERS {
        let schema = schema(root);
        let base64 = base64_members();
        for (at, (_, name, round_trip)) in TYPES.iter().enumerate().filter(|(_, (owner, ..))| *owner == server) {
            for time in 0..times {
                let rng = Rng::with_seed(at as u64 * 1000 + time);
                let mut maker = Maker { schema: &schema, rng, surprises, base64: base64.clone() };
                let Some(id) = schema.find(name) else { panic!("{server} has no {name}") };
                let value = maker.definition(id);
                check(&mut maker, value, *round_trip, name);
            }
        }
    }
}

/// The members that `qapi.toml` turns into bytes.
fn base64_members() -> Vec<String> {
    let config = include_str!("../../../qapi.toml");
    let lines = config.lines().filter(|line| line.ends_with("Base64\""));
    lines.filter_map(|line| line.split('"').nth(1).map(str::to_owned)).collect()
}

fn same(text: &str, value: &Value) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|decoded| decoded == *value)
}

#[test]
fn the_table_holds_every_definition_of_every_server() {
    for (server, root) in SERVERS {
        let count = TYPES.iter().filter(|(owner, ..)| *owner == server).count();
        assert_eq!(count, schema(root).definitions().count(), "{server}");
    }
}

#[test]
fn values_survive_in_any_order_of_members() {
    for_every_type(12, Surprises::default(), |maker, value, round_trip, name| {
        let text = shuffled(&value, &mut maker.rng);
        match round_trip(&text) {
            Ok(encoded) => assert!(same(&encoded, &value), "{name}\n{text}\n{encoded}"),
            Err(error) => panic!("{name}: {error}\n{text}"),
        }
    });
}

#[test]
fn unknown_values_branches_and_kinds_survive() {
    for_every_type(12, Surprises { unknown: 4 }, |maker, value, round_trip, name| {
        let text = shuffled(&value, &mut maker.rng);
        match round_trip(&text) {
            Ok(encoded) => assert!(same(&encoded, &value), "{name}\n{text}\n{encoded}"),
            Err(error) => panic!("{name}: {error}\n{text}"),
        }
    });
}

#[test]
fn a_missing_member_is_named_and_an_unknown_one_skipped() {
    for_every_type(4, Surprises::default(), |maker, value, round_trip, name| {
        let schema = maker.schema;
        let Some(id) = schema.find(name) else { return };
        let Value::Object(mut object) = value else { return };
        let open = matches!(&schema.definition(id).kind, Kind::Command(command) if !command.gen_marshal);
        let before = Value::Object(object.clone());
        object.insert("x-later-addition".into(), Value::from(vec![1]));
        let encoded =
            round_trip(&Value::Object(object.clone()).to_string()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let expected = if open { Value::Object(object.clone()) } else { before };
        assert!(same(&encoded, &expected), "{name}: {encoded}");
        let required = schema.members(id).into_iter().map(|(_, member)| member);
        let hidden =
            |features: &[qapi_parser::schema::Feature]| features.iter().any(|feature| feature.name == "deprecated");
        for member in required.filter(|m| !m.optional && m.condition.is_none() && !hidden(&m.features)) {
            let mut less = object.clone();
            less.remove(&member.name);
            match round_trip(&Value::Object(less).to_string()) {
                Ok(_) => panic!("{name} decodes without {}", member.name),
                Err(error) => assert!(error.contains(&format!("missing member '{}'", member.name)), "{name}: {error}"),
            }
        }
    });
}
