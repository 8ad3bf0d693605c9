//! Rule: the runtime's own reader makes of a text what `serde_json` makes of it, and refuses what it refuses.
#![allow(missing_docs)]

use qapi_runtime::{Timestamp, UnknownBranch, UnknownEvent, Value, json};

#[derive(Debug, Clone, PartialEq)]
pub struct Inner {
    pub name: String,
    pub size: Option<u64>,
}
qapi_runtime::object! { Inner { name: "name", size: "*size", } }

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Object(Inner),
    Nothing,
    Unknown(UnknownBranch),
}
qapi_runtime::union! { Kind by "kind" { Object(Inner) = "object", Nothing = "nothing", ..Unknown } }

#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub id: i64,
    pub any: Option<Value>,
    pub kind: Kind,
}
qapi_runtime::object! { Item { id: "id", any: "*any", kind: "kind" selects, } }

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Made { data: Item, timestamp: Timestamp },
    Unknown(UnknownEvent),
}
qapi_runtime::events! { Event { Made(Item) = "MADE", ..Unknown } }

/// Both readers on one text, and what they agree on.
fn both<T: qapi_runtime::Decode + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str) -> Option<T> {
    let (ours, theirs) = (json::from_str::<T>(text), serde_json::from_str::<T>(text));
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            assert_eq!(ours, theirs, "{text}");
            assert_eq!(json::from_slice::<T>(text.as_bytes()).ok().as_ref(), Some(&ours), "{text}");
            Some(ours)
        }
        (Err(_), Err(_)) => None,
        (ours, theirs) => panic!("{text}: {ours:?}, but {theirs:?}"),
    }
}

