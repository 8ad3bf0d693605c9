//! Passes JSON text to and from `serde_json` as it is.
//!
//! `RawValue` asks for text by a private name, and marks text by another. Both names are learned at run time and tried
//! once. If they do not work, as may happen with another version of `serde_json`, text is described to the reader like
//! that of any other format, and written as a `RawValue`. This is slower and gives the same result.

use super::onlooker::{Names, asking, marking};
use super::text::Text;
use serde_core::de::{Deserialize, Deserializer};
use serde_core::ser::{Error, Serialize, SerializeStruct, Serializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::LazyLock;

/// Whether an error type is `serde_json`'s, which all of its deserializers and serializers share.
pub fn is_serde_json<E>() -> bool {
    typeid::of::<E>() == typeid::of::<serde_json::Error>()
}

/// The names that are known to work for reading.
pub fn reading() -> Option<Names> {
    *READING
}

/// The names that are known to work for writing.
pub fn writing() -> Option<Names> {
    *WRITING
}

/// The text of a value from a deserializer whose errors are `serde_json`'s. The deserializer itself may be another one:
/// what serde has buffered for a user's type is described instead.
pub fn read<'de, D: Deserializer<'de>>(names: Option<Names>, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    let described = &Cell::new(false);
    match names {
        Some(names) => {
            deserializer.deserialize_newtype_struct(names.newtype, Text { raw: Some(names.field), described })
        }
        None => deserializer.deserialize_any(Text { raw: None, described }),
    }
}

/// Writes JSON text as it is to one of `serde_json`'s serializers.
pub fn write<S: Serializer>(names: Option<Names>, text: String, serializer: S) -> Result<S::Ok, S::Error> {
    match names {
        Some(names) => {
            let mut raw = serializer.serialize_struct(names.newtype, 1)?;
            raw.serialize_field(names.field, &text)?;
            raw.end()
        }
        None => RawValue::from_string(text).map_err(S::Error::custom)?.serialize(serializer),
    }
}

static READING: LazyLock<Option<Names>> = LazyLock::new(|| {
    let works = serde_json::from_str::<Trial>(TRIAL).is_ok_and(|trial| trial.0 == TRIAL)
        && serde_json::from_reader::<_, Trial>(TRIAL.as_bytes()).is_ok_and(|trial| trial.0 == TRIAL);
    asking().filter(|_| works)
});

static WRITING: LazyLock<Option<Names>> = LazyLock::new(|| {
    let list = serde_json::to_vec(&[Trial(TRIAL.to_owned())]);
    marking().filter(|_| list.is_ok_and(|list| list == format!("[{TRIAL}]").as_bytes()))
});

/// A text, by the names that were learned.
struct Trial(String);

/// White space and the form of the number show whether text is handed over as it is.
const TRIAL: &str = r#"{"a" : [1,  1.0e0]}"#;

impl<'de> Deserialize<'de> for Trial {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(asking(), deserializer).map(|text| Trial(text.into_owned()))
    }
}

impl Serialize for Trial {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(marking(), self.0.clone(), serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names work with this version of `serde_json`. Without them, everything would be right, but slower.
    #[test]
    fn the_names_are_learned() {
        assert_eq!(reading(), asking());
        assert_eq!(writing(), marking());
        assert!(reading().is_some() && writing().is_some());
    }

    struct By<const KNOWN: bool>(String);

    impl<'de, const KNOWN: bool> Deserialize<'de> for By<KNOWN> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            read(asking().filter(|_| KNOWN), deserializer).map(|text| By(text.into_owned()))
        }
    }

    impl<const KNOWN: bool> Serialize for By<KNOWN> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            write(marking().filter(|_| KNOWN), self.0.clone(), serializer)
        }
    }

    /// Reads a text with each of `serde_json`'s functions.
    fn read_every_way<const KNOWN: bool>(text: &str) -> [String; 4] {
        let inner = |by: By<KNOWN>| by.0;
        let list = serde_json::from_str::<Vec<By<KNOWN>>>(&format!("[ {text} ,1]")).map(|mut list| list.remove(0));
        [
            serde_json::from_str(text).map(inner),
            serde_json::from_slice(text.as_bytes()).map(inner),
            serde_json::from_reader(text.as_bytes()).map(inner),
            list.map(inner),
        ]
        .map(|read| read.expect("well formed"))
    }

    #[test]
    fn text_is_read_as_it_stands() {
        let text = format!("[{TRIAL},\n \"\\u0041\", -0, {}]", "[".repeat(300) + &"]".repeat(300));
        assert_eq!(read_every_way::<true>(&text), [0; 4].map(|_| text.clone()));
        let tree = serde_json::json!({"a": [1, null]});
        assert_eq!(serde_json::from_value::<By<true>>(tree.clone()).map(|by| by.0).ok(), Some(tree.to_string()));
    }

    /// Without the names the same values are read, including duplicate members.
    #[test]
    fn text_is_described_otherwise() {
        let text = format!("[{TRIAL},\n \"\\u0041\", -0.0, {}]", "[".repeat(100) + &"]".repeat(100));
        let expected = serde_json::from_str::<serde_json::Value>(&text).expect("well formed").to_string();
        assert_eq!(read_every_way::<false>(&text), [0; 4].map(|_| expected.clone()));
        assert_eq!(read_every_way::<false>(r#"{"b":1, "a":2, "b":3}"#), [0; 4].map(|_| r#"{"b":1,"a":2,"b":3}"#));
        let tree = serde_json::json!({"a": [1, null]});
        assert_eq!(serde_json::from_value::<By<false>>(tree.clone()).map(|by| by.0).ok(), Some(tree.to_string()));
        for malformed in ["[1,]", "", "[1"] {
            assert!(serde_json::from_str::<By<false>>(malformed).is_err());
            assert!(serde_json::from_str::<By<true>>(malformed).is_err());
        }
    }

    /// With the names and without them, the same is written.
    #[test]
    fn text_is_written_as_it_stands() {
        fn written<const KNOWN: bool>(text: &str) {
            assert_eq!(serde_json::to_string(&[By::<KNOWN>(text.to_owned())]).ok(), Some(format!("[{text}]")));
            assert_eq!(serde_json::to_vec(&By::<KNOWN>(text.to_owned())).ok().as_deref(), Some(text.as_bytes()));
        }
        let text = format!("[{TRIAL},{}]", "[".repeat(300) + &"]".repeat(300));
        written::<true>(&text);
        written::<false>(&text);
    }

    /// Wrong names do no harm in reading. In writing they would, so they are tried first.
    #[test]
    fn other_names() {
        let names = Names { newtype: "Raw", field: "raw" };
        let text = read(Some(names), &mut serde_json::Deserializer::from_str("[1 ]")).expect("described");
        assert_eq!(text, "[1]");
        let mut text = Vec::new();
        let written = write(Some(names), "[1]".to_owned(), &mut serde_json::Serializer::new(&mut text));
        assert!(written.is_err() || text != b"[1]");
    }
}
