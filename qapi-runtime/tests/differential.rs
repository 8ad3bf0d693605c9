//! Rule: the reader and the writer do what `serde_json` does, and take what a type's schema allows, nothing else.
#![allow(missing_docs)]

mod support;

use proptest::prelude::*;
use qapi_runtime::{Value, json};
use support::types::{Address, Socket};
use support::{check, made, text};

proptest! {
    #![proptest_config(ProptestConfig { cases: 8000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Texts that fit a type, nearly always, are read alike on every way in, as the schema says, and written alike.
    #[test]
    fn what_nearly_fits(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check(&text::make(&bytes));
    }

    /// Values are written so that they are read back as they were, or not at all.
    #[test]
    fn what_is_made(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        made::check_writing(&bytes);
    }

    /// Texts of tokens in any order are taken or refused alike.
    #[test]
    fn what_rarely_fits(tokens in proptest::collection::vec(proptest::sample::select(TOKENS), 0..12)) {
        check(&tokens.concat());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]

    /// Texts that nest are read as deep as they may, and no deeper.
    #[test]
    fn what_nests(bytes in proptest::collection::vec(any::<u8>(), 8)) {
        made::check_nesting(&bytes);
    }
}

const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    " ",
    "\"a\"",
    "\"a\":",
    "\"type\":\"inet\"",
    "1",
    "-",
    "0",
    ".",
    "e5",
    "true",
    "null",
    "\"path\":\"\"",
    "é",
    "\u{0}",
];

/// Every order of the members of an object that two unions share gives the same value, also right after another one,
/// and with brackets in strings and the discriminators' names where they mean nothing.
#[test]
fn every_order_gives_the_same() {
    let address = every_order([
        r#""transport":"socket""#,
        r#""type":"inet""#,
        r#""host":"}""#,
        r#""port":"type""#,
        r#""ipv4":true"#,
        r#""x":{"type":"unix","transport":"none"}"#,
        r#""y\"type":"]""#,
    ]);
    assert!(matches!(address, Address::Socket(Socket::Inet(inet)) if inet.host == "}" && inet.ipv4 == Some(true)));
    let address = every_order([
        r#""transport":"socket""#,
        r#""type":"pigeon""#,
        r#""host":"}}""#,
        r#""port":"[""#,
        r#""x":{"type":"inet","transport":"none"}"#,
        r#""y":[{"type":"unix","transport":"none"}]"#,
        r#""y\"transport":"]""#,
    ]);
    let Address::Socket(Socket::Unknown(branch)) = address else { panic!("{address:?}") };
    assert_eq!((branch.name.as_str(), branch.members.len()), ("pigeon", 5));
}

fn every_order(members: [&str; 7]) -> Address {
    let mut orders = vec![vec![]];
    for member in members {
        let insert = |order: &Vec<_>, at| [&order[..at], &[member], &order[at..]].concat();
        orders = orders.iter().flat_map(|order| (0..=order.len()).map(move |at| insert(order, at))).collect();
    }
    assert_eq!(orders.len(), 5040);
    let texts: Vec<String> = orders.iter().map(|order| format!("{{{}}}", order.join(","))).collect();
    let expected = json::from_str::<Address>(&texts[0]).expect("well formed");
    for text in &texts {
        assert_eq!(json::from_str::<Address>(text).ok().as_ref(), Some(&expected), "{text}");
    }
    let all: Vec<Address> = json::from_str(&format!("[{}]", texts.join(","))).expect("well formed");
    assert!(all.len() == 5040 && all.iter().all(|address| *address == expected));
    expected
}

/// A string is read and written as `serde_json` does whatever character stands anywhere in it, whatever its length.
#[test]
fn every_character_at_every_place() {
    let others = (0..0x80).map(char::from).chain(['\u{80}', 'é', '\u{7ff}', '€', '\u{ffff}', '😀']);
    for (length, other) in (0..=26).flat_map(|length| others.clone().map(move |other| (length, other))) {
        for place in 0..=length {
            let text = format!("{}{other}{}", "a".repeat(place), "z".repeat(length - place));
            let written = json::to_string(&text).expect("strings can be written");
            assert_eq!(Some(&written), serde_json::to_string(&text).ok().as_ref());
            assert_eq!(json::from_str::<String>(&written).ok(), Some(text.clone()));
            // The same without escapes, where one may be missing.
            let raw = format!("[\"{text}\",1]");
            assert_eq!(json::from_str::<Value>(&raw).ok(), serde_json::from_str(&raw).ok(), "{raw}");
            let skipped = format!("{{\"x\":{raw}}}");
            let refused = serde_json::from_str::<Value>(&raw).is_err();
            assert_eq!(json::from_str::<qapi_runtime::Empty>(&skipped).is_err(), refused, "{raw}");
        }
    }
}

