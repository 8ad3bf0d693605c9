//! Reading the arguments of commands as strictly as QEMU does, with errors in its words.
//!
//! The runtime reports the path of the member and what is wrong with it. This translates the report into what QEMU
//! would say; a report without a counterpart stays as it is.

use crate::error::error;
use qapi_runtime::{Decode, Error, json};

/// Reads the arguments of a command from the text of an object.
///
/// # Errors
/// The arguments do not fit the type, or some are unknown.
pub fn read<C: Decode>(text: &str) -> Result<C, Error> {
    json::from_str_strict(text).map_err(|problem| error(in_qemus_words(&problem.to_string())))
}

/// What the runtime calls a type, and what QEMU calls it.
const TYPES: [(&str, &str); 7] = [
    ("a string", "string"),
    ("a list", "array"),
    ("an object", "object"),
    ("true or false", "boolean"),
    ("a whole number", "integer"),
    ("a number", "number"),
    ("null", "null"),
];

/// The ranges of integers, and what QEMU calls them.
const RANGES: [(&str, &str); 6] = [
    ("-128 to 127", "int8_t"),
    ("-32768 to 32767", "int16_t"),
    ("-2147483648 to 2147483647", "int32_t"),
    ("0 to 255", "uint8_t"),
    ("0 to 65535", "uint16_t"),
    ("0 to 4294967295", "uint32_t"),
];

/// An error message of the runtime, as QEMU words it.
fn in_qemus_words(message: &str) -> String {
    let message = message.rfind(" at line ").map_or(message, |end| &message[..end]);
    let (path, problem) = split(message);
    let member = |name: &str| match (path, name) {
        ("", name) | (name, "") => name.to_owned(),
        (path, name) => format!("{path}.{name}"),
    };
    let quoted = |start: &str| problem.strip_prefix(start)?.strip_suffix('\'');
    if let Some(name) = quoted("missing member '") {
        return format!("Parameter '{}' is missing", member(name));
    }
    if let Some(name) = quoted("unknown member '") {
        return format!("Parameter '{}' is unexpected", member(name));
    }
    if let Some(value) = quoted("unknown value '").or_else(|| quoted("unknown branch '")) {
        return format!("Parameter '{path}' does not accept value '{value}'");
    }
    if let Some((expected, _)) = problem.strip_prefix("expected ").and_then(|rest| rest.split_once(", got ")) {
        let expected = TYPES.iter().find(|known| known.0 == expected).map_or(expected, |known| known.1);
        return format!("Invalid parameter type for '{path}', expected: {expected}");
    }
    if let Some((_, range)) = problem.split_once(" is not in the range ") {
        return match RANGES.iter().find(|known| known.0 == range) {
            Some((_, name)) => format!("Parameter '{path}' expects {name}"),
            None => format!("Invalid parameter type for '{path}', expected: integer"),
        };
    }
    if path.is_empty() { problem.to_owned() } else { format!("Parameter '{path}': {problem}") }
}

