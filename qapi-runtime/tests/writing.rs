//! Rule: what is written is read back as the same value, or it is not written and the error names the member.
#![allow(missing_docs)]

use qapi_runtime::{
    Command, Empty, Encode, Error, ErrorClass, Execute, Map, Response, Timestamp, UnknownBranch, UnknownEvent, json,
};
use serde::Serialize;
use serde_json::json;

/// The error of every way of writing a value.
fn refused<T: Encode + Serialize>(value: &T) -> String {
    let error = json::to_string(value).expect_err("must not be written").to_string();
    assert_eq!(json::to_vec(value).map_err(|error| error.to_string()), Err(error.clone()));
    assert_eq!(serde_json::to_string(value).map_err(|error| error.to_string()), Err(error.clone()));
    assert_eq!(serde_json::to_value(value).map_err(|error| error.to_string()), Err(error.clone()));
    assert_eq!(serde_json::to_string_pretty(value).map_err(|error| error.to_string()), Err(error.clone()));
    let mut bytes = std::io::Cursor::new(Vec::new());
    assert_eq!(serde_json::to_writer(&mut bytes, value).map_err(|error| error.to_string()), Err(error.clone()));
    error
}

/// A list of this crate's and not of serde's, which writes one element after the other and knows no path.
struct Whole<T>(Vec<T>);

impl<T: Encode> Encode for Whole<T> {
    fn write(&self, name: &str, writer: &mut qapi_runtime::Writer) {
        self.0.write(name, writer);
    }
}

impl<T: Encode + Clone> Serialize for Whole<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        qapi_runtime::Partial { value: self.0.clone(), misfits: vec![] }.serialize(serializer)
    }
}

fn map(value: serde_json::Value) -> Map {
    serde_json::from_value(value).expect("an object")
}

const DECLARED: &str = "this member is declared, and cannot be an additional one too";

#[derive(Debug, Clone, PartialEq)]
pub struct DeviceAdd {
    pub driver: String,
    pub id: Option<String>,
    pub arguments: Map,
}
qapi_runtime::object! { DeviceAdd { driver: "driver", id: "*id", ..arguments } }
impl Command for DeviceAdd {
    type Response = qapi_runtime::Empty;
    const NAME: &'static str = "device_add";
}

#[test]
fn additional_members_are_not_declared_ones() {
    let device = |arguments| DeviceAdd { driver: "d".into(), id: None, arguments: map(arguments) };
    assert_eq!(refused(&device(json!({"driver": "e"}))), format!("driver: {DECLARED}"));
    // Also if the declared member is absent: it would be read back as present.
    assert_eq!(refused(&device(json!({"a": 1, "id": "e"}))), format!("id: {DECLARED}"));
    let execute = device(json!({"driver": "e"}));
    assert_eq!(refused(&Execute::new(&execute)), format!("arguments.driver: {DECLARED}"));
    let list = vec![device(json!({})), device(json!({"id": 1}))];
    assert_eq!(refused(&Whole(list)), format!("[1].id: {DECLARED}"));
    let fine = device(json!({"*id": 1, "drive": 2, "\"driver\"": 3, "x": {"driver": 4, "id": 5}}));
    let text = json::to_string(&fine).expect("other names");
    assert_eq!(json::from_str::<DeviceAdd>(&text).ok(), Some(fine));
}

#[test]
fn errors_keep_what_they_do_not_declare() {
    let error = |rest| Error { class: ErrorClass::GenericError, desc: "d".into(), rest: map(rest) };
    assert_eq!(refused(&error(json!({"desc": "e"}))), format!("desc: {DECLARED}"));
    let response = Response::<Vec<u8>> { result: Err(error(json!({"class": "c"}))), id: None };
    assert_eq!(refused(&response), format!("error.class: {DECLARED}"));
    let fine = error(json!({"code": 1}));
    assert_eq!(json::from_str::<Error>(&json::to_string(&fine).expect("another name")).ok(), Some(fine));
}

#[derive(Debug, Clone, PartialEq)]
pub struct Cpu {
    pub before: Option<u8>,
    pub target: Target,
    pub after: Option<u8>,
}
qapi_runtime::object! { Cpu { before: "*before", target: "target" selects, after: "*after", } }

#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    S390(S390),
    X86,
    Unknown(UnknownBranch),
}
qapi_runtime::union! { Target by "target" { S390(S390) = "s390x", X86 = "x86_64", ..Unknown } }

#[derive(Debug, Clone, PartialEq, Default)]
pub struct S390 {
    pub dedicated: Option<bool>,
    pub extra: Map,
}
qapi_runtime::object! { S390 { dedicated: "*dedicated", ..extra } }

