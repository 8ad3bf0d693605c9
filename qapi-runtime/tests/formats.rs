//! Rule: types decode from every self-describing format of serde's, and encode into it, in whatever of the user's own
//! types they stand.
#![allow(missing_docs)]

use qapi_runtime::{UnknownBranch, Value, json};
use serde::de::value::MapDeserializer;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq)]
pub struct Inet {
    pub host: String,
    pub size: Option<u64>,
    pub ratio: Option<f64>,
    pub list: Option<Vec<i8>>,
    pub any: Option<Value>,
    pub nothing: Option<()>,
}
qapi_runtime::object! {
    Inet { host: "host", size: "*size", ratio: "*ratio", list: "*list", any: "*any", nothing: "*nothing", }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Socket {
    Inet(Inet),
    Bare,
    Unknown(UnknownBranch),
}
qapi_runtime::union! { Socket by "type" { Inet(Inet) = "inet", Bare = "bare", ..Unknown } }

#[derive(Debug, Serialize, Deserialize, PartialEq)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    socket: Socket,
}

#[derive(Debug, Serialize, Deserialize, PartialEq)]
#[serde(untagged)]
enum Untagged {
    Many(Vec<Socket>),
    One(Socket),
    Name(String),
}

#[derive(Debug, Serialize, Deserialize, PartialEq)]
#[serde(tag = "kind")]
enum Tagged {
    A(Socket),
    B { inner: Option<Box<Socket>> },
}

const TEXT: &str = r#""host":"h\n","size":18446744073709551615,"ratio":-1.5,"list":[-128,127],"any":{"a":[null,true]},"nothing":null,"type":"inet"}"#;

