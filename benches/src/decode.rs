//! Decoding and encoding of captured replies.
//!
//! The replies are captures of real servers: those of the reference material if it is there, our own if not. The figure
//! is the best of several rounds.

use crate::replies::{Codec, Encode, codecs};
use crate::table::{header, workspace};
use serde_json::Value;
use std::error::Error;
use std::fs;
use std::time::{Duration, Instant};

/// Prints the tables.
pub fn run() -> Result<(), Box<dyn Error>> {
    let mut rows = Vec::new();
    for (name, bytes) in captured()? {
        if let Some(codec) = codecs(&name) {
            rows.push(Row::measure(name, &bytes, &codec)?);
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.bytes));
    print("Decoding, MB/s", &rows, &["ours", "qapi-qmp", "ratio", "ours by serde_json", "Value", "skipping"], |row| {
        &row.decode
    });
    print("Encoding, MB/s", &rows, &["ours", "qapi-qmp", "ratio"], |row| &row.encode);
    Ok(())
}

struct Row {
    name: String,
    bytes: usize,
    decode: Vec<Option<f64>>,
    encode: Vec<Option<f64>>,
}

impl Row {
    fn measure(name: String, bytes: &[u8], codec: &Codec) -> Result<Row, Box<dyn Error>> {
        let speed = |run: &mut dyn FnMut()| Some(bytes.len() as f64 / best(run).as_secs_f64() / 1e6);
        let both = |decode: fn(&[u8]) -> bool, encode: Encode| {
            if !decode(bytes) {
                return (None, None);
            }
            let decoding = speed(&mut || assert!(decode(bytes)));
            let mut encoding = None;
            encode(bytes, &mut |run| encoding = speed(run));
            (decoding, encoding)
        };
        let (ours, ours_encode) = both(codec.ours, codec.ours_encode);
        let (peer, peer_encode) = both(codec.peer, codec.peer_encode);
        let value = speed(&mut || assert!(serde_json::from_slice::<Value>(bytes).is_ok()));
        let skip = speed(&mut || assert!(serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()));
        let by_serde =
            (codec.ours_by_serde)(bytes).then(|| speed(&mut || assert!((codec.ours_by_serde)(bytes)))).flatten();
        let decode = vec![ours, peer, ratio(ours, peer), by_serde, value, skip];
        let encode = vec![ours_encode, peer_encode, ratio(ours_encode, peer_encode)];
        Ok(Row { name, bytes: bytes.len(), decode, encode })
    }
}

fn ratio(ours: Option<f64>, peer: Option<f64>) -> Option<f64> {
    Some(ours? / peer?)
}

/// Prints the largest replies one by one, and what the ratios of all come to.
fn print(title: &str, rows: &[Row], columns: &[&str], cells: impl Fn(&Row) -> &Vec<Option<f64>>) {
    header(title, &[&["reply", "bytes"], columns].concat());
    let cell = |at: usize, value: Option<f64>| match value {
        Some(value) if columns[at] == "ratio" => format!("{value:.2}"),
        Some(value) => format!("{value:.0}"),
        None => "does not decode".to_owned(),
    };
    for row in rows.iter().take(10) {
        let cells: Vec<String> = cells(row).iter().enumerate().map(|(at, value)| cell(at, *value)).collect();
        println!("| `{}` | {} | {} |", row.name, row.bytes, cells.join(" | "));
    }
    let mut ratios: Vec<f64> = rows.iter().filter_map(|row| cells(row)[2]).collect();
    ratios.sort_by(f64::total_cmp);
    let mean = (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len().max(1) as f64).exp();
    let below = |limit: f64| ratios.iter().filter(|ratio| **ratio < limit).count();
    println!(
        "\nRatios of all {} replies that both decode: least {:.2}, median {:.2}, geometric mean {mean:.2}; {} below 1.3, {} below 1.",
        ratios.len(),
        ratios.first().copied().unwrap_or_default(),
        ratios.get(ratios.len() / 2).copied().unwrap_or_default(),
        below(1.3),
        below(1.0),
    );
    let slower: Vec<String> = rows
        .iter()
        .filter_map(|row| Some((row, cells(row)[2].filter(|ratio| *ratio < 1.3)?)))
        .map(|(row, ratio)| format!("`{}` ({} bytes) {ratio:.2}", row.name, row.bytes))
        .collect();
    if !slower.is_empty() {
        println!("Below 1.3: {}.", slower.join(", "));
    }
    let refused = rows.iter().filter(|row| cells(row)[0].is_none()).map(|row| row.name.as_str()).collect::<Vec<_>>();
    if !refused.is_empty() {
        println!("Replies that ours does not decode: {}.", refused.join(", "));
    }
}

/// The least time that one run takes, over rounds of at least 20 ms.
pub fn best(run: &mut dyn FnMut()) -> Duration {
    let mut times = 1_u32;
    let round = |times: u32, run: &mut dyn FnMut()| {
        let start = Instant::now();
        (0..times).for_each(|_| run());
        start.elapsed()
    };
    while round(times, run) < Duration::from_millis(20) {
        times *= 2;
    }
    (0..5).map(|_| round(times, run) / times).min().unwrap_or_default()
}

/// Replies by command, as compact JSON.
pub type Replies = Vec<(String, Vec<u8>)>;

/// Replies to commands of QMP by name; of several captures the first that has it.
pub fn captured() -> Result<Replies, Box<dyn Error>> {
    let shared = workspace().join("../shared/replies");
    let folder = if shared.is_dir() { shared } else { workspace().join("tests/replies") };
    let mut replies = Replies::new();
    for file in ["x86.json", "s390x.json", "qsd.json"] {
        let Ok(text) = fs::read(folder.join(file)) else { continue };
        let capture: Value = serde_json::from_slice(&text)?;
        for (name, reply) in capture["replies"].as_object().into_iter().flatten() {
            if replies.iter().all(|(known, _)| known != name) {
                replies.push((name.clone(), serde_json::to_vec(reply)?));
            }
        }
    }
    Ok(replies)
}
