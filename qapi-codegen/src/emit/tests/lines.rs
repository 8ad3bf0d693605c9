//! Lines are broken where rustfmt would break them.

use super::{cfg, field, given, item, optional, path, printed, structure};
use crate::rust::{Deprecated, Field, Type};

#[test]
fn what_does_not_fit_a_line_is_broken() {
    let long = "AType".to_owned() + &"OfSomeLength".repeat(3);
    let mut old = item(
        "Old",
        structure(
            vec![
                field("first_argument", "first-argument", Type::String),
                Field { cfg: cfg("unix"), ..field("second_argument", "second-argument", Type::String) },
                field("third_argument_of_a_certain_length", "third", optional(path("a_module_of_some_length", &long))),
            ],
            None,
        ),
    );
    let note = "a note that is so long that, together with its name, it needs a line of its own".to_owned();
    old.deprecated = Some(Deprecated { cfg: None, note: note.clone() });
    let mut short = item("Short", structure(vec![field("a", "a", Type::Primitive("u8"))], None));
    short.deprecated = Some(Deprecated { cfg: cfg("unix"), note });
    let expected = r#"/// Old.
#[deprecated(
    note = "a note that is so long that, together with its name, it needs a line of its own"
)]
#[derive(Debug, Clone)]
pub struct Old {
    /// `first-argument`
    pub first_argument: String,
    /// `second-argument`
    #[cfg(unix)]
    pub second_argument: String,
    /// `third`
    pub third_argument_of_a_certain_length:
        Option<super::a_module_of_some_length::ATypeOfSomeLengthOfSomeLengthOfSomeLength>,
}

::qapi_runtime::object! {
    Old {
        first_argument: "first-argument",
        #[cfg(unix)]
        second_argument: "second-argument",
        third_argument_of_a_certain_length: "*third",
    }
}

impl Old {
    /// Creates a value from its required members; the others are `None`.
    pub fn new(
        first_argument: impl Into<String>,
        #[cfg(unix)] second_argument: impl Into<String>,
    ) -> Self {
        Self {
            first_argument: first_argument.into(),
            #[cfg(unix)]
            second_argument: second_argument.into(),
            third_argument_of_a_certain_length: None,
        }
    }
}

/// Short.
#[cfg_attr(
    unix,
    deprecated(
        note = "a note that is so long that, together with its name, it needs a line of its own"
    )
)]
#[derive(Debug, Clone)]
pub struct Short {
    /// `a`
    pub a: u8,
}

::qapi_runtime::object! {
    Short {
        a: "a",
    }
}

impl Short {
    /// Creates a value from its members.
    pub fn new(a: u8) -> Self {
        Self { a }
    }
}
"#;
    assert_eq!(printed(vec![old, short]), expected);
}

/// Rule: a field goes to a line of its own exactly if it would end beyond column 100.
#[test]
fn the_width_of_a_line_is_a_hundred() {
    for (length, breaks) in [(100, false), (101, true)] {
        let name = "a".repeat(length - "    pub : u8,".len());
        let text = printed(vec![item("X", structure(vec![field(&name, "a", Type::Primitive("u8"))], None))]);
        assert_eq!(text.contains(&format!("    pub {name}:\n        u8,\n")), breaks, "{text}");
        assert_eq!(text.contains(&format!("    pub {name}: u8,\n")), !breaks, "{text}");
        let ty = "B".repeat(length - "    pub fn new(a: ) -> Self {".len());
        let text = printed(vec![item("X", structure(vec![field("a", "a", given(&ty))], None))]);
        assert_eq!(text.contains(&format!("    pub fn new(\n        a: {ty},\n    ) -> Self {{\n")), breaks, "{text}");
        assert_eq!(text.contains(&format!("    pub fn new(a: {ty}) -> Self {{\n")), !breaks, "{text}");
    }
    for (length, breaks) in [(100, false), (101, true)] {
        let note = "n".repeat(length - "#[deprecated(note = \"\")]".len());
        let mut old = item("X", structure(Vec::new(), None));
        old.deprecated = Some(Deprecated { cfg: None, note: note.clone() });
        let text = printed(vec![old]);
        assert_eq!(text.contains(&format!("#[deprecated(\n    note = \"{note}\"\n)]\n")), breaks, "{text}");
    }
    for (length, breaks) in [(18, false), (19, true)] {
        let name = "a".repeat(length);
        let text = printed(vec![item("X", structure(vec![field(&name, "a", Type::Primitive("u8"))], None))]);
        assert_eq!(text.contains(&format!("        Self {{\n            {name},\n        }}\n")), breaks, "{text}");
    }
}
