//! Items look as if they were written by hand.

use super::{cfg, field, given, item, optional, path, printed, structure, variant};
use crate::rust::{
    Attribute, Body, Command, Conversion, Enum, EnumKind, Extra, Feature, Field, JsonType, Message, Selector, Struct,
    Type, parse, parse_attributes,
};

#[test]
fn a_struct_its_table_and_its_function_look_hand_written() {
    let extra = Extra { name: "extra".to_owned(), doc: "More.".to_owned() };
    let mut thing = item(
        "Thing",
        structure(
            vec![
                field("a", "a", optional(Type::Vec(Box::new(Type::String)))),
                field("r#type", "type", path("net", "Kind")),
                field("b", "b-c", Type::String),
                Field {
                    conversion: Conversion::With(parse::<syn::Path>("crate::x").expect("a path").0),
                    ..field("d", "d", given("Map<u8,u8>"))
                },
                field("e", "e", Type::Box(Box::new(path("here", "Other")))),
            ],
            Some(extra),
        ),
    );
    thing.doc = "A thing.\n\nMore.".to_owned();
    thing.message = Some(Message::Command(Command {
        response: Type::Vec(Box::new(Type::Primitive("u8"))),
        allow_oob: true,
        allow_preconfig: false,
        success_response: true,
        features: vec![Feature { name: "a".to_owned(), cfg: None }, Feature { name: "b".to_owned(), cfg: cfg("unix") }],
    }));
    let expected = r#"/// A thing.
///
/// More.
#[derive(Debug, Clone)]
pub struct Thing {
    /// `a`
    pub a: Option<Vec<String>>,
    /// `type`
    pub r#type: super::net::Kind,
    /// `b-c`
    pub b: String,
    /// `d`
    pub d: Map<u8, u8>,
    /// `e`
    pub e: Box<Other>,
    /// More.
    pub extra: ::qapi_runtime::Map,
}

::qapi_runtime::object! {
    Thing {
        a: "*a",
        r#type: "type",
        b: "b-c",
        d: "d" ahead_with(crate::x),
        e: "e",
        ..extra
    }
}

impl Thing {
    /// Creates a value from its required members; the others are `None`.
    pub fn new(
        r#type: super::net::Kind,
        b: impl Into<String>,
        d: Map<u8, u8>,
        e: Box<Other>,
    ) -> Self {
        Self {
            a: None,
            r#type,
            b: b.into(),
            d,
            e,
            extra: ::qapi_runtime::Map::new(),
        }
    }
}

impl ::qapi_runtime::Command for Thing {
    type Response = Vec<u8>;
    const NAME: &'static str = "thing";
    const ALLOW_OOB: bool = true;
    const FEATURES: &'static [&'static str] = &[
        "a",
        #[cfg(unix)]
        "b",
    ];
}
"#;
    assert_eq!(printed(vec![thing]), expected);
}

#[test]
fn enums_and_structs_without_fields() {
    let branches = EnumKind::Branches("type".to_owned());
    let enumeration = |kind, variants, unknown: Option<&str>| {
        Body::Enum(Enum { kind, variants, unknown: unknown.map(str::to_owned) })
    };
    let mut a = variant("A", Selector::Name, None);
    a.cfg = cfg("unix");
    a.attributes = parse_attributes("#[doc = \"From the user.\"] #[other(a,b)] #[plain]").expect("attributes");
    let mut kind = item(
        "Kind",
        enumeration(branches, vec![a, variant("B", Selector::Name, Some(path("x", "B")))], Some("Unknown")),
    );
    kind.impls.encode = false;
    kind.strict = true;
    let null = variant("Null", Selector::Json(JsonType::Null), None);
    let string = variant("S", Selector::Json(JsonType::String), Some(Type::String));
    let or = item("Or", enumeration(EnumKind::Alternatives, vec![null, string], Some("Unknown")));
    let empty = item("Empty", enumeration(EnumKind::Values, Vec::new(), None));
    let unit = item("Unit", structure(Vec::new(), None));
    let wrapper = item("Wrapper", Body::Wrapper(path("x", "B")));
    let expected = r#"/// Kind.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)]
pub enum Kind {
    /// A.
    #[cfg(unix)]
    /// From the user.
    #[other(a, b)]
    #[plain]
    A,
    /// B.
    B(super::x::B),
    /// A branch that the schema does not list, with its members as they came.
    Unknown(::qapi_runtime::UnknownBranch),
}

::qapi_runtime::union! {
    decode strict Kind by "type" {
        #[cfg(unix)]
        A = "a",
        B(super::x::B) = "b",
        ..Unknown
    }
}

/// Or.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)]
pub enum Or {
    /// Null.
    Null,
    /// S.
    S(String),
    /// A value of a JSON type that no branch accepts, as it came.
    Unknown(::qapi_runtime::Value),
}

::qapi_runtime::alternate! {
    Or {
        null => Null,
        string => S(String),
        ..Unknown
    }
}

impl From<String> for Or {
    #[inline]
    fn from(value: String) -> Self {
        Self::S(value)
    }
}

impl From<&str> for Or {
    #[inline]
    fn from(value: &str) -> Self {
        Self::S(value.to_owned())
    }
}

/// Empty.
#[derive(Debug, Clone)]
pub enum Empty {}

::qapi_runtime::enumeration! {
    Empty {}
}

/// Unit.
#[derive(Debug, Clone)]
pub struct Unit;

::qapi_runtime::object! {
    Unit {}
}

/// Wrapper.
#[derive(Debug, Clone)]
pub struct Wrapper(pub super::x::B);

::qapi_runtime::transparent! {
    Wrapper(super::x::B)
}
"#;
    assert_eq!(printed(vec![kind, or, empty, unit, wrapper]), expected);
}

#[test]
fn documentation_keeps_its_characters() {
    let mut unit = item("X", Body::Struct(Struct { fields: Vec::new(), extra: None, constructor: false }));
    unit.doc = "a \"quote\", a \\ and a\u{7f} é\n  indented".to_owned();
    let text = printed(vec![unit]);
    assert!(text.starts_with("/// a \"quote\", a \\ and a\u{7f} é\n///   indented\n#[derive("), "{text}");
}

/// Rule: where an item hides a name of the prelude, the module uses the full path.
#[test]
fn a_hidden_name_of_the_prelude_is_spelled_out() {
    let unit = |name| item(name, structure(Vec::new(), None));
    let body = vec![field("a", "a", optional(Type::String)), field("b", "b", Type::String)];
    let thing = item("Thing", structure(body, None));
    let text = printed(vec![thing, unit("String"), unit("Into"), unit("None")]);
    assert!(text.contains("pub a: Option<::std::string::String>,"), "{text}");
    assert!(text.contains("pub fn new(b: impl ::std::convert::Into<::std::string::String>) -> Self"), "{text}");
    assert!(text.contains("a: ::std::option::Option::None,"), "{text}");
}

#[test]
fn attributes_of_the_user_are_attributes() {
    assert!(parse_attributes("not one").is_none());
    assert!(parse_attributes("#![inner]").is_none());
    let attributes = parse_attributes("#[doc = r\"a\\b\"]#[x( a,b( c ) )] #[y]").expect("attributes");
    assert_eq!(attributes[0], Attribute::Doc("a\\b".to_owned()));
    let Attribute::List { name, arguments } = &attributes[1] else { panic!("{attributes:?}") };
    assert_eq!((name.as_str(), arguments.iter().map(|a| a.as_str()).collect::<Vec<_>>()), ("x", vec!["a", "b(c)"]));
    assert!(matches!(&attributes[2], Attribute::Other(code) if code.as_str() == "y"));
}
