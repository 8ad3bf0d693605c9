//! One text given to both readers, and to a third that knows only the schema of a type: all must say the same.

pub mod made;
pub mod schema;
pub mod text;
pub mod types;

use qapi_runtime::{Decode, Encode, Value, json};
use schema::{Doc, Refused, Ty};
use serde::de::{DeserializeOwned, IgnoredAny};
use std::fmt::Debug;

/// A type, with the schema that it stands for.
pub trait Described: Decode + Encode + serde::Serialize + DeserializeOwned + PartialEq + Debug {
    const TY: &'static Ty;
}

/// What is known about a text without any type.
struct Known {
    /// `None` if it is not JSON, or has what `serde_json` takes only where it skips.
    doc: Option<Doc>,
    /// Whether nothing at all may take it.
    malformed: bool,
    /// Whether it nests deeper than `serde_json`'s own types may.
    deep: bool,
}

impl Known {
    fn of(text: &str) -> Self {
        let doc = serde_json::from_str::<Doc>(text);
        let deep = doc.as_ref().is_err_and(|error| error.to_string().starts_with("recursion limit"));
        let malformed = serde_json::from_str::<IgnoredAny>(text).is_err();
        Known { doc: doc.ok(), malformed, deep }
    }
}

/// Compares all readers and writers on a text, as each of the types.
pub fn check(text: &str) {
    let known = Known::of(text);
    assert!(known.deep || json::from_str::<Value>(text).ok() == serde_json::from_str::<Value>(text).ok(), "{text}");
    types::each(&mut |check| check(text, &known));
}

/// Compares all readers and writers on a text as one type.
fn check_as<T: Described>(text: &str, known: &Known) {
    let ours = json::from_str::<T>(text);
    assert_eq!(ours.as_ref().ok(), json::from_slice::<T>(text.as_bytes()).ok().as_ref(), "{text}");
    let decoded = ours.as_ref().ok().map(|value| serde_json::to_value(value).expect("values have keys that are text"));
    assert!(!(known.malformed && decoded.is_some()), "{text} is malformed, but {ours:?}");
    assert!(known.deep || ours.as_ref().ok() == serde_json::from_str::<T>(text).ok().as_ref(), "{text}");
    if let Some(doc) = &known.doc {
        match T::TY.accept(doc) {
            Ok(expected) => assert_eq!(decoded.as_ref(), Some(&expected), "{text}: {ours:?}"),
            Err(Refused::Surely) => assert!(decoded.is_none(), "{text} must be refused, but {ours:?}"),
            Err(Refused::Perhaps) => {}
        }
        let again = serde_json::from_value::<T>(doc.to_value());
        if ours.is_ok() && !doc.has_negative_zero() {
            assert_eq!(ours.as_ref().ok(), again.ok().as_ref(), "{text}");
        }
    }
    match (&ours, decoded) {
        (Ok(ours), Some(decoded)) => round(ours, decoded, text),
        (Err(error), _) => {
            let has_place =
                error.line() > 0 && error.line() <= 1 + text.matches('\n').count() && error.column() <= text.len();
            // What is malformed is told as serde_json tells it.
            assert!(has_place && !error.to_string().contains("malformed JSON"), "{text}: {error}");
        }
        _ => {}
    }
}

/// Compares the writers on a value, and reads what they wrote.
fn round<T: Described>(value: &T, decoded: Value, text: &str) {
    let bytes = json::to_vec(value).expect("whatever was read can be written");
    assert_eq!(String::from_utf8_lossy(&bytes), serde_json::to_string(value).expect("the same"), "{text}");
    // Into a vector serde_json takes the text as it is; anything else it writes in its own way, from what it is told.
    let mut told = std::io::Cursor::new(Vec::new());
    serde_json::to_writer(&mut told, value).expect("the same");
    assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(told.get_ref()), "{text}");
    assert_eq!(json::from_slice::<T>(&bytes).ok().as_ref(), Some(value), "{text}");
    let pretty = serde_json::to_string_pretty(value).expect("the same");
    assert_eq!(json::from_str::<T>(&pretty).ok().as_ref(), Some(value), "{text}");
    assert_eq!(serde_json::from_value::<T>(decoded).ok().as_ref(), Some(value), "{text}");
}
