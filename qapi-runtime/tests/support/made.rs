//! Values that no text was read into, and texts that nest: what bytes choose.

use super::text::Choices;
use super::types::{Address, Backend, Device, Inet, Kind};
use qapi_runtime::{Decode, Encode, Map, UnknownBranch, Value, json};
use serde::Serialize;
use std::fmt::Debug;

/// How deep texts may nest at least, and how deep surely not.
const DEPTH: (usize, usize) = if cfg!(debug_assertions) { (256, 273) } else { (1024, 1041) };

/// Names, some of which are declared by the types, and some twice.
const NAMES: &[&str] = &["id", "type", "driver", "host", "port", "ipv4", "transport", "more", "x", "*id", "\"id\"", ""];
const BRANCHES: &[&str] = &["inet", "device", "new", "socket", ""];

fn members(choices: &mut Choices<'_>) -> Map {
    let count = choices.pick(3);
    (0..count).map(|_| (choices.of(NAMES).to_owned(), Value::from(choices.pick(3)))).collect()
}

fn unknown(choices: &mut Choices<'_>) -> UnknownBranch {
    UnknownBranch { name: choices.of(BRANCHES).to_owned(), members: members(choices) }
}

fn backend(choices: &mut Choices<'_>) -> Backend {
    let kind = match choices.pick(3) {
        0 => Kind::Inet(json::from_str::<Inet>(r#"{"host":"h","port":"1"}"#).expect("well formed")),
        1 => Kind::Device(Box::new(Device { driver: "d".to_owned(), more: members(choices) })),
        _ => Kind::Unknown(unknown(choices)),
    };
    Backend { id: "i".to_owned(), kind, more: members(choices) }
}

/// Makes values, and checks that each is read back as it was, or not written.
pub fn check_writing(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let list = (0..=choices.pick(3)).map(|_| backend(&mut choices)).collect::<Vec<_>>();
    written_or_refused(&list);
    written_or_refused(&Address::Unknown(unknown(&mut choices)));
    let number = || f64::from_bits(u64::from_le_bytes(std::array::from_fn(|_| choices.pick(256) as u8)));
    let numbers: Vec<f64> = std::iter::repeat_with(number).take(4).collect();
    // Lists of numbers have traits of serde's own, which this crate's writer is not in.
    let text = json::to_string(&numbers);
    assert_eq!(text.is_ok(), numbers.iter().all(|number| number.is_finite()));
    assert!(text.is_err() || text.is_ok_and(|text| json::from_str(&text).ok() == Some(numbers)));
}

fn written_or_refused<T: Encode + Decode + Serialize + PartialEq + Debug>(value: &T) {
    let text = json::to_string(value);
    let by_serde = serde_json::to_string(value);
    match text {
        Ok(text) => {
            assert_eq!(json::from_str::<T>(&text).ok().as_ref(), Some(value), "{text}");
            assert_eq!(by_serde.ok(), Some(text));
        }
        Err(error) => {
            assert!(by_serde.is_err() && serde_json::to_value(value).is_err(), "{value:?}");
            let known = ["is declared", "are declared", "is a known branch", "JSON has no number"];
            assert!(known.iter().any(|known| error.to_string().contains(known)), "{error}");
        }
    }
}

/// Nests a text, and checks that it is read as deep as it may be, and no deeper.
pub fn check_nesting(bytes: &[u8]) {
    const AROUND: &[(&str, &str)] = &[
        ("[", "]"),
        (r#"{"a":"#, "}"),
        (r#"{"node-name":"n","children":[],"backing":"#, "}"),
        (r#"{"node-name":"n","backing":"#, r#","children":[]}"#),
        (r#"{"type":"device","id":"i","driver":"d","more":"#, "}"),
        (r#"{"more":"#, r#","id":"i","type":"new"}"#),
    ];
    let mut choices = Choices::new(bytes);
    let levels = choices.pick(256) * 8 + choices.pick(256) % 8;
    let (mut before, mut after) = (String::new(), Vec::new());
    let period = 1 + choices.pick(4);
    let around: Vec<(&str, &str)> = (0..period).map(|_| choices.of(AROUND)).collect();
    for (start, end) in around.iter().cycle().take(levels) {
        before.push_str(start);
        after.push(*end);
    }
    let text = before + "1" + &after.into_iter().rev().collect::<String>();
    let value = json::from_str::<Value>(&text);
    assert!(value.is_ok() || levels > DEPTH.0, "{levels}: {value:?}");
    assert!(value.is_err() || levels < DEPTH.1, "{levels}");
    super::types::each(&mut |check| check(&text, &super::Known::of(&text)));
}
