//! Items are put together to files.

use super::{item, krate, structure};
use crate::emit::{self, file, tree};
use crate::rust::{Alias, Deprecated, EventVariant, Location, Path, VersionFact, Versions};

/// Rule: what differs between versions is one static, a line for each fact.
#[test]
fn versions_are_static_data() {
    let mut krate = krate(Vec::new());
    let fact = VersionFact { name: "A.b".to_owned(), present: 0b10, mandatory: 0 };
    krate.versions = Some(Versions { names: vec!["9.2".to_owned(), "10.0".to_owned()], facts: vec![fact] });
    let expected = r#"
/// The versions that these types were made from, and what only some of them have.
#[rustfmt::skip]
pub static VERSIONS: ::qapi_runtime::Versions = ::qapi_runtime::Versions::new(
    &["9.2", "10.0"],
    &[
        ::qapi_runtime::VersionFact { name: "A.b", present: 0b10, mandatory: 0b00 },
    ],
);
"#;
    let text = file(&krate, "");
    assert!(text.contains(expected), "{text}");
}

/// Rule: the older name of a type is a deprecated alias.
#[test]
fn an_older_name_is_an_alias() {
    let mut krate = krate(vec![item("New", structure(Vec::new(), None))]);
    krate.modules[0].aliases.push(Alias {
        name: "Old".to_owned(),
        definition: "old".to_owned(),
        target: "New".to_owned(),
        cfg: None,
    });
    let (_, files) = tree(&krate, "");
    let expected = r#"

/// The name of [`New`] in older versions, QAPI's `old`.
#[deprecated(note = "renamed to `New`")]
pub type Old = New;
"#;
    assert!(files[0].1.ends_with(expected), "{}", files[0].1);
}

#[test]
fn a_file_and_a_tree_hold_the_same_items() {
    let mut krate = krate(vec![item("Unit", structure(Vec::new(), None))]);
    krate.events.variants.push(EventVariant {
        name: "Stop".to_owned(),
        wire: "STOP".to_owned(),
        doc: "`STOP`".to_owned(),
        cfg: None,
        deprecated: Some(Deprecated { cfg: None, note: "old".to_owned() }),
        data: Path { location: Location::Module("events".to_owned()), name: "Stop".to_owned() },
    });
    krate.modules[0].name = "r#type".to_owned();
    krate.root = Some("r#type".to_owned());
    let events = r#"
#[allow(unused_imports)]
pub use r#type::*;

/// An event of the server, with the time at which it happened.
#[allow(deprecated)]
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[allow(dead_code, clippy::large_enum_variant, clippy::style)]
pub enum Event {
    /// `STOP`
    #[deprecated(note = "old")]
    Stop {
        /// The event's data.
        data: events::Stop,
        /// When the event happened.
        timestamp: ::qapi_runtime::Timestamp,
    },
    /// An event that the schema does not list, with its data as it came.
    Unknown(::qapi_runtime::UnknownEvent),
}

::qapi_runtime::events! {
    Event {
        Stop(events::Stop) = "STOP",
        ..Unknown
    }
}
"#;
    let module = "/// Types of `here.json`.\n#[allow(dead_code, deprecated, clippy::style)]\npub mod r#type";
    let unit = emit::items(&krate, &krate.modules[0], &krate.modules[0].items, 0);
    let (root, files) = tree(&krate, "// Header.\n");
    assert_eq!(root, format!("// Header.\n\n{module};\n{events}"));
    assert_eq!(files, [("type.rs".to_owned(), format!("// Header.\n\n{unit}"))]);
    let indented = emit::items(&krate, &krate.modules[0], &krate.modules[0].items, 4);
    assert_eq!(file(&krate, "// Header.\n"), format!("// Header.\n\n{module} {{\n{indented}}}\n{events}"));
}