#[test]
fn unknown_branches_have_neither_known_names_nor_declared_members() {
    let unknown = |name: &str, members| Target::Unknown(UnknownBranch { name: name.into(), members: map(members) });
    assert_eq!(refused(&unknown("vax", json!({"target": "x"}))), format!("target: {DECLARED}"));
    assert_eq!(
        refused(&unknown("x86_64", json!({}))),
        "target: 'x86_64' is a known branch, and cannot be an unknown one"
    );
    let cpu = |members| Cpu { before: None, target: unknown("vax", members), after: None };
    for name in ["before", "target", "after"] {
        assert_eq!(refused(&cpu(json!({name: 1}))), format!("{name}: {DECLARED}"));
        let list = vec![cpu(json!({"x": {name: 1}})), cpu(json!({"y": 1, name: 1}))];
        assert_eq!(refused(&Whole(list)), format!("[1].{name}: {DECLARED}"));
    }
    let fine = cpu(json!({"dedicated": true, "x": [{"target": 1, "after": 2}]}));
    assert_eq!(json::from_str::<Cpu>(&json::to_string(&fine).expect("other names")).ok(), Some(fine));
}

#[derive(Debug, Clone, PartialEq)]
pub struct Keeper {
    pub target: Target,
    pub name: Option<String>,
    pub extra: Map,
}
qapi_runtime::object! { Keeper { target: "target" selects, name: "*name", ..extra } }