/// What serde buffers for a type of the user's is decoded as if it had not been.
#[test]
fn types_of_the_users_own() {
    let socket: Socket = json::from_str(&format!("{{{TEXT}")).expect("well formed");
    let same = |text: &str, expected: &Tagged| {
        assert_eq!(serde_json::from_str::<Tagged>(text).ok().as_ref(), Some(expected), "{text}");
        let value = serde_json::to_value(expected).expect("names are text");
        assert_eq!(serde_json::from_value::<Tagged>(value).ok().as_ref(), Some(expected), "{text}");
    };
    same(&format!(r#"{{"kind":"A",{TEXT}"#), &Tagged::A(socket.clone()));
    same(&format!(r#"{{"inner":{{{TEXT},"kind":"B"}}"#), &Tagged::B { inner: Some(Box::new(socket.clone())) });
    same(r#"{"inner":null,"kind":"B"}"#, &Tagged::B { inner: None });
    let flat = Flat { id: 1, socket: socket.clone() };
    assert_eq!(serde_json::from_str::<Flat>(&format!(r#"{{"id":1,{TEXT}"#)).ok().as_ref(), Some(&flat));
    let written = serde_json::to_string(&flat).expect("names are text");
    assert_eq!(serde_json::from_reader::<_, Flat>(written.as_bytes()).ok().as_ref(), Some(&flat));
    let untagged = |text: &str| serde_json::from_str::<Untagged>(text).ok();
    assert_eq!(untagged(&format!("{{{TEXT}")), Some(Untagged::One(socket.clone())));
    assert_eq!(untagged(&format!("[{{{TEXT}]")), Some(Untagged::Many(vec![socket])));
    assert_eq!(untagged("\"n\""), Some(Untagged::Name("n".to_owned())));
    assert_eq!(untagged(r#"{"type":"inet"}"#), None);
}

/// A format that is not JSON gives the same values, and faults with the path that leads to them.
#[test]
fn other_formats() {
    let flat: Flat =
        toml::from_str("id = 1\ntype = 'inet'\nhost = \"é\\n\"\nsize = 5\nratio = 2.0\n[any]\nb = [1]\n").unwrap();
    let Socket::Inet(inet) = flat.socket else { panic!("another branch") };
    assert_eq!((inet.host.as_str(), inet.size, inet.ratio), ("é\n", Some(5), Some(2.0)));
    assert_eq!(inet.any, Some(serde_json::json!({"b": [1]})));
    let error = toml::from_str::<Inet>("host = 'h'\nlist = [1, 128]\n").unwrap_err().to_string();
    assert!(error.contains("list[1]: the number 128 is not in the range -128 to 127"), "{error}");
    let map = MapDeserializer::<_, serde_json::Error>::new([("host", "h")].into_iter());
    assert_eq!(Inet::deserialize(map).ok().map(|inet| inet.host), Some("h".to_owned()));
    let numbers = MapDeserializer::<_, serde_json::Error>::new([(1, "h")].into_iter());
    assert!(Inet::deserialize(numbers).is_err());
}

/// Whatever way a value is written, it is the same JSON, white space apart.
#[test]
fn every_serializer_is_told_the_same() {
    let text = format!("{{{TEXT}");
    let socket: Socket = json::from_str(&text).unwrap();
    let written = json::to_string(&socket).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
    assert_eq!(serde_json::to_string(&socket).unwrap(), written);
    assert_eq!(serde_json::to_value(&socket).unwrap(), value);
    let mut bytes = std::io::Cursor::new(Vec::new());
    serde_json::to_writer(&mut bytes, &socket).unwrap();
    assert_eq!(String::from_utf8(bytes.into_inner()).unwrap(), written);
    let list = vec![Some(&socket), None];
    assert_eq!(serde_json::to_string(&list).unwrap(), format!("[{written},null]"));
    assert_eq!(json::to_string(&vec![Some(socket.clone()), None]).unwrap(), format!("[{written},null]"));

    // The order of members is kept, too.
    let pretty = serde_json::to_string_pretty(&socket).unwrap();
    assert!(pretty.starts_with("{\n  \"type\": \"inet\",\n  \"host\": \"h\\n\",\n  \"size\": 18446744073709551615,\n"));
    assert!(pretty.contains("\n  \"list\": [\n    -128,\n    127\n  ],\n"), "{pretty}");
    assert_eq!(serde_json::from_str::<Value>(&pretty).unwrap(), value);

    let inet = Inet { host: "é\n".into(), size: Some(5), ratio: Some(0.1), list: None, any: None, nothing: None };
    assert_eq!(toml::to_string(&inet).unwrap(), "host = \"\"\"\né\n\"\"\"\nsize = 5\nratio = 0.1\n");
}

/// A name of a map may be a value of an enumeration.
#[test]
fn enumerations_are_names_of_maps() {
    use qapi_runtime::ErrorClass::{self, GenericError, KvmMissingCap, Unknown};
    let counts = std::collections::HashMap::from([(KvmMissingCap, 1_u8)]);
    assert_eq!(serde_json::to_string(&counts).unwrap(), r#"{"KVMMissingCap":1}"#);
    let read: std::collections::HashMap<ErrorClass, u8> =
        serde_json::from_str(r#"{"GenericError":2,"New":3}"#).unwrap();
    assert_eq!((read[&GenericError], read[&Unknown("New".into())]), (2, 3));
}

/// Several values in one stream are read one by one, each to its end.
#[test]
fn streams() {
    let mut stream = serde_json::Deserializer::from_str(r#"{"type":"bare"} {"x":"}","type":"bare"}[{"type":"bare"#);
    assert_eq!(Socket::deserialize(&mut stream).ok(), Some(Socket::Bare));
    assert_eq!(Socket::deserialize(&mut stream).ok(), Some(Socket::Bare));
    assert!(Vec::<Socket>::deserialize(&mut stream).is_err_and(|error| error.is_eof()));
}

/// Binary formats and others that say what comes next hold these types as JSON does.
#[test]
fn formats_that_describe_themselves() {
    let socket: Socket = json::from_str(&format!("{{{TEXT}")).unwrap();
    let flat = Flat { id: 1, socket: socket.clone() };

    let mut cbor = Vec::new();
    ciborium::into_writer(&vec![socket.clone()], &mut cbor).unwrap();
    assert_eq!(ciborium::from_reader::<Vec<Socket>, _>(cbor.as_slice()).unwrap(), std::slice::from_ref(&socket));
    let pack = rmp_serde::to_vec_named(&flat).unwrap();
    assert_eq!(rmp_serde::from_slice::<Flat>(&pack).unwrap(), flat);

    // RON, which has a syntax of its own for everything that has a name.
    let text = ron::to_string(&socket).unwrap();
    assert_eq!(ron::from_str::<Socket>(&text).unwrap(), socket);
    let text = ron::to_string(&vec![Some(Socket::Bare)]).unwrap();
    assert_eq!(ron::from_str::<Vec<Option<Socket>>>(&text).unwrap(), [Some(Socket::Bare)]);
    assert_eq!(ron::from_str::<Inet>(r#"{"host": "h", "list": [1, 2]}"#).unwrap().list, Some(vec![1, 2]));
    let error = ron::from_str::<Inet>(r#"{"host": "h", "list": [1, 200]}"#).unwrap_err().to_string();
    assert!(error.contains("list[1]: the number 200 is not in the range -128 to 127"), "{error}");
    assert!(ron::from_str::<Inet>("{\"host\": ").is_err());
}

/// A format that does not say what comes next cannot hold them, and the error says so.
#[test]
fn formats_that_do_not_describe_themselves() {
    let socket: Socket = json::from_str(&format!("{{{TEXT}")).unwrap();
    let error = bincode::serialize(&socket).unwrap_err().to_string();
    assert!(error.contains("QAPI's types cannot be written to a format that does not say what comes next"), "{error}");
    for bytes in [b"".as_slice(), b"\0\0\0\0\0\0\0\0"] {
        let error = bincode::deserialize::<Socket>(bytes).unwrap_err().to_string();
        let expected = "QAPI's types cannot be read from a format that does not say what comes next";
        assert!(error.contains(expected), "{error}");
    }
    // What has gone wrong with a format that does is not blamed on it.
    let error = ciborium::from_reader::<Socket, _>([0x1_u8].as_slice()).unwrap_err().to_string();
    assert!(!error.contains("what comes next"), "{error}");
}

/// A list of this crate's at the root has whole paths, also by serde.
#[test]
fn paths_are_whole() {
    use qapi_runtime::{Partial, Response};
    let list = r#"[{"type":"bare"},{"type":"inet","host":1}]"#;
    let response = format!(r#"{{"return":{list}}}"#);
    for error in [
        serde_json::from_str::<Response<Vec<Socket>>>(&response).unwrap_err().to_string(),
        serde_json::from_reader::<_, Response<Vec<Socket>>>(response.as_bytes()).unwrap_err().to_string(),
        serde_json::from_value::<Response<Vec<Socket>>>(serde_json::from_str(&response).unwrap())
            .unwrap_err()
            .to_string(),
    ] {
        assert!(error.starts_with("return[1].host: expected a string, got the number 1"), "{error}");
    }
    let error = json::from_str::<Vec<Socket>>(list).unwrap_err().to_string();
    assert!(error.starts_with("[1].host: expected a string, got the number 1"), "{error}");
    let partial = serde_json::from_str::<Partial<Vec<Socket>>>(list).unwrap();
    assert_eq!((partial.value.len(), partial.misfits[0].path.as_str()), (1, "[1]"));
}
