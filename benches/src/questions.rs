//! The index of a server's reply to `query-qmp-schema`: how long making it takes, and how long each question.
//!
//! The reply is a capture of a real server: that of the reference material if it is there, our own if not. A figure is
//! the best of several rounds.

use crate::decode::{best, captured};
use qapi_runtime::PeerSchema;
use qemu_qapi::qmp::commands::{BlockdevAdd, Migrate};
use std::error::Error;
use std::hint::black_box;
use std::time::Duration;

/// Questions of each kind. Most are libvirt's own.
const QUESTIONS: [&str; 8] = [
    "migrate",
    "nonesuch",
    "blockdev-snapshot/$allow-write-only-overlay",
    "blockdev-add/arg-type/+nbd/tls-hostname",
    "blockdev-add/arg-type/+qcow2/file/+nbd/*tls-hostname/!string",
    "block-export-add/arg-type/+nbd/bitmaps/nonesuch",
    "migrate-set-parameters/arg-type/multifd-compression/^zstd",
    "query-named-block-nodes/ret-type/image/backing-image/format-specific/+qcow2/data/bitmaps/granularity/!int",
];

/// Prints the tables.
pub fn run() -> Result<(), Box<dyn Error>> {
    let captured = captured()?;
    let (_, reply) = captured.iter().find(|(name, _)| name == "query-qmp-schema").ok_or("there is no capture")?;
    let text = std::str::from_utf8(reply)?;
    let peer = PeerSchema::read(text)?;
    let index = best(&mut || drop(black_box(PeerSchema::read(black_box(text)))));
    crate::table::header("The index of a server's schema", &["what", "answer", "time"]);
    println!("| make it of {} KB | | {:.1} ms |", text.len() / 1000, index.as_secs_f64() * 1e3);
    for question in QUESTIONS {
        let time = per_question(&mut || peer.ask(black_box(question)).unwrap_or_default());
        println!("| `{question}` | {} | {} ns |", peer.ask(question)?, time.as_nanos());
    }
    let by_type = per_question(&mut || peer.has::<Migrate>());
    println!("| `has::<Migrate>()` | {} | {} ns |", peer.has::<Migrate>(), by_type.as_nanos());
    let path = "+nbd/tls-hostname";
    let by_type = per_question(&mut || peer.has_argument::<BlockdevAdd>(black_box(path)).unwrap_or_default());
    println!(
        "| `has_argument::<BlockdevAdd>(\"{path}\")` | {} | {} ns |",
        peer.has_argument::<BlockdevAdd>(path)?,
        by_type.as_nanos()
    );
    Ok(())
}

/// The time of one question, of many that are asked one after the other.
fn per_question(ask: &mut dyn FnMut() -> bool) -> Duration {
    const COUNT: u32 = 1000;
    let all = best(&mut || {
        for _ in 0..COUNT {
            black_box(ask());
        }
    });
    all / COUNT
}
