//! Rule: a member may be of a type that has no default value, wherever its object stands.
#![allow(missing_docs)]

use qapi_runtime::{Decode, Encode, Map, Timestamp, UnknownBranch, UnknownEvent, Value, json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use std::net::IpAddr;

/// What a user writes for a type that has serde's traits.
mod address {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use std::net::IpAddr;

    pub fn serialize<S: Serializer>(value: &IpAddr, serializer: S) -> Result<S::Ok, S::Error> {
        value.to_string().serialize(serializer)
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IpAddr, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format_args!("'{text}' is not an address")))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Peer {
    pub id: u8,
    pub address: IpAddr,
    pub other: Option<IpAddr>,
}
qapi_runtime::object! {
    Peer { id: "id", address: "address" ahead_with(self::address), other: "*other" optional_with(self::address), }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Outer {
    pub name: String,
    pub peer: Peer,
    pub more: Option<Peer>,
}
qapi_runtime::object! { Outer { name: "name", peer: "peer" ahead, more: "*more", } }

#[derive(Debug, Clone, PartialEq)]
pub struct Outermost {
    pub outer: Box<Outer>,
    pub peers: Vec<Peer>,
}
qapi_runtime::object! { Outermost { outer: "outer" ahead, peers: "peers", } }

#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    Peer(Peer),
    Outer(Box<Outer>),
    Nothing,
    Unknown(UnknownBranch),
}
qapi_runtime::union! {
    Target by "target" { Peer(Peer) = "peer", Outer(Box<Outer>) = "outer", Nothing = "nothing", ..Unknown }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    pub from: IpAddr,
    pub target: Target,
    pub extra: Map,
}
qapi_runtime::object! { Base { from: "from" ahead_with(self::address), target: "target" selects, ..extra } }

#[derive(Debug, Clone, PartialEq)]
pub enum Either {
    Peer(Peer),
    Name(String),
    Unknown(Value),
}
qapi_runtime::alternate! { Either { object => Peer(Peer), string => Name(String), ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub struct Command(pub Peer);
qapi_runtime::transparent! { Command(Peer) }

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Peer { data: Peer, timestamp: Timestamp },
    Unknown(UnknownEvent),
}
qapi_runtime::events! { Event { Peer(Peer) = "PEER", ..Unknown } }

fn round<T>(text: &str) -> T
where
    T: Decode + Encode + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let value = json::from_str::<T>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(serde_json::from_str::<T>(text).ok().as_ref(), Some(&value));
    let tree: Value = serde_json::from_str(text).expect("well formed");
    assert_eq!(serde_json::from_value::<T>(tree.clone()).ok().as_ref(), Some(&value));
    assert_eq!(serde_json::to_value(&value).ok(), Some(tree));
    assert_eq!(json::from_str::<T>(&json::to_string(&value).expect("can be written")).ok().as_ref(), Some(&value));
    value
}

fn fault<T: Decode + Debug>(text: &str) -> String {
    let error = json::from_str::<T>(text).expect_err(text).to_string();
    error.split(" at line").next().unwrap_or_default().to_owned()
}

const PEER: &str = r#"{"id":1,"address":"::1"}"#;
const LATE: &str = r#" { "other" : "10.0.0.1" , "x" : {"address":1} , "address" : "10.0.0.2" , "id" : 2 } "#;

#[test]
fn in_an_object() {
    assert_eq!(round::<Peer>(PEER).address, IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]));
    let late = json::from_str::<Peer>(LATE).expect("the order does not matter");
    assert_eq!((late.address, late.other), ([10, 0, 0, 2].into(), Some([10, 0, 0, 1].into())));
    assert_eq!(round::<Command>(PEER).0, round::<Peer>(PEER));
}

