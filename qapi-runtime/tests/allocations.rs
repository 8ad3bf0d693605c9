//! Rule: reading a value allocates what the value itself owns, and nothing else.
//!
//! What a value owns is what a clone of it allocates. Allocations are counted for one thread at a time, so that the
//! tests may run side by side.
#![allow(missing_docs)]

use allocation_counter::measure;
use qapi_runtime::{Decode, Timestamp, UnknownBranch, UnknownEvent, Value, json};
use std::fmt::Debug;

#[derive(Debug, Clone, PartialEq)]
pub struct Inet {
    pub host: String,
    pub port: String,
    pub ipv4: Option<bool>,
}
qapi_runtime::object! { Inet { host: "host", port: "port", ipv4: "*ipv4", } }

#[derive(Debug, Clone, PartialEq)]
pub enum Socket {
    Inet(Inet),
    Boxed(Box<Inet>),
    Nothing,
    Unknown(UnknownBranch),
}
qapi_runtime::union! {
    Socket by "type" { Inet(Inet) = "inet", Boxed(Box<Inet>) = "boxed", Nothing = "nothing", ..Unknown }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Address {
    Socket(Socket),
    Unknown(UnknownBranch),
}
qapi_runtime::union! { Address by "transport" { Socket(Socket) = "socket", ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    pub id: String,
    pub size: Option<u64>,
    pub ratio: Option<f64>,
    pub socket: Socket,
    pub tags: Option<Vec<String>>,
    pub any: Option<Value>,
    pub more: Option<Box<Device>>,
    pub either: Option<Either>,
}
qapi_runtime::object! {
    Device {
        id: "id",
        size: "*size",
        ratio: "*ratio",
        socket: "type" selects,
        tags: "*tags",
        any: "*any",
        more: "*more",
        either: "*either",
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Either {
    Name(String),
    List(Vec<Inet>),
    Null,
    Unknown(Value),
}
qapi_runtime::alternate! { Either { string => Name(String), array => List(Vec<Inet>), null => Null, ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Made { data: Device, timestamp: Timestamp },
    Unknown(UnknownEvent),
}
qapi_runtime::events! { Event { Made(Device) = "MADE", ..Unknown } }

/// How much more often reading a text allocates than cloning what was read.
fn surplus<T: Decode + Clone + PartialEq + Debug>(text: &str) -> u64 {
    let (mut read, mut clone) = (None, None);
    let reading = measure(|| read = Some(json::from_str::<T>(text)));
    let value = read.expect("was read").expect("well formed");
    let cloning = measure(|| clone = Some(value.clone()));
    assert_eq!(clone.as_ref(), Some(&value));
    assert_eq!(reading.count_current, cloning.count_current, "{text}: as many are left over as the value has");
    reading.count_total - cloning.count_total
}

/// Members in any order, and those that are skipped, cost nothing.
#[test]
fn objects_and_lists() {
    assert_eq!(surplus::<Inet>(r#"{"host":"localhost","port":"80","ipv4":true}"#), 0);
    assert_eq!(surplus::<Inet>(r#" { "later" : [ { "x" : [ 1, "\n" ] } ], "port" : "80", "host" : "" } "#), 0);
    assert_eq!(surplus::<Vec<u64>>("[1,2,3,18446744073709551615]"), 0);
    assert_eq!(surplus::<Vec<Inet>>("[]"), 0);
    assert_eq!(surplus::<Vec<Inet>>(r#"[{"host":"a","port":"1"},{"port":"1","host":"b"}]"#), 0);
}

/// A union costs what its branch does, wherever the discriminator stands.
#[test]
fn unions_with_their_discriminator_anywhere() {
    for text in [
        r#"{"type":"inet","host":"h","port":"1"}"#,
        r#"{"host":"h","port":"1","type":"inet"}"#,
        r#"{"host":"h","x":{"type":"inet"},"port":"}","type":"boxed"}"#,
        r#"{"x":{"type":"inet"},"type":"nothing"}"#,
        r#"{"host":"h","x":1,"type":"later"}"#,
    ] {
        assert_eq!(surplus::<Socket>(text), 0, "{text}");
        assert_eq!(surplus::<Vec<Socket>>(&format!("[{text},{text},{text}]")), 0, "{text}");
        let address = format!(r#"{{"transport":"socket",{}"#, &text[1..]);
        assert_eq!(surplus::<Address>(&address), 0, "{address}");
    }
    assert_eq!(surplus::<Address>(r#"{"host":"h","port":"1","type":"inet","transport":"socket"}"#), 0);
    let device = r#"{"tags":["a","b"],"ratio":0.5,"either":[{"host":"h","port":"1"}],"host":"h","size":1,
        "more":{"any":{"a":[1.5,null],"b":"c"},"either":null,"id":"i","type":"nothing"},"port":"1","id":"d","type":"boxed"}"#;
    assert_eq!(surplus::<Device>(device), 0);
    assert_eq!(surplus::<Vec<Device>>(&format!("[{device},{device}]")), 0);
}

/// An event costs what its data do, wherever its name stands.
#[test]
fn events_with_their_data_anywhere() {
    for text in [
        r#"{"event":"MADE","data":{"id":"i","type":"nothing"},"timestamp":{"seconds":1,"microseconds":2}}"#,
        r#"{"timestamp":{"seconds":1,"microseconds":2},"data":{"type":"nothing","id":"i"},"event":"MADE"}"#,
        r#"{"data":{"type":"nothing","id":["i"]},"event":"LATER","timestamp":{"seconds":1,"microseconds":2}}"#,
    ] {
        assert_eq!(surplus::<Event>(text), 0, "{text}");
    }
}

/// A list whose length is not known grows as any vector does to which one element after the other is added.
#[test]
fn long_lists_grow_as_vectors_do() {
    let text = r#"{"host":"h","port":"1","type":"inet"}"#;
    for count in [5, 100, 1000] {
        let growth = measure(|| {
            let mut grown: Vec<Socket> = Vec::new();
            (0..count).for_each(|_| grown.push(Socket::Nothing));
        });
        let texts = format!("[{}]", vec![text; count].join(","));
        assert_eq!(surplus::<Vec<Socket>>(&texts) + 1, growth.count_total, "{count}");
    }
}

/// A string with escapes is put together aside at most once.
#[test]
fn escapes_cost_no_more_than_growth() {
    assert_eq!(surplus::<Vec<String>>(r#"["abc","d"]"#), 0);
    let grown = surplus::<String>(r#""a\n\u00e9\ud83d\ude00 and so on""#);
    assert!(grown <= 8, "{grown}");
}