/// Splits a message into the path, which may be empty, and the rest.
fn split(message: &str) -> (&str, &str) {
    let is_path = |text: &str| {
        // In a long path, words in parentheses stand for the middle.
        let words = text.bytes().filter(|byte| *byte == b' ').count();
        let left_out = usize::from(text.contains(" more).."));
        words == left_out && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.[]() ".contains(&byte))
    };
    match message.split_once(": ") {
        Some((path, problem)) if is_path(path) => (path, problem),
        _ => ("", message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qemu_qapi::qmp::commands::{BlockResize, BlockdevAdd, MigrateSetParameters, NbdServerStart, Transaction};

    fn answer<C: Decode>(text: &str) -> String {
        read::<C>(text).map_or_else(|refusal| refusal.desc, |_| "accepted".to_owned())
    }

    /// Rule: errors are those of `qemu-storage-daemon` 10.0.2 for the same arguments.
    #[test]
    fn as_qemu_says_it() {
        for (text, expected) in [
            (r#"{"node-name":"a"}"#, "Parameter 'driver' is missing"),
            (r#"{"driver":1}"#, "Invalid parameter type for 'driver', expected: string"),
            (r#"{"driver":"bad","node-name":"a"}"#, "Parameter 'driver' does not accept value 'bad'"),
            (r#"{"driver":"null-co","size":"x"}"#, "Invalid parameter type for 'size', expected: integer"),
            (r#"{"driver":"null-co","size":1.0}"#, "Invalid parameter type for 'size', expected: integer"),
            (
                r#"{"driver":"null-co","size":99999999999999999999}"#,
                "Invalid parameter type for 'size', expected: integer",
            ),
            (r#"{"driver":"null-co","read-only":1}"#, "Invalid parameter type for 'read-only', expected: boolean"),
            (r#"{"driver":"null-co","cache":[]}"#, "Invalid parameter type for 'cache', expected: object"),
            (
                r#"{"driver":"null-co","cache":{"direct":1}}"#,
                "Invalid parameter type for 'cache.direct', expected: boolean",
            ),
            (r#"{"driver":"null-co","cache":{"foo":1}}"#, "Parameter 'cache.foo' is unexpected"),
            (r#"{"driver":"null-co","zz":1}"#, "Parameter 'zz' is unexpected"),
            (
                r#"{"driver":"raw","file":{"driver":"file","filename":"z","x":{"y":1}}}"#,
                "Parameter 'file.x' is unexpected",
            ),
            (r#"{"driver":"raw","file":{"driver":"file"}}"#, "Parameter 'file.filename' is missing"),
            (
                r#"{"driver":"quorum","children":["x",{"driver":"null-co","q":1}],"vote-threshold":1}"#,
                "Parameter 'children[1].q' is unexpected",
            ),
            (
                r#"{"driver":"qcow2","file":"x","overlap-check":"zz"}"#,
                "Parameter 'overlap-check' does not accept value 'zz'",
            ),
            (r#"{"driver":"null-co","read-only":null}"#, "Invalid parameter type for 'read-only', expected: boolean"),
            (r#"{"driver":"null-co","node-name":"a"}"#, "accepted"),
        ] {
            assert_eq!(answer::<BlockdevAdd>(text), expected, "{text}");
        }
        let path = r#"{"addr":{"type":"unix","data":{"path":"/x"}},"max-connections":"#;
        for value in ["4294967296}", "-1}"] {
            let answer = answer::<NbdServerStart>(&format!("{path}{value}"));
            assert_eq!(answer, "Parameter 'max-connections' expects uint32_t");
        }
        assert_eq!(
            answer::<BlockResize>(r#"{"node-name":"a","size":9223372036854775808}"#),
            "Invalid parameter type for 'size', expected: integer"
        );
        assert_eq!(
            answer::<Transaction>(r#"{"actions":[{"type":"abort","data":{"a":1}}]}"#),
            "Parameter 'actions[0].data.a' is unexpected"
        );
        assert_eq!(
            answer::<MigrateSetParameters>(r#"{"cpu-throttle-initial":300}"#),
            "Parameter 'cpu-throttle-initial' expects uint8_t"
        );
    }

    /// Rule: the server refuses what a client accepts: `null` for an optional member, and values that no branch takes.
    #[test]
    fn the_server_is_stricter_than_a_client() {
        let answer_to = |member: &str| answer::<BlockdevAdd>(&format!(r#"{{"driver":"raw","file":"x",{member}}}"#));
        assert_eq!(answer_to(r#""node-name":null"#), "Invalid parameter type for 'node-name', expected: string");
        assert!(answer_to(r#""detect-zeroes":"x""#).contains("does not accept value 'x'"));
        assert!(answer::<BlockdevAdd>(r#"{"driver":"raw","file":1}"#).starts_with("Invalid parameter type for 'file'"));
    }

    /// Rule: a message of another form is passed on whole.
    #[test]
    fn other_messages() {
        assert_eq!(in_qemus_words("a.b[0]: no date: x at line 1 column 2"), "Parameter 'a.b[0]': no date: x");
        assert_eq!(in_qemus_words("no date: x"), "no date: x");
        let long = "a.b...(3 more)..c: missing member 'x' at line 1 column 2";
        assert_eq!(in_qemus_words(long), "Parameter 'a.b...(3 more)..c.x' is missing");
        let tricky = "b: expected a number, got the string ': unknown member 'x'' at line 1 column 9";
        assert_eq!(in_qemus_words(tricky), "Invalid parameter type for 'b', expected: number");
    }
}
