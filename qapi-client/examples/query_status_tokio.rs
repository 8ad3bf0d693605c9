//! Asks several machines how they are, all at once: `cargo run --example query_status_tokio -- /run/*.sock`.

use qapi_client::{Error, Options, tokio::Client};
use qemu_qapi::qmp::commands::QueryStatus;
use std::time::Duration;

#[tokio::main]
async fn main() {
    let asked = std::env::args().skip(1).map(|path| (path.clone(), tokio::spawn(ask(path))));
    for (path, status) in asked.collect::<Vec<_>>() {
        match status.await {
            Ok(Ok(status)) => println!("{path}: {status}"),
            Ok(Err(error)) => println!("{path}: {error}"),
            Err(error) => println!("{path}: {error}"),
        }
    }
}

async fn ask(path: String) -> Result<String, Error> {
    let options = Options::new().connect_timeout(Duration::from_secs(2)).call_timeout(Duration::from_secs(2));
    let client = Client::connect_with(path, &options).await?;
    Ok(client.execute(&QueryStatus).await?.status.to_string())
}
