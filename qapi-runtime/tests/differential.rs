//! Rule: the reader and the writer do what `serde_json` does, and take what a type's schema allows, nothing else.
#![allow(missing_docs)]

mod support;

use proptest::prelude::*;
use qapi_runtime::json;
use support::types::{Address, Socket};
use support::{check, text};

proptest! {
    #![proptest_config(ProptestConfig { cases: 8000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Texts that fit a type, nearly always, are read alike on every way in, as the schema says, and written alike.
    #[test]
    fn what_nearly_fits(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check(&text::make(&bytes));
    }

    /// Texts of tokens in any order are taken or refused alike.
    #[test]
    fn what_rarely_fits(tokens in proptest::collection::vec(proptest::sample::select(TOKENS), 0..12)) {
        check(&tokens.concat());
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
