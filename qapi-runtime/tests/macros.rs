//! Hand-written types in the form that the generator emits, one for each macro and variant.

#![allow(missing_docs)]
use qapi_runtime::{Base64, Map, Timestamp, UnknownBranch, UnknownEvent, Value, json};
use serde_json::json;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RunState {
    Debug,
    FinishMigrate,
    #[cfg(any())]
    Never,
    Unknown(String),
}
qapi_runtime::enumeration! {
    RunState {
        #[cfg(any())]
        Never = "never",
        Debug = "debug",
        FinishMigrate = "finish-migrate",
        ..Unknown
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Closed {
    On,
    Off,
}
qapi_runtime::enumeration! { strict Closed { On = "on", Off = "off", } }

#[derive(Debug, Clone, PartialEq)]
pub struct Inet {
    pub host: String,
    pub port: String,
    #[cfg(any())]
    pub never: u8,
    pub ipv4: Option<bool>,
}
qapi_runtime::object! {
    Inet {
        host: "host",
        #[cfg(any())]
        never: "never",
        port: "port",
        ipv4: "*ipv4",
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Unix {
    pub path: String,
}
qapi_runtime::object! { strict Unix { path: "path", } }

#[derive(Debug, Clone, PartialEq)]
pub enum Socket {
    Inet(Inet),
    Unix(Box<Unix>),
    #[cfg(any())]
    Never(Inet),
    Unknown(UnknownBranch),
}
qapi_runtime::union! {
    Socket by "type" {
        #[cfg(any())]
        Never(Inet) = "never",
        Inet(Inet) = "inet",
        Unix(Box<Unix>) = "unix",
        ..Unknown
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Address {
    Socket(Socket),
    None_,
    Unknown(UnknownBranch),
}
qapi_runtime::union! {
    Address by "transport" {
        Socket(Socket) = "socket",
        None_ = "none",
        ..Unknown
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Cpu {
    pub index: u8,
    pub target: CpuTarget,
    pub state: Option<RunState>,
}
qapi_runtime::object! {
    Cpu {
        index: "cpu-index",
        target: "target" selects,
        state: "*state",
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum CpuTarget {
    S390(S390),
    X86,
    Unknown(UnknownBranch),
}
qapi_runtime::union! {
    CpuTarget by "target" {
        S390(S390) = "s390x",
        X86 = "x86_64",
        ..Unknown
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct S390 {
    pub entitlement: f64,
    pub address: Option<Address>,
}
qapi_runtime::object! { S390 { entitlement: "entitlement", address: "*address", } }

#[derive(Debug, Clone, PartialEq)]
pub enum Ref {
    Definition(Box<Options>),
    Reference(String),
    Null,
    Unknown(Value),
}
qapi_runtime::alternate! {
    Ref {
        object => Definition(Box<Options>),
        string => Reference(String),
        null => Null,
        ..Unknown
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    pub name: String,
    pub backing: Option<Ref>,
    pub anything: Option<Value>,
    pub nothing: Option<()>,
    pub children: Vec<Options>,
}
qapi_runtime::object! {
    Options {
        name: "node-name",
        backing: "*backing",
        anything: "*anything",
        nothing: "*nothing",
        children: "children",
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct DeviceAdd {
    pub driver: String,
    pub arguments: Map,
}
qapi_runtime::object! {
    DeviceAdd {
        driver: "driver",
        ..arguments
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct QueryStatus;
qapi_runtime::object! { QueryStatus {} }
impl qapi_runtime::Command for QueryStatus {
    type Response = Cpu;
    const NAME: &'static str = "query-status";
}

#[derive(Debug, Clone, PartialEq)]
pub struct BlockdevAdd(pub Options);
qapi_runtime::transparent! { BlockdevAdd(Options) }

mod minutes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::time::Duration;

    pub fn serialize<S: Serializer>(value: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        (value.as_secs() / 60).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(|minutes| Duration::from_secs(minutes * 60))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Guest {
    pub buf: Base64,
    pub wait: Option<std::time::Duration>,
    pub pause: std::time::Duration,
}
qapi_runtime::object! {
    Guest {
        buf: "buf-b64",
        wait: "*wait" optional_with(self::minutes),
        pause: "pause" with(self::minutes),
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Stop;
qapi_runtime::object! { Stop {} }

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Stop { data: Stop, timestamp: Timestamp },
    Cpu { data: Cpu, timestamp: Timestamp },
    Unknown(UnknownEvent),
}
qapi_runtime::events! {
    Event {
        #[cfg(any())]
        Never(Stop) = "NEVER",
        Stop(Stop) = "STOP",
        Cpu(Cpu) = "CPU",
        ..Unknown
    }
}

/// Decodes from text and from a value, encodes to both, and compares.
fn round<T>(value: Value) -> T
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let text = value.to_string();
    let decoded: T = serde_json::from_str(&text).unwrap();
    assert_eq!(decoded, serde_json::from_value(value.clone()).unwrap());
    assert_eq!(decoded, serde_json::from_reader(text.as_bytes()).unwrap());
    assert_eq!(serde_json::to_value(&decoded).unwrap(), value);
    let encoded = serde_json::to_string(&decoded).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&encoded).unwrap(), value);
    decoded
}

fn fault<T: serde::de::DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
    let error = serde_json::from_str::<T>(text).unwrap_err().to_string();
    error.split(" at line").next().unwrap().to_owned()
}

#[test]
fn enumerations_keep_unknown_values() {
    assert_eq!(round::<RunState>(json!("finish-migrate")), RunState::FinishMigrate);
    assert_eq!(round::<RunState>(json!("asleep")), RunState::Unknown("asleep".to_owned()));
    assert_eq!(RunState::VALUES, [RunState::Debug, RunState::FinishMigrate]);
    assert_eq!(format!("{:>6}", RunState::Debug), " debug");
}

#[test]
fn strict_enumerations_refuse_unknown_values() {
    assert_eq!(round::<Closed>(json!("off")), Closed::Off);
    assert_eq!(fault::<Closed>("\"auto\""), "unknown value 'auto'");
    assert!("auto".parse::<Closed>().is_err());
}

#[test]
fn nested_unions_share_one_object() {
    let value = json!({"transport": "socket", "type": "inet", "host": "h", "port": "1", "ipv4": true});
    let inet = Inet { host: "h".to_owned(), port: "1".to_owned(), ipv4: Some(true) };
    assert_eq!(round::<Address>(value), Address::Socket(Socket::Inet(inet)));
    let value = json!({"transport": "socket", "type": "unix", "path": "p"});
    assert_eq!(round::<Address>(value), Address::Socket(Socket::Unix(Box::new(Unix { path: "p".to_owned() }))));
    assert_eq!(round::<Address>(json!({"transport": "none"})), Address::None_);
}

#[test]
fn discriminators_may_come_in_any_order() {
    let members = [r#""transport":"socket""#, r#""type":"inet""#, r#""host":"h""#, r#""port":"\n""#];
    let expected: Address = serde_json::from_str(&format!("{{{}}}", members.join(","))).unwrap();
    let mut orders = vec![vec![]];
    for member in members {
        orders = orders
            .iter()
            .flat_map(|order: &Vec<&str>| {
                (0..=order.len()).map(|at| {
                    let mut order = order.clone();
                    order.insert(at, member);
                    order
                })
            })
            .collect();
    }
    assert_eq!(orders.len(), 24);
    for order in orders {
        let text = format!("{{{}}}", order.join(","));
        assert_eq!(serde_json::from_str::<Address>(&text).unwrap(), expected, "{text}");
    }
}

#[test]
fn unknown_branches_are_kept() {
    for value in [
        json!({"transport": "pigeon", "bread": [1, {"crumbs": null}]}),
        json!({"transport": "socket", "type": "pigeon", "bread": 1.5}),
    ] {
        round::<Address>(value);
    }
    let cpu: Cpu = round(json!({"cpu-index": 1, "target": "vax", "ring": 3, "state": "debug"}));
    assert_eq!(cpu.state, Some(RunState::Debug));
    let CpuTarget::Unknown(unknown) = cpu.target else { panic!("known") };
    assert_eq!((unknown.name.as_str(), unknown.members.len()), ("vax", 1));
}

#[test]
fn base_members_and_branch_members_share_one_object() {
    let value = json!({"cpu-index": 1, "target": "s390x", "entitlement": 2, "address": {"transport": "none"}});
    let cpu: Cpu = round(value);
    assert_eq!(cpu.target, CpuTarget::S390(S390 { entitlement: 2.0, address: Some(Address::None_) }));
    round::<Cpu>(json!({"cpu-index": 1, "target": "x86_64"}));
}

#[test]
fn alternates_are_chosen_by_kind() {
    assert_eq!(round::<Ref>(json!(null)), Ref::Null);
    assert_eq!(round::<Ref>(json!("r")), Ref::Reference("r".to_owned()));
    round::<Ref>(json!({"node-name": "n", "children": []}));
    for value in [json!(1), json!(-1), json!(1.5), json!(true), json!([1, "x"])] {
        assert_eq!(round::<Ref>(value.clone()), Ref::Unknown(value));
    }
}

#[test]
fn null_is_not_absence() {
    let null = json!({"node-name": "n", "backing": null, "anything": null, "nothing": null, "children": []});
    let options: Options = round(null);
    assert_eq!((options.backing, options.anything, options.nothing), (Some(Ref::Null), Some(Value::Null), Some(())));
    let options: Options = round(json!({"node-name": "n", "children": []}));
    assert_eq!((options.backing, options.anything, options.nothing), (None, None, None));
}

#[test]
fn unknown_members_are_skipped_kept_or_refused() {
    let inet: Inet = serde_json::from_str(r#"{"host":"h","new":{"a":[1]},"port":"1"}"#).unwrap();
    assert_eq!(inet.port, "1");
    let device: DeviceAdd = round(json!({"driver": "d", "id": "i", "x": {"y": [null]}}));
    assert_eq!(device.arguments.len(), 2);
    assert_eq!(fault::<Unix>(r#"{"path":"p","x":1}"#), "unknown member 'x'");
    assert_eq!(fault::<Socket>(r#"{"x":1,"path":"p","type":"unix"}"#), "unknown member 'x'");
}

#[test]
fn foreign_types_and_base64() {
    let guest: Guest = round(json!({"buf-b64": "aGVsbG8=", "wait": 2, "pause": 1}));
    assert_eq!(guest.buf.0, b"hello");
    assert_eq!(guest.wait, Some(std::time::Duration::from_secs(120)));
    assert_eq!(round::<Guest>(json!({"buf-b64": "", "pause": 1})).wait, None);
    assert_eq!(fault::<Guest>(r#"{"buf-b64":"a","wait":1,"pause":1}"#), "buf-b64: expected Base64");
    assert!(fault::<Guest>(r#"{"buf-b64":"","wait":"x"}"#).starts_with("wait: "));
}

#[test]
fn events_in_any_order() {
    let stamp = json!({"seconds": -1, "microseconds": -1});
    round::<Event>(json!({"event": "STOP", "timestamp": stamp}));
    round::<Event>(json!({"event": "NEW", "timestamp": stamp}));
    round::<Event>(json!({"event": "NEW", "data": {"a": [1]}, "timestamp": stamp}));
    let data = json!({"cpu-index": 1, "target": "x86_64"});
    let event: Event = round(json!({"event": "CPU", "data": data, "timestamp": stamp}));
    assert_eq!((event.name(), event.timestamp()), ("CPU", Timestamp { seconds: -1, microseconds: -1 }));
    let late =
        r#"{"data":{"target":"x86_64","cpu-index":1},"timestamp":{"seconds":-1,"microseconds":-1},"event":"CPU"}"#;
    assert_eq!(serde_json::from_str::<Event>(late).unwrap(), event);
    let stop = r#"{"event":"STOP","data":{},"timestamp":{"seconds":1,"microseconds":2}}"#;
    assert_eq!(serde_json::from_str::<Event>(stop).unwrap().timestamp().seconds, 1);
    let kept: Event = round(json!({"event": "CPU", "timestamp": stamp}));
    let Event::Unknown(kept) = kept else { panic!("{kept:?} has no data") };
    assert_eq!(kept.fault.as_deref(), Some("missing member 'data'"));
    assert_eq!(fault::<Event>(r#"{"timestamp":{"seconds":1}}"#), "timestamp: missing member 'microseconds'");
}

#[test]
fn faults_name_the_place() {
    let response = |text: &str| fault::<qapi_runtime::Response<Vec<Options>>>(&format!("{{\"return\":{text}}}"));
    assert_eq!(
        response(r#"[{"node-name":"a","children":[{"node-name":"b","children":[],"backing":{"children":[]}}]}]"#),
        "return[0].children[0].backing: missing member 'node-name'"
    );
    assert_eq!(response(r#"[{"node-name":"a","node-name":"b"}]"#), "return[0]: duplicate member 'node-name'");
    assert_eq!(response("[5]"), "return[0]: expected an object, got the number 5");
    assert_eq!(fault::<Cpu>(r#"{"cpu-index":256}"#), "cpu-index: the number 256 is not in the range 0 to 255");
    assert_eq!(fault::<Cpu>(r#"{"cpu-index":-1}"#), "cpu-index: the number -1 is not in the range 0 to 255");
    assert_eq!(fault::<Cpu>(r#"{"cpu-index":1.5}"#), "cpu-index: expected a whole number, got 1.5");
    assert_eq!(fault::<Cpu>(r#"{"cpu-index":1}"#), "missing member 'target'");
    assert_eq!(fault::<Cpu>(r#"{"target":[]}"#), "target: expected a string, got a list");
    assert_eq!(fault::<Cpu>(r#"{"target":"x86_64","target":"x86_64"}"#), "duplicate member 'target'");
    assert_eq!(fault::<Address>(r#"{"transport":"none","transport":"none"}"#), "duplicate member 'transport'");
    let early = r#"{"path":1,"type":"unix","transport":"socket"}"#;
    assert_eq!(fault::<Address>(early), "path: expected a string, got the number 1");
    let early = r#"{"path":"a","path":"b","type":"unix","transport":"socket"}"#;
    assert_eq!(fault::<Address>(early), "duplicate member 'path'");
}

#[test]
fn faults_of_the_format_stay_as_they_are() {
    let error = serde_json::from_str::<Vec<Options>>(r#"[{"node-name":"a","children":[{"#).unwrap_err();
    assert!(error.is_eof(), "{error}");
    // What `serde_json` hands over is the text of a value, which does not tell where it stands; the path does.
    let error = serde_json::from_str::<Options>(r#"{"node-name":1}"#).unwrap_err();
    assert!(error.is_data(), "{error}");
    assert_eq!(error.to_string(), "node-name: expected a string, got the number 1");
    let error = serde_json::from_str::<Vec<Options>>("[\n{\"node-name\":1}]").unwrap_err();
    assert_eq!((error.is_data(), error.line(), error.column()), (true, 2, 16));
    let error = qapi_runtime::json::from_str::<Options>(r#"{"node-name":1}"#).unwrap_err();
    assert_eq!((error.is_data(), error.line(), error.column()), (true, 1, 13));
}

/// Data that could never have members are left out, in whatever they are held; a union's never are.
#[test]
fn data_without_members_are_left_out() {
    #[derive(Debug, Clone, PartialEq)]
    struct Held(Box<Stop>);
    qapi_runtime::transparent! { Held(Box<Stop>) }
    #[derive(Debug, Clone, PartialEq)]
    enum Boxed {
        Stop { data: Held, timestamp: Timestamp },
        Reset { data: Option<Stop>, timestamp: Timestamp },
        Inet { data: Box<Inet>, timestamp: Timestamp },
        Unknown(UnknownEvent),
    }
    qapi_runtime::events! {
        Boxed { Stop(Held) = "STOP", Reset(Option<Stop>) = "RESET", Inet(Box<Inet>) = "INET", ..Unknown }
    }
    let timestamp = json!({"seconds": 1, "microseconds": 2});
    for event in ["STOP", "RESET"] {
        round::<Boxed>(json!({"event": event, "timestamp": timestamp}));
    }
    round::<Boxed>(json!({"event": "INET", "data": {"host": "h", "port": "1"}, "timestamp": timestamp}));
}

/// Of several modules of the user's that fail, the first is told.
#[test]
fn the_first_failure_is_told() {
    mod failing {
        use serde::ser::Error;
        pub fn serialize<S: serde::Serializer>(number: &u8, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom(format_args!("no {number}")))
        }
    }
    struct Two {
        a: u8,
        b: u8,
    }
    qapi_runtime::object! { encode Two { a: "a" with(failing), b: "b" with(failing), } }
    let two = Two { a: 1, b: 2 };
    assert_eq!(qapi_runtime::json::to_string(&two).unwrap_err().to_string(), "a: no 1");
    assert_eq!(serde_json::to_value(&two).unwrap_err().to_string(), "a: no 1");
}

/// A union says which branch it is, in the words of the wire.
#[test]
fn unions_give_back_their_discriminator() {
    let address: Address = serde_json::from_value(json!({"transport": "none"})).unwrap();
    assert_eq!(address.discriminator(), "none");
    let cpu: Cpu = serde_json::from_value(json!({"cpu-index": 1, "target": "s390x", "entitlement": 2})).unwrap();
    assert_eq!(cpu.target.discriminator(), "s390x");
    assert_eq!(Address::Unknown(UnknownBranch::new("pigeon")).discriminator(), "pigeon");
}

/// Bytes become `Base64`, and the reverse.
#[test]
fn conversions() {
    assert_eq!(Vec::from(Base64::from(b"hello".as_slice())), b"hello");
    assert_eq!(Base64::from(vec![1]), Base64(vec![1]));
}

/// Values are shown as people know them from the wire.
#[test]
fn shown_to_people() {
    assert_eq!(RunState::FinishMigrate.to_string(), "finish-migrate");
    assert_eq!(format!("{:?}", Base64(b"hello".to_vec())), "Base64(\"aGVsbG8=\")");
    assert_eq!(Ref::Reference("r".to_owned()).to_string(), "\"r\"");
    assert_eq!(
        (Ref::Null.to_string(), Ref::Unknown(json!({"a": [1]})).to_string()),
        ("null".into(), r#"{"a":[1]}"#.into())
    );
    let mut branch = UnknownBranch::new("pigeon");
    branch.members.insert("bread".into(), json!([1, {"crumbs": null}]));
    assert_eq!(branch.to_string(), r#"pigeon {"bread": [1,{"crumbs":null}]}"#);
    assert_eq!(format!("{branch:?}"), r#"UnknownBranch { name: "pigeon", members: {"bread": [1,{"crumbs":null}]} }"#);
    let event = UnknownEvent { data: Some(json!({"a": 1})), ..UnknownEvent::new("NEW") };
    assert_eq!(event.to_string(), r#"NEW {"a":1}"#);
    assert_eq!(
        format!("{event:?}"),
        r#"UnknownEvent { name: "NEW", data: {"a":1}, timestamp: Timestamp { seconds: -1, microseconds: -1 } }"#
    );
}

#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    pub id: Option<u8>,
    pub extra: Map,
}
qapi_runtime::object! { Leaf { id: "*id", ..extra } }

#[derive(Debug, Clone, PartialEq)]
pub enum Branch {
    Leaf(Box<Leaf>),
    Bare,
    Unknown(UnknownBranch),
}
qapi_runtime::union! { Branch by "kind" { Leaf(Box<Leaf>) = "leaf", Bare = "bare", ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    pub name: String,
    pub kind: Box<Branch>,
    pub extra: Map,
}
qapi_runtime::object! { Tree { name: "name", kind: "kind" selects, ..extra } }

/// Rule: a box changes nothing, around a branch or around a union that shares its object.
#[test]
fn boxes_change_nothing() {
    for (text, extra, kept) in [
        (r#"{"name":"a","kind":"leaf","id":1,"later":2}"#, 0, 1),
        (r#"{"later":[2],"id":1,"kind":"leaf","name":"a"}"#, 0, 1),
        (r#"{"name":"a","kind":"new","id":1}"#, 0, 1),
        (r#"{"name":"a","later":1,"kind":"bare","last":2}"#, 2, 0),
    ] {
        let tree = json::from_str::<Tree>(text).expect("it fits");
        let held = match &*tree.kind {
            Branch::Leaf(leaf) => leaf.extra.len(),
            Branch::Bare => 0,
            Branch::Unknown(unknown) => unknown.members.len(),
        };
        assert_eq!((tree.extra.len(), held), (extra, kept), "{text}: {tree:?}");
        assert_eq!(json::from_str::<Tree>(&json::to_string(&tree).expect("it can be written")).ok(), Some(tree));
    }
}