#[test]
fn members_may_come_in_any_order() {
    for text in [
        r#"{"id":1,"kind":"object","name":"n","size":2}"#,
        r#"{"name":"n","size":2,"id":1,"kind":"object"}"#,
        r#" { "size" : 2 , "kind" : "object" , "id" : 1 , "name" : "n" , "later" : [ {} ] } "#,
    ] {
        let item = both::<Item>(text).expect("well formed");
        assert_eq!(item.kind, Kind::Object(Inner { name: "n".into(), size: Some(2) }));
    }
    assert!(both::<Item>(r#"{"x":[1,{"kind":"no"}],"kind":"of\u0020old","id":0}"#).is_some());
    assert!(both::<Item>(r#"{"x":"\"kind\":","kind":"new","id":0,"any":{"a":1e3}}"#).is_some());
}

#[test]
fn events_are_read_with_their_data_first_or_last() {
    let stamp = r#""timestamp":{"seconds":-1,"microseconds":-1}"#;
    for text in [
        format!(r#"{{{stamp},"event":"MADE","data":{{"kind":"nothing","id":3}}}}"#),
        format!(r#"{{"data":{{"id":3,"kind":"nothing"}},{stamp},"event":"MADE"}}"#),
        format!(r#"{{"data":{{"id":3}},{stamp},"event":"LATER"}}"#),
        format!(r#"{{{stamp},"event":"MADE"}}"#),
        format!(r#"{{{stamp},"event":"MADE","event":"MADE","data":{{}}}}"#),
        r#"{"event":"LATER"}"#.to_owned(),
    ] {
        both::<Event>(&text);
    }
}

#[test]
fn every_text_cut_short_or_changed_in_one_place_gets_the_same_answer() {
    let text =
        r#"[{"name":"q\"\u00e9","size":18446744073709551615,"id":-12,"any":[null,true,0.5,{"a":""}],"kind":"object"}]"#;
    assert_eq!(both::<Vec<Item>>(text).map(|items| items.len()), Some(1));
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        both::<Vec<Item>>(&text[..at]);
        for other in ["", "\"", "{", "}", "[", "]", ",", ":", "0", "-", "\\", "\n", "e", "é"] {
            both::<Vec<Item>>(&format!("{}{other}{}", &text[..at], &text[at + 1..]));
        }
    }
}

#[test]
fn faults_are_told_with_their_path() {
    let error = json::from_str::<Vec<Item>>(r#"[{"id":1,"kind":"nothing"},{"id":2,"kind":"object"}]"#).unwrap_err();
    assert!(error.to_string().starts_with("[1]: missing member 'name'"), "{error}");
    assert_eq!((error.line(), error.column()), (1, 51));
}

/// What is wrong with a string is told with its place.
#[test]
fn faults_in_strings_are_told_with_their_place() {
    let told = |error: serde_json::Error| (error.to_string(), error.line(), error.column());
    let (message, line, column) = told(json::from_slice::<Vec<String>>(b"[\n  \"a\xff\"]").unwrap_err());
    assert!(message.starts_with("invalid utf-8 sequence"), "{message}");
    assert_eq!((line, column), (2, 4));
    assert!(json::from_slice::<String>(b"\"\xff\"").is_err());
    let (message, line, column) = told(json::from_str::<Vec<String>>(r#"["a", "b\udc00"]"#).unwrap_err());
    assert!(message.starts_with("[1]: an escape that is half a character"), "{message}");
    assert_eq!((line, column), (1, 6));
    let (message, line, column) = told(json::from_str::<Vec<bool>>(r#"[true, "b"]"#).unwrap_err());
    assert!(message.starts_with("[1]: expected true or false, got the string 'b'"), "{message}");
    assert_eq!((line, column), (1, 7));
}

/// A discriminator counts only in its own object, wherever another one with the same name stands.
#[test]
fn discriminators_are_those_of_their_own_object() {
    let list =
        |second: &str| format!(r#"[{{"name":"a","kind":"object"}},{{{second}}},{{"name":"c","kind":"object"}}]"#);
    assert_eq!(both::<Vec<Kind>>(&list(r#""name":"b","kind":"object""#)).map(|list| list.len()), Some(3));
    assert!(both::<Vec<Kind>>(&list(r#""name":"b""#)).is_none());
    let error = json::from_str::<Vec<Kind>>(&list(r#""name":"b""#)).unwrap_err();
    assert!(error.to_string().starts_with("[1]: missing member 'kind'"), "{error}");
    // Brackets in a string, and a name that ends in a quote, look like what they are not.
    for other in [r#""x":"}","y":{"kind":"object"}"#, r#""x\"kind":"object""#] {
        for text in [format!(r#"{{{other},"kind":"late"}}"#), format!(r#"{{"name":1,{other},"kind":"late"}}"#)] {
            let Some(Kind::Unknown(branch)) = both::<Kind>(&text) else { panic!("{text}") };
            assert_eq!(branch.name, "late", "{text}");
            let texts = format!("[{text},{text}]");
            assert!(
                both::<Vec<Kind>>(&texts).is_some_and(|list| list == [0, 1].map(|_| Kind::Unknown(branch.clone()))),
                "{texts}"
            );
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Strict {
    Object(Inner),
    Nothing,
    Unknown(UnknownBranch),
}
qapi_runtime::union! { strict Strict by "kind" { Object(Inner) = "object", Nothing = "nothing", ..Unknown } }

/// A strict union refuses what it does not know, members of a branch without data as well as branches.
#[test]
fn strict_unions_refuse_unknown_members() {
    assert_eq!(both::<Strict>(r#"{"kind":"nothing"}"#), Some(Strict::Nothing));
    assert!(both::<Strict>(r#"{"name":"n","kind":"object"}"#).is_some());
    for text in [r#"{"kind":"nothing","x":1}"#, r#"{"x":1,"kind":"nothing"}"#, r#"{"kind":"object","name":"n","x":1}"#]
    {
        let error = json::from_str::<Strict>(text).unwrap_err();
        assert!(error.to_string().starts_with("unknown member 'x'"), "{error}");
        assert!(both::<Strict>(text).is_none());
    }
    assert!(both::<Strict>(r#"{"kind":"new"}"#).is_none());
}

/// Whatever can be written by itself is a whole value.
#[test]
fn what_is_kept_is_written_by_itself_as_an_object() {
    let mut branch = UnknownBranch::new("later");
    assert_eq!(json::to_string(&branch).ok().as_deref(), Some("{}"));
    branch.members.insert("a".to_owned(), 1.into());
    assert_eq!(json::to_string(&branch).ok().as_deref(), Some(r#"{"a":1}"#));
    assert_eq!(json::to_string(&vec![branch.members.clone()]).ok().as_deref(), Some(r#"[{"a":1}]"#));
    assert_eq!(json::to_string(&vec![branch]).ok().as_deref(), Some(r#"[{"a":1}]"#));
}
