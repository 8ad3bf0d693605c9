//! Texts made of bytes: what fits a schema, nearly always, and then perhaps is changed in one place.

use super::schema::{Member, Obj, Ty};
use super::types::TYPES;

/// Bytes that decide what is made of them; zeros once they are used up, which stand for what is simple.
pub struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Choices(bytes)
    }

    pub fn pick(&mut self, count: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % count.max(1)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.pick(count) + 1 == count
    }

    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.pick(all.len())]
    }
}

/// Makes a text.
pub fn make(bytes: &[u8]) -> String {
    let mut choices = Choices::new(bytes);
    let mut text = String::new();
    let ty = choices.of(TYPES);
    value(ty, &mut choices, &mut text, 6);
    if choices.one_in(3) {
        change(&mut choices, &mut text);
    }
    text
}

/// Changes one place of a text.
fn change(choices: &mut Choices<'_>, text: &mut String) {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let at = places[(choices.pick(256) * 256 + choices.pick(256)) % places.len()];
    if choices.one_in(2) {
        text.remove(at);
    }
    const OTHERS: &[&str] =
        &["", "\"", "{", "}", "[", "]", ",", ":", "0", "-", "\\", "\n", "e", ".", "é", "\u{1}", "1"];
    text.insert_str(at, choices.of(OTHERS));
}

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "127",
    "128",
    "-128",
    "-129",
    "255",
    "256",
    "32767",
    "32768",
    "65535",
    "65536",
    "-32769",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "9999999999999999999",
    "10000000000000000000",
    "18446744073709551615",
    "18446744073709551616",
    "-18446744073709551616",
    "100000000000000000000",
    "-0",
    "0.0",
    "-0.0",
    "1.0",
    "1.5",
    "1e2",
    "1E+2",
    "12e-1",
    "1e400",
    "-1e400",
    "1e-400",
    "9007199254740993",
    "0.1",
    "2.2250738585072011e-308",
    "179769313486231570000e289",
    "01",
    "1.",
    ".5",
    "-",
    "1e",
];

const STRINGS: &[&str] = &[
    "",
    "a",
    "on",
    "finish-migrate",
    "inet",
    "unix",
    "socket",
    "none",
    "s390x",
    "x86_64",
    "device",
    "STOP",
    "CPU",
    "ADD",
    "FEW",
    "CHOICE",
    "type",
    "}",
    "]}{[",
    "\\\"type\\\":",
    "\\n",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\\ud800",
    "é",
    "1234567",
    "12345678",
    "123456789abc",
    "123456789abcd",
    "123456789abcde",
    "1234567\\b",
    "é123456789é",
    "\\\\",
    "123456789abcdef0",
    "123456789abcdef01",
    "/\\/\u{7f}",
    "\\u0000",
    "\\x",
];

fn string(choices: &mut Choices<'_>, text: &mut String) {
    text.push('"');
    for _ in 0..=usize::from(choices.one_in(6)) * 2 {
        text.push_str(choices.of(STRINGS));
    }
    text.push('"');
}

fn space(choices: &mut Choices<'_>, text: &mut String) {
    if choices.one_in(8) {
        text.push_str(choices.of(&[" ", "\n", "\t \r\n"]));
    }
}

fn number(min: i128, max: i128, choices: &mut Choices<'_>, text: &mut String) {
    let near = [0, 1, min, max, max / 10, min - 1, max + 1];
    match choices.pick(8) {
        0..=5 => {
            let fits = !choices.one_in(8);
            text.push_str(&choices.of(if fits { &near[..5] } else { &near }).to_string());
        }
        _ => text.push_str(choices.of(NUMBERS)),
    }
}

/// Any value.
fn any(choices: &mut Choices<'_>, text: &mut String, room: usize) {
    match choices.pick(if room == 0 { 4 } else { 8 }) {
        0 => text.push_str(choices.of(&["null", "true", "false", "null", "true", "false", "null", "nul"])),
        1 => text.push_str(choices.of(NUMBERS)),
        2 | 3 => string(choices, text),
        4 | 5 => value(&Ty::List(&Ty::Any), choices, text, room - 1),
        6 => {
            let ty = choices.of(TYPES);
            value(ty, choices, text, room - 1);
        }
        _ => {
            let count = choices.pick(4);
            let names = (0..count).map(|_| choices.of(STRINGS));
            let entries: Vec<(&str, &Ty)> = names.map(|name| (name, &Ty::Any)).collect();
            object(&entries, choices, text, room - 1);
        }
    }
}

