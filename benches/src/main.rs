//! Measures what users ask for, beside the published crates, in one run.
//!
//! To run it: `cargo run --release -p qapi-benches`.
//!
//! It prints Markdown tables. An argument runs one part alone: `decode`, `generate`, `client`, `questions`, `compile`,
//! `versions`, `cold` or `server`.
#![forbid(unsafe_code)]

mod client;
mod cold;
mod compile;
mod decode;
mod generate;
mod questions;
mod replies;
mod server;
mod table;
mod versions;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    // As a wrapper around rustc, and as the peer's generator, this program measures from within a process of its own.
    if let Some(log) = std::env::var_os(compile::LOG) {
        return compile::wrap(Path::new(&log));
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => {
            decode::run()?;
            generate::run()?;
            client::run()?;
            questions::run()?;
            compile::run()?;
            versions::run()?;
            cold::run()
        }
        ["decode"] => decode::run(),
        ["client"] => client::run(),
        ["generate"] => generate::run(),
        ["questions"] => questions::run(),
        ["server"] => server::run(),
        ["compile"] => compile::run(),
        ["versions"] => versions::run(),
        ["cold"] => cold::run(),
        [client::STUB, socket, reply] => client::serve(socket, reply),
        [generate::PEER, schema, out] => generate::peer(schema, out),
        _ => Err("usage: qapi-benches [decode|generate|client|questions|compile|versions|cold|server]".into()),
    }
}
