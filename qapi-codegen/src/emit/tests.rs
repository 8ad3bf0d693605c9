//! Layout: what is printed looks as rustfmt would have left it.

use crate::rust::{
    Alias, Attribute, Body, Cfg, Command, Conversion, Crate, Deprecated, Direction, Enum, EnumKind, EventVariant,
    Events, Extra, Feature, Field, Impls, Item, JsonType, Location, Message, Module, Path, Selector, Struct, Type,
    Variant, VersionFact, Versions, parse, parse_attributes,
};

const BOTH: Impls = Impls { encode: true, decode: true };

fn item(name: &str, body: Body) -> Item {
    Item {
        name: name.to_owned(),
        definition: name.to_lowercase(),
        doc: format!("{name}."),
        cfg: None,
        deprecated: None,
        derives: vec![parse::<syn::Path>("Debug").expect("a path").0, parse::<syn::Path>("Clone").expect("a path").0],
        attributes: Vec::new(),
        non_exhaustive: false,
        direction: Direction::default(),
        uses: Vec::new(),
        impls: BOTH,
        strict: false,
        body,
        message: None,
    }
}

fn field(name: &str, wire: &str, ty: Type) -> Field {
    Field {
        name: name.to_owned(),
        wire: wire.to_owned(),
        doc: format!("`{wire}`"),
        cfg: None,
        deprecated: None,
        attributes: Vec::new(),
        optional: matches!(ty, Type::Option(_)),
        ty,
        conversion: Conversion::None,
    }
}

fn structure(fields: Vec<Field>, extra: Option<Extra>) -> Body {
    Body::Struct(Struct { constructor: !fields.is_empty(), fields, extra })
}

fn variant(name: &str, selector: Selector, payload: Option<Type>) -> Variant {
    Variant {
        name: name.to_owned(),
        wire: name.to_lowercase(),
        selector,
        doc: format!("{name}."),
        cfg: None,
        deprecated: None,
        attributes: Vec::new(),
        from: payload.is_some() && matches!(selector, Selector::Json(_)),
        payload,
    }
}

fn given(text: &str) -> Type {
    Type::Given(parse::<syn::Type>(text).expect("a type").0)
}

fn cfg(text: &str) -> Option<Cfg> {
    Some(Cfg::Given(parse::<syn::Meta>(text).expect("a predicate").0))
}

fn optional(ty: Type) -> Type {
    Type::Option(Box::new(ty))
}

fn path(module: &str, name: &str) -> Type {
    Type::Path(Path::new(module, name))
}

/// A crate with one module, `here`.
fn krate(items: Vec<Item>) -> Crate {
    let module = Module {
        name: "here".to_owned(),
        doc: "Types of `here.json`.".to_owned(),
        cfg: None,
        items,
        aliases: Vec::new(),
    };
    Crate {
        runtime: parse::<syn::Path>("::qapi_runtime").expect("a path").0,
        modules: vec![module],
        root: Some("here".to_owned()),
        events: Events { variants: Vec::new(), unknown: "Unknown".to_owned(), non_exhaustive: true, impls: BOTH },
        versions: None,
        facade: None,
    }
}

fn printed(items: Vec<Item>) -> String {
    let krate = krate(items);
    super::items(&krate, &krate.modules[0], &krate.modules[0].items, 0)
}

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
    const FEATURES: &'static [&'static str] = &["a", #[cfg(unix)] "b"];
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
    fn from(value: String) -> Self {
        Self::S(value)
    }
}

impl From<&str> for Or {
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
    let note = "a note that is so long that together with its name it does not fit in the width".to_owned();
    old.deprecated = Some(Deprecated { cfg: None, note: note.clone() });
    let mut short = item("Short", structure(vec![field("a", "a", Type::Primitive("u8"))], None));
    short.deprecated = Some(Deprecated { cfg: cfg("unix"), note });
    let expected = r#"/// Old.
#[deprecated(
    note = "a note that is so long that together with its name it does not fit in the width"
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
        #[cfg(unix)]
        second_argument: impl Into<String>,
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
    deprecated(note = "a note that is so long that together with its name it does not fit in the width")
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

#[test]
fn documentation_keeps_its_characters() {
    let mut unit = item("X", Body::Struct(Struct { fields: Vec::new(), extra: None, constructor: false }));
    unit.doc = "a \"quote\", a \\ and a\u{7f} é\n  indented".to_owned();
    let text = printed(vec![unit]);
    assert!(text.starts_with("/// a \"quote\", a \\ and a\u{7f} é\n///   indented\n#[derive("), "{text}");
}

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
    let text = super::file(&krate, "");
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
    let (_, files) = super::tree(&krate, "");
    let expected = r#"

/// The name of [`New`] in older versions, QAPI's `old`.
#[deprecated(note = "renamed to `New`")]
pub type Old = New;
"#;
    assert!(files[0].1.ends_with(expected), "{}", files[0].1);
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
    for (length, breaks) in [(70, false), (71, true)] {
        let note = "n".repeat(length - "deprecated(note = \"\")".len());
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
    let unit = super::items(&krate, &krate.modules[0], &krate.modules[0].items, 0);
    let (root, files) = super::tree(&krate, "// Header.\n");
    assert_eq!(root, format!("// Header.\n\n{module};\n{events}"));
    assert_eq!(files, [("type.rs".to_owned(), format!("// Header.\n\n{unit}"))]);
    let indented = super::items(&krate, &krate.modules[0], &krate.modules[0].items, 4);
    assert_eq!(super::file(&krate, "// Header.\n"), format!("// Header.\n\n{module} {{\n{indented}}}\n{events}"));
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
