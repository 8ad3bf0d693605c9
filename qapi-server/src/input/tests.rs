//! The rules of QEMU's lexer and parser, as `qemu-storage-daemon` 10.0.2 shows them.

use super::*;

/// The messages, as text, and faults in a stream of bytes that is fed in pieces of this size.
fn read_in_pieces(bytes: &[u8], size: usize, limits: Limits) -> Vec<String> {
    let mut input = Input::new(limits);
    let mut found = Vec::new();
    for mut piece in bytes.chunks(size) {
        while let Some(message) = input.next(&mut piece) {
            found.push(message.map_or_else(|fault| fault, |message| message.text().to_owned()));
        }
        assert!(piece.is_empty(), "all bytes are taken");
    }
    found
}

/// As [`read_in_pieces`]; the pieces make no difference.
fn read(bytes: &[u8]) -> Vec<String> {
    let whole = read_in_pieces(bytes, usize::MAX, Limits::default());
    for size in 1..=bytes.len().min(8) {
        assert_eq!(read_in_pieces(bytes, size, Limits::default()), whole, "in pieces of {size}");
    }
    whole
}

/// Rule: a faulty message is reported once, and the next one is read.
#[test]
fn one_fault_a_message() {
    for (text, fault) in [
        ("{]", "expecting value"),
        ("}", "expecting value"),
        (":", "expecting value"),
        ("{\"a\" 1}", "missing : in object pair"),
        ("{\"a\"}", "missing : in object pair"),
        ("{\"a\":}", "expecting value"),
        ("{\"a\":1,}", "expecting value"),
        ("{,}", "expecting value"),
        ("{1:2}", "key is not a string in object"),
        ("{[]:1}", "key is not a string in object"),
        ("{{}}", "key is not a string in object"),
        ("{null:1}", "key is not a string in object"),
        ("{a:1}", "invalid keyword 'a'"),
        ("{\"a\":tr}", "invalid keyword 'tr'"),
        ("{\"a\":truefalse}", "invalid keyword 'truefalse'"),
        ("{\"a\":1,\"a\":tru}", "invalid keyword 'tru'"),
        ("{\"a\":1,\"\\u0061\":2}", "duplicate key"),
        ("{\"x\":[{\"a\":1,\"a\":2}]}", "duplicate key"),
        ("[1,]", "expecting value"),
        ("[,1]", "expecting value"),
        ("[1 2]", "expected separator in list"),
        ("{\"b\":[1,2}]", "expected separator in list"),
        ("{\"a\":1 \"b\":2}", "expected separator in dict"),
        ("{\"a\":0x10}", "expected separator in dict"),
        ("{\"a\":1]", "expected separator in dict"),
        ("{\"a\":[1}]", "expected separator in list"),
        ("[}", "expecting value"),
        ("{\"a\":\"\\q\"}", "invalid escape sequence in string"),
        ("nul\n", "invalid keyword 'nul'"),
    ] {
        let found = read(format!("{text}{{'next':1}}").as_bytes());
        assert_eq!(found, [format!("JSON parse error, {fault}"), r#"{"next":1}"#.to_owned()], "{text}");
    }
}

/// Any value is a message, however many stand on a line; numbers and words end where something else begins.
#[test]
fn any_value_is_a_message() {
    assert_eq!(read(b"{}{}[[1, -2.50e+7]]"), ["{}", "{}", "[[1,-2.50e+7]]"]);
    assert_eq!(read(b"1 2\ttrue\r\nnull \"a\"'b'"), ["1", "2", "true", "null", "\"a\"", "\"b\""]);
    assert_eq!(read(b"1-1 1E+5-3 "), ["1", "-1", "1E+5", "-3"]);
    assert_eq!(read(b"1,2 "), ["1", "JSON parse error, expecting value", "2"]);
    assert_eq!(read(b"5"), [""; 0]);
}

/// Rule: after bytes that are no token, reading continues at a byte that may begin something new.
#[test]
fn recovery() {
    let expecting = "JSON parse error, expecting value";
    let stray = |text: &str| format!("JSON parse error, stray '{text}'");
    for (bytes, found) in [
        (&b"@ x \"y\" {}"[..], vec![stray("@"), "{}".to_owned()]),
        (b"@\tx {}", vec![stray("@"), "{}".to_owned()]),
        (b"@\r5\n", vec![stray("@"), "5".to_owned()]),
        (b"@a,b ", vec![stray("@"), expecting.to_owned(), "JSON parse error, invalid keyword 'b'".to_owned()]),
        (b"{\"a\":A}{}", vec![stray("A"), expecting.to_owned(), "{}".to_owned()]),
        (b"{{\xff{}", vec![stray("\u{fffd}"), "{}".to_owned()]),
        (b"\x01\x01{}", vec![stray("\u{1}"), stray("\u{1}"), "{}".to_owned()]),
        (b"@\xff\xff{}", vec![stray("@"), stray("\u{fffd}"), stray("\u{fffd}"), "{}".to_owned()]),
        (b"@\xfd{}", vec![stray("@"), "{}".to_owned()]),
        (b"\xef\xbb\xbf{}", vec![stray("\u{fffd}"), "{}".to_owned()]),
        (b"\"abc\n{}", vec![stray("\"abc\n"), "{}".to_owned()]),
        (b"\"a\tb\"{}", vec![stray("\"a\t"), "{}".to_owned()]),
        (b"\"\\\n{}", vec![stray("\"\\\n"), "{}".to_owned()]),
        (b"{\"execute\":\"guest-pi\xff{}", vec![stray("\"guest-pi\u{fffd}"), "{}".to_owned()]),
        (b"01{}", vec![stray("01"), "{}".to_owned()]),
        (b"--1{}", vec![stray("--"), "{}".to_owned()]),
        (b".5{}", vec![stray("."), "{}".to_owned()]),
        (b"{\"a\":-}{}", vec![stray("-}"), "{}".to_owned()]),
        (b"{\"a\":1.e}{}", vec![stray("1.e"), expecting.to_owned(), "{}".to_owned()]),
        (b"5\x80{}", vec!["5".to_owned(), stray("\u{fffd}"), "{}".to_owned()]),
        (b"{\"a\":%d}{}", vec![stray("%"), expecting.to_owned(), "{}".to_owned()]),
    ] {
        assert_eq!(read(bytes), found, "{bytes:?}");
    }
}

/// Rule: braces and brackets are counted separately, so an unbalanced message swallows what follows.
#[test]
fn unbalanced_input_goes_on() {
    assert_eq!(read(b"{\"a\":[1}{\"b\":2}"), [""; 0]);
    assert_eq!(read(b"{\"a\":[1}{\"b\":2}\xff{}"), ["JSON parse error, stray '\u{fffd}'", "{}"]);
}

/// Rule: a message at a limit passes, one beyond it does not, and the rest of it is then read as a new message.
#[test]
fn limits() {
    let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
    let limits = Limits { nesting: 8, ..Limits::default() };
    assert_eq!(read_in_pieces(nested(8).as_bytes(), 5, limits), [nested(8)]);
    let found = read_in_pieces(nested(9).as_bytes(), 5, limits);
    assert_eq!(found[0], "JSON nesting depth limit exceeded");
    assert_eq!(found[1..], ["JSON parse error, expecting value"; 9]);

    let limits = Limits { tokens: 7, ..Limits::default() };
    assert_eq!(read_in_pieces(b"[1,2,3]", 2, limits), ["[1,2,3]"]);
    assert_eq!(read_in_pieces(b"[1,2,34,5{}", 2, limits), ["JSON token count limit exceeded", "{}"]);

    let limits = Limits { bytes: 16, ..Limits::default() };
    assert_eq!(read_in_pieces(b"\"1234567890123\"", 4, limits), ["\"1234567890123\""]);
    assert_eq!(read_in_pieces(b"\"12345678901234\"", 4, limits), ["JSON token size limit exceeded"]);
    let found = read_in_pieces(format!("\"{}\n{{}}", "1".repeat(20)).as_bytes(), 4, limits);
    assert_eq!(found.first().map(String::as_str), Some("JSON token size limit exceeded"));
    assert_eq!(found.last().map(String::as_str), Some("{}"));
    let found = read_in_pieces(b"[\"123456\", \"123456\"]\n{}", 4, limits);
    assert_eq!(found[0], "JSON token size limit exceeded");
}

/// The own members of a message are found, whatever they hold; their names are strings of JSON.
#[test]
fn members() {
    let mut input = Input::new(Limits::default());
    let text = br#"{"execute": {"id": 1}, 'i\u0064' : [{"x": 2}, 3], "a\"": "b"}"#;
    let message = input.next(&mut &text[..]).expect("a message").expect("a sound one");
    assert!(message.is_object());
    let members: Vec<_> = message.members().collect();
    assert_eq!(members, [(r#""execute""#, r#"{"id":1}"#), (r#""id""#, r#"[{"x":2},3]"#), (r#""a\"""#, r#""b""#)]);
}

/// Rule: many keys cost no more than linear time, and duplicates among them are found.
#[test]
fn many_keys() {
    let keys: Vec<String> = (0..5000).map(|key| format!("\"k{key}\":1")).collect();
    let text = format!("{{{}}}", keys.join(","));
    assert_eq!(read_in_pieces(text.as_bytes(), 1000, Limits::default()), [text.as_str()]);
    let twice = format!("{{{},\"k17\":2}}", keys.join(","));
    assert_eq!(read_in_pieces(twice.as_bytes(), 1000, Limits::default()), ["JSON parse error, duplicate key"]);
}

/// Depth costs no stack.
#[test]
fn depth_costs_no_stack() {
    let limits = Limits { nesting: 1 << 20, ..Limits::default() };
    let text = "{\"a\":[".repeat(1 << 16) + &"]}".repeat(1 << 16);
    let found = read_in_pieces(text.as_bytes(), 4096, limits);
    assert!(found == [text], "one message");
}
