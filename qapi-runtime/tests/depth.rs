//! Rule: what a server may nest is read and written, by this crate and by `serde_json`, on a thread with a stack of
//! 2 MiB; what nests deeper is an error and never overflows the stack.
#![allow(missing_docs)]

use qapi_runtime::{Decode, Encode, Map, Message, Timestamp, UnknownBranch, UnknownEvent, Value, json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// How many levels are read and written at least.
const LEVELS: usize = if cfg!(debug_assertions) { 256 } else { 1024 };

/// A few more levels are for the message around a value; beyond these everything is refused.
const TOO_DEEP: usize = LEVELS + 17;

#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    pub filename: String,
    pub size: Option<u64>,
    pub backing: Option<Box<Image>>,
}
qapi_runtime::object! { Image { filename: "filename", size: "*size", backing: "*backing-image", } }

#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub name: Option<String>,
    pub driver: Driver,
    pub extra: Map,
}
qapi_runtime::object! { Node { name: "*node-name", driver: "driver" selects, ..extra } }

#[derive(Debug, Clone, PartialEq)]
pub enum Driver {
    Copy(Copy),
    File,
    Unknown(UnknownBranch),
}
qapi_runtime::union! { Driver by "driver" { Copy(Copy) = "copy", File = "file", ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    pub file: Ref,
    pub others: Option<Vec<Node>>,
}
qapi_runtime::object! { Copy { file: "file", others: "*others", } }

#[derive(Debug, Clone, PartialEq)]
pub enum Ref {
    Definition(Box<Node>),
    Reference(String),
    Unknown(Value),
}
qapi_runtime::alternate! { Ref { object => Definition(Box<Node>), string => Reference(String), ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Image { data: Image, timestamp: Timestamp },
    Unknown(UnknownEvent),
}
qapi_runtime::events! { Event { Image(Image) = "IMAGE", ..Unknown } }

/// So many objects, one in the other.
fn images(levels: usize) -> String {
    let around = r#"{"filename":"a","size":1,"backing-image":"#;
    format!(r#"{}{{"filename":"b"}}{}"#, around.repeat(levels - 1), "}".repeat(levels - 1))
}

fn nodes(levels: usize) -> String {
    let around = r#"{"node-name":"n","driver":"copy","file":"#;
    format!(r#"{}{{"driver":"file"}}{}"#, around.repeat(levels - 1), "}".repeat(levels - 1))
}

/// The discriminator comes last.
fn late_nodes(levels: usize) -> String {
    let around = r#"{"node-name":"n","file":"#;
    format!(r#"{}{{"driver":"file"}}{}"#, around.repeat(levels - 1), r#","driver":"copy"}"#.repeat(levels - 1))
}

fn unknown_branches(levels: usize) -> String {
    format!(r#"{{"driver":"new","x":{}}}"#, lists(levels - 1))
}

fn lists(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

fn any(levels: usize) -> String {
    format!("{}[]{}", r#"{"a":"#.repeat(levels - 1), "}".repeat(levels - 1))
}

/// Runs a test on a thread with a stack of 2 MiB, as threads have by default.
fn on_a_thread(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(test).expect("a thread can be started");
    assert!(thread.join().is_ok(), "the test failed on its thread");
}

/// Reads and writes a text in every way.
fn every_way<T>(make: fn(usize) -> String)
where
    T: Decode + Encode + Serialize + DeserializeOwned + Clone + PartialEq + Debug + 'static,
{
    on_a_thread(move || {
        let text = make(LEVELS);
        let value = json::from_str::<T>(&text).expect("nests as deep as it may");
        assert_eq!(json::from_slice::<T>(text.as_bytes()).ok().as_ref(), Some(&value));
        assert_eq!(serde_json::from_str::<T>(&text).ok().as_ref(), Some(&value));
        assert_eq!(serde_json::from_slice::<T>(text.as_bytes()).ok().as_ref(), Some(&value));
        assert_eq!(serde_json::from_reader::<_, T>(text.as_bytes()).ok().as_ref(), Some(&value));
        let written = json::to_string(&value).expect("what was read can be written");
        assert_eq!(json::from_str::<T>(&written).ok().as_ref(), Some(&value));
        assert_eq!(serde_json::to_string(&value).ok().as_ref(), Some(&written));
        let mut other = std::io::Cursor::new(Vec::new());
        serde_json::to_writer(&mut other, &value).expect("what was read can be written");
        assert_eq!(other.into_inner(), written.as_bytes());
        let pretty = serde_json::to_string_pretty(&value).expect("what was read can be written");
        assert_eq!(json::from_str::<T>(&pretty).ok().as_ref(), Some(&value));
        let tree = serde_json::to_value(&value).expect("what was read can be written");
        assert_eq!(serde_json::from_value::<T>(tree).ok().as_ref(), Some(&value));
        assert!(!format!("{:?}", value.clone()).is_empty());
    });
}

/// Refuses a text in every way.
fn no_way<T: Decode + DeserializeOwned + Debug + 'static>(make: fn(usize) -> String) {
    for levels in [TOO_DEEP, 100_000] {
        let text = make(levels);
        on_a_thread(move || {
            let error = json::from_str::<T>(&text).expect_err("nests too deep").to_string();
            assert!(error.contains("recursion limit exceeded"), "{error}");
            assert!(error.len() < 2000, "the middle of a long path is left out: {error}");
            assert!(serde_json::from_str::<T>(&text).is_err());
            assert!(serde_json::from_slice::<T>(text.as_bytes()).is_err());
            assert!(serde_json::from_reader::<_, T>(text.as_bytes()).is_err());
        });
    }
}

#[test]
fn objects() {
    every_way::<Image>(images);
    no_way::<Image>(images);
}

#[test]
fn unions() {
    every_way::<Node>(nodes);
    every_way::<Node>(late_nodes);
    no_way::<Node>(nodes);
    no_way::<Node>(late_nodes);
}

#[test]
fn values_of_unknown_branches() {
    every_way::<Node>(unknown_branches);
    no_way::<Node>(unknown_branches);
}

/// A value of any type, in a member that is skipped, and in one that is kept.
#[test]
fn values_of_any_type() {
    on_a_thread(|| {
        for make in [lists, any] {
            let text = make(LEVELS);
            let value = json::from_str::<Value>(&text).expect("nests as deep as it may");
            assert_eq!(json::to_string(&value).ok(), Some(text.clone()));
            let image = json::from_str::<Image>(&format!(r#"{{"filename":"a","later":{text}}}"#)).expect("skipped");
            assert_eq!(image.filename, "a");
            let node = json::from_str::<Node>(&format!(r#"{{"driver":"file","later":{text}}}"#)).expect("kept");
            assert_eq!(node.extra["later"], value);
        }
    });
    for levels in [TOO_DEEP, 100_000] {
        for make in [lists, any] {
            let text = make(levels);
            assert!(json::from_str::<Value>(&text).is_err());
            let skipped = json::from_str::<Image>(&format!(r#"{{"filename":"a","later":{text}}}"#));
            assert!(skipped.is_err_and(|error| error.to_string().starts_with("recursion limit exceeded")));
            let instead = json::from_str::<String>(&text).expect_err("too deep").to_string();
            assert!(instead.starts_with("recursion limit exceeded"), "{instead}");
        }
    }
}

/// A reply and an event hold a value that nests as deep as it may.
#[test]
fn messages() {
    on_a_thread(|| {
        let reply = format!(r#"{{"return":[{}],"id":1}}"#, images(LEVELS));
        let response = json::from_str::<qapi_runtime::Response<Vec<Image>>>(&reply).expect("nests as deep as it may");
        assert_eq!(json::to_string(&response).ok(), Some(reply.clone()));
        assert!(matches!(Message::<Event>::read(&reply), Ok(Message::Reply(_))));
        let event =
            format!(r#"{{"event":"IMAGE","data":{},"timestamp":{{"seconds":1,"microseconds":2}}}}"#, images(LEVELS));
        let Ok(Message::Event(Event::Image { data, .. })) = Message::<Event>::read(&event) else { panic!("not read") };
        assert_eq!(json::to_string(&data).ok(), Some(images(LEVELS)));
    });
    let reply = format!(r#"{{"return":{}}}"#, images(100_000));
    let error = Message::<Event>::read(&reply).expect_err("too deep").to_string();
    assert!(error.starts_with("recursion limit exceeded"), "{error}");
}

/// What would be refused is not written. Values of one's own may nest deeper than any text.
#[test]
fn nothing_is_written_that_nests_too_deep() {
    on_a_thread(|| {
        let mut image = Image { filename: "a".into(), size: None, backing: None };
        let mut value = Value::Null;
        for _ in 0..TOO_DEEP {
            image = Image { filename: "a".into(), size: None, backing: Some(Box::new(image)) };
            value = Value::Array(vec![value]);
        }
        for error in [
            json::to_string(&image).expect_err("too deep"),
            json::to_string(&value).expect_err("too deep"),
            serde_json::to_string(&image).expect_err("too deep"),
            serde_json::to_string_pretty(&image).expect_err("too deep"),
            serde_json::to_value(&image).expect_err("too deep"),
        ] {
            assert!(error.to_string().contains("recursion limit exceeded"), "{error}");
        }
    });
}

/// A type of a user's that takes up much stack for each level.
#[derive(Debug)]
pub struct Wide {
    pub inner: Inner,
}

#[derive(Debug)]
pub struct Inner {
    pub next: Option<Box<Wide>>,
}
qapi_runtime::object! { decode Inner { next: "*next", } }

impl Decode for Wide {
    fn blank() -> Self {
        Wide { inner: Inner { next: None } }
    }
    #[inline(never)]
    fn read(&mut self, reader: &mut qapi_runtime::Reader<'_>) -> qapi_runtime::Read {
        let mut room = [0_u8; 32 << 10];
        std::hint::black_box(&mut room);
        let result = self.inner.read(reader);
        std::hint::black_box(&mut room);
        result
    }
}

/// Reading ends before the stack does, however much of it a level takes up.
#[test]
fn types_that_take_up_much_stack() {
    on_a_thread(|| {
        let text = |levels: usize| format!("{}{{}}{}", r#"{"next":"#.repeat(levels), "}".repeat(levels));
        assert!(json::from_str::<Wide>(&text(20)).is_ok());
        let error = json::from_str::<Wide>(&text(200)).expect_err("it takes up more stack than there is").to_string();
        assert!(error.contains("recursion limit exceeded"), "{error}");
    });
}