macro_rules! names {
    ($($name:ident $wire:literal,)*) => {
        /// A member of each length, the name of each the beginning of the next.
        #[derive(Debug, PartialEq)]
        pub struct Names {
            $( pub $name: u8, )*
        }
        qapi_runtime::object! { strict Names { $( $name: $wire, )* } }
        const NAMES: &[&str] = &[$( $wire, )*];
    };
}

names! {
    a "a",
    ab "ab",
    abc "abc",
    abcd "abcd",
    abcde "abcde",
    abcdef "abcdef",
    abcdefg "abcdefg",
    abcdefgh "abcdefgh",
    abcdefghi "abcdefghi",
    abcdefghij "abcdefghij",
    abcdefghijk "abcdefghijk",
    abcdefghijkl "abcdefghijkl",
    abcdefghijklm "abcdefghijklm",
    abcdefghijklmn "abcdefghijklmn",
    abcdefghijklmno "abcdefghijklmno",
    abcdefghijklmnop "abcdefghijklmnop",
    abcdefghijklmnopq "abcdefghijklmnopq",
    abcdefghijklmnopqr "abcdefghijklmnopqr",
    abcdefghijklmnopqrs "abcdefghijklmnopqrs",
    abcdefghijklmnopqrst "abcdefghijklmnopqrst",
}

/// A member is recognised by its whole name, whatever its length, and written with it.
#[test]
fn names_of_every_length() {
    let members = |names: &[&str]| {
        format!("{{{}}}", names.iter().map(|name| format!("\"{name}\":1")).collect::<Vec<_>>().join(","))
    };
    for start in 0..NAMES.len() {
        let mut names = NAMES.to_vec();
        names.rotate_left(start);
        let value: Names = json::from_str(&members(&names)).expect("well formed");
        assert_eq!(json::to_string(&value).ok(), Some(members(NAMES)));
        assert_eq!(serde_json::to_string(&value).ok(), Some(members(NAMES)));
        for at in 0..NAMES[start].len() {
            let mut other = NAMES[start].to_owned();
            other.replace_range(at..=at, "!");
            let mut names = NAMES.to_vec();
            names[start] = &other;
            let error = json::from_str::<Names>(&members(&names)).unwrap_err();
            assert!(error.to_string().starts_with(&format!("unknown member '{other}'")), "{error}");
        }
    }
}

/// Whole numbers are taken up to the last one that a type has, and no further, however many digits they have.
#[test]
fn ends_of_every_range() {
    fn ends<T: qapi_runtime::Decode + std::fmt::Display>(min: i128, max: i128) {
        let around = [min, max, 0, 10_i128.pow(18), 10_i128.pow(19), 10_i128.pow(20), i128::from(u64::MAX), i128::MAX];
        let near = around.iter().flat_map(|end| (-11..=11).flat_map(|by| [end.checked_add(by), end.checked_neg()]));
        for number in near.flatten() {
            let text = number.to_string();
            let read = json::from_str::<T>(&text);
            match read {
                Ok(value) if max == u64::MAX.into() && number < 0 => {
                    assert!(number >= i64::MIN.into() && value.to_string() == (number as u64).to_string(), "{text}");
                }
                Ok(value) => assert!(value.to_string() == text && (min..=max).contains(&number), "{text}"),
                Err(error) => {
                    assert!(!(min..=max).contains(&number), "{text}: {error}");
                    assert!(max != u64::MAX.into() || !(i64::MIN.into()..0).contains(&number), "{text}: {error}");
                    assert!(
                        error.to_string().starts_with(&format!("the number {text} is not in the range {min} to {max}"))
                    );
                }
            }
        }
    }
    ends::<i8>(i8::MIN.into(), i8::MAX.into());
    ends::<i16>(i16::MIN.into(), i16::MAX.into());
    ends::<i32>(i32::MIN.into(), i32::MAX.into());
    ends::<i64>(i64::MIN.into(), i64::MAX.into());
    ends::<u8>(0, u8::MAX.into());
    ends::<u16>(0, u16::MAX.into());
    ends::<u32>(0, u32::MAX.into());
    ends::<u64>(0, u64::MAX.into());
}
