//! Rule: no input makes a server panic, hang or send anything but JSON. The input is random, and much of it nearly
//! legal.

#[path = "random/drive.rs"]
mod drive;

use proptest::prelude::*;

/// Pieces of messages.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "'",
        "\\",
        "\n",
        "\t",
        " ",
        "\u{e9}",
        "\\u0041",
        "\\ud83d",
        "\\udc00",
        "1",
        "-",
        "0.5",
        "1e9",
        "true",
        "null",
        "nul",
        "@",
        "%d",
        "\"execute\"",
        "'execute'",
        "\"exec-oob\"",
        "\"arguments\"",
        "\"id\"",
        "\"query-status\"",
        "\"blockdev-add\"",
        "\"device_del\"",
        "\"human-monitor-command\"",
        "{\"execute\":\"query-status\"}",
        "{\"execute\":\"device_del\",\"arguments\":{\"id\":\"",
        "{\"driver\":\"null-co\"",
        "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"",
        "{\"execute\":\"qmp_capabilities\"}",
    ]);
    prop_oneof![
        8 => known.prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..4),
        1 => (prop::sample::select(vec!["[", "{\"a\":", "]", "}"]), 1..1100_usize)
            .prop_map(|(text, times)| text.repeat(times).into_bytes()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_client_sends(size: u8, negotiates: u8, pieces in prop::collection::vec(piece(), 0..40)) {
        drive::drive(&[&[size, negotiates][..], &pieces.concat()].concat());
    }
}
