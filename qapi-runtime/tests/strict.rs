//! Reading as a server of QEMU's reads what a client sends: open types become strict, at every level.

#![allow(missing_docs)]

use qapi_runtime::{Map, UnknownBranch, Value, alternate, enumeration, json, object, union};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Mode {
    Fast,
    Unknown(String),
}
enumeration! { Mode { Fast = "fast", ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub struct Inner {
    pub size: u64,
    pub name: Option<String>,
    pub list: Option<Vec<Mode>>,
}
object! { Inner { size: "size", name: "*name", list: "*list", } }

#[derive(Debug, Clone, PartialEq)]
pub enum Either {
    Name(String),
    Inner(Inner),
    Null,
    Unknown(Value),
}
alternate! { Either { string => Name(String), object => Inner(Inner), null => Null, ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub enum Branch {
    Inner(Inner),
    Bare,
    Unknown(UnknownBranch),
}
union! { Branch by "type" { Inner(Inner) = "inner", Bare = "bare", ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub struct Outer {
    pub id: String,
    pub branch: Branch,
    pub either: Option<Either>,
    pub any: Option<Value>,
}
object! { Outer { id: "id", branch: "type" selects, either: "*either", any: "*any", } }

#[derive(Debug, Clone, PartialEq)]
pub struct Keeper {
    pub id: String,
    pub rest: Map,
}
object! { Keeper { id: "id", ..rest } }

#[derive(Debug, Clone, PartialEq)]
pub struct Nothing;
object! { Nothing {} }

/// What an open reader accepts and a strict one does not, with the start of the message.
#[test]
fn what_is_refused() {
    for (text, message) in [
        (r#"{"id":"a","type":"bare","x":1}"#, "unknown member 'x'"),
        (r#"{"x":1,"id":"a","type":"inner","size":1}"#, "unknown member 'x'"),
        (r#"{"id":"a","type":"inner","size":1,"x":{"y":1}}"#, "unknown member 'x'"),
        (r#"{"id":"a","type":"other"}"#, "type: unknown branch 'other'"),
        (r#"{"id":"a","type":"inner","size":1,"list":["fast","slow"]}"#, "list[1]: unknown value 'slow'"),
        (r#"{"id":"a","type":"inner","size":1,"list":null}"#, "list: expected a list, got null"),
        (r#"{"id":"a","type":"inner","size":1,"name":null}"#, "name: expected a string, got null"),
        (r#"{"id":"a","type":"bare","either":{"size":1,"x":2}}"#, "either: unknown member 'x'"),
        (r#"{"id":"a","type":"bare","either":[]}"#, "either: expected another kind of value, got a list"),
    ] {
        assert!(json::from_str::<Outer>(text).is_ok(), "{text}");
        let error = json::from_str_strict::<Outer>(text).expect_err(text).to_string();
        assert!(error.starts_with(message), "{text}: {error}");
    }
    assert!(json::from_str_strict::<Nothing>(r#"{"x":1}"#).is_err());
    assert!(json::from_str_strict::<Vec<Nothing>>(r#"[{},{"x":1}]"#).is_err());
}

/// What the schema says is accepted, wherever it stands; `any` is any value, and what keeps unknown members keeps them.
#[test]
fn what_is_accepted() {
    for text in [
        r#"{"size":1,"list":["fast"],"id":"a","any":{"x":[null]},"type":"inner","name":"n"}"#,
        r#"{"id":"a","type":"bare","either":null}"#,
        r#"{"id":"a","type":"bare","either":{"size":2}}"#,
    ] {
        assert_eq!(json::from_str_strict::<Outer>(text).expect(text), json::from_str::<Outer>(text).expect(text));
    }
    let keeper = json::from_str_strict::<Keeper>(r#"{"id":"a","x":1}"#).expect("kept");
    assert_eq!(keeper.rest["x"], 1);
}

/// Servers take negative numbers for unsigned ones of 64 bits as two's complement.
#[test]
fn negative_numbers() {
    assert_eq!(json::from_str_strict::<Inner>(r#"{"size":-1}"#).expect("taken").size, u64::MAX);
    assert!(json::from_str_strict::<u32>("-1").is_err());
}
