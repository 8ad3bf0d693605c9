//! Lines are broken where rustfmt would break them.

use super::{cfg, field, given, item, optional, path, printed, structure};
use crate::emit::layout::{self, Target, Tree};
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

/// Rule: an attribute is broken where it does not fit, or where several arguments take more than 70 columns; a single list
/// shares the lines of what it stands in.
#[test]
fn attributes_are_broken_from_the_outside() {
    let text = |content: &str, target| {
        layout::attribute(&Tree::call(content.parse().expect("tokens")), target, 0).replace('\n', "|")
    };
    let (a, b) = ("a".repeat(60), "b".repeat(30));
    for (content, expected) in [
        (format!("cfg({a}{b}x)"), format!("#[cfg({a}{b}x)]")),
        (format!("cfg({a}{b}xxxx)"), format!("#[cfg(|    {a}{b}xxxx|)]")),
        (format!("cfg(not({a}{b}))"), format!("#[cfg(not(|    {a}{b}|))]")),
        (format!("cfg(all({a}, bbbbbbbb))"), format!("#[cfg(all({a}, bbbbbbbb))]")),
        (format!("cfg(all({a}, bbbbbbbbb))"), format!("#[cfg(all(|    {a},|    bbbbbbbbb|))]")),
        (format!("serde(x(y), z({a}, {b}))"), format!("#[serde(|    x(y),|    z(|        {a},|        {b}|    )|)]")),
        (format!("deprecated(note = \"{a}{a}\")"), format!("#[deprecated(|    note = \"{a}{a}\"|)]")),
        (format!("other({a}{a}, b)"), format!("#[other({a}{a}, b)]")),
    ] {
        assert_eq!(text(&content, Target::Item), expected);
    }
    // The comma behind a field counts.
    let content = format!("cfg({a}{b}xx)");
    assert!(!text(&content, Target::Item).contains('|') && text(&content, Target::Member).contains('|'));
}

/// Rule: derives stand on one line of at most 96 columns, else on one line of their own, else on a line each.
#[test]
fn derives_are_broken_in_two_steps() {
    let text = |length: usize| layout::derive(&["Clone".to_owned(), "D".repeat(length)], 0).replace('\n', "|");
    for (length, expected) in [
        (78, "#[derive(Clone, D)]"),
        (79, "#[derive(|    Clone, D,|)]"),
        (89, "#[derive(|    Clone, D,|)]"),
        (90, "#[derive(|    Clone,|    D,|)]"),
    ] {
        assert_eq!(text(length).replace(&"D".repeat(length), "D"), expected, "{length}");
    }
}

/// Rule: a slice goes to the next line as a whole, if it has one element or takes at most 60 columns; else short elements
/// share lines, and others have a line each.
#[test]
fn slices_are_broken_by_the_width_of_their_elements() {
    let text = |widths: &[usize]| {
        let elements: Vec<_> = widths.iter().map(|width| (None, "x".repeat(*width))).collect();
        layout::slice("const FEATURES: &'static [&'static str] =", &elements, 4).replace('\n', "|")
    };
    assert!(text(&[24, 24]).ends_with(&format!("= &[{0}, {0}];", "x".repeat(24))));
    assert!(text(&[24, 25]).contains("=|        &[x"));
    assert!(text(&[29, 30]).contains("= &[|        x") && text(&[80]).contains("=|        &[x"));
    assert!(text(&[89]).contains("= &[|        x"));
    let lines = text(&[10; 12]);
    assert_eq!(lines.split('|').map(|line| line.matches('x').count() / 10).collect::<Vec<_>>(), [0, 7, 5, 0]);
    assert_eq!(text(&[11; 6]).matches('|').count(), 7);
    let guarded = [(Some(Tree::call(quote::quote!(cfg(unix)))), "\"a\"".to_owned()), (None, "\"b\"".to_owned())];
    assert_eq!(
        layout::slice("const A: B =", &guarded, 0),
        "const A: B = &[\n    #[cfg(unix)]\n    \"a\",\n    \"b\",\n];"
    );
}