#[test]
fn in_other_objects_and_lists() {
    let outer = format!(r#"{{"name":"n","peer":{PEER},"more":{PEER}}}"#);
    assert_eq!(round::<Outer>(&outer).peer, round::<Peer>(PEER));
    let outermost = format!(r#"{{"peers":[{PEER},{PEER}],"outer":{outer}}}"#);
    assert_eq!(round::<Outermost>(&outermost).peers.len(), 2);
    round::<Vec<Peer>>(&format!("[{PEER}]"));
    round::<Vec<Option<Outermost>>>(&format!("[{outermost}]"));
    round::<Either>(PEER);
    round::<Either>(r#""address""#);
}

#[test]
fn in_a_union() {
    round::<Target>(r#"{"id":1,"address":"::1","target":"peer"}"#);
    round::<Target>(r#"{"target":"peer","id":1,"address":"::1"}"#);
    round::<Target>(&format!(r#"{{"name":"n","peer":{PEER},"target":"outer"}}"#));
    round::<Target>(r#"{"target":"new","address":1}"#);
    round::<Base>(r#"{"id":1,"address":"::1","target":"peer","from":"::2"}"#);
    round::<Base>(r#"{"from":"::2","target":"nothing","id":1}"#);
    round::<Vec<Base>>(r#"[{"id":1,"target":"peer","from":"::2","address":"::1"}]"#);
}

#[test]
fn in_an_event() {
    let stamp = r#""timestamp":{"seconds":1,"microseconds":2}"#;
    for text in
        [format!(r#"{{"event":"PEER","data":{PEER},{stamp}}}"#), format!(r#"{{{stamp},"data":{PEER},"event":"PEER"}}"#)]
    {
        let Event::Peer { data, timestamp } = round::<Event>(&text) else { panic!("{text}") };
        assert_eq!((data, timestamp.seconds), (round::<Peer>(PEER), 1));
    }
    for (data, fault) in [
        (r#""data":{"id":1},"#, "data: missing member 'address'"),
        (r#""data":{"id":1,"address":"x"},"#, "data.address: 'x' is not an address"),
        ("", "missing member 'data'"),
    ] {
        let Event::Unknown(event) = round::<Event>(&format!(r#"{{"event":"PEER",{data}{stamp}}}"#)) else {
            panic!("{data}")
        };
        assert_eq!(event.fault.as_deref(), Some(fault));
    }
}

#[test]
fn faults_are_those_of_other_members() {
    assert_eq!(fault::<Peer>(r#"{"id":1}"#), "missing member 'address'");
    assert_eq!(fault::<Peer>(r#"{"address":"::1"}"#), "missing member 'id'");
    assert_eq!(fault::<Peer>("{}"), "missing member 'address'");
    assert_eq!(fault::<Peer>(r#""address""#), "expected an object, got the string 'address'");
    assert_eq!(fault::<Peer>("[]"), "expected an object, got a list");
    assert_eq!(
        fault::<Vec<Peer>>(&format!(r#"[{PEER},{{"address":"x","id":1}}]"#)),
        "[1].address: 'x' is not an address"
    );
    assert_eq!(fault::<Peer>(r#"{"address":"::1","address":"::1","id":1}"#), "duplicate member 'address'");
    assert_eq!(
        fault::<Outermost>(r#"{"peers":[],"outer":{"name":"n","peer":{"id":1}}}"#),
        "outer.peer: missing member 'address'"
    );
    assert_eq!(fault::<Target>(r#"{"target":"peer","id":1}"#), "missing member 'address'");
    assert_eq!(fault::<Target>(r#"{"id":1,"target":"peer"}"#), "missing member 'address'");
    assert_eq!(fault::<Base>(r#"{"from":1,"target":"peer"}"#), "from: invalid type: integer `1`, expected a string");
    for malformed in [r#"{"id":1,"x":[1,]}"#, r#"{"id":1"#, r#"{"id" 1}"#, r#"{"target":"peer","id":1,"#] {
        let error = json::from_str::<Peer>(malformed).expect_err(malformed);
        assert!(error.is_syntax() || error.is_eof(), "{malformed}: {error}");
        assert!(json::from_str::<Target>(malformed).is_err());
    }
}

/// A reply is an object whose value may be such a type, too.
#[test]
fn in_a_reply() {
    let reply = r#"{"id": 1, "return": {"peer": {"id": 1, "address": "::1"}, "name": "x"}}"#;
    let response: qapi_runtime::Response<Outer> = json::from_str(reply).expect("it fits");
    assert_eq!(response.result.expect("a success").peer.address, std::net::Ipv6Addr::LOCALHOST);
    let response: Result<qapi_runtime::Response<Outer>, _> = json::from_str(r#"{"return": {"name": "x"}}"#);
    assert!(response.expect_err("a member is missing").to_string().contains("return: missing member 'peer'"));
}
