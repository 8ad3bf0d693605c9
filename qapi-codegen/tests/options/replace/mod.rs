//! `replace` and `replace_with`: other Rust types for types, members and branches.

#[rustfmt::skip]
mod expected;

use crate::{decode_error, round_trip};
use std::time::Duration;

crate::case! {
    "expected.rs" => |builder| {
        builder
            .replace("*.*-b64", "::qapi_runtime::Base64")
            .replace("Data.chunks", "Vec<::qapi_runtime::Base64>")
            .replace("Address", "crate::replace::Host")
            .replace("Where.name", "crate::replace::Name")
            .replace("Place.there", "Box<Inner>")
            .replace_with("*.*-ip", "::std::net::IpAddr", "crate::replace::address")
            .replace_with("*.*ms", "::std::time::Duration", "crate::replace::milliseconds")
    };
}

/// The user's own type for an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Host {
    host: String,
}
qapi_runtime::object! { Host { host: "host", } }

/// The user's own type for a string.
#[derive(Debug, Clone, PartialEq)]
pub struct Name(String);
qapi_runtime::transparent! { Name(String) }

/// How a duration stands on the wire.
mod milliseconds {
    use serde::{Deserialize, Deserializer, Serializer};
    use std::time::Duration;

    pub fn serialize<S: Serializer>(value: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(value.as_millis()).map_err(serde::ser::Error::custom)?)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}

/// How an address stands on the wire. `IpAddr` has no `Default`.
mod address {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use std::net::IpAddr;

    pub fn serialize<S: Serializer>(value: &IpAddr, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IpAddr, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Also where such a type stands in a struct that another one holds, after other members.
#[test]
fn a_mandatory_member_needs_no_default() {
    let peer = r#"{"delay":{"ms":5,"step-ms":1},"own-ip":"::1"}"#;
    let text = format!(r#"{{"all":[{peer}],"first":{peer}}}"#);
    let peers: expected::Peers = serde_json::from_str(&text).expect("it decodes");
    assert_eq!(peers.first.own_ip, std::net::Ipv6Addr::LOCALHOST);
    assert_eq!((peers.all[0].delay.ms, peers.all[0].other_ip), (Duration::from_millis(5), None));
    assert_eq!(peers, round_trip(&serde_json::to_string(&peers).expect("it encodes")));
    assert!(decode_error::<expected::Peers>(&text.replace("::1", "x")).contains("own-ip"));
    assert!(decode_error::<expected::Peers>(&text.replace("own-ip", "on-ip")).contains("missing member 'own-ip'"));
}

#[test]
fn a_member_has_the_other_type() {
    let data: expected::Data = round_trip(r#"{"buf-b64":"aGk=","more-b64":"","chunks":["aGk="]}"#);
    assert_eq!(data.buf_b64.0, b"hi");
    assert_eq!(data.chunks[0].0, b"hi");
    let outer: expected::Outer = round_trip(r#"{"address":{"host":"a"},"all":[{"host":"b"}]}"#);
    assert_eq!((outer.address.host.as_str(), outer.spare, outer.all.len()), ("a", None, 1));
}

#[test]
fn a_branch_has_the_other_type() {
    let place: expected::Where = round_trip("\"here\"");
    assert_eq!(place, expected::Where::Name(Name("here".into())));
    assert!(matches!(round_trip(r#"{"tag":"there","x":1}"#), expected::Place::There(inner) if inner.x == 1));
    assert!(matches!(round_trip(r#"{"tag":"here","host":"h"}"#), expected::Place::Here(host) if host.host == "h"));
}

/// The module sees the value; absence is the runtime's business.
#[test]
fn a_serde_module_converts_what_is_there() {
    let delay: expected::Delay = round_trip(r#"{"ms":5,"max-ms":7,"step-ms":1}"#);
    assert_eq!((delay.ms, delay.max_ms), (Duration::from_millis(5), Some(Duration::from_millis(7))));
    let delay: expected::Delay = round_trip(r#"{"ms":5,"step-ms":1}"#);
    assert_eq!(delay.max_ms, None);
    let error = decode_error::<expected::Delay>(r#"{"ms":-5,"step-ms":1}"#);
    assert!(error.contains("ms") && error.contains("-5"), "{error}");
    assert!(decode_error::<expected::Delay>(r#"{"ms":5}"#).contains("missing member 'step-ms'"));
    let wait = expected::commands::Wait::new(Duration::from_secs(1));
    assert_eq!(serde_json::to_string(&wait).expect("it encodes"), r#"{"ms":1000}"#);
}