/// Rule: the start of an `impl` is broken before `for`, the start of a type before its brace; the indentation of neither
/// counts.
#[test]
fn headers_are_broken_before_their_brace() {
    let of = Tree::ty(quote::quote!(From<Other>));
    for indent in [0, 4] {
        let space = " ".repeat(indent);
        let name = "N".repeat(75);
        assert_eq!(layout::implementation(Some(&of), &name, indent), format!("impl From<Other> for {name} {{"));
        let name = "N".repeat(78);
        let expected = format!("impl From<Other>\n{space}    for {name}\n{space}{{");
        assert_eq!(layout::implementation(Some(&of), &name, indent), expected);
        let name = "N".repeat(95);
        assert_eq!(layout::implementation(Some(&of), &name, indent), format!("impl From<Other> for {name} {{"));
        let (fits, long) = ("s".repeat(98), "s".repeat(99));
        assert_eq!(layout::header(&fits, "{", indent), format!("{fits} {{"));
        assert_eq!(layout::header(&long, "{", indent), format!("{long}\n{space}{{"));
    }
    assert_eq!(layout::implementation(None, &"N".repeat(94), 0), format!("impl\n    {}\n{{", "N".repeat(94)));
    let list = Tree::ty(format!("From<Vec<{}>>", "M".repeat(86)).parse().expect("tokens"));
    let expected = format!("impl\n    From<\n        Vec<{}>,\n    > for Name\n{{", "M".repeat(86));
    assert_eq!(layout::implementation(Some(&list), "Name", 0), expected);
}

/// Rule: a type in parentheses, the argument of a call and the value of a member go to a line of their own.
#[test]
fn what_stands_in_parentheses_has_a_line_of_its_own() {
    let ty = |text: &str| Tree::ty(text.parse().expect("tokens"));
    let name = "N".repeat(80);
    let variant = |inner: &str| layout::parenthesized("Variant", "", &ty(inner), ",", 4);
    assert_eq!(variant(&name), format!("Variant({name}),"));
    assert_eq!(variant(&format!("a::{name}xxxx")), format!("Variant(\n        a::{name}xxxx,\n    ),"));
    assert_eq!(
        variant(&format!("Vec<{name}aaaaaaa>")),
        format!("Variant(\n        Vec<\n            {name}aaaaaaa,\n        >,\n    ),")
    );
    let call = |text: &str| layout::call(&Tree::call(text.parse().expect("tokens")), 8);
    assert_eq!(call(&format!("Self::{name}(v)")), format!("Self::{name}(v)"));
    assert_eq!(call(&format!("Self::{name}(value)")), format!("Self::{name}(\n            value,\n        )"));
    let short = "N".repeat(70);
    assert_eq!(
        call(&format!("Self::{short}(Box::new(value))")),
        format!("Self::{short}(Box::new(\n            value,\n        ))")
    );
    let member = |length: usize| {
        layout::member(&"a".repeat(length), &"a".repeat(length), ".into()", 8).replace(&"a".repeat(length), "a")
    };
    assert_eq!(
        [member(41), member(42), member(45)],
        ["a: a.into()", "a: a\n            .into()", "a:\n            a.into()"]
    );
}

/// Rule: the attribute of a parameter stays on its line where both fit.
#[test]
fn a_parameter_stands_behind_its_attribute() {
    let cfg = Tree::call(quote::quote!(cfg(unix)));
    let parameter = |length: usize| {
        let name = "a".repeat(length);
        layout::parameter(Some(&cfg), &name, &Tree::ty(quote::quote!(u8)), 8).replace(&name, "a")
    };
    assert_eq!([parameter(74), parameter(75)], ["#[cfg(unix)] a: u8", "#[cfg(unix)]\n        a: u8"]);
}
