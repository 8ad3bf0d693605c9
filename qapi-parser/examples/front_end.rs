//! Loads schemas and says how long each took: `cargo run --release -p qapi-parser --example front_end SCHEMA...`

use std::path::Path;
use std::time::Instant;

fn main() {
    for path in std::env::args().skip(1) {
        let mut best = None;
        for _ in 0..5 {
            let start = Instant::now();
            let result = qapi_parser::load(Path::new(&path), &Default::default());
            let elapsed = start.elapsed();
            best = Some(best.map_or(elapsed, |best: std::time::Duration| best.min(elapsed)));
            if let Err(failure) = result {
                println!("{failure}");
                break;
            }
        }
        println!("{path}: {:?}", best.unwrap_or_default());
    }
}