/// A type that keeps what it does not know shares its object with a union, which may take or keep it instead.
#[test]
fn types_that_share_an_object() {
    let keeper = |target, extra| Keeper { target, name: None, extra: map(extra) };
    let s390 = |extra| Target::S390(S390 { dedicated: None, extra: map(extra) });
    // The branch has its own members, also absent ones, and keeps what nobody declares.
    assert_eq!(refused(&keeper(s390(json!({})), json!({"dedicated": true}))), format!("dedicated: {DECLARED}"));
    assert_eq!(
        refused(&keeper(s390(json!({})), json!({"dedicated": 1}))),
        "additional members are declared: dedicated: expected true or false, got the number 1"
    );
    assert_eq!(refused(&keeper(s390(json!({})), json!({"x": 1}))), format!("x: {DECLARED}"));
    assert_eq!(refused(&keeper(s390(json!({"name": 1})), json!({}))), format!("name: {DECLARED}"));
    assert_eq!(refused(&keeper(s390(json!({"target": 1})), json!({}))), format!("target: {DECLARED}"));
    assert_eq!(refused(&keeper(Target::X86, json!({"target": 1}))), format!("target: {DECLARED}"));
    for fine in [
        keeper(Target::X86, json!({"dedicated": true, "x": 1})),
        keeper(s390(json!({"x": {"name": 1}})), json!({})),
        keeper(s390(json!({"before": 1})), json!({})),
    ] {
        let text = json::to_string(&fine).expect("other names");
        assert_eq!(json::from_str::<Keeper>(&text).ok(), Some(fine), "{text}");
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum State {
    On,
    Unknown(String),
}
qapi_runtime::enumeration! { State { On = "on", ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    State(State),
    Sizes(Vec<u64>),
    Unknown(serde_json::Value),
}
qapi_runtime::alternate! { Choice { string => State(State), array => Sizes(Vec<u64>), ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    pub state: State,
    pub choice: Option<Choice>,
}
qapi_runtime::object! { Changed { state: "state", choice: "*choice", } }

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Changed { data: Changed, timestamp: Timestamp },
    Reset { data: Empty, timestamp: Timestamp },
    Unknown(UnknownEvent),
}
qapi_runtime::events! { Event { Changed(Changed) = "CHANGED", Reset(Empty) = "RESET", ..Unknown } }

/// An unknown value that is known would be read back as another value.
#[test]
fn what_is_unknown_is_not_known() {
    let on = || State::Unknown("on".into());
    let fault = "'on' is a known value, and cannot be an unknown one";
    assert_eq!(refused(&on()), fault);
    assert_eq!(refused(&Changed { state: on(), choice: None }), format!("state: {fault}"));
    let choice = |value| Choice::Unknown(value);
    assert_eq!(refused(&choice(json!("off"))), "a string is a known alternative, and cannot be an unknown one");
    // Not one that fits; but only the kind decides when it is read.
    assert_eq!(refused(&choice(json!(["off"]))), "a list is a known alternative, and cannot be an unknown one");
    assert_eq!(refused(&Choice::State(on())), fault);
    let class = |name: &str| Error { class: ErrorClass::Unknown(name.into()), desc: "d".into(), rest: Map::new() };
    assert!(refused(&class("GenericError")).starts_with("class: 'GenericError' is a known value"));
    for fine in [json!(null), json!(true), json!(1.5), json!({"a": 1})] {
        let value = Changed { state: State::Unknown("On".into()), choice: Some(choice(fine)) };
        assert_eq!(json::from_str::<Changed>(&json::to_string(&value).expect("unknown")).ok(), Some(value));
    }
    let maps = std::collections::BTreeMap::from([("a", on())]);
    assert_eq!(serde_json::to_string(&maps).map_err(|error| error.to_string()), Err(fault.to_owned()));
}

/// An unknown event of a known name is one whose data does not fit.
#[test]
fn unknown_events_are_not_known() {
    let event = |name: &str, data| Event::Unknown(UnknownEvent { data, ..UnknownEvent::new(name) });
    for (name, data) in [
        ("CHANGED", Some(json!({"state": "on"}))),
        ("CHANGED", Some(json!({"state": "new", "later": 1}))),
        ("RESET", None),
        ("RESET", Some(json!({"later": 1}))),
    ] {
        let fault = format!("'{name}' with such data is a known event, and cannot be an unknown one");
        assert_eq!(refused(&event(name, data)), fault);
    }
    for (name, data) in [
        ("CHANGED", None),
        ("CHANGED", Some(json!({"state": 1}))),
        ("RESET", Some(json!([]))),
        ("LATER", Some(json!({"state": "on"}))),
        ("", None),
    ] {
        let value = event(name, data);
        let text = json::to_string(&value).expect("no known event");
        assert_eq!(json::from_str::<Event>(&text).ok(), Some(value), "{text}");
    }
}

mod strict {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    pub enum State {
        On,
        Unknown(String),
    }
    qapi_runtime::enumeration! { strict State { On = "on", ..Unknown } }

    #[derive(Debug, Clone, PartialEq)]
    pub enum Choice {
        Text(String),
        Unknown(serde_json::Value),
    }
    qapi_runtime::alternate! { strict Choice { string => Text(String), ..Unknown } }

    #[derive(Debug, Clone, PartialEq)]
    pub enum Union {
        On,
        Unknown(UnknownBranch),
    }
    qapi_runtime::union! { strict Union by "state" { On = "on", ..Unknown } }

    #[derive(Debug, Clone, PartialEq)]
    pub enum Event {
        Reset { data: Empty, timestamp: Timestamp },
        Unknown(UnknownEvent),
    }
    qapi_runtime::events! { strict Event { Reset(Empty) = "RESET", ..Unknown } }
}

/// A strict type reads nothing unknown, so nothing unknown is written.
#[test]
fn strict_types_write_nothing_unknown() {
    let end = "cannot be written, because the type is strict";
    assert_eq!(refused(&strict::State::Unknown("x".into())), format!("the unknown value 'x' {end}"));
    assert_eq!(refused(&strict::Choice::Unknown(json!(1))), format!("an unknown alternative {end}"));
    let branch = strict::Union::Unknown(UnknownBranch::new("x"));
    assert_eq!(refused(&branch), format!("state: the unknown branch 'x' {end}"));
    assert_eq!(refused(&strict::Event::Unknown(UnknownEvent::new("X"))), format!("the unknown event 'X' {end}"));
}

/// `Display` never fails, which would make `to_string` panic.
#[test]
fn what_cannot_be_written_can_be_shown() {
    assert_eq!(Choice::Unknown(json!("on,")).to_string(), r#""on,""#);
    assert_eq!(Choice::Sizes(vec![1, 2]).to_string(), "[1,2]");
    assert_eq!(format!("{:>8}|{:<5}|", Choice::Sizes(vec![1, 2]), Choice::Unknown(json!(null))), "   [1,2]|null |");
}

#[derive(Debug, Clone, PartialEq)]
pub struct Dump {
    pub val: i128,
}
qapi_runtime::object! { Dump { val: "val", } }

/// What no QEMU can read is not written as another number.
#[test]
fn integers_that_are_too_large() {
    for (val, fits) in [
        (i128::from(u64::MAX), true),
        (i128::from(i64::MIN), true),
        (i128::from(u64::MAX) + 1, false),
        (i128::from(i64::MIN) - 1, false),
    ] {
        let value = Dump { val };
        if fits {
            assert_eq!(json::from_str::<Dump>(&json::to_string(&value).expect("it fits")).ok(), Some(value));
        } else {
            let range = format!("{} to {}", i64::MIN, u64::MAX);
            assert_eq!(refused(&value), format!("val: the number {val} is not in the range {range}"));
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Stats {
    pub ratio: f64,
    pub other: Option<f64>,
    pub list: Vec<f64>,
}
qapi_runtime::object! { Stats { ratio: "ratio", other: "*other", list: "list", } }

#[test]
fn json_has_no_such_numbers() {
    let fine = Stats { ratio: f64::MAX, other: Some(f64::MIN_POSITIVE), list: vec![-0.0, 0.1] };
    assert_eq!(json::from_str::<Stats>(&json::to_string(&fine).expect("finite")).ok(), Some(fine.clone()));
    for (number, name) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf")] {
        let refused = |value: Stats| refused(&value);
        assert_eq!(refused(Stats { ratio: number, ..fine.clone() }), format!("ratio: JSON has no number {name}"));
        assert_eq!(refused(Stats { other: Some(number), ..fine.clone() }), format!("other: JSON has no number {name}"));
        let list = vec![0.0, number];
        assert_eq!(refused(Stats { list, ..fine.clone() }), format!("list[1]: JSON has no number {name}"));
        assert_eq!(
            json::to_string(&number).map_err(|error| error.to_string()),
            Err(format!("JSON has no number {name}"))
        );
    }
}
