//! Rule: what peers really send is read: data of another version, parts that do not fit, negative numbers for unsigned
//! ones, and `null` for what is absent. Strict types refuse it.
#![allow(missing_docs)]

use qapi_runtime::{Decode, Encode, Message, Partial, Response, Timestamp, UnknownEvent, Value, json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::fmt::Debug;

#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub offset: i64,
    pub path: String,
}
qapi_runtime::object! { Change { offset: "offset", path: "qom-path", } }

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Change { data: Change, timestamp: Timestamp },
    Unknown(UnknownEvent),
}
qapi_runtime::events! { Event { Change(Change) = "RTC_CHANGE", ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub enum StrictEvent {
    Change { data: Change, timestamp: Timestamp },
    Unknown(UnknownEvent),
}
qapi_runtime::events! { strict StrictEvent { Change(Change) = "RTC_CHANGE", ..Unknown } }

/// What every way of reading a text says, which must be the same.
fn read<T: Decode + DeserializeOwned + PartialEq + Debug>(text: &str) -> Result<T, String> {
    let message = |error: serde_json::Error| error.to_string().split(" at line").next().unwrap_or_default().to_owned();
    let ours = json::from_str::<T>(text).map_err(message);
    assert_eq!(json::from_slice::<T>(text.as_bytes()).map_err(message), ours, "{text}");
    assert_eq!(serde_json::from_str::<T>(text).map_err(message), ours, "{text}");
    assert_eq!(serde_json::from_slice::<T>(text.as_bytes()).map_err(message), ours, "{text}");
    assert_eq!(serde_json::from_reader::<_, T>(text.as_bytes()).map_err(message), ours, "{text}");
    let tree: Value = serde_json::from_str(text).expect("well formed");
    let of_tree = serde_json::from_value::<T>(tree.clone());
    // In a tree no member comes twice, and a negative zero has a fraction.
    if tree.to_string().matches(':').count() == text.matches(':').count() && !text.contains("-0") {
        assert_eq!(of_tree.is_ok(), ours.is_ok(), "{text}");
    }
    ours
}

/// What every way of writing a value gives.
fn written<T: Encode + Serialize>(value: &T) -> String {
    let text = json::to_string(value).expect("can be written");
    assert_eq!(serde_json::to_string(value).ok().as_ref(), Some(&text));
    assert_eq!(serde_json::to_value(value).ok(), serde_json::from_str(&text).ok());
    text
}

const STAMP: &str = r#""timestamp":{"seconds":1,"microseconds":2}"#;

/// An event whose data does not fit is kept as it came, and says why.
#[test]
fn events_of_another_version() {
    for (data, fault) in [
        (r#"{"offset":0}"#, "data: missing member 'qom-path'"),
        (r#"{"offset":"0","qom-path":"/rtc"}"#, "data.offset: expected a whole number, got the string '0'"),
        ("[]", "data: expected an object, got a list"),
    ] {
        for text in [
            format!(r#"{{"event":"RTC_CHANGE","data":{data},{STAMP}}}"#),
            format!(r#"{{{STAMP},"data":{data},"event":"RTC_CHANGE"}}"#),
        ] {
            let Ok(Event::Unknown(event)) = read::<Event>(&text) else { panic!("{text}") };
            assert_eq!((event.name.as_str(), event.fault.as_deref()), ("RTC_CHANGE", Some(fault)));
            assert_eq!((event.data.clone(), event.timestamp.seconds), (serde_json::from_str(data).ok(), 1));
            let again = written(&Event::Unknown(event.clone()));
            assert_eq!(again, format!(r#"{{"event":"RTC_CHANGE","data":{data},{STAMP}}}"#));
            assert_eq!(read::<Event>(&again), Ok(Event::Unknown(event)));
            let Ok(Message::Event(Event::Unknown(event))) = Message::<Event>::read(&text) else { panic!("{text}") };
            assert_eq!(event.fault.as_deref(), Some(fault));
            let error = read::<StrictEvent>(&text).unwrap_err();
            assert_eq!(error, format!("RTC_CHANGE: {fault}"));
        }
    }
    let none = format!(r#"{{"event":"RTC_CHANGE",{STAMP}}}"#);
    let Ok(Event::Unknown(event)) = read::<Event>(&none) else { panic!("{none}") };
    assert_eq!((event.data.as_ref(), event.fault.as_deref()), (None, Some("missing member 'data'")));
    assert_eq!(written(&Event::Unknown(event)), none);
    assert_eq!(read::<StrictEvent>(&none).unwrap_err(), "RTC_CHANGE: missing member 'data'");
    let new = format!(r#"{{"event":"NEW","data":{{"offset":0}},{STAMP}}}"#);
    assert_eq!(read::<StrictEvent>(&new).unwrap_err(), "unknown event 'NEW'");
}

/// What is wrong with the message itself is an error, as is what could not be written as it came.
#[test]
fn not_every_fault_of_an_event_is_kept() {
    for (text, fault) in [
        (
            format!(r#"{{"event":"RTC_CHANGE","data":{{"offset":"x","offset":1}},{STAMP}}}"#),
            "data: duplicate member 'offset'",
        ),
        (format!(r#"{{"event":"RTC_CHANGE","data":{{"offset":0}},"data":{{}},{STAMP}}}"#), "duplicate member 'data'"),
        (r#"{"event":"RTC_CHANGE","data":{"offset":0}}"#.to_owned(), "missing member 'timestamp'"),
    ] {
        assert_eq!(json::from_str::<Event>(&text).unwrap_err().to_string().split(" at line").next(), Some(fault));
    }
    let malformed = format!(r#"{{"event":"RTC_CHANGE","data":{{"offset":0,]}},{STAMP}}}"#);
    assert!(json::from_str::<Event>(&malformed).is_err());
}

#[derive(Debug, Clone, PartialEq)]
pub struct Disk {
    pub name: String,
    pub size: Option<u64>,
    pub nodes: Option<Vec<Node>>,
    pub node: Option<Node>,
}
qapi_runtime::object! { Disk { name: "name", size: "*size", nodes: "*nodes", node: "*node", } }

#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub id: u8,
    pub kind: NodeKind,
}
qapi_runtime::object! { Node { id: "id", kind: "kind" selects, } }

#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    Disk(Box<Disk>),
    Empty,
    Unknown(qapi_runtime::UnknownBranch),
}
qapi_runtime::union! { NodeKind by "kind" { Disk(Box<Disk>) = "disk", Empty = "empty", ..Unknown } }

/// One part that does not fit does not cost the rest, and is kept beside it.
#[test]
fn parts_that_do_not_fit() {
    let text = json!([
        {"name": "a", "size": "1", "nodes": [{"id": 1, "kind": "empty"}, {"id": 256, "kind": "empty"}]},
        {"size": 2},
        {"name": "b", "node": {"id": 1, "kind": "disk", "name": "c", "nodes": [7], "size": [], "node": {"kind": 0}}},
        5,
        {"name": "d"},
    ])
    .to_string();
    assert!(json::from_str::<Vec<Disk>>(&text).is_err() && serde_json::from_str::<Vec<Disk>>(&text).is_err());
    let partial = read::<Partial<Vec<Disk>>>(&text).expect("whatever does not fit can be left out");
    let names: Vec<&str> = partial.value.iter().map(|disk| disk.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "d"]);
    assert_eq!(partial.value[0].nodes.as_ref().map(Vec::len), Some(1));
    let misfits: Vec<(String, String)> =
        partial.misfits.iter().map(|misfit| (misfit.to_string(), misfit.value.to_string())).collect();
    let expected = [
        ("[0].nodes[1]: id: the number 256 is not in the range 0 to 255", r#"{"id":256,"kind":"empty"}"#),
        ("[0].size: expected a whole number, got the string '1'", r#""1""#),
        ("[1]: missing member 'name'", r#"{"size":2}"#),
        ("[2].node.node: kind: expected a string, got the number 0", r#"{"kind":0}"#),
        ("[2].node.nodes[0]: expected an object, got the number 7", "7"),
        ("[2].node.size: expected a whole number, got a list", "[]"),
        ("[3]: expected an object, got the number 5", "5"),
    ];
    assert_eq!(misfits, expected.map(|(misfit, value)| (misfit.to_owned(), value.to_owned())));
    assert_eq!(written(&partial), written(&partial.value));
}

#[derive(Debug, Clone, PartialEq)]
pub struct QueryDisks;
qapi_runtime::object! { QueryDisks {} }
impl qapi_runtime::Command for QueryDisks {
    type Response = Vec<Disk>;
    const NAME: &'static str = "query-disks";
}

/// A reply of which only a part fits can be had.
#[test]
fn partial_replies() {
    let line = r#"{"return":[{"name":"a","size":[]},{}],"id":1}"#;
    let Ok(Message::Reply(reply)) = Message::<Event>::read(line) else { panic!("{line}") };
    assert!(reply.response::<QueryDisks>().is_err());
    let partial = reply.partial_response::<QueryDisks>().expect("parts fit").result.expect("a value");
    assert_eq!(partial.value, [Disk { name: "a".into(), size: None, nodes: None, node: None }]);
    let paths: Vec<&str> = partial.misfits.iter().map(|misfit| misfit.path.as_str()).collect();
    assert_eq!(paths, ["return[0].size", "return[1]"]);
    // What fits is the same with and without, and nothing is left out that has no place to be left out from.
    let all = read::<Response<Partial<Vec<Disk>>>>(r#"{"return":[{"name":"a"}]}"#).expect("fits").result.expect("fits");
    assert_eq!((all.value.len(), all.misfits.len()), (1, 0));
    assert_eq!(
        read::<Partial<Node>>(r#"{"id":-1,"kind":"empty"}"#).unwrap_err(),
        "id: the number -1 is not in the range 0 to 255"
    );
    assert!(json::from_str::<Partial<Vec<Disk>>>(r#"[{"name":"a","size":[1,]}]"#).is_err(), "malformed");
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Numbers {
    pub size: u64,
    pub list: Option<Vec<u64>>,
    pub text: Option<String>,
    pub state: Option<qapi_runtime::QType>,
    pub bytes: Option<qapi_runtime::Base64>,
    pub int: Option<i64>,
    pub nested: Option<Vec<Vec<String>>>,
}
qapi_runtime::object! {
    Numbers {
        size: "size",
        list: "*list",
        text: "*text",
        state: "*state",
        bytes: "*bytes",
        int: "*int",
        nested: "*nested",
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct StrictNumbers {
    pub size: Option<u64>,
    pub list: Option<Vec<u64>>,
    pub text: Option<String>,
    pub open: Option<Numbers>,
}
qapi_runtime::object! {
    strict StrictNumbers { size: "*size", list: "*list", text: "*text", open: "*open", }
}

/// Negative numbers stand for large ones, and `null` for an absent list or string.
#[test]
fn what_servers_and_agents_send() {
    let numbers = read::<Numbers>(r#"{"size":-1,"list":[-9223372036854775808,-0,5]}"#).expect("two's complement");
    assert_eq!((numbers.size, numbers.list.as_deref()), (u64::MAX, Some([1 << 63, 0, 5].as_slice())));
    assert_eq!(written(&numbers), r#"{"size":18446744073709551615,"list":[9223372036854775808,0,5]}"#);
    assert!(read::<Numbers>(r#"{"size":-9223372036854775809}"#).is_err());
    assert!(read::<Numbers>(r#"{"size":-1.0}"#).is_err());
    let numbers = read::<Numbers>(r#"{"list":null,"text":null,"size":0,"state":null,"bytes":null,"nested":null}"#);
    assert_eq!(numbers, Ok(Numbers::default()));
    assert_eq!(written(&numbers.unwrap_or_default()), r#"{"size":0}"#);
    for (text, fault) in [
        (r#"{"size":0,"list":null,"list":[]}"#, "duplicate member 'list'"),
        (r#"{"size":0,"list":[null]}"#, "list[0]: expected a whole number, got null"),
        (r#"{"size":0,"nested":[null]}"#, "nested[0]: expected a list, got null"),
        (r#"{"size":0,"nested":[[null]]}"#, "nested[0][0]: expected a string, got null"),
        (r#"{"size":0,"int":null}"#, "int: expected a whole number, got null"),
        (r#"{"size":null}"#, "size: expected a whole number, got null"),
    ] {
        assert_eq!(read::<Numbers>(text).unwrap_err(), fault);
    }
}

#[test]
fn strict_types_refuse_it() {
    for (text, fault) in [
        (r#"{"size":-1}"#, "size: the number -1 is not in the range 0 to 18446744073709551615"),
        (r#"{"list":[-1]}"#, "list[0]: the number -1 is not in the range 0 to 18446744073709551615"),
        (r#"{"list":null}"#, "list: expected a list, got null"),
        (r#"{"text":null}"#, "text: expected a string, got null"),
    ] {
        assert_eq!(read::<StrictNumbers>(text).unwrap_err(), fault);
    }
    // Each object is as strict as its own type.
    let mixed = read::<StrictNumbers>(r#"{"open":{"size":-1,"text":null},"size":1}"#).expect("the inner type is open");
    assert_eq!(mixed.open.map(|open| open.size), Some(u64::MAX));
    assert!(read::<StrictNumbers>(r#"{"open":{"size":-1},"size":-1}"#).is_err());
}

/// In every message each member may come once.
#[test]
fn members_that_come_twice() {
    for line in [
        r#"{"id":1,"return":{},"id":1}"#,
        r#"{"return":{},"return":{}}"#,
        r#"{"error":{},"id":1,"error":{}}"#,
        r#"{"QMP":{},"QMP":{}}"#,
        r#"{"event":"A","event":"A"}"#,
        r#"{"event":"A","data":{},"data":{},"timestamp":{"seconds":1,"microseconds":2}}"#,
        r#"{"return":{},"id":1,"i\u0064":2}"#,
    ] {
        let error = Message::<Event>::read(line).expect_err(line).to_string();
        assert!(error.starts_with("duplicate member '"), "{line}: {error}");
    }
    for line in [r#"{"return":{},"error":{}}"#, r#"{"event":"A","return":{}}"#, r#"{"QMP":{},"event":"A"}"#] {
        let error = Message::<Event>::read(line).expect_err(line).to_string();
        assert!(error.starts_with("both '"), "{line}: {error}");
    }
    for text in [
        r#"{"id":1,"return":{},"id":1}"#,
        r#"{"return":{},"return":{}}"#,
        r#"{"error":{"class":"GenericError","desc":"","desc":""}}"#,
        r#"{"error":{"class":"GenericError","desc":"","more":1,"more":1}}"#,
    ] {
        let error = read::<Response<qapi_runtime::Empty>>(text).unwrap_err();
        assert!(error.contains("duplicate member '"), "{text}: {error}");
    }
    let greeting = r#"{"QMP":{"version":{"qemu":{"major":1,"minor":1,"micro":1},"package":""},"capabilities":[],"capabilities":[]}}"#;
    assert_eq!(read::<qapi_runtime::Greeting>(greeting).unwrap_err(), "QMP: duplicate member 'capabilities'");
}

/// An element that cannot even be left out is an error, which names it among those that were.
#[test]
fn an_element_that_cannot_be_left_out_is_named() {
    let deep = format!("{}{}", "[".repeat(2000), "]".repeat(2000));
    let error = json::from_str::<Partial<Vec<u8>>>(&format!(r#"["a",1,"b",{deep}]"#)).unwrap_err().to_string();
    assert!(error.starts_with("[3]: recursion limit exceeded"), "{error}");
}