/// A value that fits, nearly always.
fn value(ty: &Ty, choices: &mut Choices<'_>, text: &mut String, room: usize) {
    space(choices, text);
    match ty {
        _ if choices.one_in(64) => any(choices, text, room),
        Ty::Any => any(choices, text, room),
        Ty::Int(min, max) => number(*min, *max, choices, text),
        Ty::Num => text.push_str(choices.of(NUMBERS)),
        Ty::Str => string(choices, text),
        Ty::Bool => text.push_str(choices.of(&["true", "false"])),
        Ty::Null => text.push_str("null"),
        Ty::Enum(names) => text.push_str(&format!("\"{}\"", choices.of(names))),
        Ty::List(element) => {
            text.push('[');
            let count = if room == 0 { 0 } else { choices.pick(6) };
            for place in 0..count {
                text.push_str(if place > 0 { "," } else { "" });
                value(element, choices, text, room - 1);
            }
            space(choices, text);
            text.push(']');
        }
        Ty::Alternate(alternate) => match room {
            0 => text.push_str("null"),
            _ => value(choices.of(alternate.branches), choices, text, room - 1),
        },
        Ty::Object(obj) => members(obj, choices, text, room),
        Ty::Event(events) => {
            let (name, data) = choices.of(events);
            let data = Ty::Object(data);
            static STAMP: Obj = Obj {
                members: &[("seconds", true, &Ty::Int(-1, 9)), ("microseconds", true, &Ty::Int(-1, 9))],
                ..super::schema::PLAIN
            };
            let name = [if choices.one_in(8) { "NEW" } else { name }];
            let entries = [("event", &Ty::Enum(leak(name))), ("data", &data), ("timestamp", &Ty::Object(&STAMP))];
            object(&entries, choices, text, room);
        }
    }
    space(choices, text);
}

/// The entries of an object that fits a schema.
fn members(obj: &Obj, choices: &mut Choices<'_>, text: &mut String, room: usize) {
    let mut listed: Vec<Member> = obj.members.to_vec();
    let mut tags = Vec::new();
    let mut next = obj.by;
    while let Some(by) = next {
        let (name, branch) = choices.of(by.branches);
        let known = !choices.one_in(8);
        tags.push((by.tag, if known { name } else { "new" }));
        next = branch.by.filter(|_| known);
        listed.extend(branch.members.iter().filter(|_| known));
    }
    let often = if listed.len() > 20 { 16 } else { 2 };
    let mut entries: Vec<(&str, &Ty)> = Vec::new();
    for (name, required, ty) in &listed {
        if if *required { !choices.one_in(32) } else { choices.one_in(often) } {
            entries.push((name, ty));
        }
    }
    let tag_types: Vec<Ty> = tags.iter().map(|(_, name)| Ty::Enum(leak([*name]))).collect();
    entries.extend(tags.iter().zip(&tag_types).filter(|_| !choices.one_in(12)).map(|((tag, _), ty)| (*tag, ty)));
    object(&entries, choices, text, room);
}

/// Lists of one name live as long as the process: there are few of them.
fn leak(name: [&'static str; 1]) -> &'static [&'static str] {
    use std::collections::BTreeMap;
    use std::sync::Mutex;
    static NAMES: Mutex<BTreeMap<&str, &'static [&'static str]>> = Mutex::new(BTreeMap::new());
    let mut names = NAMES.lock().unwrap_or_else(|error| error.into_inner());
    names.entry(name[0]).or_insert_with(|| Box::leak(Box::new(name)))
}

/// An object in some order, perhaps with an entry more, or one that comes twice.
fn object(entries: &[(&str, &Ty)], choices: &mut Choices<'_>, text: &mut String, room: usize) {
    let mut entries = entries.to_vec();
    if choices.one_in(4) {
        entries.push((choices.of(STRINGS), &Ty::Any));
    }
    if choices.one_in(32) && !entries.is_empty() {
        entries.push(choices.of(&entries));
    }
    if choices.one_in(2) {
        for at in 1..entries.len() {
            entries.swap(at, choices.pick(at + 1));
        }
    }
    text.push('{');
    for (place, (name, ty)) in entries.into_iter().enumerate() {
        text.push_str(if place > 0 { "," } else { "" });
        space(choices, text);
        match name.strip_prefix(|first: char| first.is_ascii_lowercase()) {
            Some(rest) if choices.one_in(16) => text.push_str(&format!("\"\\u00{:02x}{rest}\"", name.as_bytes()[0])),
            _ => text.push_str(&format!("\"{name}\"")),
        }
        space(choices, text);
        text.push(':');
        value(ty, choices, text, room.saturating_sub(1));
    }
    space(choices, text);
    text.push('}');
}
