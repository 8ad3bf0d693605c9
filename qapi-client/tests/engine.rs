//! Rule: whatever is said and done, in whatever order, each command gets its own reply or a reason, and the engine
//! keeps what it promises the server.

#[path = "engine/drive.rs"]
mod drive;

use proptest::prelude::*;
use qapi_client::framing::{Frame, Framer, SENTINEL};

/// What a stream is split into: messages, and all other bytes that are not white space.
fn split(pieces: &[&[u8]]) -> (Vec<Vec<u8>>, Vec<u8>) {
    let mut framer = Framer::new(usize::MAX);
    let (mut messages, mut rest) = (Vec::new(), Vec::new());
    for piece in pieces {
        framer.feed(piece);
        while let Ok(Some(frame)) = framer.next_frame() {
            match frame {
                Frame::Message(message) => messages.push(message.bytes().to_vec()),
                Frame::Garbage(bytes) => rest.extend(bytes),
                Frame::Sentinel => rest.push(SENTINEL),
            }
        }
    }
    rest.extend(framer.unfinished());
    rest.retain(|byte| !byte.is_ascii_whitespace());
    (messages, rest)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_keeps_its_promises(choices in proptest::collection::vec(any::<u8>(), 0..400)) {
        drive::drive(&choices);
    }

    #[test]
    fn a_stream_is_split_in_the_same_way_whatever_the_pieces(
        stream in proptest::collection::vec(proptest::sample::select(&b"{}[]\"\\:,a \n\xFF"[..]), 0..60),
        piece in 1_usize..8,
    ) {
        let whole = split(&[&stream]);
        prop_assert_eq!(split(&stream.chunks(piece).collect::<Vec<_>>()), whole.clone());
        // Nothing is lost and nothing is added.
        let kept = |bytes: &[u8]| bytes.iter().filter(|byte| !byte.is_ascii_whitespace()).count();
        let total: usize = whole.0.iter().map(|message| kept(message)).sum::<usize>() + whole.1.len();
        prop_assert_eq!(total, kept(&stream));
    }

    #[test]
    fn messages_survive_any_layout(
        numbers in proptest::collection::vec(any::<u32>(), 1..6),
        layout in proptest::sample::select(&["", "\n", "\r\n", " \n \t"][..]),
        piece in 1_usize..40,
    ) {
        let messages: Vec<String> = numbers
            .iter()
            .map(|number| format!("{{{layout}\"return\":{layout}[{{\"a\":\"}}\\\"{number}\"}}]{layout},\"id\":{number}}}"))
            .collect();
        let stream = messages.join(layout);
        let (found, rest) = split(&stream.as_bytes().chunks(piece).collect::<Vec<_>>());
        prop_assert_eq!(found, messages.iter().map(|message| message.as_bytes().to_vec()).collect::<Vec<_>>());
        prop_assert!(rest.is_empty());
    }
}
